import { languageOf, type Citation, type DocumentId, type Report } from '#vocabulary'
import { isInterruption, KaojuError, type Context } from '#runtime'
import type { Library } from '#library'
import { roles, type Models } from '#models'
import { research } from '#research'
import type { EvaluationItem } from '../evaluation.ts'

/** The effort with which questions are answered. */
export const effort = 'quick'

/** What a report said. */
export interface Answer {
  /** Published sentences in reading order, sides of conflicts after them. */
  readonly published: readonly string[]
  /** The same with what each cites. */
  readonly cited: readonly { readonly text: string; readonly citations: readonly Citation[] }[]
  /** Sides of conflicts by themselves. */
  readonly sides: readonly string[]
  /** No sub-question is called answered. */
  readonly admitted: boolean
}

/** Answers one question as research does, in the question's language, from these documents only. */
export async function ask(
  question: string,
  library: Library,
  from: readonly DocumentId[] | undefined,
  models: Models | undefined,
  context: Context,
): Promise<Answer> {
  const language = languageOf(question) === 'zh' ? 'zh' : 'en'
  const task = { question, language, effort, ...(from ? { documents: from } : {}) } as const
  const report = await research(task, { library, ...(models ? { models } : {}) }, context)
  // A report cut short by a wish to stop would be measured as a bad one.
  if (context.stop.aborted) throw new KaojuError('aborted')
  return answerOf(report)
}

function answerOf(report: Report): Answer {
  const sentences = report.sections.flatMap((section) => section.sentences)
  const sides = report.conflicts.flatMap((conflict) => conflict.sides)
  const cited = [
    ...sentences.map(({ text, citations }) => ({ text, citations })),
    ...sides.map(({ sentence, citations }) => ({ text: sentence, citations })),
  ]
  return {
    published: cited.map(({ text }) => text),
    cited,
    sides: sides.map(({ sentence }) => sentence),
    admitted: report.plan.every((question) => question.state !== 'answered'),
  }
}

/** Nothing was answered: what stands in for an answer that failed. */
export const noAnswer: Answer = { published: [], cited: [], sides: [], admitted: true }

/** Who took part: the models by role, or nobody. */
export function methodOf(models: Models | undefined): { method: string; models: readonly string[] } {
  const names = roles.flatMap((role) => {
    const spec = models?.[role]?.spec
    return spec ? [spec.id] : []
  })
  const used = [...new Set(names)]
  return { method: `research: ${used.length > 0 ? 'quick' : 'extractive'}, ${effort}`, models: used }
}

/** The work's result, or the code of its failure; what only interrupted it is thrown on. */
export async function orFailure<T>(work: () => Promise<T>): Promise<T | { readonly failed: string }> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof KaojuError) || isInterruption(error) || error.code === 'budget-exhausted')
      throw error
    return { failed: error.code }
  }
}

/** So many pieces of work at once keep both the index and the readers busy; more only queue. */
const atOnce = 2

/** Results in the order of the items, whichever is done first. */
export async function inOrder<T, Result>(
  items: readonly T[],
  context: Context,
  work: (item: T, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  let failed = false
  const take = async (): Promise<void> => {
    while (next < items.length && !failed) {
      if (context.stop.aborted) throw new KaojuError('aborted')
      const index = next++
      try {
        results[index] = await work(items[index]!, index)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const taken = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, take))
  for (const one of taken) if (one.status === 'rejected') throw one.reason
  return results
}

/** A text as an item shows it: one line, not all of it. */
export function shortly(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 240 ? line : `${line.slice(0, 239).toWellFormed()}…`
}

/** The means of the items' scores by name; a name without items is absent. */
export function meansOf(
  rows: readonly Readonly<Record<string, number | undefined>>[],
): Record<string, number> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = rows.flatMap((row) => row[name] ?? [])
      return values.length === 0 ? [] : [[name, values.reduce((sum, one) => sum + one, 0) / values.length]]
    }),
  )
}

/** An item without what it has not. */
export function itemOf(
  item: Omit<EvaluationItem, 'failed'> & { readonly failed?: string | undefined },
): EvaluationItem {
  const { failed, ...rest } = item
  return failed === undefined ? rest : { ...rest, score: 0, failed }
}
