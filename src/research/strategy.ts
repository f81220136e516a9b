import type { Claim, DocumentId, Evidence, EvidenceId, Language, PlannedQuestion } from '#vocabulary'
import type { Context } from '#runtime'
import type { Library } from '#library'
import type { Memory, MemoryEntry } from '#memory'
import type { Models } from '#models'
import type { ReadingPool } from '#reading'
import type { Action } from '#reasoning'
import type { McpSource, PageRenderer, WebSearch } from '#sources'
import type { z } from 'zod'
import type { OpenPoint } from './clarify.prompt.ts'
import type { Effort } from './effort.ts'
import type { Deed } from './ledger.ts'
import type { Shelf } from './shelf.ts'
import type { Steered } from './steering.ts'
import type { Reach } from './web/journey.ts'

/** Ways of taking a question apart, by their names in the literature; see `planners/`. */
export const plannerNames = ['plain', 'least-to-most', 'program-of-thought', 'tree-of-thought'] as const
/** One of them. */
export type PlannerName = (typeof plannerNames)[number]

/** What is asked, of which documents, with how much effort. */
export interface ResearchTask {
  readonly question: string
  readonly language: Language
  readonly effort: Effort
  /** How a model takes the question apart; default `plain`. */
  readonly planner?: PlannerName
  /** Restricts the run to these documents; all listed ones when absent. */
  readonly documents?: readonly DocumentId[]
  /** Places that were asked for and could not be read: told in the coverage note. */
  readonly unread?: readonly { readonly uri: string; readonly why: string }[]
  /** By name; default: `quick` with models, `extractive` without. */
  readonly strategy?: string
  /** Only what was published on or after this day (`YYYY-MM-DD`) is looked for on the web, where engines can tell. */
  readonly publishedSince?: string
  /** When the run before this one ended, for questions about what is new since; milliseconds since the epoch. */
  readonly since?: number
  /** How the report is told, where that differs from what language and effort ask for. */
  readonly writing?: Writing
  /** The finished run that this one asks on from: what its evidence answers is not searched again. */
  readonly previous?: Previous
  /** The run whose evidence this one writes anew. */
  readonly from?: string
  /** What the asker was asked before the work began, and answered (`clarify`): it belongs to the question. */
  readonly notes?: readonly Note[]
}

/** A question that was put to the asker, and the answer in the asker's own words. */
export interface Note {
  readonly question: string
  readonly answer: string
  /** What was left open, where that is known: it tells where the answer belongs in the question. */
  readonly why?: OpenPoint
}

/** How a report is told: nothing here changes what is looked for. */
export interface Writing {
  readonly language?: Language
  /** Default `standard`. */
  readonly length?: 'short' | 'standard' | 'long'
  /** Default `full`. */
  readonly type?: 'summary' | 'full' | 'detailed' | 'outline' | 'sources'
}

/** What a finished run knows, as plain data: whoever asks on from it needs neither its journal nor its report. */
export interface Previous {
  readonly run: string
  readonly question: string
  readonly title: string
  /** What it cites and what it brought in. */
  readonly documents: readonly DocumentId[]
  /** Its published sentences, in the order of the report. */
  readonly findings: readonly PreviousFinding[]
}

/** A published sentence of an earlier run, and which of its questions it answers, how far. */
export interface PreviousFinding extends Finding {
  readonly question: string
  readonly state: PlannedQuestion['state']
}

/** What research works with. */
export interface ResearchParts {
  readonly library: Library
  /** Who thinks; absent = nobody, everything is done by its classical twin. */
  readonly models?: Models
  /** Where else it may look; absent = nowhere but in the library. */
  readonly web?: WebParts
  /** What earlier runs learned; absent = nothing is remembered. */
  readonly memory?: Memory
}

/** What lies outside the library, as far as the run may reach. */
export interface WebParts {
  /** Absent: no page is fetched. */
  readonly search?: WebSearch
  readonly mcp: readonly McpSource[]
  readonly renderer?: PageRenderer
  /** Who reads what was fetched, shared by the runs of a process; absent: each journey starts and ends its own. */
  readonly readers?: ReadingPool
  /** Words of private documents may leave in queries: the user said so. */
  readonly sendsPrivate: boolean
}

/** What a strategy works with. */
export interface StrategyParts extends Omit<ResearchParts, 'web' | 'memory'> {
  readonly shelf: Shelf
  /** What a person tells the run while it works. */
  readonly steered: Steered
  /** What earlier runs learned on the matter; its quotes are verified like any other. */
  readonly recalled: readonly MemoryEntry[]
  /** Brings in what others hold; absent = the run stays within the library. */
  readonly reach?: Reach
  /** Tools of MCP servers that the user allowed, asked for once in a run; servers that do not answer have none. */
  readonly tools?: (context: Context) => Promise<readonly Action[]>
}

/** A sentence that wants to be published, not yet verified. */
export interface Finding {
  readonly claim: Claim
  /** The first is the main one. */
  readonly evidence: readonly Evidence[]
  /** `extractive`, or a model's name. */
  readonly writer: string
  /** Only the first so many bear it as it stands; the rest may go into what it works out. Absent: all bear it. */
  readonly bearing?: number
  /** Of its evidence, what tells where it stands: shown though the sentence is borne without it. */
  readonly place?: readonly EvidenceId[]
}

/** Findings that answer one sub-question, in reading order. */
export interface FoundSection {
  /** The part of the report in which it stands, with its neighbours. */
  readonly part?: string
  readonly heading: string
  readonly subQuestion?: string
  readonly findings: readonly Finding[]
  /** What the classical twin would say, and how far that answers: published when nothing of the above passes. */
  readonly instead?: {
    readonly findings: readonly Finding[]
    readonly answer: Pick<PlannedQuestion, 'state' | 'why'>
  }
}

/** Findings that cannot all be right, side by side. */
export interface FoundConflict {
  readonly kind: 'number' | 'date' | 'polarity' | 'superseded'
  readonly about: string
  readonly resolution: 'newer-preferred' | 'open'
  readonly sides: readonly { readonly value: string; readonly finding: Finding }[]
}

/** What a strategy brings home; `research` verifies, cites and publishes it. */
export interface Findings {
  readonly plan: readonly PlannedQuestion[]
  readonly sections: readonly FoundSection[]
  readonly conflicts: readonly FoundConflict[]
  /** Documents that hold the same text, each group led by the one that is cited. */
  readonly copies: ReadonlyMap<DocumentId, readonly DocumentId[]>
  /** Sentences in the report's language for the coverage note. */
  readonly notes: readonly string[]
  /** Sentences of a model that could not even be verified: no evidence, an address of its own, no statement. */
  readonly dropped?: number
  /** What was done by models or, in their place, by rules. */
  readonly deeds?: readonly Deed[]
}

/** How a question is worked on; see `Findings` for what must come home. */
export type Strategy = (task: ResearchTask, context: Context) => Promise<Findings>

/** One file in `strategies/` exports one of these as `plug`. */
export interface StrategyPlug<Options = unknown> {
  /** Named by its origin. */
  readonly name: string
  readonly options: z.ZodType<Options>
  create(options: Options, parts: StrategyParts): Strategy
}
