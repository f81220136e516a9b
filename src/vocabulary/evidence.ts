import type { DocumentId, Origin, SnapshotId } from './document.ts'
import type { Span } from './text.ts'

/** `e_` + 24 hexadecimal digits: hash of (document, start, end, quote hash). */
export type EvidenceId = string

/** An exact span of a stored document: the only thing a report may cite. */
export interface Evidence extends Span {
  readonly id: EvidenceId
  readonly document: DocumentId
  readonly snapshot: SnapshotId
  /** `document.text.slice(start, end)`. */
  readonly quote: string
  /** SHA-256 of the quote's UTF-8 bytes, hexadecimal. */
  readonly quoteHash: string
  readonly origin: Origin
  /** Set when the span is a table cell. */
  readonly cell?: { readonly table: number; readonly row: number; readonly column: number }
}

/** `quoted`: extracted; `computed`: re-executed by code from cited spans; `inferred`: names its premises. */
export type ClaimKind = 'quoted' | 'computed' | 'inferred'

/**
 * A computation over cited values, re-executed by code before publication. Numbers are IEEE doubles;
 * dates are ISO 8601.
 */
export type Expression =
  | { readonly op: 'value'; readonly evidence: EvidenceId; readonly text: string }
  | {
      readonly op: 'sum' | 'difference' | 'product' | 'ratio' | 'percentage' | 'percent-change' | 'mean'
      readonly of: readonly Expression[]
    }
  | { readonly op: 'count'; readonly of: readonly Expression[] }
  | { readonly op: 'minimum' | 'maximum'; readonly of: readonly Expression[] }
  | {
      readonly op: 'date-span'
      readonly unit: 'days' | 'months' | 'years'
      readonly of: readonly Expression[]
    }

/** A sentence that wants to be published, with what is offered in its support. */
export interface Claim {
  readonly text: string
  readonly kind: ClaimKind
  readonly expression?: Expression
  /** Texts of the sentences an inferred claim rests on. */
  readonly premises?: readonly string[]
}

/** How the evidence stands to a claim: bears it, bears part of it, contradicts it, or does not bear it. */
export type VerdictLabel = 'supported' | 'partly' | 'conflicting' | 'unsupported'

/** One finding of a check; `code` is documented in `#reasoning`, `text` is the part of the claim it is about. */
export interface Reason {
  readonly code:
    | 'verbatim'
    | 'entailed'
    | 'paraphrase'
    | 'evidence-missing'
    | 'evidence-withdrawn'
    | 'quote-altered'
    | 'number-missing'
    | 'number-differs'
    | 'date-missing'
    | 'date-differs'
    | 'unit-differs'
    | 'name-missing'
    | 'negation-differs'
    | 'direction-differs'
    | 'quantifier-differs'
    | 'modality-differs'
    | 'content-missing'
    | 'superseded'
    | 'contradicted'
    | 'source-missing'
    | 'source-orders'
    | 'recomputed'
    | 'computation-differs'
    | 'premises-named'
    | 'described-only'
    | 'nothing-relevant'
  readonly text?: string
  /** What the source has instead, where it has something. */
  readonly instead?: string
  readonly evidence?: EvidenceId
}

/** What a verifier says about a claim and the evidence offered for it. */
export interface Verdict {
  readonly label: VerdictLabel
  /** 0 to 1: how much of the claim's content stands in its evidence. */
  readonly support: number
  readonly reasons: readonly Reason[]
  /** Which verifier spoke, e.g. `literal`. */
  readonly verifier: string
}
