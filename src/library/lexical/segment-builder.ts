import type { DocumentId, PassageId } from '#vocabulary'
import { forEachTermId } from './analyser.ts'
import { renewWhenFull, termAt } from './term-table.ts'
import { packCounts, type Segment } from './segment.ts'
import { sortByCodePoint, stringTable } from './string-table.ts'

/** A passage with what the index needs of its document. */
export interface IndexedPassage {
  /** Position in the library's order of arrival; ties in ranking are broken by it. */
  readonly sequence: number
  readonly id: PassageId
  readonly document: DocumentId
  /** The group given when the document was added (a conversation, a collection). */
  readonly group?: string
  readonly title: string
  readonly headings: readonly string[]
  readonly body: string
}

/** The postings of all passages in order of arrival, grown as needed. */
class Postings {
  /** By term id: the posting of the passage that is being added, and its passage. */
  private lastPosting = new Int32Array(1 << 16)
  private lastPassage = new Int32Array(1 << 16).fill(-1)
  private terms = new Uint32Array(1 << 16)
  private passages = new Uint32Array(1 << 16)
  /** Title, headings and body counts of posting p at 3p, 3p + 1, 3p + 2. */
  private counts = new Uint16Array(3 << 16)
  private length = 0
  private mostTerms = 0

  add(term: number, passage: number, field: number): void {
    if (term >= this.lastPassage.length) this.growTerms(term)
    if (this.lastPassage[term] !== passage) {
      if (this.length === this.passages.length) this.grow()
      if (term > this.mostTerms) this.mostTerms = term
      this.lastPassage[term] = passage
      this.lastPosting[term] = this.length
      this.terms[this.length] = term
      this.passages[this.length++] = passage
    }
    const place = this.lastPosting[term]! * 3 + field
    if (this.counts[place]! < 0xffff) this.counts[place]!++
  }

  private growTerms(term: number): void {
    const size = Math.max(term + 1, this.lastPassage.length * 2)
    const passages = new Int32Array(size).fill(-1)
    const postings = new Int32Array(size)
    passages.set(this.lastPassage)
    postings.set(this.lastPosting)
    this.lastPassage = passages
    this.lastPosting = postings
  }

  private grow(): void {
    const double = <T extends Uint32Array | Uint16Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.terms = double(this.terms, new Uint32Array(this.terms.length * 2))
    this.passages = double(this.passages, new Uint32Array(this.passages.length * 2))
    this.counts = double(this.counts, new Uint16Array(this.counts.length * 2))
  }

  /** Terms in byte order with their postings, by counting sort: passages stay in order within a term. */
  sorted(): Pick<Segment, 'terms' | 'postingStarts' | 'postingPassages' | 'postingCounts'> {
    const ids: number[] = []
    for (let id = 1; id <= this.mostTerms; id++) if (this.lastPassage[id]! >= 0) ids.push(id)
    const places = new Map(ids.map((id) => [termAt(id), id]))
    const terms = sortByCodePoint([...places.keys()])
    const rank = new Uint32Array(this.mostTerms + 1)
    terms.forEach((term, place) => (rank[places.get(term)!] = place))
    const postingStarts = new Uint32Array(terms.length + 1)
    for (let p = 0; p < this.length; p++) postingStarts[rank[this.terms[p]!]! + 1]!++
    for (let t = 0; t < terms.length; t++) postingStarts[t + 1]! += postingStarts[t]!
    const next = postingStarts.slice()
    const postingPassages = new Uint32Array(this.length)
    const postingCounts = new Uint16Array(this.length)
    for (let p = 0; p < this.length; p++) {
      const place = next[rank[this.terms[p]!]!]!++
      postingPassages[place] = this.passages[p]!
      postingCounts[place] = packCounts(this.counts[3 * p]!, this.counts[3 * p + 1]!, this.counts[3 * p + 2]!)
    }
    return { terms: stringTable(terms), postingStarts, postingPassages, postingCounts }
  }
}

/** Analyses passages into a segment. */
export function buildSegment(unordered: readonly IndexedPassage[]): Segment {
  const passages = [...unordered].sort((a, b) => a.sequence - b.sequence)
  renewWhenFull()
  const postings = new Postings()
  const lengths = new Uint32Array(passages.length * 3)
  passages.forEach((passage, number) => {
    const addField = (field: number, text: string): void =>
      forEachTermId(text, (term) => {
        postings.add(term, number, field)
        lengths[number * 3 + field]!++
      })
    addField(0, passage.title)
    for (const heading of passage.headings) addField(1, heading)
    addField(2, passage.body)
  })
  return {
    passages: passages.length,
    sequences: Float64Array.from(passages, (passage) => passage.sequence),
    lengths,
    passageIds: stringTable(passages.map((passage) => passage.id)),
    ...directories(passages.map(({ document, group }) => ({ document, group }))),
    ...postings.sorted(),
  }
}

/** Documents and groups of passages, each sorted and pointing at its passages. */
export function directories(
  passages: readonly { readonly document: string; readonly group: string | undefined }[],
): Pick<
  Segment,
  | 'documentOf'
  | 'documents'
  | 'documentStarts'
  | 'documentPassages'
  | 'groups'
  | 'groupStarts'
  | 'groupPassages'
> {
  const documents = directory(passages.map((passage) => passage.document))
  const groups = directory(passages.map((passage) => passage.group))
  return {
    documentOf: Uint32Array.from(passages, (passage) => documents.places.get(passage.document)!),
    documents: documents.table,
    documentStarts: documents.starts,
    documentPassages: documents.passages,
    groups: groups.table,
    groupStarts: groups.starts,
    groupPassages: groups.passages,
  }
}

function directory(keys: readonly (string | undefined)[]) {
  const names = sortByCodePoint([...new Set(keys)].filter((key) => key !== undefined))
  const places = new Map(names.map((name, place) => [name, place]))
  const starts = new Uint32Array(names.length + 1)
  for (const key of keys) if (key !== undefined) starts[places.get(key)! + 1]!++
  for (let place = 0; place < names.length; place++) starts[place + 1]! += starts[place]!
  const next = starts.slice()
  const passages = new Uint32Array(starts[names.length]!)
  keys.forEach((key, passage) => {
    if (key !== undefined) passages[next[places.get(key)!]!++] = passage
  })
  return { table: stringTable(names), places, starts, passages }
}
