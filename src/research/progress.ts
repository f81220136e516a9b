import { siteOf } from '#sources'
import {
  anyOf,
  covered,
  noNewClaims,
  roundsAtMost,
  type Progress,
  type QuestionGain,
  type StopCondition,
} from '#reasoning'
import { answerOf } from './answer-of.ts'
import { askedBy, isPointed } from './bearing.ts'
import type { Candidate } from './candidates.ts'
import type { Looked } from './look-into.ts'
import { saysTheSame } from './gather.ts'
import { missingItems } from './missing-items.ts'
import type { Shelf } from './shelf.ts'

/** A sentence that holds this much of a sub-question's weight says something on it. */
const touches = 0.36
/** What a sentence covers counts so much where it lacks the kind of words that are asked for. */
const untyped = 0.5
/** Statements that are counted, the best first. */
const counted = 40

/**
 * How much of a sub-question its sentences answer, 0 to 1: of several things asked the share for which a sentence gives
 * a value; else what the best sentence covers.
 */
export function coverageOf({ aim, gathered: { candidates } }: Looked): number {
  const asked = askedBy(aim)
  if (asked.items.length > 1 && isPointed(asked))
    return 1 - missingItems({ aim, gathered: { candidates } }).length / asked.items.length
  return candidates.reduce(
    (most, { coverage, typed }) => Math.max(most, Math.min(1, coverage) * (typed ? 1 : untyped)),
    0,
  )
}

/**
 * When what was found is enough for a sub-question, or it was searched so often: one thing is covered by a sentence, of several each is; all that
 * there are, or were over the years, are known when looking further brings no more, however often.
 */
export function enoughFor(looked: readonly Looked[], share: number, rounds: number): StopCondition {
  const asked = new Map(looked.map(({ id, aim }) => [id, askedBy(aim)]))
  return (state) => {
    const [first] = state.questions
    const { manner = 'one', items = [] } = (first && asked.get(first.id)) ?? {}
    if (manner !== 'one') return noNewClaims(2)(state)
    return anyOf(covered(items.length > 1 ? 1 : share), roundsAtMost(rounds))(state)
  }
}

/** What a round of searching added to what is known of a sub-question: measured, not guessed. */
export function progressOf(
  now: Looked,
  before: Looked | undefined,
  asked: readonly string[],
  shelf: Shelf,
): Progress {
  const claims = claimsIn(now)
  const known = before ? claimsIn(before) : []
  const isSame = sameFor(now)
  return {
    round: {
      coverage: coverageOf(now),
      newClaims: claims.filter((one) => !known.some((other) => isSame(one, other))).length,
      searches: now.gathered.rounds,
      tokens: 0,
    },
    ...agreementOf(now, shelf),
    asked,
  }
}

/** When two statements are one: where all that there are is asked, when they name the same. */
function sameFor({ aim }: Pick<Looked, 'aim'>): (a: Candidate, b: Candidate) => boolean {
  if (askedBy(aim).manner === 'one') return saysTheSame
  return (a, b) => a.bearing.values.every((value) => b.bearing.values.includes(value))
}

/** Statements on the matter, each once; where all that there are is asked, those that name one, once for each. */
function claimsIn({ aim, gathered: { candidates } }: Looked): Candidate[] {
  const named = askedBy(aim).manner !== 'one'
  const kept: Candidate[] = []
  const isSame = sameFor({ aim })
  const on = candidates.filter(({ bearing, coverage }) =>
    named ? bearing.kind === 'direct' && bearing.values.length > 0 : coverage >= touches,
  )
  for (const candidate of on.slice(0, counted))
    if (!kept.some((other) => isSame(candidate, other))) kept.push(candidate)
  return kept
}

/** Sites whose sentences hold the value that is the answer, and sites that hold another of its kind. */
function agreementOf(looked: Looked, shelf: Shelf): Pick<QuestionGain, 'agreeing' | 'disagreeing'> {
  const answer = answerOf(looked)
  if (!answer) return { agreeing: 0, disagreeing: 0 }
  const on = looked.gathered.candidates.filter(({ typed, coverage }) => typed && coverage >= touches)
  const sites = (some: readonly Candidate[]): Set<string> =>
    new Set(some.map(({ document }) => siteOf(shelf.holding(document.id)?.uri ?? document.id)))
  const agreeing = sites(on.filter(({ text }) => text.includes(answer.text)))
  const others = sites(on.filter(({ text }) => !text.includes(answer.text)))
  return { agreeing: agreeing.size, disagreeing: [...others].filter((site) => !agreeing.has(site)).length }
}
