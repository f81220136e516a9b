import type { Context } from '#runtime'
import { fillSlots, withoutAskingWords } from '#reasoning'
import { openAgenda } from './agenda.ts'
import { tellPlan, type PlannedInquiry } from './inquiry.ts'
import { lookInto, type Looked } from './look-into.ts'
import { runGraph, type Done } from './run-graph.ts'
import type { Study } from './study.ts'
import { allEnded } from './web/all-ended.ts'

/** Sub-questions under way at once, at most; what they ask of models and engines is bounded there. */
const width = 12

/**
 * Looks for all sub-questions of a plan, each as soon as those it depends on are done, with their answers in the place
 * of its slots; one that depends on several answers becomes several.
 *
 * @returns what was found, in the order of the plan
 */
export async function investigate(
  plan: readonly PlannedInquiry[],
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  tellPlan(plan, context)
  const agenda = openAgenda(plan, study.parts.steered, context)
  const needed = new Set(plan.flatMap(({ dependsOn }) => dependsOn))
  const done = await runGraph<readonly Looked[]>(
    agenda,
    async (question, before) => {
      const texts = textsFor(question, before)
      const filled = texts.map((text, index) => ({
        ...question,
        text,
        id: texts.length === 1 ? question.id : `${question.id}.${index + 1}`,
      }))
      const found = before.flatMap(({ result }) => result)
      const within =
        question.work !== undefined && found.some(({ gathered }) => gathered.candidates.length > 0)
      const start = { before: found, needed: needed.has(question.id), within }
      return await allEnded(filled.map((one) => lookInto(one, start, study, context.at(one.id))))
    },
    width,
  )
  const looked = done.flatMap(({ result }) => result)
  study.parts.reach?.requireAnyAnswer()
  return agenda.sources.length === 0 ? looked : await withSources(looked, agenda.sources, study, context)
}

/** Looks through the pages that the user named meanwhile, for every sub-question. */
async function withSources(
  looked: readonly Looked[],
  urls: readonly string[],
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const { reach } = study.parts
  if (!reach) return looked
  const place = context.at('named')
  const { documents } = await reach.readNamed(urls, place)
  if (documents.length === 0) return looked
  const again = looked.map((one) =>
    lookInto(one, { before: [one, { documents }], needed: false, within: true }, study, place.at(one.id)),
  )
  return (await allEnded(again)).map((one, index) => ({ ...one, answers: looked[index]!.answers }))
}

/** What to look for; where an answer is wanting, what it was asked by stands in its place. */
function textsFor(question: PlannedInquiry, before: readonly Done<readonly Looked[]>[]): readonly string[] {
  const filled = fillSlots(question, answersOf(before))
  if (filled.length > 0) return filled
  const described = new Map(
    before.map(({ question: { id, text } }) => [
      id,
      [withoutAskingWords(text, /\p{Script=Han}/u.test(text) ? 'zh' : 'en')],
    ]),
  )
  const told = fillSlots(question, described, 1)
  return told.length > 0 ? told : [replaceSlots(question.text)]
}

/** Slots of what is not in the plan any more say nothing. */
function replaceSlots(text: string): string {
  return text.replace(/\{q?[\w.]+\}/gu, '…')
}

function answersOf(before: readonly Done<readonly Looked[]>[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    before.map(({ question, result }) => [
      question.id,
      [...new Set(result.flatMap(({ answers }) => answers.map(({ text }) => text)))],
    ]),
  )
}
