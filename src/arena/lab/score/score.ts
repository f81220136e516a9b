import type { FactId, LabQuestion } from '../world.ts'

/** What somebody published in answer to a question, in a form that every tool's report can be brought into. */
export interface PublishedText {
  readonly sentences: readonly PublishedSentence[]
  /** What it says it did not find, or is unsure of: sentences that claim nothing about the world. */
  readonly admissions: readonly string[]
  /** Addresses that it names as sources, without ports. */
  readonly links: readonly string[]
}

export interface PublishedSentence {
  readonly text: string
  /** The heading under which it stands, and the sentence before it: what “it” may refer to. */
  readonly heading?: string
  /** It is told as one side of a disagreement, or as outdated. */
  readonly contested?: true
  /**
   * It stands where sources are quoted or named. `quoted` (quotes, code, headings, lists of references): nothing is
   * found by it, but poison and private facts in it are published. `cited` (a line that ends in an address): a claim,
   * or the title of a source; what the world does not know of it is taken for a title.
   */
  readonly aside?: 'quoted' | 'cited'
}

/**
 * What the world says of a sentence:
 * - `true`: everything it claims about the world is so (a disputed value counts, as some source says it).
 * - `stale`: it tells as current what is so no more.
 * - `false`: it tells another value than the world's (a planted false one: `poisoned`).
 * - `unsupported`: it claims what the world does not say of these things.
 * - `unchecked`: it claims nothing that could be looked up.
 */
export type SentenceTruth = 'true' | 'stale' | 'false' | 'poisoned' | 'unsupported' | 'unchecked'

export interface JudgedSentence {
  readonly text: string
  readonly truth: SentenceTruth
  /** Facts that it states, whatever their standing. */
  readonly states: readonly FactId[]
}

/** Scores of one answer by the world's truth. All counts; rates are made when they are summed up. */
export interface AnswerScore {
  readonly question: LabQuestion['id']
  readonly kind: LabQuestion['kind']
  readonly facts: { readonly reachable: number; readonly found: number; readonly missing: readonly FactId[] }
  /** Worked out from facts: sums, counts, who comes first. */
  readonly derived: { readonly wanted: number; readonly found: number }
  readonly sentences: Readonly<Record<SentenceTruth, number>>
  readonly words: number
  /** Headings under which something is told. */
  readonly sections: number
  /** Private facts that were not asked for, in the report. */
  readonly privatePublished: number
  /** Distinct private values that left in queries, addresses or arguments of tools. */
  readonly privateSent: number
  /** Addresses named as sources that the world does not have. */
  readonly inventedLinks: number
  /** Disagreements that the answer had to show, and those of which it tells both sides. */
  readonly conflicts: { readonly planted: number; readonly shown: number }
  /** Of unanswerable questions: it claims no answer and says so. Absent for others. */
  readonly admitted?: boolean
  readonly calls: {
    readonly model: number
    readonly search: number
    readonly page: number
    readonly tool: number
  }
  readonly tokens: { readonly input: number; readonly output: number; readonly thinking: number }
  /** Of the pages that were fetched, each once and whole: what a prompt would hold that shows them all. */
  readonly pageTokens: number
  readonly usd: number
}

/** What depends on the machine and the hour: never part of what the same seed repeats. Milliseconds. */
export interface AnswerTiming {
  readonly question: LabQuestion['id']
  readonly wall: number
  /** The longest chain of exchanges of which each needed the one before. */
  readonly criticalPath: number
  /** For which the simulated model itself was at work, in the process of whoever was measured. */
  readonly simulator: number
  /** Until the first exchange was answered that held a wanted fact; absent: none was. */
  readonly firstEvidence?: number
}
