/** What `kaoju eval retrieval` prints, as means over the judged queries. */
export const retrievalMetricNames = [
  'ndcg@10',
  'recall@5',
  'recall@10',
  'recall@100',
  'map',
  'mrr@10',
  'full@5',
  'perfect@8',
] as const

/** The measures of one ranking or their means; all are shares between 0 and 1. */
export type RetrievalMetrics = Readonly<Record<(typeof retrievalMetricNames)[number], number>>

/**
 * The field's usual measures of one ranking.
 *
 * nDCG has linear gain (Järvelin and Kekäläinen 2002); average precision is over the whole ranking given;
 * full@k and perfect@k are 1 when every relevant document is among the first k. Relevant documents that were
 * not retrieved count in every denominator.
 *
 * @param ranking document ids, best first, each once
 * @param grades by document id; above 0 is relevant. At least one must be.
 */
export function measureRanking(
  ranking: readonly string[],
  grades: ReadonlyMap<string, number>,
): RetrievalMetrics {
  const gains = ranking.map((id) => Math.max(0, grades.get(id) ?? 0))
  const ideal = [...grades.values()].filter((grade) => grade > 0).sort((a, b) => b - a)
  const relevant = ideal.length
  if (relevant === 0) throw new RangeError('no relevant document: skip the query')
  const found = (k: number): number => gains.slice(0, k).filter((gain) => gain > 0).length
  const first = gains.slice(0, 10).findIndex((gain) => gain > 0)
  return {
    'ndcg@10': discounted(gains.slice(0, 10)) / discounted(ideal.slice(0, 10)),
    'recall@5': found(5) / relevant,
    'recall@10': found(10) / relevant,
    'recall@100': found(100) / relevant,
    map: averagePrecision(gains, relevant),
    'mrr@10': first < 0 ? 0 : 1 / (first + 1),
    'full@5': found(5) === relevant ? 1 : 0,
    'perfect@8': found(8) === relevant ? 1 : 0,
  }
}

/** Means over queries; zeros when there are none. */
export function meanMetrics(all: readonly RetrievalMetrics[]): RetrievalMetrics {
  const mean = (name: keyof RetrievalMetrics): number =>
    all.length === 0 ? 0 : all.reduce((sum, metrics) => sum + metrics[name], 0) / all.length
  return Object.fromEntries(retrievalMetricNames.map((name) => [name, mean(name)])) as Record<
    keyof RetrievalMetrics,
    number
  >
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0)
}

function averagePrecision(gains: readonly number[], relevant: number): number {
  let found = 0
  let sum = 0
  gains.forEach((gain, rank) => {
    if (gain > 0) sum += ++found / (rank + 1)
  })
  return sum / relevant
}
