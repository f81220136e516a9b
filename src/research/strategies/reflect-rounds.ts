import type { Amounts, Budget, Context } from '#runtime'
import {
  anyOf,
  budgetSpent,
  gainBelow,
  leftOf,
  noNewClaims,
  repeatsItself,
  withRound,
  type GainState,
  type StopReason,
} from '#reasoning'
import type { Candidate } from '../candidates.ts'
import { evaluateDrafts, examineByCode, type Failing } from '../evaluate.ts'
import type { EvaluatorName } from '../evaluate.prompt.ts'
import { saysTheSame } from '../gather.ts'
import { goesOn } from '../go-on.ts'
import type { Looked } from '../look-into.ts'
import { coverageOf } from '../progress.ts'
import type { Study } from '../study.ts'
import { askForGaps } from './reflect-gaps.ts'
import { lookForGaps, lookFurther } from './reflect-looking.ts'

/** How a loop goes on from one reflection to the next. */
export interface Loop {
  /** Reflections that may be followed by searching. */
  readonly rounds: number
  /** Gap questions of one reflection, at most. */
  readonly width: number
  /** Sub-questions that may be in the plan in the end. */
  readonly questions: number
  /** `gaps`: one after another, each first among what was found by then; `rounds`: all at once. */
  readonly queue: 'gaps' | 'rounds'
  /** What drafts are examined for; undefined: by the kind of their question. */
  readonly evaluators: readonly EvaluatorName[] | undefined
}

/** What came of the loop. */
export interface Reflected {
  readonly looked: readonly Looked[]
  /** Examinations that were not passed in the end. */
  readonly failing: Failing
  /** Why it ended; undefined: it was enough. */
  readonly ended: StopReason | 'stopped' | undefined
}

/** Of what is spent in small pieces, this share is kept for writing: the answer is forced before nothing is left for it. */
const keptForWriting = 0.15
/** Statements of a sub-question that count as claims, as `progress.ts` counts them. */
const counted = 40
const touches = 0.36
const stop = anyOf(repeatsItself(), noNewClaims(2), gainBelow(0.01), budgetSpent())

/**
 * Rounds of reflection: what was found is held against the question as a whole, and at the same time drafts of the
 * answers are examined; what is missing becomes new sub-questions, what is found wanting is looked for further. Ends
 * when it is enough and every draft passes, or when gain, repetition, budget or rounds say so: a model that never has
 * enough is not asked again for ever.
 */
export async function reflectRounds(
  looked: readonly Looked[],
  loop: Loop,
  study: Study,
  context: Context,
): Promise<Reflected> {
  let all = [...looked]
  const asked = all.map(({ text }) => text)
  const claims: Candidate[] = []
  const next: Amounts = { searches: 1, ...reserveOf(context.budget) }
  let state = withRound(
    { questions: [], budget: { left: {}, next } },
    'whole',
    gainOf(all, all, asked, claims),
  )
  let failing: Failing = new Map()
  for (let round = 1; round <= loop.rounds; round++) {
    const place = context.at(`reflect-${round}`)
    if (!(await goesOn(`reflect-${round}/go-on`, context))) return { looked: all, failing, ended: 'stopped' }
    const left = await place.observe('left', {}, () => ({ ...leftOf(context.budget) }))
    const room = Math.min(loop.width, Math.max(2, loop.questions - all.length))
    const known = { asked: [...asked], lacking: lackingIn(failing), most: room }
    const [gaps, examined] = await bothEnded(
      askForGaps(all, known, study, place),
      evaluateDrafts(all, loop.evaluators, study, place),
    )
    failing = examined
    if (gaps.enough && failing.size === 0) return { looked: all, failing, ended: undefined }
    state = withProposals(state, left, next, gaps.proposed)
    const why = stop(state)
    if (why) return { looked: all, failing, ended: why }
    const [opened, further] = await bothEnded(
      lookForGaps(gaps.opened, all, loop, round, study, place),
      lookFurther(all, gaps, failing, asked, loop, study, place),
    )
    const after = [...further, ...opened]
    const changed = after.filter((one) => !all.includes(one))
    if (changed.length === 0) {
      // What drafts lack is shown to the model once before nothing more can be asked.
      if (failing.size === 0 || known.lacking.length > 0 || !study.parts.models?.planner) break
      continue
    }
    const put = [...gaps.opened.map(({ text }) => text), ...changed.map(({ text }) => text)]
    asked.push(...gaps.proposed.filter((text) => !asked.includes(text)))
    all = after
    state = withRound(state, 'whole', gainOf(changed, all, put, claims))
  }
  failing = examineByCode(all, loop.evaluators)
  const enough = failing.size === 0
  return {
    looked: all,
    failing,
    ended: enough ? undefined : { reason: 'rounds-at-most', rounds: loop.rounds },
  }
}

/** What must be left of money, tokens and calls so that the answer can still be written. */
function reserveOf(budget: Budget): Amounts {
  const kept = (['tokens', 'micro-usd', 'calls'] as const)
    .map((resource) => [resource, Math.ceil(budget.limit(resource) * keptForWriting)] as const)
    .filter(([, amount]) => amount < Infinity && amount > 0)
  return Object.fromEntries(kept)
}

function withProposals(
  state: GainState,
  left: Amounts,
  next: Amounts,
  proposed: readonly string[],
): GainState {
  return { budget: { left, next }, questions: state.questions.map((one) => ({ ...one, proposed })) }
}

/** What a round added to what is known of the question as a whole. */
function gainOf(
  changed: readonly Looked[],
  all: readonly Looked[],
  asked: readonly string[],
  known: Candidate[],
): Parameters<typeof withRound>[2] {
  const fresh = changed
    .flatMap(({ gathered }) => gathered.candidates.slice(0, counted))
    .filter(({ coverage }) => coverage >= touches)
    .filter((one) => {
      const isNew = !known.some((other) => saysTheSame(one, other))
      if (isNew) known.push(one)
      return isNew
    })
  const coverage = all.reduce((sum, one) => sum + coverageOf(one), 0) / Math.max(1, all.length)
  const searches = changed.reduce((sum, { gathered }) => sum + gathered.rounds, 0)
  return {
    round: { coverage, newClaims: fresh.length, searches, tokens: 0 },
    agreeing: 0,
    disagreeing: 0,
    asked,
  }
}

function lackingIn(failing: Failing): string[] {
  return [...failing].flatMap(([id, some]) =>
    some.map(({ evaluator, why }) => `${id}: ${evaluator}${why === '' ? '' : ` (${why})`}`),
  )
}

/** As `allEnded`, for two of different kinds. */
async function bothEnded<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}
