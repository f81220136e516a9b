import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { toldNotes } from '../clarified.ts'
import { measureFor } from '../measure-for.ts'
import { notesOf } from '../coverage-notes.ts'
import { measureOf, type Measure } from '../effort.ts'
import { goesOn } from '../go-on.ts'
import { heldDocuments } from '../held-documents.ts'
import { inquire, matterOf, openFacets, tellPlan, type Inquiry, type PlannedInquiry } from '../inquiry.ts'
import { deedOf, type Deed } from '../ledger.ts'
import { planPrompt } from '../plan.prompt.ts'
import { plainLine } from '../plain-sentence.ts'
import { planByGrammar } from '../plan.ts'
import { rewritePrompt, type Rewriting } from '../rewrite.prompt.ts'
import { withoutRepeats } from '../sections.ts'
import { seekForms } from '../seek.ts'
import type { Shelf } from '../shelf.ts'
import type { Findings, ResearchTask, StrategyParts, StrategyPlug } from '../strategy.ts'
import { bringAll, type Among } from '../web/bring-all.ts'
import { weigh } from '../weighed.ts'
import { writeSection } from '../write-section.ts'

/**
 * The shortest way with models, and what every other strategy must beat: plan once, rewrite each sub-question for
 * retrieval, search and rerank, write each section from whole passages with the ids of statements as citations.
 * All sub-questions go at once. Every step has its twin in `extractive`: without models the two say the same.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'quick',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => (task, context) => runQuick(task, parts, context),
}

async function runQuick(task: ResearchTask, parts: StrategyParts, context: Context): Promise<Findings> {
  const measure = measureOf(task.effort)
  const { shelf } = parts
  const deeds: Deed[] = []
  const { plan, byModel } = await makePlan(task, measure, parts, deeds, context)
  tellPlan(plan, context)
  const forms = await rewriteAll(plan, task, parts, deeds, context)
  const wanted = plan.map(({ id, text }) => ({ id, text, ...keywordsIn(forms.get(id)) }))
  const among = await bringAll(wanted, measure.web, parts.reach, shelf, context)
  const look = (question: PlannedInquiry): Promise<Inquiry> =>
    lookFor(question, forms.get(question.id), task, measure, among, parts, deeds, context)
  const asked = await Promise.all(plan.map(look))
  const opened = byModel ? [] : await openFacets(asked, measure, shelf, look, context)
  const inquiries = [...asked, ...opened]

  const told = { ...task, language: task.writing?.language ?? task.language }
  const toWriters = { ...told, notes: toldNotes(task.notes) }
  const room = measureFor(measure, task.writing)
  const weighed = await weigh(inquiries, task.question, shelf, context)
  const written = await Promise.all(
    inquiries.map((inquiry) =>
      writeSection(inquiry, toWriters, room, weighed, parts.models?.writer, context.at(inquiry.id)),
    ),
  )
  deeds.push(...written.flatMap(({ deed }) => deed ?? []))
  const sections = withoutRepeats(written.map(({ section }) => section))
  const acrossLanguages = deeds.some(({ step, by }) => step === 'rewrite-query' && by !== 'classical')
  return {
    plan: written.map(({ planned }) => planned),
    sections,
    conflicts: weighed.conflicts,
    copies: weighed.copies,
    notes: notesOf(told, inquiries, written, { ...weighed, shelf, acrossLanguages }, sections),
    dropped: written.reduce((sum, { dropped = 0 }) => sum + dropped, 0),
    deeds,
  }
}

async function makePlan(
  task: ResearchTask,
  measure: Measure,
  parts: StrategyParts,
  deeds: Deed[],
  context: Context,
): Promise<{ readonly plan: readonly PlannedInquiry[]; readonly byModel: boolean }> {
  const { question, language } = task
  const { models } = parts
  const byGrammar = planByGrammar(task, measure)
  if (!models?.planner || !(await goesOn('plan/go-on', context))) return { plan: byGrammar, byModel: false }
  const held = await heldDocuments(question, language, parts, context)
  const thought = await ask(
    planPrompt({ question, language, most: measure.questions, held }),
    models.planner,
    () => ({ questions: [] }),
    context,
  )
  deeds.push(deedOf('plan', 'planner', thought))
  if (thought.by === 'classical') return { plan: byGrammar, byModel: false }
  const { questions } = thought.value
  const plan = questions.map((text, index) => ({
    id: `q${index + 1}`,
    // What asks one thing stays as it was asked.
    text: questions.length === 1 ? question.trim() : plainLine(text),
    origin: questions.length === 1 ? 'asked' : 'planned',
    dependsOn: [],
  }))
  return { plan, byModel: true }
}

async function lookFor(
  question: PlannedInquiry,
  forms: Rewriting | undefined,
  task: ResearchTask,
  measure: Measure,
  among: Among,
  parts: StrategyParts,
  deeds: Deed[],
  context: Context,
): Promise<Inquiry> {
  const { library, shelf, models } = parts
  const where = { library, shelf, seek: seekForms(parts, forms), ...among }
  const inquiry = await inquire(question, matterOf(question, task), task.language, measure, where, context)
  const reranker = models?.reranker
  if (reranker)
    for (const method of inquiry.gathered.methods) {
      const by = method.startsWith('rerank[') ? reranker.spec.id : 'classical'
      deeds.push({ step: 'rerank', role: 'reranker', by })
    }
  return inquiry
}

/**
 * The planned sub-questions in both forms of retrieval, by id. What documents open up later is not rewritten: a
 * heading is text from outside, and the documents' own words already.
 */
async function rewriteAll(
  plan: readonly PlannedInquiry[],
  task: ResearchTask,
  parts: StrategyParts,
  deeds: Deed[],
  context: Context,
): Promise<ReadonlyMap<string, Rewriting>> {
  const forms = await Promise.all(
    plan.map(
      async ({ id, text }) => [id, await rewrite(id, text, task.language, parts, deeds, context)] as const,
    ),
  )
  return new Map(forms.flatMap(([id, form]) => (form ? [[id, form] as const] : [])))
}

function keywordsIn(form: Rewriting | undefined): { keywords?: string } {
  return form && form.keywords.trim() !== '' ? { keywords: form.keywords } : {}
}

/** A sub-question in both forms of retrieval; undefined = as asked. */
async function rewrite(
  id: string,
  question: string,
  language: Language,
  { models, shelf }: StrategyParts,
  deeds: Deed[],
  context: Context,
): Promise<Rewriting | undefined> {
  if (!models?.worker || !(await goesOn(`${id}/rewrite/go-on`, context))) return undefined
  const prompt = rewritePrompt({ question, language, documents: languagesOf(shelf, language) })
  const twin = (): Rewriting => ({ keywords: '', statement: '' })
  const thought = await ask(prompt, models.worker, twin, context.at(id))
  deeds.push(deedOf('rewrite-query', 'worker', thought))
  return thought.by === 'classical' ? undefined : thought.value
}

/** Languages of the documents, most frequent first, at most three; the question's own where there are none yet. */
function languagesOf({ holdings }: Shelf, own: Language): string[] {
  const counts = new Map<string, number>()
  for (const { document, language } of holdings)
    if (document && language !== 'other') counts.set(language, (counts.get(language) ?? 0) + 1)
  const byCount = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return byCount.length === 0 ? [own] : byCount.slice(0, 3).map(([one]) => one)
}
