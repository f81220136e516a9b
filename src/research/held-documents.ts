import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { createRetriever } from '#retrieval'
import type { HeldDocument } from './plan.prompt.ts'
import { isOwn } from './shelf.ts'
import type { StrategyParts } from './strategy.ts'

/** Documents and headings that a planner is shown, at most. */
const mostDocuments = 6
const mostHeadings = 8
const longestHeading = 80

/**
 * What the user's own library holds on a question, by title and headings, before a plan is made. Pages of the web and
 * what servers hold are not shown: what a stranger wrote has no part in what is asked.
 */
export async function heldDocuments(
  question: string,
  language: Language,
  { library, shelf }: Pick<StrategyParts, 'library' | 'shelf'>,
  context: Context,
): Promise<HeldDocument[]> {
  if (!shelf.holdings.some((held) => held.document && isOwn(held))) return []
  const query = {
    text: question,
    language,
    origin: 'asked',
    limit: 40,
    ...(shelf.scope ? { filter: { documents: shelf.scope } } : {}),
  }
  const { hits } = await createRetriever('bm25', { library })(query, context)
  const held: HeldDocument[] = []
  for (const id of new Set(hits.map((hit) => hit.document))) {
    const place = shelf.holding(id)
    if (held.length === mostDocuments || !place || !shelf.isOwn(id)) continue
    const document = await shelf.document(id)
    if (!document) continue
    const headings = document.blocks
      .filter(({ kind, level = 1 }) => kind === 'heading' && level <= 3)
      .map(({ start, end }) => document.text.slice(start, end).trim())
      .filter((text) => text !== '' && text.length <= longestHeading)
      .slice(0, mostHeadings)
    const { title, publishedAt } = document
    held.push({ title, headings, ...(publishedAt ? { published: publishedAt.slice(0, 10) } : {}) })
  }
  return held
}
