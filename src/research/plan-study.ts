import type { Context } from '#runtime'
import type { PlannedInquiry } from './inquiry.ts'
import { makePlan } from './make-plan.ts'
import type { Study } from './study.ts'

/**
 * Plans a run: the question as a graph of sub-questions, given what is known from earlier. While the plan is still
 * being written, what it asks first is already looked for.
 */
export async function planStudy(study: Study, context: Context): Promise<readonly PlannedInquiry[]> {
  const { task, measure, parts, deeds, guidance } = study
  const known = [
    ...parts.recalled.map(({ claim }) => claim),
    ...(task.previous?.findings ?? []).map(({ claim }) => claim.text),
  ]
  const wish = {
    most: measure.questions,
    known,
    ...(task.planner ? { planner: task.planner } : {}),
    ...(guidance === undefined ? {} : { guidance: guidance[task.language] }),
  }
  const { nodes } = await makePlan(task, wish, parts, deeds, context, ({ text }) => study.reachAhead(text))
  return nodes
}
