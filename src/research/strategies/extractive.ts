import { z } from 'zod'
import type { Context } from '#runtime'
import { fillSlots, slotsIn } from '#reasoning'
import { answerOf } from '../answer-of.ts'
import { computeAcross } from '../compute-across.ts'
import { notesOf } from '../coverage-notes.ts'
import { measureOf, type Measure } from '../effort.ts'
import { inquire, matterOf, openFacets, tellPlan, type Inquiry, type PlannedInquiry } from '../inquiry.ts'
import { planByGrammar } from '../plan.ts'
import { extractSection, withoutRepeats } from '../sections.ts'
import type { Findings, ResearchTask, StrategyParts, StrategyPlug } from '../strategy.ts'
import { bringAll } from '../web/bring-all.ts'
import { weigh } from '../weighed.ts'
import { wordsOf } from '../words.ts'

/**
 * Research without a model, the classical twin of every strategy: decompose the question by its grammar,
 * retrieve for all sub-questions at once, extract sentences as claims with exact quotes, search again for
 * what is uncovered, open a broad question by the library's own headings, compute what tables can answer,
 * count copies once, prefer newer versions, set disagreement side by side.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'extractive',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => (task, context) => runExtractive(task, parts, context),
}

async function runExtractive(task: ResearchTask, parts: StrategyParts, context: Context): Promise<Findings> {
  const measure = measureOf(task.effort)
  const { shelf } = parts
  const { inquiries, unasked } = await inquireAll(task, measure, parts, context)
  const weighed = await weigh(inquiries, task.question, shelf, context)
  const written = inquiries.map((inquiry) =>
    extractSection(
      inquiry,
      weighed.preferred(inquiry.gathered.candidates),
      measure,
      weighed.leaderOf,
      weighed.sourceOf,
    ),
  )
  const across = computeAcross(task.question, inquiries, task.language)
  const last = written.findLast(({ planned }) => planned.origin !== 'facet')
  const sections = withoutRepeats(
    written.map((one) =>
      across && one === last ? { ...one.section, findings: [across, ...one.section.findings] } : one.section,
    ),
  )
  const { unanswered: why, answered } = wordsOf(task.language)
  const told = [
    ...written.map((one) =>
      across && one === last
        ? { ...one, planned: { ...one.planned, state: 'answered' as const, why: answered(1) } }
        : one,
    ),
    ...unasked.map((question) => ({ planned: { ...question, state: 'unanswered' as const, why } })),
  ]
  return {
    plan: told.map(({ planned }) => planned),
    sections,
    conflicts: weighed.conflicts,
    copies: weighed.copies,
    notes: notesOf(task, inquiries, told, { ...weighed, shelf }, sections),
  }
}

/**
 * Asks the grammar's sub-questions at once, those of a chain one after the other; opens the question by facets where it is
 * broad. What waits for an answer that is not found cannot be asked.
 */
async function inquireAll(
  task: ResearchTask,
  measure: Measure,
  parts: StrategyParts,
  context: Context,
): Promise<{ readonly inquiries: Inquiry[]; readonly unasked: PlannedInquiry[] }> {
  const planned = planByGrammar(task, measure)
  tellPlan(planned, context)
  const { library, shelf, reach } = parts
  const asked: Inquiry[] = []
  const answers = new Map<string, readonly string[]>()
  let look: (question: PlannedInquiry) => Promise<Inquiry>
  const bring = async (questions: readonly PlannedInquiry[]): Promise<void> => {
    const where = { library, shelf, ...(await bringAll(questions, measure.web, reach, shelf, context)) }
    look = (question) => inquire(question, matterOf(question, task), task.language, measure, where, context)
  }
  // Of a chain each question waits for the answer that it asks about; all others go at once.
  for (let left: readonly PlannedInquiry[] = planned; left.length > 0;) {
    const waits = ({ text }: PlannedInquiry): boolean =>
      slotsIn(text).some((id) => left.some((other) => other.id === id))
    const ready = left
      .filter((question) => !waits(question))
      .flatMap((question) =>
        fillSlots({ text: question.text, dependsOn: [] }, answers, 1).map((text) => ({ ...question, text })),
      )
    await bring(ready)
    for (const inquiry of await Promise.all(ready.map((question) => look(question)))) {
      asked.push(inquiry)
      const answer = answerOf(inquiry)
      if (answer) answers.set(inquiry.id, [answer.text])
    }
    left = left.filter(waits)
  }
  const opened = await openFacets(asked, measure, shelf, (question) => look(question), context)
  const unasked = planned
    .filter(({ id }) => !asked.some((one) => one.id === id))
    .map((question) => ({ ...question, text: question.text.replace(/\{q\d+\}/g, '…') }))
  return { inquiries: [...asked, ...opened], unasked }
}
