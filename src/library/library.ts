import type {
  Document,
  DocumentId,
  Evidence,
  EvidenceId,
  Filter,
  Passage,
  PassageId,
  SnapshotId,
  WeightedTerm,
} from '#vocabulary'
import type { FeedStore, PageStore } from '#sources'

/**
 * What we hold: one contract for the embedded backend and a later scaled-out one.
 *
 * 1. Snapshots and documents are immutable; a place (URI) points at the document that it holds now.
 * 2. `add` commits bytes, document, passages and place together, or nothing.
 * 3. What was committed survives the process being killed at any later moment.
 * 4. The lexical index can be rebuilt from the truth at any time and never holds what the truth does not.
 * 5. A library is opened for one workspace; every stored key carries it, and no call sees another's rows.
 * 6. Absence is a typed answer (`undefined` or `not-found`); an empty list means that there is nothing.
 */
export interface Library {
  readonly home: string
  readonly workspace: string

  // Writing. One process at a time writes to a home (`home-busy`); readers are not disturbed.
  /** Something will be added: what takes its time to start (threads) starts now, while that is on its way. */
  expect(): void
  /** Adds or refreshes a place. Adding the same bytes read by the same reader again is `unchanged`. */
  add(holding: NewHolding): Promise<Added>
  /**
   * Remembers that a place could not be read, so that it is told and not tried again until it changes. What
   * stood there goes to `earlier`: citable, no longer found.
   */
  addFailure(failure: FailedHolding): Promise<void>
  /** Marks places as vanished; their documents stay, found and listed, until they are removed. */
  markMissing(uris: readonly string[]): Promise<void>
  /** Unlists a place: not found by search or research any more; old reports still open their evidence. */
  remove(idOrUri: string): Promise<Holding[]>
  /**
   * Unlists and erases the bytes, text and passages; evidence in them is withdrawn (until the same bytes are
   * added again). Named by place: with its earlier versions, save what another place holds; named by document:
   * with every reading of its snapshot, wherever it stands. Pages with these bytes, or of that place, are forgotten.
   */
  purge(idOrUri: string): Promise<Holding[]>
  /**
   * Stores evidence that a report or audit cites, so that `show` can resolve it.
   *
   * @throws KaojuError `not-found`, `withdrawn` (its document), `internal` (its span does not say so)
   */
  addEvidence(evidence: readonly Evidence[]): Promise<void>
  /** Makes everything added so far searchable; called once after a batch. Merging goes on in a worker. */
  refresh(): Promise<void>

  // Reading.
  /** Places in order of arrival; those whose document search can find (`listed` and `missing`), unless `all`. */
  holdings(options?: { readonly all?: boolean }): Promise<Holding[]>
  holding(uri: string): Promise<Holding | undefined>
  document(id: DocumentId): Promise<Document | undefined>
  /** In reading order. @throws KaojuError `not-found`, `withdrawn` */
  passages(document: DocumentId): Promise<Passage[]>
  /** In the order asked; ids that are not held are left out of the map. */
  passagesById(ids: readonly PassageId[]): Promise<Map<PassageId, Passage>>
  evidence(id: EvidenceId): Promise<{ readonly evidence: Evidence; readonly withdrawn: boolean } | undefined>
  snapshot(id: SnapshotId): Promise<Uint8Array | undefined>
  /** What an id, an unambiguous beginning of one (8+ characters), a URI, a path, or any address of a page names. @throws KaojuError `not-found`, `id-ambiguous`, `withdrawn` */
  resolve(id: string): Promise<Resolved>
  readonly lexical: LexicalSearch
  readonly vectors: VectorSearch
  /** What is remembered of the web, so that no page is fetched twice without need. */
  readonly pages: PageStore
  readonly feeds: FeedStore

  // Care.
  counts(): Promise<{
    readonly documents: number
    readonly passages: number
    readonly failed: number
    readonly bytesOnDisk: number
  }>
  /** Checks truth against index; with `repair`, rebuilds the index. Returns findings, one sentence each; none = sound. */
  inspect(options: { readonly repair: boolean }): Promise<string[]>
  close(): Promise<void>
}

/** A place with its bytes, and what a reader and a chunker made of them. */
export interface NewHolding {
  readonly uri: string
  readonly bytes: Uint8Array
  readonly document: Document
  readonly passages: readonly Passage[]
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number
  /** Size and modification time of the file, to skip unchanged files without reading them. */
  readonly stamp?: FileStamp
  readonly group?: string
}

