import type { Context } from '#runtime'
import { anyOf, budgetSpent, covered, queryKey, repeatsItself, type StopCondition } from '#reasoning'
import { openAgenda } from '../agenda.ts'
import type { Failing } from '../evaluate.ts'
import { tellPlan, type PlannedInquiry } from '../inquiry.ts'
import { isAnswered, lookInto, type Looked } from '../look-into.ts'
import { proposeByRules } from '../propose-by-rules.ts'
import { runGraph } from '../run-graph.ts'
import type { Study } from '../study.ts'
import { supplement } from '../supplement.ts'
import type { Gaps } from './reflect-gaps.ts'
/** How far is looked at once, and in what order. */
interface Loop {
  readonly queue: 'gaps' | 'rounds'
  readonly width: number
}

/** The gap questions, each with what was found for those that opened it; a person may edit, drop or add. */
export async function lookForGaps(
  opened: Gaps['opened'],
  all: readonly Looked[],
  { queue }: Pick<Loop, 'queue'>,
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
export async function lookFurther(
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
