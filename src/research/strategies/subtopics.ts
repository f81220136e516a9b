import { z } from 'zod'
import type { Context } from '#runtime'
import { ask } from '#models'
import { faultsInGraph, type GraphFault } from '#reasoning'
import { cutByCalibration } from '../calibrated-cut.ts'
import { compose } from '../compose.ts'
import { goesOn } from '../go-on.ts'
import { heldDocuments } from '../held-documents.ts'
import type { PlannedInquiry } from '../inquiry.ts'
import { investigate } from '../investigate.ts'
import { deedOf } from '../ledger.ts'
import { plainLine } from '../plain-sentence.ts'
import { tellGraphFault } from '../plan-graph.prompt.ts'
import { planByGrammar } from '../plan.ts'
import type { StrategyPlug } from '../strategy.ts'
import { openStudy, type Study } from '../study.ts'
import { subtopicsPrompt, type SubtopicsAnswer } from '../subtopics.prompt.ts'

/**
 * A report by subtopics (Llama-Researcher: subtopics, search, clean and chunk, index, similarity cut, a context for each
 * subtopic, report): all subtopics are searched at once, once, and each is written from the passages nearest to it. What
 * we do differently: the similarity cut is calibrated on the run's own passages instead of a constant, subtopics are
 * checked by code, and reading, chunking and indexing are the library's. For overviews of a topic; questions that hang
 * on one another are better planned as a graph (`plan-execute`).
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'subtopics',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => async (task, context) => {
    const study = openStudy(task, parts, context)
    const looked = await investigate(await divide(study, context), study, context)
    return await compose(cutByCalibration(looked), study, context)
  },
}

/** Subtopics are no questions, may name several sides of one thing, and leave working out to nobody. */
const asPhrases: ReadonlySet<GraphFault['fault']> = new Set(['no-question', 'several', 'unfinished'])

/** The subtopics, by the planner; by the question's grammar where it gives none that stand. */
async function divide(study: Study, context: Context): Promise<readonly PlannedInquiry[]> {
  const { task, measure, parts, deeds } = study
  const { question, language } = task
  const { planner } = parts.models ?? {}
  const byGrammar = planByGrammar(task, measure)
  if (!planner || !(await goesOn('subtopics/go-on', context))) return byGrammar
  const asked = { question, language, most: measure.questions }
  const fault = (subtopics: readonly string[]): string | undefined => {
    const found = faultsInGraph(nodesOf(subtopics), asked).find((one) => !asPhrases.has(one.fault))
    return found && tellGraphFault(found, language)
  }
  const held = await heldDocuments(question, language, parts, context)
  const twin = (): SubtopicsAnswer => ({ subtopics: [] })
  const thought = await ask(subtopicsPrompt({ ...asked, held, fault }), planner, twin, context)
  deeds.push(deedOf('subtopics', 'planner', thought))
  return thought.by === 'classical' ? byGrammar : nodesOf(thought.value.subtopics)
}

function nodesOf(subtopics: readonly string[]): PlannedInquiry[] {
  return subtopics.map((text, index) => ({
    id: `q${index + 1}`,
    text: plainLine(text),
    origin: 'subtopic',
    dependsOn: [],
  }))
}
