import type { Reason } from '#vocabulary'

/**
 * What one check found in a claim.
 *
 * - `contradicts`: the source says otherwise of the same thing;
 * - `missing`: the source does not say it;
 * - `shifts`: the source says nearly it (a bound, a modality, a quantifier apart).
 */
export interface Finding {
  readonly code: Reason['code']
  readonly severity: 'contradicts' | 'missing' | 'shifts'
  readonly text: string
  readonly instead?: string
  /** Index of the quote that it was read in. */
  readonly quote?: number
}
