import type { Context } from '#runtime'
import {
  chooseArms,
  evidenceGain,
  leftOf,
  openArm,
  sortOut,
  tellStopReason,
  updateArm,
  withRound,
  type Arm,
  type GainState,
  type StopCondition,
  type StopReason,
} from '#reasoning'
import { goesOn } from './go-on.ts'
import { lookInto, type Looked } from './look-into.ts'
import { progressOf } from './progress.ts'
import type { Study } from './study.ts'
import { allEnded } from './web/all-ended.ts'
import { quoteWords } from './words.ts'

/** How looking further is done. */
export interface Supplement {
  /** Rounds at most. */
  readonly rounds: number
  /** Sub-questions taken further in one round, at most. */
  readonly width: number
  /** Asked of each sub-question by itself: why it is not taken further. */
  readonly stop: StopCondition
  /** What would be searched next for those that are open, by id; nothing for what nobody knows how to search. */
  readonly propose: (
    open: readonly Looked[],
    state: GainState,
    context: Context,
  ) => Promise<ReadonlyMap<string, readonly string[]>>
}

/** What one more round takes of the budget. */
const oneRound = { searches: 1 } as const
/** Why searching ended is worth telling where it is not that all was found. */
const told: ReadonlySet<StopReason['reason']> = new Set(['repeats-itself', 'budget-spent', 'gain-below'])

/**
 * Looks further, round by round, where it promises most: of the sub-questions that the stop condition leaves open,
 * those are taken whose sampled gain per cost is highest (Thompson sampling over sub-queries, arXiv 2510.18633), all at
 * once; what each round brought is measured and decides the next.
 */
export async function supplement(
  looked: readonly Looked[],
  how: Supplement,
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const { shelf } = study.parts
  const byId = new Map(looked.map((one) => [one.id, one]))
  const asked = (one: Looked): readonly string[] => [one.text]
  let state: GainState = looked.reduce<GainState>(
    (before, one) => withRound(before, one.id, progressOf(one, undefined, asked(one), shelf)),
    { questions: [], budget: { left: {}, next: oneRound } },
  )
  const arms = new Map<string, Arm>(
    state.questions.map((question) => [
      question.id,
      openArm(question.id, 1, 1 - (question.rounds[0]?.coverage ?? 0)),
    ]),
  )
  const ended = new Map<string, StopReason>()
  for (let round = 1; round <= how.rounds; round++) {
    const place = context.at(`more-${round}`)
    if (!(await goesOn(`more-${round}/go-on`, context))) break
    const left = await place.observe('left', {}, () => ({ ...leftOf(context.budget) }))
    state = { ...state, budget: { left, next: oneRound } }
    const before = sortOut(state, how.stop)
    const open = before.open.flatMap((id) => byId.get(id) ?? [])
    if (open.length === 0) break
    const proposals = await how.propose(open, state, place)
    state = {
      ...state,
      questions: state.questions.map((one) => ({ ...one, proposed: proposals.get(one.id) ?? [] })),
    }
    const after = sortOut(state, how.stop)
    for (const { id, why } of after.closed) if (before.open.includes(id)) ended.set(id, why)
    const able = after.open.filter((id) => (proposals.get(id) ?? []).length > 0)
    if (able.length === 0) break
    const chosen = chooseArms(
      able.flatMap((id) => arms.get(id) ?? []),
      how.width,
      place.random,
    )
    const found = await allEnded(
      chosen.map(async ({ id }) => {
        const one = byId.get(id)!
        const [query] = proposals.get(id)!
        const start = { before: [one], needed: one.answers.length > 0, query: query!, once: true }
        return { query: query!, one, now: await lookInto(one, start, study, place.at(id)) }
      }),
    )
    for (const { query, one, now } of found) {
      byId.set(one.id, now)
      state = withRound(state, one.id, progressOf(now, one, [query], shelf))
      const gain = evidenceGain(state.questions.find(({ id }) => id === one.id)!)
      arms.set(one.id, updateArm(arms.get(one.id)!, gain))
    }
  }
  const { language } = study.task
  for (const [id, why] of ended)
    if (told.has(why.reason))
      study.notes.push(`${quoteWords(language, [byId.get(id)!.text])}: ${tellStopReason(why, language)}`)
  return looked.map(({ id }) => byId.get(id)!)
}
