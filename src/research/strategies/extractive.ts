import { z } from 'zod'
import type { Context } from '#runtime'
import { decompose, withoutAskingWords } from '#reasoning'
import { judgeAnswer } from '../answered.ts'
import { notesOf } from '../coverage-notes.ts'
import { measureOf, type Measure } from '../effort.ts'
import { facetsOf } from '../facets.ts'
import { selectDiverse } from '../gather.ts'
import { goesOn } from '../go-on.ts'
import { inquire, tellPlan, type Inquiry, type PlannedInquiry } from '../inquiry.ts'
import { extractSection, withoutRepeats } from '../sections.ts'
import { openShelf, type Shelf } from '../shelf.ts'
import type { Findings, ResearchParts, ResearchTask, StrategyPlug } from '../strategy.ts'
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

async function runExtractive(task: ResearchTask, parts: ResearchParts, context: Context): Promise<Findings> {
  const measure = measureOf(task.effort)
  const shelf = await openShelf(parts.library, task.documents)
  const inquiries = await inquireAll(task, measure, shelf, parts, context)
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
  shelf: Shelf,
  parts: ResearchParts,
  context: Context,
): Promise<Inquiry[]> {
  const planned = planByGrammar(task, measure)
  tellPlan(planned, context)
  const where = {
    library: parts.library,
    shelf,
    ...(task.documents ? { documents: task.documents } : {}),
  }
  const look = (question: PlannedInquiry): Promise<Inquiry> => {
    // A heading says what it is about only together with the question it was found for.
    const matter =
      question.origin === 'facet'
        ? `${question.text} ${withoutAskingWords(task.question, task.language)}`
        : question.text
    return inquire(question, matter, task.language, measure, where, context)
  }
  const asked = await Promise.all(planned.map(look))
  if (!measure.facets || asked.length > 1 || !(await goesOn('facets/go-on', context))) return asked
  const [whole] = asked as [Inquiry]
  // What the documents do not speak of has no facets in them.
  if (
    judgeAnswer(whole.aim, selectDiverse(whole.gathered.candidates, whole.aim, 1), false, 1).state ===
    'unanswered'
  )
    return asked
  const facets = facetsOf(whole.aim, whole.gathered.candidates, measure.questions - 1)
  const opened = facets.map((text, index) => ({
    id: `q${index + 2}`,
    text,
    origin: 'facet',
    dependsOn: ['q1'],
  }))
  if (opened.length > 0) tellPlan([...planned, ...opened], context)
  return [...asked, ...(await Promise.all(opened.map(look)))]
}

/** The question's own parts, by its grammar. */
export function planByGrammar(
  { question, language }: Pick<ResearchTask, 'question' | 'language'>,
  measure: Measure,
): PlannedInquiry[] {
  const drafts = decompose(question, language).slice(0, measure.questions)
  return drafts.map((draft, index) => ({
    id: `q${index + 1}`,
    text: draft.text,
    origin: draft.origin,
    dependsOn: draft.dependsOn.filter((on) => on < drafts.length).map((on) => `q${on + 1}`),
  }))
}
