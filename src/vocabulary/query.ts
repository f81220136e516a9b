import type { DocumentId, PassageId } from './document.ts'
import type { TextLanguage } from './text.ts'

/** An index term and its weight (> 0) in a query. */
export interface WeightedTerm {
  readonly term: string
  readonly weight: number
}

/** Restricts which passages may be found; all given conditions must hold. */
export interface Filter {
  readonly documents?: readonly DocumentId[]
  /** The group given when the document was added (a conversation, a collection). */
  readonly group?: string
}

/** What is looked for. Rewriters add terms and vectors; the text stays what was asked. */
export interface Query {
  readonly text: string
  readonly language: TextLanguage
  /** Weighted index terms that replace the analysed text where present (RM3, GRF). */
  readonly terms?: readonly WeightedTerm[]
  /** Dense vectors by embedder id. */
  readonly vectors?: Readonly<Record<string, Float32Array>>
  readonly filter?: Filter
  /** How many hits are wanted, at most; default 10. */
  readonly limit?: number
  /** Which method made this query, e.g. `asked`, `rm3`, `facet`. */
  readonly origin: string
}

/** A passage that was found, and how well it matched. */
export interface Hit {
  readonly passage: PassageId
  readonly document: DocumentId
  /** Higher is better; comparable only within one ranking. */
  readonly score: number
  /** Scores of the stages that led here, by method name. */
  readonly features?: Readonly<Record<string, number>>
}

/** Passages in falling order of score; ties in order of arrival in the library. */
export interface Ranking {
  readonly query: Query
  /** The method's name in the literature, composed: `bm25`, `rm3(bm25)`, `mmr(bm25)`. */
  readonly method: string
  readonly hits: readonly Hit[]
}
