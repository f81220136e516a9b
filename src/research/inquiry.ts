import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { withoutAskingWords, type PlanNode } from '#reasoning'
import { aimAt, type Aim } from './aim.ts'
import { judgeAnswer } from './answered.ts'
import type { Measure } from './effort.ts'
import { facetsOf } from './facets.ts'
import { gather, selectDiverse, type Gathered, type Where } from './gather.ts'
import { goesOn } from './go-on.ts'
import type { Shelf } from './shelf.ts'
import type { ResearchTask } from './strategy.ts'

/** A sub-question of a plan, before anything was looked up. */
export type PlannedInquiry = PlanNode

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

/** What is looked for: a heading says what it is about only together with the question it was found for. */
export function matterOf(
  question: PlannedInquiry,
  task: Pick<ResearchTask, 'question' | 'language'>,
): string {
  return question.origin === 'facet'
    ? `${question.text} ${withoutAskingWords(task.question, task.language)}`
    : question.text
}

/** Opens a broad question by the headings of what was found for it in the user's own documents; nothing for a question of several parts. */
export async function openFacets(
  asked: readonly Inquiry[],
  measure: Measure,
  shelf: Shelf,
  look: (question: PlannedInquiry) => Promise<Inquiry>,
  context: Context,
): Promise<Inquiry[]> {
  const [whole] = asked
  if (!measure.facets || !whole || asked.length > 1 || !(await goesOn('facets/go-on', context))) return []
  const best = selectDiverse(whole.gathered.candidates, whole.aim, 1)
  // What the documents do not speak of has no facets in them.
  if (judgeAnswer(whole.aim, best, false, 1).state === 'unanswered') return []
  // What strangers may have written does not choose what is asked.
  const own = whole.gathered.candidates.filter(({ document }) => shelf.isOwn(document.id))
  const opened = facetsOf(whole.aim, own, measure.questions - 1).map((text, index) => ({
    id: `q${index + 2}`,
    text,
    origin: 'facet',
    dependsOn: ['q1'],
  }))
  if (opened.length > 0) tellPlan([...asked.map(planned), ...opened], context)
  return Promise.all(opened.map(look))
}

function planned({ id, text, origin, dependsOn }: PlannedInquiry): PlannedInquiry {
  return { id, text, origin, dependsOn }
}
