/** The words of a sample in one language; everything else is built from them. */
export interface SampleText {
  readonly question: string
  readonly annual: {
    readonly title: string
    readonly lead: string
    readonly heading: string
    readonly phosphorus: string
    readonly caption: string
    readonly header: readonly string[]
    readonly rows: readonly (readonly string[])[]
    readonly birdsHeading: string
    readonly birds: string
    readonly list: readonly string[]
  }
  readonly completion: {
    readonly title: string
    readonly heading: string
    readonly finished: string
    readonly volume: string
  }
  readonly letter: { readonly title: string; readonly finished: string; readonly close: string }
  readonly planOld: { readonly title: string; readonly target: string }
  readonly planNew: { readonly title: string; readonly target: string; readonly why: string }
  readonly news: { readonly title: string; readonly copyTitle: string; readonly visitors: string }
  readonly scan: { readonly title: string; readonly level: string }
  readonly gone: { readonly title: string; readonly quote: string }
  readonly report: {
    readonly headings: readonly [string, string, string]
    readonly computed: string
    readonly inferred: string
    readonly partly: string
    readonly partlyWrong: string
    readonly unsupported: string
    readonly gone: string
    readonly why: readonly [string, string, string]
    readonly questions: readonly [string, string, string]
    readonly conflictDate: readonly [about: string, first: string, second: string, note: string]
    readonly conflictTarget: readonly [about: string, newer: string, older: string, note: string]
    readonly notes: readonly string[]
    readonly failed: readonly [what: string, why: string]
  }
  readonly audit: {
    readonly title: string
    readonly invented: string
    readonly inventedSource: string
    readonly changed: string
    readonly negated: string
    readonly old: string
    readonly notes: readonly string[]
  }
}
