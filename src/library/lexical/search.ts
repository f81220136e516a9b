import type { WeightedTerm } from '#vocabulary'
import { createBestHits, type BestHits } from './best-hits.ts'
import { windowSize, type ImpactList, type Scorer, type SegmentView } from './scorer.ts'

/**
 * Exact top-k over impact lists by MaxScore (Turtle and Flood 1995), window by window with block maxima (Ding
 * and Suel 2011; the shape is that of Lucene's MaxScoreBulkScorer).
 *
 * 1. In a window, the terms whose best impacts together stay below the k-th best score so far cannot bring
 *    a passage in on their own: only the other terms' postings are walked, and these are looked up.
 * 2. Impacts are multiples of 2^-24 and weights of 2^-20, so that products and sums up to 512 are exact in any
 *    order: passages with equal counts and lengths tie exactly, and pruning cannot change a score.
 * 3. Bounds are compared with some room; a passage is dropped only when it cannot even tie.
 */
export interface FoundPassage {
  readonly score: number
  readonly segment: number
  readonly passage: number
}

/** A query term's postings in one segment, ready to be walked. */
interface Cursor {
  readonly list: ImpactList
  /** Query weight times idf. */
  readonly weight: number
}

/** Room for the rounding of sums beyond the exact range of rule 2. */
const slack = 2 ** -20

const sums = new Float64Array(windowSize)
const touched = new Uint32Array(windowSize)

/** @param candidates per segment, the passages to choose from (live, rising), or undefined for all */
export function searchSegments(
  views: readonly SegmentView[],
  scorer: Scorer,
  terms: readonly WeightedTerm[],
  limit: number,
  candidates: readonly (Uint32Array | undefined)[],
): FoundPassage[] {
  const scored = mergeWeights(terms).flatMap(({ term, weight }) => {
    const found = scorer.term(term)
    return found
      ? [{ lists: found.lists, weight: Math.max(1, Math.round(weight * found.idf * 2 ** 20)) / 2 ** 20 }]
      : []
  })
  const room = Math.min(
    limit,
    views.reduce((sum, view, index) => sum + (candidates[index]?.length ?? view.live), 0),
  )
  if (room === 0 || scored.length === 0) return []
  const filtered = candidates.some((passages) => passages !== undefined)
  const cursors = views.map((_, index) =>
    scored.flatMap(({ lists, weight }): Cursor[] => (lists[index] ? [{ list: lists[index], weight }] : [])),
  )
  const best = createBestHits(room, filtered ? 0 : floorOf(cursors, room))
  views.forEach((view, index) => {
    const chosen = candidates[index]
    if (cursors[index]!.length === 0 || chosen?.length === 0) return
    if (chosen) walkCandidates(cursors[index]!, chosen, view, index, best)
    else walkWindows(cursors[index]!, view, index, best)
  })
  return best.drain()
}

function mergeWeights(terms: readonly WeightedTerm[]): WeightedTerm[] {
  const weights = new Map<string, number>()
  for (const { term, weight } of terms) if (weight > 0) weights.set(term, (weights.get(term) ?? 0) + weight)
  return [...weights].map(([term, weight]) => ({ term, weight }))
}

/** A lower bound on the k-th best score: the k-th best that one term alone gives. */
function floorOf(cursors: readonly (readonly Cursor[])[], k: number): number {
  let floor = 0
  for (const { list, weight } of cursors.flat()) {
    if (list.passages.length < k) continue
    let impact = list.ranked.get(k)
    if (impact === undefined) list.ranked.set(k, (impact = kthBest(list.impacts, k)))
    floor = Math.max(floor, weight * impact)
  }
  return Math.max(0, floor - slack)
}

function kthBest(values: Float32Array, k: number): number {
  if (k > 128) return values.slice().sort()[values.length - k]!
  const best = new Float32Array(k)
  // Insertion into a short sorted list: nearly every value falls at the first comparison.
  for (const value of values) {
    if (value <= best[0]!) continue
    let place = 0
    while (place + 1 < k && best[place + 1]! < value) best[place] = best[++place]!
    best[place] = value
  }
  return best[0]!
}

