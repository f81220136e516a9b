import { languageOf, type Document, type Hit, type Passage } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import type { Library } from '#library'

/** A passage that was found, with its place. */
export interface FoundPassage {
  readonly passage: string
  readonly document: string
  /** Higher is better; comparable only within one search. */
  readonly score: number
  readonly title: string
  readonly uri?: string
  readonly page?: number
  readonly headings: readonly string[]
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Passages of the library by BM25, the best first.
 *
 * @throws KaojuError `question-empty`, `library-empty`
 */
export async function findPassages(
  text: string,
  limit: number,
  library: Library,
  context: Context,
): Promise<{ readonly method: string; readonly hits: readonly FoundPassage[] }> {
  if (text.trim() === '') throw new KaojuError('question-empty')
  if ((await library.counts()).passages === 0) throw new KaojuError('library-empty', { home: library.home })
  const { createRetriever } = await import('#retrieval')
  const retrieve = createRetriever('bm25', { library })
  const ranking = await retrieve({ text, language: languageOf(text), limit, origin: 'asked' }, context)
  return { method: ranking.method, hits: await openHits(ranking.hits, library) }
}

async function openHits(hits: readonly Hit[], library: Library): Promise<FoundPassage[]> {
  const passages = await library.passagesById(hits.map((hit) => hit.passage))
  const places = new Map<string, Pick<FoundPassage, 'title' | 'uri'>>()
  for (const id of new Set(hits.map((hit) => hit.document))) places.set(id, await placeIn(library, id))
  return hits.flatMap((hit) => {
    const passage = passages.get(hit.passage)
    return passage ? [found(hit, passage, places.get(hit.document)!)] : []
  })
}

async function placeIn(library: Library, id: Document['id']): Promise<Pick<FoundPassage, 'title' | 'uri'>> {
  const resolved = await library.resolve(id)
  const uri = resolved.kind === 'document' ? resolved.holding?.uri : undefined
  return { title: resolved.document.title, ...(uri ? { uri } : {}) }
}

function found(hit: Hit, passage: Passage, place: Pick<FoundPassage, 'title' | 'uri'>): FoundPassage {
  const { id, document, headings, page, start, end, text } = passage
  return {
    passage: id,
    document,
    score: hit.score,
    ...place,
    ...(page === undefined ? {} : { page }),
    headings,
    start,
    end,
    text,
  }
}
