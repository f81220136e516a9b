import { z } from 'zod'
import type { DocumentId } from '#vocabulary'
import type { RerankerPlug } from '#retrieval'

const options = z.object({
  /** Years after which a document counts half. */
  halfLife: z.number().positive().default(5),
})

/**
 * Prefers what was published later: scores halve with every `halfLife` years of age, an exponential prior
 * over time (Li and Croft 2003). Ours counts from the newest document found, not from today, so that a
 * ranking does not change with the calendar; what states no date counts as one half-life old.
 */
export const plug: RerankerPlug<z.infer<typeof options>> = {
  name: 'recency',
  options,
  create({ halfLife }, { library }) {
    return async (ranking) => {
      const years = new Map<DocumentId, number>()
      for (const id of new Set(ranking.hits.map((hit) => hit.document))) {
        const year = Number((await library.document(id))?.publishedAt?.slice(0, 4))
        if (year > 0) years.set(id, year)
      }
      const newest = Math.max(0, ...years.values())
      const hits = ranking.hits.map((hit) => {
        const age = newest - (years.get(hit.document) ?? newest - halfLife)
        return { ...hit, score: hit.score * 0.5 ** (age / halfLife), features: { ...hit.features, age } }
      })
      hits.sort((a, b) => b.score - a.score)
      return { ...ranking, method: `recency(${ranking.method})`, hits }
    }
  },
}
