import type { Reason, Verdict } from '#vocabulary'
import type { OfferedEvidence } from '#reasoning'
import type { Finding } from './strategy.ts'

/** A finding with what the verifier says of it. */
export interface Checked {
  readonly finding: Finding
  readonly offered: readonly OfferedEvidence[]
  readonly verdict: Verdict
}

/** What a description of a picture bears is published as what it is: borne in part, by a description alone. */
const described: ReadonlySet<Reason['code']> = new Set<Reason['code']>([
  'described-only',
  'verbatim',
  'entailed',
  'paraphrase',
  'recomputed',
])

/** A quotation is borne whole or not published; only an inference or a description may bear in part. */
export function passes({ finding, verdict }: Pick<Checked, 'finding' | 'verdict'>): boolean {
  if (verdict.label !== 'partly') return verdict.label === 'supported'
  const { reasons } = verdict
  const pictured = reasons.some(({ code }) => code === 'described-only')
  return finding.claim.kind === 'inferred' || (pictured && reasons.every(({ code }) => described.has(code)))
}
