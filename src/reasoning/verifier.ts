import type { Claim, Document, Evidence, Verdict } from '#vocabulary'
import type { Context } from '#runtime'
import type { z } from 'zod'

/** Evidence with the document it stands in: a verifier reads the quote's surroundings, cites only the quote. */
export interface OfferedEvidence {
  readonly evidence: Evidence
  /** Undefined when the document was purged. */
  readonly document: Document | undefined
}

/** Says whether the evidence bears the claim. Never throws for bad evidence: that is a verdict. */
export type Verifier = (
  claim: Claim,
  evidence: readonly OfferedEvidence[],
  context: Context,
) => Promise<Verdict>

/** One file in `verifiers/` exports one of these as `plug`. */
export interface VerifierPlug<Options = unknown> {
  readonly name: string
  readonly options: z.ZodType<Options>
  create(options: Options): Verifier
}
