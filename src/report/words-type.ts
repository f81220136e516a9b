import type { ClaimKind, Conflict, Origin, PlannedQuestion, RouteReason, VerdictLabel } from '#vocabulary'

/** Everything a report says in its own voice. Both languages are complete by type; nothing here is markup. */
export interface Words {
  readonly brand: string
  readonly report: string
  readonly audit: string
  readonly question: string
  readonly checkedFile: string
  readonly method: string
  readonly strategy: string
  /** Why a way of working was taken. */
  readonly routes: Readonly<Record<RouteReason, string>>
  readonly extractive: string
  readonly byModel: (models: string) => string
  readonly extractiveAudit: string
  readonly writer: (name: string) => string
  readonly judged: (name: string) => string
  /** In place of `quoted` where a model put its quotes into other words. */
  readonly restated: string
  readonly created: string
  readonly effort: string
  readonly sentences: (count: number) => string
  readonly empty: string
  readonly emptyAudit: string
  readonly verdict: string
  readonly verdicts: Readonly<Record<VerdictLabel, string>>
  readonly kinds: Readonly<Record<ClaimKind, string>>
  readonly origins: Readonly<Record<Exclude<Origin, 'native'>, string>>
  readonly why: string
  readonly working: string
  readonly premises: string
  readonly sourceSays: string
  readonly noCitation: string
  readonly evidence: string
  readonly conflicts: string
  readonly conflictsLead: string
  readonly seeConflict: (number: number) => string
  readonly conflictKinds: Readonly<Record<Conflict['kind'], string>>
  readonly resolutions: Readonly<Record<Conflict['resolution'], string>>
  readonly conflictColumns: readonly [value: string, statement: string, remark: string]
  readonly preferred: string
  readonly replaced: string
  readonly plan: string
  readonly planColumns: {
    readonly question: string
    readonly state: string
    readonly why: string
    readonly origin: string
  }
  readonly planStates: Readonly<Record<PlannedQuestion['state'], string>>
  readonly planOrigins: Readonly<Record<string, string>>
  readonly coverage: string
  readonly answeredOf: (answered: number, asked: number) => string
  readonly supportedOf: (supported: number, sentences: number) => string
  readonly filesRead: (read: number, failed: number) => string
  readonly nothingMissing: string
  readonly failures: string
  readonly namedSources: string
  readonly held: string
  readonly notHeld: string
  readonly missingSources: string
  readonly sources: string
  readonly sourcesLead: string
  readonly untitled: string
  readonly page: (page: number) => string
  readonly cell: (table: number, row: number, column: number) => string
  readonly published: (date: string) => string
  readonly fetched: (date: string) => string
  readonly withdrawn: string
  readonly copies: (count: number) => string
  readonly openSource: string
  readonly inPlace: string
  readonly citedIn: string
  readonly provenance: string
  readonly fields: {
    readonly snapshot: string
    readonly document: string
    readonly reader: string
    readonly evidence: string
    readonly place: string
    readonly uri: string
    readonly run: string
    readonly engine: string
    readonly schema: string
    readonly file: string
  }
  readonly readerVersion: (name: string, version: number) => string
  readonly documents: string
  readonly documentsLead: string
  readonly leftOut: (characters: number) => string
  readonly windowed: (characters: number) => string
  readonly notEmbedded: string
  readonly altered: string
  readonly made: string
  readonly cost: string
  readonly costLine: (amount: string, calls: number, tokens: number) => string
  readonly noCost: string
  readonly unpriced: (calls: number) => string
  readonly failedCalls: (attempts: number) => string
  readonly lostCalls: (calls: number, atMost: string | undefined) => string
  readonly lost: string
  readonly lostLine: (step: string, model: string, atMost: string | undefined) => string
  readonly models: string
  readonly modelLine: (role: string, model: string, calls: number, tokens: number, usd: string) => string
  readonly priceUnknown: string
  readonly roles: Readonly<Record<string, string>>
  readonly steps: string
  readonly stepNames: Readonly<Record<string, string>>
  readonly classical: string
  readonly outside: string
  readonly outsideLines: {
    readonly query: (text: string) => string
    readonly answered: (engines: string) => string
    readonly failed: (engine: string, why: string) => string
    readonly brought: (documents: number, missed: number) => string
  }
  readonly stepLine: (step: string, by: string, times: number, because: string) => string
  readonly timings: string
  readonly seconds: (milliseconds: number) => string
  readonly phases: Readonly<Record<string, string>>
  readonly expression: {
    readonly count: string
    readonly minimum: string
    readonly maximum: string
    readonly units: Readonly<Record<'days' | 'months' | 'years', string>>
    readonly between: (unit: string) => string
  }
  readonly reads: {
    readonly close: string
    readonly previous: string
    readonly next: string
    readonly problemsOnly: string
    readonly contents: string
    readonly keys: string
  }
  readonly quote: (text: string) => string
  readonly listed: (items: readonly string[]) => string
  readonly colon: string
  readonly comma: string
  readonly semicolon: string
  readonly space: string
}
