import { KaojuError } from '#runtime'
import type { LexicalOptions } from '../library.ts'
import { gallop } from './gallop.ts'
import type { Segment } from './segment.ts'
import { findString } from './string-table.ts'

/** A segment as one snapshot of the index sees it. */
export interface SegmentView {
  readonly file: string
  readonly segment: Segment
  /** 1 per dead passage; undefined when all live. */
  readonly dead: Uint8Array | undefined
  readonly live: number
  /** Summed lengths of the live passages: title, headings, body. */
  readonly totals: readonly [number, number, number]
  /** Of a part that documents were named for: everything else is dead to it. */
  readonly part?: {
    /** Its live passages, rising. */
    readonly passages: Uint32Array
    /** Of each document of the segment, where it stands among those named, from 1. */
    readonly places: Uint32Array
  }
}

/**
 * The order of passages with equal scores: that of arrival, or of a part the order in which its documents were named,
 * so that nothing in it depends on what else arrived when. Exact to 2^32 arrivals and 2^21 documents named.
 */
export function orderOf({ segment, part }: SegmentView, passage: number): number {
  const sequence = segment.sequences[passage]!
  return part ? part.places[segment.documentOf[passage]!]! * 2 ** 32 + sequence : sequence
}

export interface ScoringParameters {
  readonly k1: number
  readonly b: number
  /** Of title, headings and body. */
  readonly weights: readonly [number, number, number]
}

/** Passages per window: each window knows the best impact of each term in it. */
export const windowSize = 4096

/** The live postings of a term in one segment, with their impacts: tf / (tf + k1 (1 - b + b length / average)). */
export type ImpactList = SparseList | DenseList

interface Windowed {
  /** Living passages that hold the term. */
  readonly count: number
  /** The best impact in each window; 0 where none holds the term. */
  readonly windowBest: Float32Array
  /** The k-th best impact by k, as asked for. */
  readonly ranked: Map<number, number>
}

export interface SparseList extends Windowed {
  readonly passages: Uint32Array
  readonly impacts: Float32Array
  /** First posting of each window, and the end. */
  readonly windowStarts: Uint32Array
}

/** Of a term that many passages hold: an impact for every passage of the segment, 0 where it is absent. */
export interface DenseList extends Windowed {
  readonly passages: undefined
  readonly impacts: Float32Array
}

/** From this share of the passages on a list is dense: it is then walked without indirection. */
const denseShare = 1 / 4

export interface ScoredTerm {
  readonly documentFrequency: number
  readonly idf: number
  /** Per segment of the snapshot, in its order. */
  readonly lists: readonly (ImpactList | undefined)[]
}

/** Turns terms into impact lists for one snapshot and one set of parameters, remembering the recent ones. */
export interface Scorer {
  /** Undefined when no live passage holds the term. */
  term(term: string): ScoredTerm | undefined
  readonly passages: number
  readonly averageLength: number
}

/** Postings whose impacts are remembered, over all terms: 8 bytes each at most. */
const rememberedPostings = 4_000_000

/**
 * BM25F with one b for all fields (Robertson, Zaragoza and Taylor 2004, as in Lucene's CombinedFieldQuery):
 * counts and lengths are summed over the fields by weight before they saturate, so that a word in the title
 * and one in the body are one word.
 */
