import type {
  Conflict,
  RaisedLimits,
  ReportSection,
  RunEvent,
  Steering,
} from '../../../src/vocabulary/index.ts'
import type { QuestionView } from './plan-view.ts'

/** A run as its log tells it; see fold-run.ts. */
export interface RunView {
  /** Number of the last line that was folded in; 0: none. */
  readonly last: number
  readonly kind?: string
  readonly subject?: string
  /** ISO 8601: when it started, and when the last line of the work was told. */
  readonly startedAt?: string
  readonly toldAt?: string
  readonly plan: readonly QuestionView[]
  /** What is worth a line to a reader, oldest first. */
  readonly feed: readonly FeedLine[]
  readonly pages: readonly PageView[]
  readonly sections: readonly ReportSection[]
  readonly conflicts: readonly Conflict[]
  readonly counts: Counts
  readonly spent: Spent
  /** The highest limits that a person raised the budget to. */
  readonly raised: RaisedLimits
  /** The end of what a model thinks aloud; `open` until it has answered. */
  readonly thinking?: {
    readonly purpose: string
    readonly service: string
    readonly text: string
    readonly open: boolean
  }
  readonly progress?: {
    readonly phase: string
    readonly done: number
    readonly total?: number
    readonly item?: string
  }
  readonly paused: boolean
  /** Instructions that were taken up, by their number in the inbox. */
  readonly heard: readonly { readonly number: number; readonly at: string; readonly steering: Steering }[]
  readonly ended?: { readonly outcome: 'done' | 'incomplete' | 'failed'; readonly milliseconds: number }
}

/** A line of the feed; `sequence` is the event's number in the log. */
export interface FeedLine {
  readonly sequence: number
  readonly at: string
  readonly event: RunEvent
}

/** A page that was asked for. */
export interface PageView {
  readonly url: string
  readonly outcome: 'fetched' | 'failed'
  readonly why?: string
}

export interface Counts {
  readonly searches: number
  readonly queries: number
  readonly pages: number
  readonly pagesFailed: number
  readonly files: number
  readonly filesFailed: number
  readonly evidence: number
  /** Sentences that were verified, and those of them that no evidence bears. */
  readonly verified: number
  readonly struck: number
  readonly warnings: number
}

/** `usd`: US dollars of the calls whose price is known. */
export interface Spent {
  readonly calls: number
  readonly tokens: number
  readonly usd: number
  readonly unpriced: number
}

export const emptyView: RunView = {
  last: 0,
  plan: [],
  feed: [],
  pages: [],
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
    verified: 0,
    struck: 0,
    warnings: 0,
  },
  spent: { calls: 0, tokens: 0, usd: 0, unpriced: 0 },
  raised: {},
  paused: false,
  heard: [],
}
