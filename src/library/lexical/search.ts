import type { WeightedTerm } from '#vocabulary'
import { createBestHits, type BestHits } from './best-hits.ts'
import { gallop } from './gallop.ts'
import {
  orderOf,
  windowSize,
  type ImpactList,
  type Scorer,
  type SegmentView,
  type SparseList,
} from './scorer.ts'

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
    if (list.count < k) continue
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
  for (const window of byPromise(cursors, windows)) {
    order.length = 0
    for (let c = 0; c < cursors.length; c++) {
      const { list, weight } = cursors[c]!
      if (list.windowBest[window] === 0) continue
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
    if (optional === order.length) return
    // Where most passages are touched anyway, keeping track of which costs more than looking at all.
    let postings = 0
    for (let place = optional; place < order.length; place++)
      postings += postingsIn(cursors[order[place]!]!, window)
    const dense = postings > windowSize / 2
    const held = Math.min(windowSize, view.segment.passages - window * windowSize)
    let count = dense ? held : 0
    let waiting: Cursor | undefined
    for (let place = order.length - 1; place >= optional; place--) {
      const cursor = cursors[order[place]!]!
      const { list, weight } = cursor
      if (list.passages) {
        if (dense) addSparse(list, weight, window)
        else count = addTouching(list, weight, window, count)
      } else if (waiting) {
        addTwoDense(waiting, cursor, window * windowSize, held)
        waiting = undefined
      } else waiting = cursor
    }
    if (waiting) addDense(waiting, window * windowSize, held)
    // A posting walked past costs an eighth of one searched for.
    let searched = optional
    for (; searched > 0; searched--) {
      const { list, weight } = cursors[order[searched - 1]!]!
      if (!list.passages || dense || postingsIn(cursors[order[searched - 1]!]!, window) > 8 * count) break
      addWhereTouched(list, weight, window)
    }
    const help = searched === 0 ? 0 : reach[searched - 1]! + slack
    /** Looks up what is still missing of a passage's score, for as long as it can get in, and offers it. */
    const settle = (local: number, found: number): void => {
      const passage = window * windowSize + local
      let score = found
      let place = searched - 1
      for (; place >= 0 && score + reach[place]! + slack >= best.threshold; place--)
        score += lookUp(cursors[order[place]!]!, window, passage)
      if (place < 0 && score >= best.threshold) best.offer(score, orderOf(view, passage), segment, passage)
    }
    if (dense) {
      let least = Math.max(best.threshold - help, Number.MIN_VALUE)
      for (let local = 0; local < held; local++) {
        if (sums[local]! < least) continue
        settle(local, sums[local]!)
        least = Math.max(best.threshold - help, Number.MIN_VALUE)
      }
      sums.fill(0, 0, held)
    } else
      for (let t = 0; t < count; t++) {
        const local = touched[t]!
        const found = sums[local]!
        sums[local] = 0
        if (found + help >= best.threshold) settle(local, found)
      }
  }
}

/** The windows, those that could hold the highest score first: the threshold rises early, and the rest is let go. */
function byPromise(cursors: readonly Cursor[], windows: number): Uint32Array {
  const promise = new Float64Array(windows)
  for (const { list, weight } of cursors)
    for (let window = 0; window < windows; window++) promise[window]! += weight * list.windowBest[window]!
  const order = new Uint32Array(windows)
  for (let window = 0; window < windows; window++) order[window] = window
  return order.sort((a, b) => promise[b]! - promise[a]!)
}

function postingsIn({ list }: Cursor, window: number): number {
  return list.passages ? list.windowStarts[window + 1]! - list.windowStarts[window]! : windowSize
}

function addDense({ list: { impacts }, weight }: Cursor, base: number, held: number): void {
  for (let local = 0; local < held; local++) sums[local] = sums[local]! + weight * impacts[base + local]!
}

/** Two at once: the sums are read and written half as often. */
function addTwoDense(one: Cursor, two: Cursor, base: number, held: number): void {
  const { impacts } = one.list
  const others = two.list.impacts
  const { weight } = one
  const otherWeight = two.weight
  for (let local = 0; local < held; local++)
    sums[local] = sums[local]! + (weight * impacts[base + local]! + otherWeight * others[base + local]!)
}

function addSparse({ passages, impacts, windowStarts }: SparseList, weight: number, window: number): void {
  const base = window * windowSize
  const end = windowStarts[window + 1]!
  for (let p = windowStarts[window]!; p < end; p++) {
    const local = passages[p]! - base
    sums[local] = sums[local]! + weight * impacts[p]!
  }
}

/** As `addSparse`, remembering which passages were touched; returns how many have been. */
function addTouching(
  { passages, impacts, windowStarts }: SparseList,
  weight: number,
  window: number,
  before: number,
): number {
  const base = window * windowSize
  const end = windowStarts[window + 1]!
  let count = before
  for (let p = windowStarts[window]!; p < end; p++) {
    const local = passages[p]! - base
    const sum = sums[local]!
    if (sum === 0) touched[count++] = local
    sums[local] = sum + weight * impacts[p]!
  }
  return count
}

/** As `addSparse`, for the passages that another term has touched. */
function addWhereTouched(
  { passages, impacts, windowStarts }: SparseList,
  weight: number,
  window: number,
): void {
  const base = window * windowSize
  const end = windowStarts[window + 1]!
  for (let p = windowStarts[window]!; p < end; p++) {
    const local = passages[p]! - base
    const sum = sums[local]!
    if (sum !== 0) sums[local] = sum + weight * impacts[p]!
  }
}

function lookUp({ list, weight }: Cursor, window: number, passage: number): number {
  const { passages, impacts } = list
  if (!passages) return weight * impacts[passage]!
  let low = list.windowStarts[window]!
  let high = list.windowStarts[window + 1]! - 1
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
    if (!passages) {
      for (let c = 0; c < chosen.length; c++) scores[c]! += weight * impacts[chosen[c]!]!
      continue
    }
    let p = 0
    for (let c = 0; c < chosen.length && p < passages.length; c++) {
      p = gallop(passages, p, chosen[c]!)
      if (passages[p] === chosen[c]) scores[c]! += weight * impacts[p]!
    }
  }
  for (let c = 0; c < chosen.length; c++)
    if (scores[c]! > 0) best.offer(scores[c]!, orderOf(view, chosen[c]!), segment, chosen[c]!)
}
