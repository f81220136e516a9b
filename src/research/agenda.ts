import type { Steering } from '#vocabulary'
import type { Context } from '#runtime'
import { tellPlan, type PlannedInquiry } from './inquiry.ts'
import type { Agenda } from './run-graph.ts'
import type { Steered } from './steering.ts'

/**
 * The plan of a run as a person may edit it while it is worked on.
 *
 * 1. Instructions are heard before each sub-question and when nothing is left to do. Whether a sub-question is worked
 *    on, and as what, is recorded under its id: a resumed or replayed run decides the same in whatever order work ends.
 * 2. `sources` are the addresses that the user named meanwhile.
 * 3. What has started is not taken back. What depends on a sub-question that was dropped goes on without its answer.
 *
 * @param context its path names the places at which is heard
 */
export function openAgenda(
  planned: readonly PlannedInquiry[],
  steered: Steered,
  context: Context,
): Agenda & { readonly sources: readonly string[] } {
  let plan = [...planned]
  let ends = 0
  let added = 0
  const decided = new Set<string>()
  /** All that was ever in the plan. */
  const known = planned.map(({ id }) => id)
  const sources: string[] = []

  const apply = (instruction: Steering): void => {
    const open = (id: string): boolean => !decided.has(id)
    switch (instruction.kind) {
      case 'question-add':
        known.push(`s${++added}`)
        plan.push({ id: `s${added}`, text: instruction.text.trim(), origin: 'steered', dependsOn: [] })
        break
      case 'question-edit':
        plan = plan.map((one) =>
          one.id === instruction.id && open(one.id) ? { ...one, text: instruction.text.trim() } : one,
        )
        break
      case 'question-drop':
        plan = plan.filter(({ id }) => id !== instruction.id || !open(id))
        break
      case 'source-add':
        sources.push(instruction.url)
        break
      case 'source-ban':
      case 'note':
      case 'budget-raise':
      case 'pause':
      case 'resume':
      case 'write':
        break
      default:
        instruction satisfies never
    }
  }
  const hear = async (place: string): Promise<number> => {
    const heard = await steered.heed(
      `agenda/${place}`,
      plan.map(({ id }) => id).filter((id) => !decided.has(id)),
    )
    for (const instruction of heard) apply(instruction)
    const edits = heard.filter(({ kind }) => kind.startsWith('question-'))
    if (edits.length > 0) tellPlan(plan, context)
    return edits.length
  }
  const settle = (id: string): Promise<{ readonly question: PlannedInquiry | null }> =>
    context.observe(`agenda/${id}`, {}, () => {
      const question = plan.find((one) => one.id === id)
      return { question: question ? { ...question } : null }
    })

  return {
    get plan() {
      return plan
    },
    sources,
    async decide(id) {
      await hear(`before-${id}`)
      decided.add(id)
      const { question } = await settle(id)
      if (question) plan = plan.map((one) => (one.id === id ? question : one))
      return question ?? undefined
    },
    async more() {
      let edits = 0
      // What was dropped before it started is settled too: another time it might have been ready sooner.
      for (const id of known.filter((one) => !decided.has(one) && !plan.some((other) => other.id === one))) {
        decided.add(id)
        edits += await hear(`before-${id}`)
        await settle(id)
      }
      edits += await hear(`end-${++ends}`)
      return edits > 0 && plan.some(({ id }) => !decided.has(id))
    },
  }
}
