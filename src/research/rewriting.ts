import type { LeftOut } from '#runtime'

/**
 * What of a run's steps its re-writing does not begin with.
 *
 * - `books` say when a run ended and what it spent: those of the new run are its own. `evidence-kept` is done again,
 *   for what it cites.
 * - Of writing and verifying (`…write-section…`, `verify/…`) what failed, or was left because the first run was told
 *   to stop, is tried again; what succeeded is met again where it is asked for in the same words.
 *
 * All the rest stands: what was planned, searched, fetched, read, decided and heard (`…/go-on`, `heed` places), so that
 * the new run has the evidence of the first and no other.
 */
export const leftInRewriting = {
  always: ['books', 'evidence-kept'],
  undone: ['verify/*', '*write-section*', '*outline*'],
} as const satisfies LeftOut
