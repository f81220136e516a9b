import { z } from 'zod'
import { termsOf } from '#library'
import type { Hit } from '#vocabulary'
import type { RerankerPlug } from '../retriever.ts'

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
      const vectors = await vectorsOf(head)
      const best = Math.max(...ranking.hits.map((hit) => hit.score), Number.MIN_VALUE)
      const left = head.map((hit, place) => ({ hit, vector: vectors[place]!, likeness: 0 }))
      const value = (candidate: { hit: Hit; likeness: number }): number =>
        (lambda * candidate.hit.score) / best - (1 - lambda) * candidate.likeness
      const chosen: Hit[] = []
      while (left.length > 0) {
        let next = 0
        for (let place = 1; place < left.length; place++)
          if (value(left[place]!) > value(left[next]!)) next = place
        const [taken] = left.splice(next, 1)
        const score = value(taken!)
        chosen.push({ ...taken!.hit, score, features: { ...taken!.hit.features, mmr: score } })
        for (const candidate of left)
          candidate.likeness = Math.max(candidate.likeness, cosine(candidate.vector, taken!.vector))
      }
      const rest = ranking.hits.slice(depth).map((hit) => {
        const score = value({ hit, likeness: 1 })
        return { ...hit, score, features: { ...hit.features, mmr: score } }
      })
      return { ...ranking, method: `mmr(${ranking.method})`, hits: [...chosen, ...rest] }

      async function vectorsOf(hits: readonly Hit[]): Promise<Map<string, number>[]> {
        const passages = await library.passagesById(hits.map((hit) => hit.passage))
        const counts = hits.map((hit) => termsOf(passages.get(hit.passage)?.text ?? ''))
        const terms = new Set(counts.flatMap((each) => [...each.keys()]))
        const statistics = await library.lexical.statistics([...terms])
        const idf = (term: string): number =>
          Math.log(1 + statistics.passages / (1 + (statistics.documentFrequency.get(term) ?? 0)))
        return counts.map((each) =>
          unit(new Map([...each].map(([term, count]) => [term, (1 + Math.log(count)) * idf(term)]))),
        )
      }
    },
}

function unit(vector: Map<string, number>): Map<string, number> {
  const length = Math.sqrt([...vector.values()].reduce((sum, x) => sum + x * x, 0))
  for (const [term, x] of vector) vector.set(term, x / (length || 1))
  return vector
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [term, x] of small) sum += x * (large.get(term) ?? 0)
  return sum
}
