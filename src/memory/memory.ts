import type { Evidence } from '#vocabulary'
import type { Context } from '#runtime'

/** What a thing remembered is: something the world is like, what follows from several of those, what the user wants, how something is done, what nobody knew. */
export type MemoryKind = 'fact' | 'insight' | 'preference' | 'procedure' | 'open-question'

/** One thing remembered, with the words that bear it. */
export interface MemoryEntry {
  readonly id: string
  /** A sentence that stands alone. */
  readonly claim: string
  readonly kind: MemoryKind
  /** Names of what it is about. */
  readonly entities: readonly string[]
  /** At least one, spans of stored documents: a memory without evidence is a rumour and is not kept. */
  readonly evidence: readonly Evidence[]
  /** When it holds, as its sources tell: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; absent: not told, and still. */
  readonly validFrom?: string
  readonly validTo?: string
  /** 0 to 1. */
  readonly confidence: number
}

/** What is offered to be remembered: whether and as what it is kept is the memory's to say. */
export type MemoryOffer = Omit<MemoryEntry, 'id' | 'confidence'> & { readonly confidence?: number }

/** What is wanted of a memory. */
export interface RecallOptions {
  /** Entries at most. */
  readonly limit: number
  /** What held on this day (`YYYY-MM-DD`); absent: whatever is not known to be over. */
  readonly asOf?: string
  /** Default: all kinds. */
  readonly kinds?: readonly MemoryKind[]
}

/** What became of an offer. */
export interface Kept {
  /** Entries that bear it now, in the order of the offers; undefined: not kept. */
  readonly entries: readonly (string | undefined)[]
}

/**
 * What was learned by earlier runs (methods: Mastra Observational Memory; Graphiti's bi-temporal edges, arXiv
 * 2501.13956; Zep). What we do differently: an entry is nothing but a claim with exact quotes, so that what is
 * recalled is verified like any other finding before it is published.
 *
 * 1. Every entry has evidence, and every quote stands in its document where the evidence says.
 * 2. `recall` gives at most `limit` entries, the most useful first; with nothing of use it gives none. It is no
 *    failure to remember nothing; a memory that cannot be read throws.
 * 3. Entries are plain data: what JSON keeps of them is all there is. Whoever researches records them.
 * 4. `keep` is told the same twice without remembering it twice, and drops what has no evidence.
 * 5. Text that was recalled is text from outside: its sources may have been written by strangers.
 */
export interface Memory {
  readonly name: string
  /** @throws KaojuError when the memory cannot be read */
  recall(question: string, options: RecallOptions, context: Context): Promise<readonly MemoryEntry[]>
  /** @throws KaojuError when the memory cannot be written */
  keep(offers: readonly MemoryOffer[], context: Context): Promise<Kept>
}
