/**
 * The lab's world: coined things, what is true of them, where that is written, and questions whose answers follow.
 *
 * 1. Everything is a function of the seed: two machines, one seed, the same bytes (`digestOf`).
 * 2. Nothing in it exists outside: names are coined, hosts end in `.example`, so that no tool can know an answer
 *    from elsewhere, and whatever is said of these names without a source is invented.
 * 3. Addresses are written without a port; whoever serves the world puts the port in.
 * 4. The world knows the truth; nobody who is measured is shown more of it than what is served.
 */

/** The languages of the world. */
export type LabLanguage = 'en' | 'zh'

export const labLanguages = ['en', 'zh'] as const satisfies readonly LabLanguage[]

export type EntityType =
  | 'bridge'
  | 'museum'
  | 'lake'
  | 'town'
  | 'company'
  | 'person'
  | 'institute'
  | 'festival'

/** `e1`, `e2` … */
export type EntityId = `e${number}`

/** A coined thing. Names hold no other entity's name as a part. */
export interface Entity {
  readonly id: EntityId
  readonly type: EntityType
  readonly names: Readonly<Record<LabLanguage, string>>
}

export type UnitId = 'metre' | 'square-kilometre' | 'euro' | 'person' | 'vehicle' | 'object'

/** What is said of a subject: a number with a unit, a day or a year, or another entity. */
export type Value =
  | { readonly kind: 'quantity'; readonly amount: number; readonly unit: UnitId }
  /** `YYYY` or `YYYY-MM-DD`. */
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'entity'; readonly entity: EntityId }

/** `f1`, `f2` … */
export type FactId = `f${number}`

/**
 * - `true`: so it is.
 * - `stale`: so it was, until `until`; a newer fact of the same subject and relation is true.
 * - `disputed`: sources of the same standing say different things; nobody knows.
 * - `false`: planted: an injected page or a lying copy says so.
 */
export type Standing = 'true' | 'stale' | 'disputed' | 'false'

/** That the subject stands in the relation to the value, as some page says. */
export interface Fact {
  readonly id: FactId
  readonly subject: EntityId
  /** See `relations`. */
  readonly relation: string
  readonly value: Value
  readonly standing: Standing
  /** For relations that change: the year for which it is told. */
  readonly asOf?: number
  /** Stale facts: the year in which it ceased to be so. */
  readonly until?: number
  /** Stands in documents of the user's own only, and must not leave. */
  readonly private?: true
}

/** How a text says a fact: in words, in a table, on a scanned page (pixels only). */
export type Telling = 'sentence' | 'table' | 'scan'

/** Something with an address that can be fetched: a page of a site, a document that it offers. */
export interface LabPage {
  /** `http://halvor-courier.example/2019/bridge`: without a port. */
  readonly url: string
  readonly language: LabLanguage
  readonly title: string
  /** ISO 8601 date. */
  readonly publishedAt: string
  readonly mediaType: string
  /** As it is served, but for the ports in addresses: text, or bytes in base64. */
  readonly body: string
  readonly encoding?: 'base64'
  /** What a search engine indexes: the words of the page, without its marks. */
  readonly text: string
  readonly states: readonly { readonly fact: FactId; readonly telling: Telling }[]
  readonly kind: PageKind
  /** No search engine lists it: it is found by following a link, from an index page or from a feed. */
  readonly unlisted?: true
}

/**
 * - `article`, `table`, `report`: as sites write them; `report` is a PDF.
 * - `stale`: an old page that nobody took down.
 * - `copy`: the text of another page under another address (syndication), word for word or nearly.
 * - `injected`: holds instructions to whoever reads it with a model, and a false fact.
 * - `scan`: a PDF whose pages are pictures.
 * - `filler`: about the same things, and states nothing.
 * - `index`: links to other pages.
 */
export type PageKind =
  | 'article'
  | 'table'
  | 'report'
  | 'stale'
  | 'copy'
  | 'injected'
  | 'scan'
  | 'filler'
  | 'index'

/** How a host behaves, whatever is asked of it. */
export type HostHealth = 'well' | 'dead' | 'slow' | 'failing'

export interface LabHost {
  readonly name: string
  readonly health: HostHealth
  readonly robots?: string
}