/** What tells without reading that a file is as it was. */
export interface FileStamp {
  readonly size: number
  /** Milliseconds since the epoch, as the file system tells it. */
  readonly modified: number
}

/** A place that could not be read, and why. */
export interface FailedHolding {
  readonly uri: string
  readonly code: string
  readonly why: string
  readonly snapshot?: SnapshotId
  readonly stamp?: FileStamp
  readonly fetchedAt: number
}

/** How a place stands: only `listed` ones are found by search and research. */
export type HoldingState = 'listed' | 'missing' | 'removed' | 'purged' | 'failed'

/** A place and what it holds now. */
export interface Holding {
  readonly uri: string
  readonly state: HoldingState
  /** Absent when reading failed. */
  readonly document?: DocumentId
  readonly snapshot?: SnapshotId
  readonly title: string
  readonly mediaType: string
  /** Which reader understood it, to read it again when a better one comes. */
  readonly reader?: { readonly name: string; readonly version: number }
  readonly language: string
  readonly passages: number
  readonly publishedAt?: string
  readonly fetchedAt: number
  readonly stamp?: FileStamp
  readonly group?: string
  /** Documents that stood here before, newest first: superseded, still citable. */
  readonly earlier: readonly DocumentId[]
  readonly failure?: { readonly code: string; readonly why: string }
}

/** What adding a place did. */
export interface Added {
  readonly outcome: 'added' | 'changed' | 'unchanged'
  readonly document: DocumentId
  /** What stood at this place before, when it changed. */
  readonly supersedes?: DocumentId
}

/** What an id or path turned out to name. */
export type Resolved =
  | { readonly kind: 'document'; readonly document: Document; readonly holding?: Holding }
  | { readonly kind: 'passage'; readonly passage: Passage; readonly document: Document }
  | {
      readonly kind: 'evidence'
      readonly evidence: Evidence
      readonly document: Document
      readonly withdrawn: boolean
    }

/**
 * The lexical index as retrieval sees it. Fields: `title` (document title), `headings` (heading path) and
 * `body` (passage text); terms are made by `analyse`.
 */
export interface LexicalSearch {
  /**
   * BM25 over the weighted terms (see `bm25` in #retrieval for the formula); at most `limit` hits. Within documents
   * that the filter names, scores, and the order of equals, depend on these and their order alone, as if the library
   * held nothing else.
   */
  search(terms: readonly WeightedTerm[], options: LexicalOptions): Promise<LexicalHit[]>
  /** Term statistics over all live passages, or those of the filter's documents; terms that do not occur are left out. */
  statistics(
    terms: readonly string[],
    filter?: Filter,
  ): Promise<{
    readonly passages: number
    readonly averageLength: number
    readonly documentFrequency: ReadonlyMap<string, number>
  }>
}

/** How to search: how many hits, in which documents, with which BM25F parameters. */
export interface LexicalOptions {
  readonly limit: number
  readonly filter?: Filter
  readonly k1?: number
  readonly b?: number
  readonly fieldWeights?: Readonly<Partial<Record<'title' | 'headings' | 'body', number>>>
}

/** A passage and its BM25 score. */
export interface LexicalHit {
  readonly passage: PassageId
  readonly document: DocumentId
  readonly score: number
}

/**
 * The vectors of passages, as retrieval sees them. All vectors of a workspace come from one model and have one
 * dimension; they are part of the truth (they were paid for) and go when their document is purged.
 */
export interface VectorSearch {
  /** Which model made them; undefined while there are none. */
  stored(): Promise<
    { readonly model: string; readonly dimensions: number; readonly passages: number } | undefined
  >
  /** Listed passages that have no vector yet, in order of arrival, at most `limit`. */
  missing(limit: number): Promise<readonly Passage[]>
  /** Unit-length vectors of passages. @throws KaojuError `embedding-mismatch` (another model or dimension), `home-unwritable` */
  add(
    model: string,
    vectors: readonly { readonly passage: PassageId; readonly vector: Float32Array }[],
  ): Promise<void>
  /** Forgets all vectors, so that another model can make them. */
  clear(): Promise<void>
  /** Exact nearest neighbours by dot product, best first. @throws KaojuError `embedding-mismatch` */
  search(
    query: { readonly model: string; readonly vector: Float32Array },
    options: { readonly limit: number; readonly filter?: Filter },
  ): Promise<readonly LexicalHit[]>
}
