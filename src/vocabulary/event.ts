import type { DocumentId } from './document.ts'
import type { Feedback } from './feedback.ts'
import type { Conflict, PlannedQuestion, ReportSection } from './report.ts'
import type { Reason, VerdictLabel } from './evidence.ts'
import type { Steering } from './steering.ts'

/** Everything that a run tells the outside; names are noun-verb. */
export type RunEvent =
  | {
      readonly type: 'run-start'
      readonly kind: 'research' | 'check' | 'add' | 'poll' | 'search' | 'eval'
      readonly subject: string
      readonly method: string
    }
  | { readonly type: 'step-start'; readonly path: string }
  | {
      readonly type: 'step-end'
      readonly path: string
      readonly milliseconds: number
      readonly outcome: 'done' | 'failed'
    }
  /** `total` is absent while unknown. */
  | {
      readonly type: 'progress'
      readonly phase: string
      readonly done: number
      readonly total?: number
      readonly item?: string
    }
  | {
      readonly type: 'file-read'
      readonly uri: string
      readonly document: DocumentId
      readonly passages: number
      readonly outcome: 'added' | 'changed' | 'unchanged'
    }
  | { readonly type: 'file-failed'; readonly uri: string; readonly code: string; readonly why: string }
  | { readonly type: 'file-missing'; readonly uri: string }
  /** A query that left for a search engine or an MCP server, exactly as it was sent. */
  | { readonly type: 'query-sent'; readonly engine: string; readonly query: string }
  /** An engine that is not asked for a while, or at all in this run, and why. */
  | { readonly type: 'engine-skipped'; readonly engine: string; readonly code: string; readonly why: string }
  /** `via`: where the bytes came from; `route`: the address that was checked, or the proxy that checks by itself. */
  | {
      readonly type: 'page-fetched'
      readonly url: string
      readonly finalUrl: string
      readonly via: 'network' | 'revalidated' | 'cache' | 'browser' | 'source'
      readonly bytes: number
      readonly route?: string
    }
  | { readonly type: 'page-failed'; readonly url: string; readonly code: string; readonly why: string }
  | { readonly type: 'plan-made'; readonly plan: readonly PlannedQuestion[] }
  | {
      readonly type: 'question-searched'
      readonly question: string
      readonly query: string
      readonly hits: number
      readonly round: number
    }
  | {
      readonly type: 'evidence-found'
      readonly question: string
      readonly quote: string
      readonly uri: string
    }
  | { readonly type: 'conflict-found'; readonly conflict: Conflict }
  | {
      readonly type: 'sentence-verified'
      readonly text: string
      readonly verdict: VerdictLabel
      readonly reasons: readonly Reason[]
    }
  /** A section as the report will have it, verified; sections are told in their order. */
  | { readonly type: 'section-published'; readonly section: ReportSection }
  /** What a reader said of the report, after it was written. */
  | { readonly type: 'feedback-given'; readonly feedback: Feedback }
  /** An attempt of a call that leaves the process is over; `usd` is null where the price is unknown. */
  | {
      readonly type: 'call-end'
      readonly kind: 'chat' | 'embed' | 'rerank' | 'search' | 'page'
      /** Model id or provider name. */
      readonly service: string
      /** What it was for: a role, or what asked. */
      readonly purpose: string
      readonly attempt: number
      /** `lost`: it was in flight when an earlier executor of the run died. */
      readonly outcome: 'answered' | 'failed' | 'lost'
      readonly inputTokens: number
      readonly outputTokens: number
      readonly usd: number | null
      readonly milliseconds: number
      readonly code?: string
      readonly why?: string
    }
  | {
      readonly type: 'call-retry'
      readonly service: string
      readonly purpose: string
      readonly attempt: number
      /** Milliseconds. */
      readonly wait: number
      readonly code: string
      readonly why: string
    }
  /** What a model thinks aloud, a piece at a time: shown, never part of a report. */
  | { readonly type: 'thinking'; readonly service: string; readonly purpose: string; readonly text: string }
  /** A step is done by another than the one it was meant for: another model, or rules (`classical`). */
  | {
      readonly type: 'fallback'
      readonly purpose: string
      readonly from: string
      readonly to: string
      readonly code: string
      readonly why: string
    }
  /** An instruction of a person's was taken up; `number`: its place in the run's inbox. */
  | {
      readonly type: 'steering-heeded'
      readonly place: string
      readonly number: number
      readonly steering: Steering
    }
  | { readonly type: 'run-resumed'; readonly attempt: number; readonly lost: number }
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  | {
      readonly type: 'run-end'
      readonly outcome: 'done' | 'incomplete' | 'failed'
      readonly milliseconds: number
    }

/** One numbered line of a run's log. */
export interface LoggedEvent {
  /** 1, 2, 3 … without gaps within a run. */
  readonly sequence: number
  readonly run: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** The step in which it happened, `` at the top. */
  readonly path: string
  readonly event: RunEvent
}
