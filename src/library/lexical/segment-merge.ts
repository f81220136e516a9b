import { directories } from './segment-builder.ts'
import type { Segment } from './segment.ts'
import { compareEntries, stringAt, stringCount, stringTable, type StringTable } from './string-table.ts'

/** A segment and which of its passages are dead (1), if any are. */
export interface MergeInput {
  readonly segment: Segment
  readonly dead?: Uint8Array
}

const gone = 0xffffffff

/**
 * Merges segments into one without their dead passages: passages by sequence, postings renumbered. Nothing
 * is analysed again. Memory: the inputs and the output.
 */
export function mergeSegments(inputs: readonly MergeInput[]): Segment {
  const order = liveInOrder(inputs)
  const renumbered = inputs.map(({ segment }) => new Uint32Array(segment.passages).fill(gone))
  order.forEach(({ input, passage }, number) => (renumbered[input]![passage] = number))
  const lengths = new Uint32Array(order.length * 3)
  order.forEach(({ input, passage }, number) =>
    lengths.set(inputs[input]!.segment.lengths.subarray(passage * 3, passage * 3 + 3), number * 3),
  )
  const at = order.map(({ input, passage }) => ({ segment: inputs[input]!.segment, passage }))
  const groupNames = inputs.map(({ segment }) => groupsByPassage(segment))
  return {
    passages: order.length,
    sequences: Float64Array.from(at, ({ segment, passage }) => segment.sequences[passage]!),
    lengths,
    passageIds: stringTable(at.map(({ segment, passage }) => stringAt(segment.passageIds, passage))),
    ...directories(
      order.map(({ input, passage }) => ({
        document: stringAt(inputs[input]!.segment.documents, inputs[input]!.segment.documentOf[passage]!),
        group: groupNames[input]!.get(passage),
      })),
    ),
    ...mergePostings(
      inputs.map(({ segment }) => segment),
      renumbered,
    ),
  }
}

function liveInOrder(inputs: readonly MergeInput[]): { input: number; passage: number }[] {
  const live: { input: number; passage: number; sequence: number }[] = []
  inputs.forEach(({ segment, dead }, input) => {
    for (let passage = 0; passage < segment.passages; passage++)
      if (!dead?.[passage]) live.push({ input, passage, sequence: segment.sequences[passage]! })
  })
  return live.sort((a, b) => a.sequence - b.sequence)
}

function groupsByPassage(segment: Segment): Map<number, string> {
  const names = new Map<number, string>()
  for (let group = 0; group < stringCount(segment.groups); group++) {
    const name = stringAt(segment.groups, group)
    for (let p = segment.groupStarts[group]!; p < segment.groupStarts[group + 1]!; p++)
      names.set(segment.groupPassages[p]!, name)
  }
  return names
}

function mergePostings(
  segments: readonly Segment[],
  renumbered: readonly Uint32Array[],
): Pick<Segment, 'terms' | 'postingStarts' | 'postingPassages' | 'postingCounts'> {
  const room = segments.reduce((sum, segment) => sum + segment.postingPassages.length, 0)
  const passages = new Uint32Array(room)
  const counts = new Uint16Array(room)
  const terms: TermSink = createTermSink(segments)
  let end = 0
  for (const sources of sharedTerms(segments)) {
    const start = end
    let rising = true
    for (const { segment: index, term } of sources) {
      const segment = segments[index]!
      const numbers = renumbered[index]!
      for (let p = segment.postingStarts[term]!; p < segment.postingStarts[term + 1]!; p++) {
        const passage = numbers[segment.postingPassages[p]!]!
        if (passage === gone) continue
        if (end > start && passage < passages[end - 1]!) rising = false
        passages[end] = passage
        counts[end++] = segment.postingCounts[p]!
      }
    }
    if (end === start) continue
    // Only segments whose sequences interleave (a document added again) need this.
    if (!rising) sortPostings(passages, counts, start, end)
    terms.add(segments[sources[0]!.segment]!.terms, sources[0]!.term, end)
  }
  return { ...terms.finish(), postingPassages: passages.slice(0, end), postingCounts: counts.slice(0, end) }
}

function sortPostings(passages: Uint32Array, counts: Uint16Array, start: number, end: number): void {
  const order = Array.from({ length: end - start }, (_, index) => start + index).sort(
    (a, b) => passages[a]! - passages[b]!,
  )
  passages.set(
    order.map((place) => passages[place]!),
    start,
  )
  counts.set(
    order.map((place) => counts[place]!),
    start,
  )
}

/** Yields, in term order, the places of each distinct term in the segments that hold it (in segment order). */
function* sharedTerms(segments: readonly Segment[]): Generator<{ segment: number; term: number }[]> {
  const next = segments.map(() => 0)
  const order = (a: number, b: number): number =>
    compareEntries(segments[a]!.terms, next[a]!, segments[b]!.terms, next[b]!) || a - b
  // A binary heap of the segments by their next term.
  const heap: number[] = []
  const sink = (from: number): void => {
    for (let place = from; ;) {
      let least = place
      for (const child of [2 * place + 1, 2 * place + 2])
        if (child < heap.length && order(heap[child]!, heap[least]!) < 0) least = child
      if (least === place) return
      ;[heap[place], heap[least]] = [heap[least]!, heap[place]!]
      place = least
    }
  }
  segments.forEach((segment, index) => stringCount(segment.terms) > 0 && heap.push(index))
  for (let place = heap.length >> 1; place >= 0; place--) sink(place)
  while (heap.length > 0) {
    const found: { segment: number; term: number }[] = []
    let first: { segment: number; term: number } | undefined
    while (heap.length > 0) {
      const segment = heap[0]!
      const term = next[segment]!
      if (
        first &&
        compareEntries(segments[first.segment]!.terms, first.term, segments[segment]!.terms, term) !== 0
      )
        break
      first ??= { segment, term }
      found.push({ segment, term })
      next[segment] = term + 1
      if (next[segment] === stringCount(segments[segment]!.terms)) {
        const last = heap.pop()!
        if (heap.length > 0) heap[0] = last
      }
      sink(0)
    }
    yield found
  }
}

interface TermSink {
  add(table: StringTable, index: number, postingsEnd: number): void
  finish(): Pick<Segment, 'terms' | 'postingStarts'>
}

/** Collects term bytes without decoding them. */
function createTermSink(segments: readonly Segment[]): TermSink {
  const bytes = Buffer.alloc(segments.reduce((sum, segment) => sum + segment.terms.bytes.length, 0))
  const offsets: number[] = [0]
  const starts: number[] = [0]
  let end = 0
  return {
    add(table, index, postingsEnd) {
      for (let place = table.offsets[index]!; place < table.offsets[index + 1]!; place++)
        bytes[end++] = table.bytes[place]!
      offsets.push(end)
      starts.push(postingsEnd)
    },
    finish: () => ({
      terms: { bytes: bytes.subarray(0, end), offsets: Uint32Array.from(offsets) },
      postingStarts: Uint32Array.from(starts),
    }),
  }
}
