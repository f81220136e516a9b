import type { DocumentId } from './document.ts'
import type { Conflict, PlannedQuestion } from './report.ts'
import type { Reason, VerdictLabel } from './evidence.ts'

/** Everything that a run tells the outside; names are noun-verb. */
export type RunEvent =
  | {
      readonly type: 'run-start'
      readonly kind: 'research' | 'check' | 'add' | 'search' | 'eval'
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
