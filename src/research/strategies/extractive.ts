import { z } from 'zod'
import type { Context } from '#runtime'
import { notesOf } from '../coverage-notes.ts'
import { measureOf, type Measure } from '../effort.ts'
import { inquire, matterOf, openFacets, tellPlan, type Inquiry, type PlannedInquiry } from '../inquiry.ts'
import { planByGrammar } from '../plan.ts'
import { extractSection, withoutRepeats } from '../sections.ts'
import type { Findings, ResearchTask, StrategyParts, StrategyPlug } from '../strategy.ts'
import { bringAll } from '../web/bring-all.ts'
import { weigh } from '../weighed.ts'

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
  const inquiries = await inquireAll(task, measure, parts, context)
  const weighed = await weigh(inquiries, task.question, shelf, context)
  const written = inquiries.map((inquiry) =>
    extractSection(inquiry, weighed.preferred(inquiry.gathered.candidates), measure, weighed.leaderOf),
  )
  const sections = withoutRepeats(written.map(({ section }) => section))
  return {
    plan: written.map(({ planned }) => planned),
    sections,
    conflicts: weighed.conflicts,
    copies: weighed.copies,
    notes: notesOf(task, inquiries, written, { ...weighed, shelf }, sections),
  }
}

/** Asks the grammar's sub-questions at once; opens the question by facets where it is broad. */
async function inquireAll(
  task: ResearchTask,
  measure: Measure,
  parts: StrategyParts,
  context: Context,
): Promise<Inquiry[]> {
  const planned = planByGrammar(task, measure)
  tellPlan(planned, context)
  const { library, shelf, reach } = parts
  const where = { library, shelf, ...(await bringAll(planned, measure.web, reach, shelf, context)) }
  const look = (question: PlannedInquiry): Promise<Inquiry> =>
    inquire(question, matterOf(question, task), task.language, measure, where, context)
  const asked = await Promise.all(planned.map(look))
  return [...asked, ...(await openFacets(asked, measure, shelf, look, context))]
}
