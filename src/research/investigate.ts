import type { DocumentId } from '#vocabulary'
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
  const all = await withUnread(looked, study, context)
  study.parts.reach?.requireAnyAnswer()
  const named = [...new Set(agenda.sources)].toSorted()
  return named.length === 0 ? all : await withSources(all, named, study, context)
}

/**
 * What was brought for a question that the plan does not hold in the end (it was asked for again, or a stop kept it from
 * being made) is looked through for those that nothing was found for.
 */
async function withUnread(
  looked: readonly Looked[],
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const read = new Set(looked.flatMap(({ documents }) => documents))
  const documents = (await study.settled()).filter((id) => !read.has(id))
  const empty = looked.filter(({ gathered }) => gathered.candidates.length === 0)
  return documents.length === 0 || empty.length === 0
    ? looked
    : await among(documents, looked, empty, study, context.at('unread'))
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
  return await among(documents, looked, looked, study, place)
}

/** Looks for some of them once more, among these documents too. */
async function among(
  documents: readonly DocumentId[],
  looked: readonly Looked[],
  some: readonly Looked[],
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const again = looked.map(async (one) => {
    if (!some.includes(one)) return one
    const start = { before: [one, { documents }], needed: false, within: true }
    return { ...(await lookInto(one, start, study, context.at(one.id))), answers: one.answers }
  })
  return await allEnded(again)
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
