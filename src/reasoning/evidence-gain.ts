import type { Amounts, Budget, Resource } from '#runtime'

/** What one round of searching for a sub-question brought, and what it took. */
export interface GainRound {
  /** How much of the sub-question is answered after it, 0 to 1. */
  readonly coverage: number
  /** Claims that evidence supports since this round and did not before; the same claim of another source is none. */
  readonly newClaims: number
  readonly searches: number
  /** Tokens of models, prompts and answers together. */
  readonly tokens: number
}

/** What is known of the progress of one sub-question. */
export interface QuestionGain {
  readonly id: string
  readonly rounds: readonly GainRound[]
  /** Independent sources that say the value which most of them say; copies of one another count once. */
  readonly agreeing: number
  /** Independent sources that say another. */
  readonly disagreeing: number
  /** Queries that were searched, as they were put. */
  readonly asked: readonly string[]
  /** Queries that would be searched next; none yet: empty. */
  readonly proposed: readonly string[]
}

/** What a loop knows when it decides whether to go on: plain data, so that the decision can be recorded. */
export interface GainState {
  readonly questions: readonly QuestionGain[]
  readonly budget: {
    /** What is left of each resource that is limited. */
    readonly left: Amounts
    /** What one more round takes. */
    readonly next: Amounts
  }
}

/** Tokens that count as one search: about what reading what a search brings takes. */
export const tokensPerSearch = 5_000

/** What a round cost, in searches. */
export function costOfRound({ searches, tokens }: GainRound): number {
  return searches + tokens / tokensPerSearch
}

/**
 * How much a round brought, 0 to 1: the share of the open gap in coverage that it closed, or else the share of all
 * claims known by now that are new (the chance that one more claim is a new one; after Good 1953), joined as
 * independent grounds. 0 where it brought neither, 1 where it closed the gap. The reward of `thompson.ts`.
 *
 * @param at the round, from 0; default: the last
 */
export function evidenceGain({ rounds }: QuestionGain, at = rounds.length - 1): number {
  const round = rounds[at]
  if (!round) return 0
  const before = rounds.slice(0, at)
  const covered = before.reduce((most, { coverage }) => Math.max(most, coverage), 0)
  const closed = covered >= 1 ? 0 : Math.max(0, round.coverage - covered) / (1 - covered)
  const known = before.reduce((sum, { newClaims }) => sum + newClaims, 0)
  const fresh = round.newClaims / (round.newClaims + known + 1)
  return 1 - (1 - Math.min(1, closed)) * (1 - fresh)
}

/** What a round adds to what is known of a sub-question. */
export interface Progress {
  readonly round: GainRound
  readonly agreeing: number
  readonly disagreeing: number
  /** The queries that the round searched. */
  readonly asked: readonly string[]
}

/** The state after a round; a sub-question that is not known yet begins with it. */
export function withRound(state: GainState, id: string, progress: Progress): GainState {
  const { round, agreeing, disagreeing, asked } = progress
  const before = state.questions.find((question) => question.id === id)
  const after: QuestionGain = {
    id,
    rounds: [...(before?.rounds ?? []), round],
    agreeing,
    disagreeing,
    asked: [...(before?.asked ?? []), ...asked],
    proposed: [],
  }
  const questions = before
    ? state.questions.map((question) => (question === before ? after : question))
    : [...state.questions, after]
  return { ...state, questions }
}

const resources = [
  'searches',
  'passages-read',
  'tokens',
  'micro-usd',
  'calls',
  'queries',
  'pages',
  'bytes',
] as const satisfies readonly Resource[]

/**
 * What a budget has left of what it limits. It changes as others spend: who decides by it reads it through
 * `context.observe`.
 */
export function leftOf(budget: Budget): Amounts {
  return Object.fromEntries(
    resources
      .map((resource) => [resource, budget.left(resource)] as const)
      .filter(([, left]) => left < Infinity),
  )
}
