import type {
  Conflict,
  LoggedEvent,
  PlannedQuestion,
  ReportSection,
  RunEvent,
  Steering,
} from '../../../src/vocabulary/index.ts'

/** How far a question of the plan is, as far as the log tells. */
export type QuestionState = 'planned' | 'searching' | 'evidence' | 'dropped'

export interface QuestionView {
  readonly id: string
  readonly text: string
  readonly origin: string
  readonly dependsOn: readonly string[]
  readonly state: QuestionState
  /** Searches of it, hits of them, pieces of evidence found for it. */
  readonly searches: number
  readonly hits: number
  readonly evidence: number
}

/** A line of the feed; `sequence` is the event's number in the log. */
export interface FeedLine {
  readonly sequence: number
  readonly at: string
  readonly event: RunEvent
}

/** A run as its log tells it, folded up to the line `last`. */
export interface RunView {
  /** Number of the last line that was folded in; 0: none. */
  readonly last: number
  readonly kind?: string
  readonly subject?: string
  /** ISO 8601: when it started, and when the last line was told. */
  readonly startedAt?: string
  readonly toldAt?: string
  readonly plan: readonly QuestionView[]
  /** What is worth a line to a reader, oldest first; at most `feedKept`. */
  readonly feed: readonly FeedLine[]
  readonly sections: readonly ReportSection[]
  readonly conflicts: readonly Conflict[]
  readonly counts: {
    readonly searches: number
    readonly queries: number
    readonly pages: number
    readonly pagesFailed: number
    readonly files: number
    readonly filesFailed: number
    readonly evidence: number
    readonly sentences: number
    readonly struck: number
    readonly warnings: number
  }
  readonly spent: {
    readonly calls: number
    readonly tokens: number
    readonly usd: number
    readonly unpriced: number
  }
  /** The end of what a model thinks aloud, and what for; absent once it has answered. */
  readonly thinking?: { readonly purpose: string; readonly service: string; readonly text: string }
  readonly progress?: {
    readonly phase: string
    readonly done: number
    readonly total?: number
    readonly item?: string
  }
  readonly paused: boolean
  /** Instructions that were taken up, by their number in the inbox. */
  readonly heard: readonly { readonly number: number; readonly at: string; readonly steering: Steering }[]
  readonly ended?: 'done' | 'incomplete' | 'failed'
}

export const emptyView: RunView = {
  last: 0,
  plan: [],
  feed: [],
  sections: [],
  conflicts: [],
  counts: {
    searches: 0,
    queries: 0,
    pages: 0,
    pagesFailed: 0,
    files: 0,
    filesFailed: 0,
    evidence: 0,
    sentences: 0,
    struck: 0,
    warnings: 0,
  },
  spent: { calls: 0, tokens: 0, usd: 0, unpriced: 0 },
  paused: false,
  heard: [],
}

/** Folds lines into a view; lines that were folded in before change nothing. */
export function foldRun(view: RunView, lines: readonly LoggedEvent[]): RunView {
  return lines.reduce(
    (folded, line) => (line.sequence <= folded.last ? folded : { ...folded, last: line.sequence }),
    view,
  )
}

export type { PlannedQuestion }
