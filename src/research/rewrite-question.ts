import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { namesIn } from '#reading'
import { goesOn } from './go-on.ts'
import { deedOf, type Deed } from './ledger.ts'
import { rewritePrompt, type Rewriting } from './rewrite.prompt.ts'
import type { Shelf } from './shelf.ts'
import type { ResearchTask, StrategyParts } from './strategy.ts'

/** Of a study, what rewriting needs. */
interface Asking {
  readonly task: Pick<ResearchTask, 'language'>
  readonly parts: StrategyParts
  readonly deeds: Deed[]
}

/** A question in both forms of retrieval; undefined = as asked. */
export async function rewriteQuestion(
  question: string,
  { task: { language }, parts: { models, shelf, reach }, deeds }: Asking,
  context: Context,
): Promise<Rewriting | undefined> {
  if (!models?.worker || !(await goesOn('rewrite/go-on', context))) return undefined
  const prompt = rewritePrompt({
    question,
    language,
    documents: languagesOf(shelf, language),
    ...(reach ? { other: other[language] } : {}),
  })
  const twin = (): Rewriting => ({ keywords: '', statement: '' })
  const thought = await ask(prompt, models.worker, twin, context)
  deeds.push(deedOf('rewrite-query', 'worker', thought))
  return thought.by === 'classical' ? undefined : withNames(question, thought.value)
}

/** The web has pages in both. */
const other = { en: 'zh', zh: 'en' } as const satisfies Record<Language, Language>

/** Keywords without the names that the question is about would be answered by anybody's pages. */
function withNames(question: string, { keywords, ...forms }: Rewriting): Rewriting {
  const said = keywords.toLowerCase()
  const missing = namesIn(question)
    .map(({ text }) => text)
    .filter((name) => !said.includes(name.toLowerCase()))
  return { ...forms, keywords: [...new Set(missing), keywords].join(' ').trim() }
}

/** Languages of the documents held at the start, whatever arrived since; most frequent first, at most three; the question's own where there are none. */
function languagesOf({ atStart }: Shelf, own: Language): string[] {
  const counts = new Map<string, number>()
  for (const { document, language } of atStart)
    if (document && language !== 'other') counts.set(language, (counts.get(language) ?? 0) + 1)
  const byCount = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return byCount.length === 0 ? [own] : byCount.slice(0, 3).map(([one]) => one)
}