function walkWindows(cursors: readonly Cursor[], view: SegmentView, segment: number, best: BestHits): void {
  const windows = Math.ceil(view.segment.passages / windowSize)
  const order: number[] = []
  const bounds = new Float64Array(cursors.length)
  /** What the terms up to and including this place of `order` can give together. */
  const reach = new Float64Array(cursors.length)
  for (let window = 0; window < windows; window++) {
    order.length = 0
    for (let c = 0; c < cursors.length; c++) {
      const { list, weight } = cursors[c]!
      if (list.windowStarts[window] === list.windowStarts[window + 1]) continue
      bounds[c] = weight * list.windowBest[window]!
      let place = order.length
      while (place > 0 && bounds[order[place - 1]!]! > bounds[c]!) order[place] = order[--place]!
      order[place] = c
    }
    let sum = 0
    let optional = 0
    for (let place = 0; place < order.length; place++) {
      sum += bounds[order[place]!]!
      reach[place] = sum
      if (sum + slack < best.threshold) optional = place + 1
    }
    if (optional === order.length) continue
    let postings = 0
    for (let place = optional; place < order.length; place++)
      postings += postingsIn(cursors[order[place]!]!, window)
    // Where most passages are touched anyway, keeping track of which costs more than looking at all.
    const dense = postings > windowSize / 2
    let count = dense ? Math.min(windowSize, view.segment.passages - window * windowSize) : 0
    for (let place = order.length - 1; place >= optional; place--) {
      if (dense) addDense(cursors[order[place]!]!, window)
      else count = addSparse(cursors[order[place]!]!, window, count)
    }
    const help = optional === 0 ? 0 : reach[optional - 1]! + slack
    for (let t = 0; t < count; t++) {
      const local = dense ? t : touched[t]!
      let score = sums[local]!
      sums[local] = 0
      if (score === 0 || score + help < best.threshold) continue
      const passage = window * windowSize + local
      let place = optional - 1
      for (; place >= 0 && score + reach[place]! + slack >= best.threshold; place--)
        score += lookUp(cursors[order[place]!]!, window, passage)
      if (place < 0 && score >= best.threshold)
        best.offer(score, view.segment.sequences[passage]!, segment, passage)
    }
  }
}

function postingsIn({ list }: Cursor, window: number): number {
  return list.windowStarts[window + 1]! - list.windowStarts[window]!
}

function addDense({ list, weight }: Cursor, window: number): void {
  const { passages, impacts, windowStarts } = list
  const base = window * windowSize
  const end = windowStarts[window + 1]!
  for (let p = windowStarts[window]!; p < end; p++) {
    const local = passages[p]! - base
    sums[local] = sums[local]! + weight * impacts[p]!
  }
}

/** Adds a term's contributions in a window; returns how many passages have been touched. */
function addSparse({ list, weight }: Cursor, window: number, touchedBefore: number): number {
  const { passages, impacts, windowStarts } = list
  const base = window * windowSize
  const end = windowStarts[window + 1]!
  let count = touchedBefore
  for (let p = windowStarts[window]!; p < end; p++) {
    const local = passages[p]! - base
    const before = sums[local]!
    if (before === 0) touched[count++] = local
    sums[local] = before + weight * impacts[p]!
  }
  return count
}

function lookUp({ list, weight }: Cursor, window: number, passage: number): number {
  const { passages, impacts, windowStarts } = list
  let low = windowStarts[window]!
  let high = windowStarts[window + 1]! - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = passages[middle]!
    if (found === passage) return weight * impacts[middle]!
    if (found < passage) low = middle + 1
    else high = middle - 1
  }
  return 0
}

/** Scores the chosen passages only: cost follows the smaller of a term's postings and the choice. */
function walkCandidates(
  cursors: readonly Cursor[],
  chosen: Uint32Array,
  view: SegmentView,
  segment: number,
  best: BestHits,
): void {
  const scores = new Float64Array(chosen.length)
  for (const { list, weight } of cursors) {
    const { passages, impacts } = list
    let p = 0
    for (let c = 0; c < chosen.length && p < passages.length; c++) {
      p = gallop(passages, p, chosen[c]!)
      if (passages[p] === chosen[c]) scores[c]! += weight * impacts[p]!
    }
  }
  for (let c = 0; c < chosen.length; c++)
    if (scores[c]! > 0) best.offer(scores[c]!, view.segment.sequences[chosen[c]!]!, segment, chosen[c]!)
}

/** First place at or after `from` whose passage is at least `wanted`. */
function gallop(passages: Uint32Array, from: number, wanted: number): number {
  let step = 1
  let low = from
  while (low + step < passages.length && passages[low + step]! < wanted) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, passages.length)
  while (low < high) {
    const middle = (low + high) >> 1
    if (passages[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
