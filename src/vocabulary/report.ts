import type { DocumentId, Origin, ReaderStamp, SnapshotId } from './document.ts'
import type { ClaimKind, EvidenceId, Expression, Reason, VerdictLabel } from './evidence.ts'
import type { Language } from './text.ts'

/** An evidence id resolved by code to the place where its words stand. */
export interface Citation {
  readonly evidence: EvidenceId
  readonly document: DocumentId
  readonly reader: ReaderStamp
  /** Where the source was found, e.g. `file:///…`. */
  readonly uri: string
  readonly title: string
  readonly page?: number
  /** UTF-16 code units into the document's text. */
  readonly start: number
  readonly end: number
  readonly quote: string
  readonly snapshot: SnapshotId
  readonly origin: Origin
  readonly publishedAt?: string
  /** When it was fetched from the web; ISO 8601. Absent for files. */
  readonly fetchedAt?: string
  readonly cell?: { readonly table: number; readonly row: number; readonly column: number }
  /** True when the bytes were purged after the report was written. */
  readonly withdrawn?: boolean
  /** Other documents that hold the same text; they count as one source. */
  readonly copies?: readonly { readonly document: DocumentId; readonly uri: string; readonly title: string }[]
}

/** A published sentence: its kind, its verdict and the places of the words that bear it. */
export interface ReportSentence {
  readonly text: string
  readonly kind: ClaimKind
  readonly verdict: VerdictLabel
  readonly reasons: readonly Reason[]
  /** `extractive`, or the model's name. */
  readonly writer: string
  /** Who found it borne where the literal check left it open: `judge:<model>`. */
  readonly verifier?: string
  readonly citations: readonly Citation[]
  readonly expression?: Expression
  readonly premises?: readonly string[]
}

/** Sentences under one heading, in reading order. */
export interface ReportSection {
  /** The part of the report that it stands in, told before the first of them; parts come one after another. */
  readonly part?: string
  readonly heading: string
  /** The sub-question this section answers. */
  readonly subQuestion?: string
  readonly sentences: readonly ReportSentence[]
}

/** A sub-question of the plan, and how far it was answered. */
export interface PlannedQuestion {
  /** `q1`, `q2` … */
  readonly id: string
  readonly text: string
  /** How it came into the plan: `asked`, `clause`, `comparison`, `list`, `facet`, `gap`, `planned` (by a model). */
  readonly origin: string
  readonly dependsOn: readonly string[]
  readonly state: 'answered' | 'partly' | 'unanswered'
  /** One sentence in the report's language. */
  readonly why: string
}

/** Sources that cannot all be right, side by side. */
export interface Conflict {
  /** What they disagree on, in the report's language. */
  readonly about: string
  readonly kind: 'number' | 'date' | 'polarity' | 'superseded'
  readonly sides: readonly {
    readonly value: string
    readonly sentence: string
    readonly citations: readonly Citation[]
  }[]
  /** `newer-preferred` when one side is a later version of the other; else `open`. */
  readonly resolution: 'newer-preferred' | 'open'
  readonly note: string
}

/** The coverage note: what was asked, answered, read, and what is missing. */
export interface Coverage {
  /** Numbers of sub-questions asked and fully answered. */
  readonly asked: number
  readonly answered: number
  readonly failed: readonly { readonly what: string; readonly why: string }[]
  readonly filesRead: number
  readonly filesFailed: number
  /** Sentences in the report's language: what is missing and what was left out. */
  readonly notes: readonly string[]
}

/** What a run spent on models; everything but the first four is absent where no model was called. */
export interface Cost {
  readonly currency: 'USD'
  /** What is known to have been spent, failed attempts included; calls without a known price are not in it. */
  readonly amount: number
  /** Calls of models that were answered. */
  readonly calls: number
  /** Tokens of prompts and answers, failed attempts included. */
  readonly tokens: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** Of the prompts' tokens, those that the provider's cache held. */
  readonly cachedTokens?: number
  /** Attempts that failed, whether billed or not. */
  readonly failed?: number
  /** Calls and attempts whose price is unknown. */
  readonly unpriced?: number
  /** Calls that were in flight when the run was cut off and were made again: they may have been billed too. */
  readonly lost?: readonly LostCall[]
}

