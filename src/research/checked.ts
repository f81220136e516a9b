import type { Verdict } from '#vocabulary'
import type { OfferedEvidence } from '#reasoning'
import type { Finding } from './strategy.ts'

/** A finding with what the verifier says of it. */
export interface Checked {
  readonly finding: Finding
  readonly offered: readonly OfferedEvidence[]
  readonly verdict: Verdict
}
