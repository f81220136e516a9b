import { siteOf } from '#sources'
import type { Progress, QuestionGain } from '#reasoning'
import { answerOf } from './answer-of.ts'
import type { Candidate } from './candidates.ts'
import type { Looked } from './look-into.ts'
import { saysTheSame } from './gather.ts'
import type { Shelf } from './shelf.ts'

/** A sentence that holds this much of a sub-question's weight says something on it. */
const touches = 0.36
/** What a sentence covers counts so much where it lacks the kind of words that are asked for. */
const untyped = 0.5
/** Statements that are counted, the best first. */
const counted = 40

/** How much of a sub-question its best sentence answers, 0 to 1. */
export function coverageOf({ gathered: { candidates } }: Looked): number {
  return candidates.reduce(
    (most, { coverage, typed }) => Math.max(most, Math.min(1, coverage) * (typed ? 1 : untyped)),
    0,
  )
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