/** A call that was in flight when its executor died, with what it may have cost at most; not in the amount. */
export interface LostCall {
  /** Its path in the run. */
  readonly step: string
  readonly model: string
  readonly tokens: number
  /** US dollars; null where the price is unknown. */
  readonly usd: number | null
}

/** What a model did in a role. */
export interface ModelWork {
  readonly role: string
  readonly model: string
  /** Calls that were answered. */
  readonly calls: number
  readonly tokens: number
  /** US dollars; null where the price is unknown. */
  readonly usd: number | null
}

/** A step that a model can do, and who did it. */
export interface StepWork {
  /** `plan`, `rewrite-query`, `write-section` … */
  readonly step: string
  readonly role: string
  /** Model id, or `classical`: done by rules. */
  readonly by: string
  readonly times: number
  /** Why another than the role's first model did it: error codes. */
  readonly because?: readonly string[]
}

/** What left for the sake of a report, and what came of it. */
export interface OutsideWork {
  /** Every query as it was sent, each once. */
  readonly queries: readonly string[]
  /** Search engines and MCP servers that answered. */
  readonly answered: readonly string[]
  readonly failed: readonly { readonly engine: string; readonly why: string }[]
  /** Documents that were brought in, and addresses that could not be read. */
  readonly brought: number
  readonly missed: number
}

/** Why a strategy was taken. */
export type RouteReason =
  | 'asked-for'
  | 'news'
  | 'no-models'
  /** The library holds a code of law that speaks of it. */
  | 'statutes-held'
  /** It asks for a forecast or a proposal. */
  | 'looks-ahead'
  /** Two cheap drafts from the user's own library give the same value. */
  | 'drafts-agree'
  /** The planner is a model that reasons, and the effort leaves room for it. */
  | 'model-reasons'
  | 'planned'

/** The published report; JSON Schema in `kaoju/report.schema.json`. */
export interface Report {
  readonly schema: 'kaoju-report/1'
  readonly run: string
  /** The run whose evidence this one writes anew. */
  readonly from?: string
  readonly question: string
  readonly language: Language
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly title: string
  /** `extractive` when no model took part, else the models' names. */
  readonly method: string
  /** How it was worked on, and why that way. */
  readonly strategy?: { readonly name: string; readonly why: RouteReason }
  readonly effort: string
  readonly plan: readonly PlannedQuestion[]
  readonly sections: readonly ReportSection[]
  readonly conflicts: readonly Conflict[]
  readonly coverage: Coverage
  readonly cost: Cost
  /** Which models worked in which roles; absent when none was called. */
  readonly models?: readonly ModelWork[]
  /** Who did what, models and rules; absent when no model was configured. */
  readonly steps?: readonly StepWork[]
  /** Absent where nothing was looked for outside the library. */
  readonly outside?: OutsideWork
  /** Milliseconds by phase, `total` included. */
  readonly timings: Readonly<Record<string, number>>
  readonly engine: { readonly name: 'kaoju'; readonly version: string }
}

/** The result of `kaoju check`: an audit of a text that someone else wrote. */
export interface Audit {
  readonly schema: 'kaoju-audit/1'
  readonly run: string
  readonly file: string
  readonly language: Language
  readonly createdAt: string
  readonly title: string
  readonly method: string
  readonly sentences: readonly {
    readonly text: string
    /** UTF-16 code units into the audited text. */
    readonly start: number
    readonly end: number
    readonly verdict: VerdictLabel
    readonly reasons: readonly Reason[]
    /** Who found it borne where the literal check left it open: `judge:<model>`. */
    readonly verifier?: string
    readonly citations: readonly Citation[]
    /** Sources the sentence itself names, and whether the library holds them. */
    readonly cites: readonly {
      readonly label: string
      readonly held: boolean
      readonly document?: DocumentId
    }[]
  }[]
  /** Cited sources that the library lacks. */
  readonly missingSources: readonly string[]
  readonly totals: Readonly<Record<VerdictLabel, number>>
  readonly coverage: Coverage
  /** Absent when no model was configured. */
  readonly cost?: Cost
  readonly models?: readonly ModelWork[]
  readonly steps?: readonly StepWork[]
  readonly timings: Readonly<Record<string, number>>
  readonly engine: { readonly name: 'kaoju'; readonly version: string }
}
