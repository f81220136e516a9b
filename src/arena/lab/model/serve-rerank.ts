/** `POST /v1/rerank` as Jina and Cohere serve it: the share of a query's words that a document holds, rare ones first. */
import { invalid, type WireError } from './wire-error.ts'
import { objectOr, stringOr, type Body } from './wire-request.ts'
import { wordsOf } from './wire-words.ts'

/** Results as the wire tells them, best first. */
export interface Reranked {
  readonly query: string
  readonly texts: readonly string[]
  readonly results: readonly unknown[]
}

/** Ranks what a body asks for. */
export function rerank(body: Body): Reranked | WireError {
  const { query, documents, top_n: count = null, return_documents: shown } = body
  if (typeof query !== 'string') return invalid('query', '`query` must be a string.')
  if (!Array.isArray(documents) || documents.length === 0)
    return invalid('documents', '`documents` must be a list of at least one document.')
  if (count !== null && !(typeof count === 'number' && Number.isInteger(count) && count >= 1))
    return invalid('top_n', '`top_n` must be an integer of at least 1.')
  const texts = documents.map((each) => (typeof each === 'string' ? each : stringOr(objectOr(each)['text'])))
  const results = relevanceOf(query, texts)
    .map((relevance_score, index) => ({
      index,
      relevance_score,
      ...(shown === true ? { document: { text: texts[index]! } } : {}),
    }))
    .sort((a, b) => b.relevance_score - a.relevance_score || a.index - b.index)
  return { query, texts, results: results.slice(0, count ?? results.length) }
}

/** How much of a query each text holds, 0 to 1; words are weighted by how few of the texts hold them. */
export function relevanceOf(query: string, texts: readonly string[]): readonly number[] {
  const words = [...new Set(wordsOf(query))]
  const held = texts.map((text) => new Set(wordsOf(text)))
  const weights = words.map((word) => {
    const holding = held.filter((each) => each.has(word)).length
    return Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5))
  })
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return held.map((each) => {
    const found = words.reduce((sum, word, index) => sum + (each.has(word) ? weights[index]! : 0), 0)
    return all === 0 ? 0 : Math.round((found / all) * 1e6) / 1e6
  })
}
