import { siteOf } from '#sources'
import {
  covered,
  noNewClaims,
  type AskedItem,
  type Progress,
  type QuestionGain,
  type StopCondition,
} from '#reasoning'
import type { Aim } from './aim.ts'
import { answerOf } from './answer-of.ts'
import { askedBy, isPointed } from './bearing.ts'
import type { Candidate } from './candidates.ts'
import type { Looked } from './look-into.ts'
import { saysTheSame, type Gathered } from './gather.ts'
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

/** Of the things that a sub-question asks, those for which no sentence gives a value. */
export function missingItems({
  aim,
  gathered: { candidates },
}: {
  readonly aim: Aim
  readonly gathered: Pick<Gathered, 'candidates'>
}): readonly AskedItem[] {
  return askedBy(aim).items.filter(
    (_, item) => !candidates.some(({ bearing }) => bearing.kind === 'direct' && bearing.item === item),
  )
}

/**
 * When what was found is enough for a sub-question: one thing is covered by a sentence, of several each is; all that
 * there are, or were over the years, are known when looking further brings no more.
 */
export function enoughFor(looked: readonly Looked[], share: number): StopCondition {
  const asked = new Map(looked.map(({ id, aim }) => [id, askedBy(aim)]))
  return (state) => {
    const [first] = state.questions
    const { manner = 'one', items = [] } = (first && asked.get(first.id)) ?? {}
    if (manner !== 'one') return noNewClaims(1)(state)
    return covered(items.length > 1 ? 1 : share)(state)
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
  return {
    round: {
      coverage: coverageOf(now),
      newClaims: claims.filter((one) => !known.some((other) => saysTheSame(one, other))).length,
      searches: now.gathered.rounds,
      tokens: 0,
    },
    ...agreementOf(now, shelf),
    asked,
  }
}

/** Statements on the matter, each once. */
function claimsIn({ gathered: { candidates } }: Looked): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of candidates.slice(0, counted))
    if (candidate.coverage >= touches && !kept.some((other) => saysTheSame(candidate, other)))
      kept.push(candidate)
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