/** A file of the user's own: goes into the library before the question is asked. */
export interface LabDocument {
  /** `notes/budget-2021.md` */
  readonly name: string
  readonly language: LabLanguage
  readonly body: string
  readonly encoding?: 'base64'
  readonly states: readonly { readonly fact: FactId; readonly telling: Telling }[]
}

/** A feed and its items, newest first. */
export interface LabFeed {
  readonly url: string
  readonly title: string
  readonly language: LabLanguage
  readonly items: readonly { readonly url: string; readonly title: string; readonly publishedAt: string }[]
}

/** A server that speaks MCP, and the records it holds: facts that stand nowhere else. */
export interface LabToolServer {
  readonly name: string
  readonly language: LabLanguage
  readonly records: readonly {
    readonly id: string
    readonly title: string
    readonly text: string
    readonly states: readonly FactId[]
  }[]
}

/**
 * - `fact`: one value. `chain`: two or three hops. `compare`, `count`, `sum`: worked out from several facts.
 * - `timeline`: in order of time. `superseded`: an old page says otherwise. `conflict`: sources disagree.
 * - `list`: all that stand in a relation to something. `survey`: many things about several subjects, a long report.
 * - `unanswerable`: nobody says. `crossing`: asked in one language, written in the other.
 * - `library`: stands in the user's own files, beside private ones. `tool`: only an MCP server knows.
 * - `feed`: what is new. `scan`: stands on a scanned page only.
 */
export const questionKinds = [
  'fact', 'chain', 'compare', 'count', 'sum', 'timeline', 'superseded', 'conflict', 'list', 'survey',
  'unanswerable', 'crossing', 'library', 'tool', 'feed', 'scan',
] as const // prettier-ignore

export type QuestionKind = (typeof questionKinds)[number]

/** What a question asks, for those who made it; never shown to whoever is measured. */
export type Asked =
  | { readonly form: 'value'; readonly relation: string; readonly subject: Asked | { readonly form: 'name'; readonly entity: EntityId } }
  | { readonly form: 'compare'; readonly relation: string; readonly subjects: readonly EntityId[]; readonly most: boolean }
  | { readonly form: 'count' | 'list'; readonly relation: string; readonly type: EntityType; readonly value: EntityId }
  | { readonly form: 'sum' | 'difference' | 'order'; readonly relation: string; readonly subjects: readonly EntityId[] }
  | { readonly form: 'history'; readonly relation: string; readonly subject: EntityId }
  | { readonly form: 'survey'; readonly parts: readonly { readonly subject: EntityId; readonly relations: readonly string[] }[] } // prettier-ignore

/** `q1`, `q2` … */
export type QuestionId = `q${number}`

export interface LabQuestion {
  readonly id: QuestionId
  readonly kind: QuestionKind
  readonly language: LabLanguage
  readonly text: string
  readonly asked: Asked
  /** Facts that a whole answer states, each by its value; for conflicts every side. Empty: unanswerable. */
  readonly wanted: readonly FactId[]
  /** What has to be known on the way, not to be said: earlier hops, the parts of a sum. */
  readonly through: readonly FactId[]
  /** What is worked out from facts, which an answer states too: a count, a sum, who comes first. */
  readonly derived: readonly Value[]
}

export interface World {
  readonly seed: string
  /** The day on which the world is looked at; ISO 8601 date. */
  readonly today: string
  readonly entities: readonly Entity[]
  readonly facts: readonly Fact[]
  readonly hosts: readonly LabHost[]
  readonly pages: readonly LabPage[]
  readonly documents: readonly LabDocument[]
  readonly feeds: readonly LabFeed[]
  readonly tools: readonly LabToolServer[]
  readonly questions: readonly LabQuestion[]
}

/** What the world is made of. */
export interface WorldOptions {
  readonly seed: string
  /** Questions, spread evenly over the kinds and both languages. */
  readonly questions: number
  /** Only these kinds; default: all. */
  readonly kinds?: readonly QuestionKind[]
  /** Subjects of each survey; default: three or four. */
  readonly breadth?: number
  /** Paragraphs by which each page is longer than what it says needs: real text where there is any. Default: none. */
  readonly padding?: number
  /** Paragraphs of real text, mixed into pages as filler; e.g. read from `KAOJU_DATA`. Part of what the seed makes. */
  readonly prose?: readonly string[]
}