export function createScorer(views: readonly SegmentView[], parameters: ScoringParameters): Scorer {
  const { k1, b, weights } = parameters
  const passages = views.reduce((sum, view) => sum + view.live, 0)
  const total = views.reduce(
    (sum, view) => sum + weights.reduce((part, weight, field) => part + weight * view.totals[field]!, 0),
    0,
  )
  const averageLength = passages === 0 ? 0 : total / passages
  const normOf = ({ lengths }: Segment, p: number): number => {
    const length =
      weights[0] * lengths[3 * p]! + weights[1] * lengths[3 * p + 1]! + weights[2] * lengths[3 * p + 2]!
    return k1 * (1 - b + (b * length) / averageLength)
  }
  // Of a part, which is searched a few times, they are worked out as they are needed.
  const norms = views.map(({ segment, part }) => {
    if (part) return undefined
    const norm = new Float64Array(segment.passages)
    for (let p = 0; p < norm.length; p++) norm[p] = normOf(segment, p)
    return norm
  })
  // What each packed title and headings byte is worth.
  const outside = Float64Array.from(
    { length: 256 },
    (_, packed) => weights[0] * (packed >> 4) + weights[1] * (packed & 15),
  )
  const terms = new Map<string, ScoredTerm | undefined>()
  let remembered = 0

  const listOf = (
    view: SegmentView,
    norm: Float64Array | undefined,
    term: string,
  ): ImpactList | undefined => {
    const { segment, dead, part } = view
    const place = findString(segment.terms, term)
    if (place < 0) return undefined
    const start = segment.postingStarts[place]!
    const end = segment.postingStarts[place + 1]!
    const most = Math.min(end - start, view.live)
    const holders = new Uint32Array(most)
    const impacts = new Float32Array(most)
    let count = 0
    const take = (p: number, passage: number): void => {
      const packed = segment.postingCounts[p]!
      const frequency = outside[packed >> 8]! + weights[2] * (packed & 255)
      if (frequency === 0) return
      holders[count] = passage
      // A multiple of 2^-24, see `searchSegments`; never 0, which would mean absent.
      impacts[count++] =
        Math.max(
          1,
          Math.round(
            (frequency / (frequency + (norm ? norm[passage]! : normOf(segment, passage)))) * 2 ** 24,
          ),
        ) /
        2 ** 24
    }
    if (part && part.passages.length * 8 < end - start) {
      let p = start
      for (const passage of part.passages) {
        p = gallop(segment.postingPassages, p, passage, end)
        if (p === end) break
        if (segment.postingPassages[p] === passage) take(p, passage)
      }
    } else
      for (let p = start; p < end; p++) {
        const passage = segment.postingPassages[p]!
        if (dead?.[passage] !== 1) take(p, passage)
      }
    if (count === 0) return undefined
    return impactList(holders.subarray(0, count), impacts.subarray(0, count), segment.passages)
  }
  const score = (term: string): ScoredTerm | undefined => {
    const lists = views.map((view, index) => listOf(view, norms[index], term))
    const documentFrequency = lists.reduce((sum, list) => sum + (list?.count ?? 0), 0)
    if (documentFrequency === 0) return undefined
    return {
      documentFrequency,
      idf: Math.log(1 + (passages - documentFrequency + 0.5) / (documentFrequency + 0.5)),
      lists,
    }
  }
  return {
    passages,
    averageLength,
    term(term) {
      const known = terms.get(term)
      if (known || terms.has(term)) return known
      const scored = score(term)
      remembered += 1 + (scored?.documentFrequency ?? 0)
      for (const [oldest, old] of terms) {
        if (remembered <= rememberedPostings) break
        terms.delete(oldest)
        remembered -= 1 + (old?.documentFrequency ?? 0)
      }
      terms.set(term, scored)
      return scored
    },
  }
}

function impactList(passages: Uint32Array, impacts: Float32Array, size: number): ImpactList {
  const windows = Math.ceil(size / windowSize)
  const windowStarts = new Uint32Array(windows + 1)
  const windowBest = new Float32Array(windows)
  let p = 0
  for (let window = 0; window < windows; window++) {
    const end = (window + 1) * windowSize
    let best = 0
    windowStarts[window] = p
    for (; p < passages.length && passages[p]! < end; p++) if (impacts[p]! > best) best = impacts[p]!
    windowBest[window] = best
  }
  windowStarts[windows] = p
  const common = { count: passages.length, windowBest, ranked: new Map<number, number>() }
  if (passages.length < size * denseShare) return { ...common, passages, impacts, windowStarts }
  const dense = new Float32Array(size)
  passages.forEach((passage, place) => (dense[passage] = impacts[place]!))
  return { ...common, passages: undefined, impacts: dense }
}

/** k1, b and weights as asked for, or the defaults that docs/decisions justifies. */
export function scoringParameters(
  options: Pick<LexicalOptions, 'k1' | 'b' | 'fieldWeights'>,
): ScoringParameters {
  const { title = 3, headings = 2, body = 1 } = options.fieldWeights ?? {}
  const { k1 = 1.5, b = 0.75 } = options
  const sound =
    k1 >= 0 && b >= 0 && b <= 1 && [title, headings, body].every((weight) => weight >= 0 && weight < 1000)
  if (!sound)
    throw new KaojuError('option-invalid', {
      option: 'bm25',
      reason: `k1 ${k1}, b ${b}, weights ${title} ${headings} ${body}`,
    })
  return { k1, b, weights: [title, headings, body] }
}
