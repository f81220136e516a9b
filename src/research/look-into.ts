import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { findAnswer, type FoundAnswer } from './find-answer.ts'
import { judgeAnswer } from './answered.ts'
import { selectDiverse } from './gather.ts'
import { inquire, matterOf, type Inquiry, type PlannedInquiry } from './inquiry.ts'
import { seekForms } from './seek.ts'
import type { Reached, Study } from './study.ts'
import { nowhere } from './web/journey.ts'

/** A sub-question that was looked for. */
export interface Looked extends Inquiry {
  /** What was brought for it, and for what it depends on. */
  readonly documents: readonly DocumentId[]
  /** What those that depend on it need of it; empty where nothing depends on it, or nothing was found. */
  readonly answers: readonly FoundAnswer[]
}

/** What a sub-question starts with. */
export interface Start {
  /** What was looked for before it, on which it depends or which it goes on from. */
  readonly before: readonly Pick<Looked, 'documents'>[]
  /** Whether others wait for its answer. */
  readonly needed: boolean
  /** Other words to reach out with than its own. */
  readonly query?: string
  /** `query` is asked as it is, for other pages than those that were brought before. */
  readonly once?: boolean
  /** It is worked out from what was found before: nobody reaches out for it. */
  readonly within?: boolean
}

/**
 * Looks for one sub-question: what an earlier run's evidence answers is looked up there and nowhere else; for the rest
 * it reaches out and rewrites the question for retrieval at once, then searches what the library held, what was
 * brought for it and what was brought for those it depends on, and nothing else: what arrives for others meanwhile
 * changes nothing.
 *
 * @param context a place of its own
 */
export async function lookInto(
  question: PlannedInquiry,
  start: Start,
  study: Study,
  context: Context,
): Promise<Looked> {
  const inherited = start.before.flatMap((one) => one.documents)
  const known = start.query === undefined ? await amongKnown(question, study, context) : undefined
  const found = known
    ? { inquiry: known, documents: inherited }
    : await amongAll(question, inherited, start, study, context)
  const answers = start.needed ? await findAnswer(found.inquiry, study, context) : []
  return { ...found.inquiry, documents: found.documents, answers }
}

/** Of a follow-up: what the run before knew, where that answers. */
async function amongKnown(
  question: PlannedInquiry,
  { task, measure, parts: { library, shelf } }: Study,
  context: Context,
): Promise<Inquiry | undefined> {
  const documents = task.previous?.documents ?? []
  if (documents.length === 0) return undefined
  const where = { library, shelf, documents, fetched: true }
  const place = context.at('known')
  const inquiry = await inquire(question, matterOf(question, task), task.language, measure, where, place)
  return isAnswered(inquiry) ? inquiry : undefined
}

/** Whether its best sentences answer it, as far as code can tell. */
export function isAnswered({ aim, gathered }: Inquiry): boolean {
  return judgeAnswer(aim, selectDiverse(gathered.candidates, aim, 3), false, 1).state === 'answered'
}

const asItIs = { forms: undefined, journey: nowhere }

/** What is held is searched in the forms that are known already. */
async function askAgain(
  { text, work }: PlannedInquiry,
  query: string,
  known: readonly DocumentId[],
  study: Study,
): Promise<Reached> {
  const forms = work === undefined ? (await study.reachOut(text)).forms : undefined
  return { ...(await study.askOnce(query, known)), forms }
}

async function amongAll(
  question: PlannedInquiry,
  inherited: readonly DocumentId[],
  { query = question.text, within = false, once = false }: Start,
  study: Study,
  context: Context,
): Promise<{ readonly inquiry: Inquiry; readonly documents: readonly DocumentId[] }> {
  const { task, measure, parts, deeds } = study
  const { forms, journey } = within
    ? asItIs
    : await (once ? askAgain(question, query, inherited, study) : study.reachOut(query))
  const documents = [...new Set([...inherited, ...journey.documents])]
  const scope = parts.shelf.within(documents)
  const where = {
    library: parts.library,
    shelf: parts.shelf,
    seek: seekForms(parts, forms),
    ...(scope ? { documents: scope } : {}),
    // What is held can be quoted whenever the run is told to stop.
    fetched: documents.length > 0 || parts.shelf.atStart.some((held) => held.document),
  }
  const inquiry = await inquire(question, matterOf(question, task), task.language, measure, where, context)
  const reranker = parts.models?.reranker
  if (reranker)
    for (const method of inquiry.gathered.methods) {
      const by = method.startsWith('rerank[') ? reranker.spec.id : 'classical'
      deeds.push({ step: 'rerank', role: 'reranker', by })
    }
  return { inquiry, documents }
}
