import type { Filter, WeightedTerm } from '#vocabulary'
import { analyse, type IndexedPassage } from '#library'

/** BM25F written down as in the papers, over plain maps: what the index must equal. */
export function naiveSearch(
  passages: readonly IndexedPassage[],
  terms: readonly WeightedTerm[],
  options: {
    limit: number
    filter?: Filter
    k1?: number
    b?: number
    weights?: readonly [number, number, number]
  },
): { passage: string; score: number; sequence: number }[] {
  const { k1 = 1.5, b = 0.75, weights = [3, 2, 1], filter } = options
  const named = filter?.documents
  const place = (document: string): number => named?.indexOf(document) ?? 0
  const counted = passages
    .filter(({ document }) => place(document) >= 0)
    .map((passage) => {
      const fields = [
        analyse(passage.title),
        passage.headings.flatMap((heading) => analyse(heading)),
        analyse(passage.body),
      ]
      const counts = new Map<string, number>()
      fields.forEach((field, f) => {
        for (const term of field) counts.set(term, (counts.get(term) ?? 0) + weights[f]!)
      })
      return {
        passage,
        counts,
        length: fields.reduce((sum, field, f) => sum + field.length * weights[f]!, 0),
      }
    })
  const average = counted.reduce((sum, { length }) => sum + length, 0) / counted.length
  return counted
    .filter(({ passage }) => filter?.group === undefined || passage.group === filter.group)
    .map(({ passage, counts, length }) => {
      let score = 0
      for (const { term, weight } of terms) {
        const frequency = counts.get(term)
        if (!frequency) continue
        const holding = counted.filter((other) => other.counts.has(term)).length
        const idf = Math.log(1 + (counted.length - holding + 0.5) / (holding + 0.5))
        score += (weight * idf * frequency) / (frequency + k1 * (1 - b + (b * length) / average))
      }
      return { passage: passage.id, score, sequence: passage.sequence, place: place(passage.document) }
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.place - other.place || one.sequence - other.sequence)
    .slice(0, options.limit)
}
