import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { aimAt, type Aim } from './aim.ts'
import type { Measure } from './effort.ts'
import { gather, type Gathered, type Where } from './gather.ts'

/** A sub-question of a plan, before anything was looked up. */
export interface PlannedInquiry {
  readonly id: string
  readonly text: string
  readonly origin: string
  readonly dependsOn: readonly string[]
}

/** One sub-question on its way: what it looks for, and what came. */
export interface Inquiry extends PlannedInquiry {
  readonly aim: Aim
  readonly gathered: Gathered
}

/** Tells the log what is going to be asked. */
export function tellPlan(plan: readonly PlannedInquiry[], context: Context): void {
  context.emit({
    type: 'plan-made',
    plan: plan.map((question) => ({ ...question, state: 'unanswered', why: '' })),
  })
}

/**
 * Looks for one sub-question.
 *
 * @param matter what it says together with what it was found for: a heading alone says too little
 */
export async function inquire(
  question: PlannedInquiry,
  matter: string,
  language: Language,
  measure: Measure,
  where: Where,
  context: Context,
): Promise<Inquiry> {
  const aim = await aimAt(matter, language, where.library, where.documents)
  return { ...question, aim, gathered: await gather(question.id, aim, measure, where, context) }
}
