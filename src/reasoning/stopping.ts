/**
 * When to stop searching: small predicates over what was gained and spent, passed into whatever loops (vercel/ai,
 * `stopWhen`). A predicate on sub-questions holds when it holds for every one of the state; `sortOut` asks it of each
 * by itself, so that the others go on. None is true of a state without sub-questions, nor, the budget, the rounds
 * and repetition excepted, of a sub-question that was never searched.
 */
import { withoutAskingWords } from './decompose.ts'
import {
  costOfRound,
  evidenceGain,
  type GainRound,
  type GainState,
  type QuestionGain,
} from './evidence-gain.ts'
import type { StopReason } from './stop-reasons.ts'
import { wordsIn } from './words.ts'

/** Why to stop, or undefined = go on. Pure. */
export type StopCondition = (state: GainState) => StopReason | undefined

/** Stops as soon as one of them does; the first that does gives the reason. */
export function anyOf(...conditions: readonly StopCondition[]): StopCondition {
  return (state) => {
    for (const condition of conditions) {
      const reason = condition(state)
      if (reason) return reason
    }
    return undefined
  }
}

/** Stops when all of them do; the first gives the reason. */
export function allOf(first: StopCondition, ...others: readonly StopCondition[]): StopCondition {
  return (state) => {
    const reason = first(state)
    return reason && others.every((condition) => condition(state) !== undefined) ? reason : undefined
  }
}

/** Which sub-questions go on, and why the others do not. */
export interface SortedOut {
  readonly open: readonly string[]
  readonly closed: readonly { readonly id: string; readonly why: StopReason }[]
}

/** Asks a condition of each sub-question by itself. */
export function sortOut(state: GainState, condition: StopCondition): SortedOut {
  const judged = state.questions.map((question) => ({
    id: question.id,
    why: condition({ ...state, questions: [question] }),
  }))
  return {
    open: judged.flatMap(({ id, why }) => (why ? [] : [id])),
    closed: judged.flatMap(({ id, why }) => (why ? [{ id, why }] : [])),
  }
}

/** What was found covers what was asked, at least to this share. */
export function covered(threshold: number): StopCondition {
  return ({ questions }) => {
    const least = Math.min(...questions.map(({ rounds }) => rounds.at(-1)?.coverage ?? 0))
    return questions.length > 0 && questions.every(searched) && least >= threshold
      ? { reason: 'covered', coverage: least }
      : undefined
  }
}

/** So many rounds in a row brought no new supported claim. */
export function noNewClaims(rounds: number): StopCondition {
  const barren = (question: QuestionGain): boolean =>
    question.rounds.length >= rounds &&
    question.rounds.slice(-rounds).every(({ newClaims }) => newClaims === 0)
  return holding((question) => searched(question) && barren(question), { reason: 'no-new-claims', rounds })
}

/** Rounds over which the gain is measured: one unlucky round is no sign. */
const gainRounds = 2

/**
 * The last two rounds brought less `evidenceGain` than this for each search's worth of cost (`costOfRound`). An
 * optimal forager leaves a patch when its rate of gain falls below what is to be had elsewhere (Charnov 1976, for
 * searchers of information Pirolli and Card 1999): `perCost` is what is to be had elsewhere.
 */
export function gainBelow(perCost: number): StopCondition {
  return ({ questions }) => {
    if (questions.length === 0 || questions.some(({ rounds }) => rounds.length < gainRounds)) return undefined
    const gained = Math.max(...questions.map(gainPerCost))
    return gained < perCost ? { reason: 'gain-below', perCost, gained } : undefined
  }
}

/**
 * So many more independent sources say one value than say another. For two hypotheses and sources of equal worth
 * that is the sequential probability ratio test (Wald 1945): the lead decides, not the number.
 */
export function sourcesAgree(lead: number): StopCondition {
  return ({ questions }) => {
    const sources = Math.min(...questions.map(({ agreeing }) => agreeing))
    const agreed = questions.every(({ agreeing, disagreeing }) => agreeing - disagreeing >= lead)
    return questions.length > 0 && questions.every(searched) && agreed
      ? { reason: 'sources-agree', sources }
      : undefined
  }
}

/** Less is left of a resource than one more round takes. */
export function budgetSpent(): StopCondition {
  return ({ budget: { left, next } }) => {
    const names = Object.keys(next) as (keyof typeof next)[]
    const resource = names.find((name) => (left[name] ?? Infinity) < (next[name] ?? 0))
    return resource === undefined ? undefined : { reason: 'budget-spent', resource }
  }
}

/** It was searched so often. */
export function roundsAtMost(rounds: number): StopCondition {
  return holding((question) => question.rounds.length >= rounds, { reason: 'rounds-at-most', rounds })
}

/**
 * All that would be searched next was searched already, in whatever order of words: who proposes it has nothing
 * more to propose. Looks at what is proposed, and so before it is paid for.
 */
export function repeatsItself(): StopCondition {
  return ({ questions }) => {
    const repeated = ({ asked, proposed }: QuestionGain): boolean => {
      const known = new Set(asked.map(queryKey))
      return proposed.length > 0 && proposed.every((query) => known.has(queryKey(query)))
    }
    return questions.length > 0 && questions.every(repeated)
      ? { reason: 'repeats-itself', queries: questions.flatMap(({ proposed }) => proposed) }
      : undefined
  }
}

/**
 * What a query searches for, whatever its order of words, case, width, inflection and politeness: equal keys find
 * the same. Numbers count. Total.
 */
export function queryKey(query: string): string {
  const whole = query.normalize('NFKC')
  const text = whole.slice(0, longestQuery)
  const bare = withoutAskingWords(text, /\p{Script=Han}/u.test(text) ? 'zh' : 'en')
  const latin = wordsIn(bare).flatMap(({ han, term }) => (han ? [] : [term]))
  // Vitamin C, C++ and C# are different things.
  const letters = bare.match(/(?<![\p{L}\d])(?:\p{L}[+#]+|[B-HJ-Z](?![\p{L}\d]))/gu) ?? []
  const numbers = bare.match(/(?<![\p{L}\d])\d+(?:[.,]\d+)*(?!\p{Script=Latin})/gu) ?? []
  // Chinese by its characters: how a text is segmented hangs on what stands beside it.
  const han = bare.match(/(?![的了是在和与及之])\p{Script=Han}/gu) ?? []
  const terms = [...new Set([...latin, ...letters, ...numbers, ...han])].toSorted()
  return (terms.length > 0 ? terms.join(' ') : text.trim().toLowerCase()) + whole.slice(longestQuery)
}

/** What of a query is taken apart, in UTF-16 code units: stemming one endless word takes more than linear time. */
const longestQuery = 400

const searched = ({ rounds }: QuestionGain): boolean => rounds.length > 0

function holding(holds: (question: QuestionGain) => boolean, reason: StopReason): StopCondition {
  return ({ questions }) => (questions.length > 0 && questions.every(holds) ? reason : undefined)
}

function gainPerCost(question: QuestionGain): number {
  const { length } = question.rounds
  const last = question.rounds.slice(-gainRounds)
  const gain = last.reduce((sum, _, index) => sum + evidenceGain(question, length - last.length + index), 0)
  const cost = last.reduce((sum, round: GainRound) => sum + costOfRound(round), 0)
  // What cost nothing is worth while as long as it brings anything.
  return cost > 0 ? gain / cost : gain > 0 ? Infinity : 0
}
