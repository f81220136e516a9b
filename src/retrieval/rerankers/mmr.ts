import { z } from 'zod'
import { termsOf } from '#library'
import type { Filter, Hit } from '#vocabulary'
import type { RerankerPlug, RetrievalParts } from '../retriever.ts'

const options = z.object({
  /** 1: by relevance alone; 0: by difference alone. */
  lambda: z.number().min(0).max(1).default(0.7),
  /** How many of the best are put in a new order; the others follow in theirs. */
  depth: z.number().int().min(1).max(1000).default(50),
})

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): each next hit is the one with the largest
 * λ · relevance - (1 - λ) · likeness to what was chosen. Relevance is the score over the best score, likeness
 * the cosine of the passages' tf-idf vectors. No candidate is lost: beyond `depth` they follow as they came, as
 * if each were wholly like what was chosen.
 */
export const plug: RerankerPlug<z.infer<typeof options>> = {
  name: 'mmr',
  options,
  create:
    ({ lambda, depth }, { library }) =>
    async (ranking, context) => {
      context.abort.throwIfAborted()
      const head = ranking.hits.slice(0, depth)
      const { vectors, terms } = await vectorsOf(head, ranking.query.filter, library)
      const best = Math.max(...ranking.hits.map((hit) => hit.score), Number.MIN_VALUE)
      const left = head.map((hit, place) => ({ hit, vector: vectors[place]!, likeness: 0 }))
      const value = (candidate: { hit: Hit; likeness: number }): number =>
        (lambda * candidate.hit.score) / best - (1 - lambda) * candidate.likeness
      const chosen: Hit[] = []
      const spread = new Float64Array(terms)
      while (left.length > 0) {
        let next = 0
        for (let place = 1; place < left.length; place++)
          if (value(left[place]!) > value(left[next]!)) next = place
        const taken = left.splice(next, 1)[0]!
        const score = value(taken)
        chosen.push({ ...taken.hit, score, features: { ...taken.hit.features, mmr: score } })
        spread.fill(0)
        taken.vector.terms.forEach((term, place) => (spread[term] = taken.vector.values[place]!))
        for (const candidate of left)
          candidate.likeness = Math.max(candidate.likeness, product(candidate.vector, spread))
      }
      const rest = ranking.hits.slice(depth).map((hit) => {
        const score = value({ hit, likeness: 1 })
        return { ...hit, score, features: { ...hit.features, mmr: score } }
      })
      return { ...ranking, method: `mmr(${ranking.method})`, hits: [...chosen, ...rest] }
    },
}

/** A sparse vector of length 1 (or 0, for an empty passage), over the terms of all candidates. */
interface Vector {
  readonly terms: Uint32Array
  readonly values: Float64Array
}

async function vectorsOf(
  hits: readonly Hit[],
  filter: Filter | undefined,
  library: RetrievalParts['library'],
): Promise<{ vectors: Vector[]; terms: number }> {
  const passages = await library.passagesById(hits.map((hit) => hit.passage))
  const counts = hits.map((hit) => termsOf(passages.get(hit.passage)?.text ?? ''))
  const numbers = new Map<string, number>()
  for (const each of counts)
    for (const term of each.keys()) if (!numbers.has(term)) numbers.set(term, numbers.size)
  const statistics = await library.lexical.statistics([...numbers.keys()], filter)
  const idf = (term: string): number =>
    Math.log(1 + statistics.passages / (1 + (statistics.documentFrequency.get(term) ?? 0)))
  const vectors = counts.map((each): Vector => {
    const terms = Uint32Array.from(each.keys(), (term) => numbers.get(term)!)
    const values = Float64Array.from(each, ([term, count]) => (1 + Math.log(count)) * idf(term))
    const length = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0)) || 1
    return { terms, values: values.map((x) => x / length) }
  })
  return { vectors, terms: numbers.size }
}

function product({ terms, values }: Vector, spread: Float64Array): number {
  let sum = 0
  for (let place = 0; place < terms.length; place++) sum += values[place]! * spread[terms[place]!]!
  return sum
}
