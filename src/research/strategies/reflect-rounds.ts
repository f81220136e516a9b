import type { Amounts, Budget, Context } from '#runtime'
import {
  anyOf,
  budgetSpent,
  covered,
  gainBelow,
  leftOf,
  noNewClaims,
  queryKey,
  repeatsItself,
  withRound,
  type GainState,
  type StopCondition,
  type StopReason,
} from '#reasoning'
import { openAgenda } from '../agenda.ts'
import type { Candidate } from '../candidates.ts'
import { evaluateDrafts, examineByCode, type Failing } from '../evaluate.ts'
import type { EvaluatorName } from '../evaluate.prompt.ts'
import { saysTheSame } from '../gather.ts'
import { goesOn } from '../go-on.ts'
import { tellPlan, type PlannedInquiry } from '../inquiry.ts'
import { isAnswered, lookInto, type Looked } from '../look-into.ts'
import { coverageOf } from '../progress.ts'
import { proposeByRules } from '../propose-by-rules.ts'
import { runGraph } from '../run-graph.ts'
import type { Study } from '../study.ts'
import { supplement } from '../supplement.ts'
import { askForGaps, type Gaps } from './reflect-gaps.ts'

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

/** The gap questions, each with what was found for those that opened it; a person may edit, drop or add. */
async function lookForGaps(
  opened: Gaps['opened'],
  all: readonly Looked[],
  { queue }: Loop,
  round: number,
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const { steered } = study.parts
  const own = {
    ...steered,
    heed: (place: string, questions?: readonly string[]) =>
      steered.heed(`reflect-${round}/${place}`, questions),
  }
  if (opened.length > 0) tellPlan([...all.map(plannedAs), ...opened], context)
  const agenda = openAgenda(opened, own, context)
  const found: Looked[] = []
  const done = await runGraph(
    agenda,
    async (question) => {
      const known = queue === 'gaps' ? [...all, ...found] : all
      // A person's additions are numbered anew in every agenda.
      const id = question.origin === 'steered' ? `r${round}${question.id}` : question.id
      const openers = known.filter((one) => question.dependsOn.includes(one.id))
      const before = queue === 'gaps' ? known : openers
      const one = { ...question, id }
      const held =
        queue === 'gaps'
          ? await lookInto(one, { before, needed: false, within: true }, study, context.at(`held-${id}`))
          : undefined
      const now =
        held && isAnswered(held)
          ? held
          : await lookInto(one, { before, needed: false }, study, context.at(id))
      found.push(now)
      return now
    },
    queue === 'gaps' ? 1 : 12,
  )
  return done.map(({ result }) => result)
}

/** What is open or was found wanting is taken further: in the model's words where it gave any, else by rules. */
async function lookFurther(
  all: readonly Looked[],
  { queries }: Gaps,
  failing: Failing,
  asked: string[],
  { queue, width }: Loop,
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const open = covered(0.6)
  const unlessWanting: StopCondition = (state) =>
    state.questions.every(({ id }) => failing.has(id) || queries.has(id)) ? undefined : open(state)
  const said = new Set(asked.map(queryKey))
  const proposals = new Map<string, string>()
  const further = await supplement(
    all,
    {
      rounds: 1,
      width: queue === 'gaps' ? 1 : width,
      stop: anyOf(unlessWanting, repeatsItself(), budgetSpent()),
      propose: async (some, state) => {
        const byRules = await proposeByRules(some, state)
        return new Map(
          some.map(({ id }) => {
            const forms = [...(queries.get(id) ?? []), ...(byRules.get(id) ?? [])]
            const fresh = forms.filter((form) => !said.has(queryKey(form)))
            if (fresh[0] !== undefined) proposals.set(id, fresh[0])
            return [id, fresh] as const
          }),
        )
      },
    },
    study,
    context,
  )
  for (const [index, one] of further.entries()) {
    const query = proposals.get(one.id)
    if (one !== all[index] && query !== undefined) asked.push(query)
  }
  return further
}

function plannedAs({ id, text, origin, dependsOn }: PlannedInquiry): PlannedInquiry {
  return { id, text, origin, dependsOn }
}

/** As `allEnded`, for two of different kinds. */
async function bothEnded<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}
