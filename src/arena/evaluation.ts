/**
 * What `kaoju eval` brings home, whatever it evaluates: one shape for programs, one page for people.
 *
 * 1. The same data, method and seed give the same items and metrics; times stand apart.
 * 2. Every item can be traced to the line of the data it came from (`id`).
 * 3. Who took part is told: with models their names, else that everything was done by rules.
 */
export interface Evaluation {
  readonly schema: 'kaoju-eval/1'
  /** `attribution`, `memory`, `robustness`, `tables`, `needle` */
  readonly kind: string
  /** What was read: file or folder as it was given, its SHA-256, and what of it was used. */
  readonly data: {
    readonly path: string
    readonly sha256: string
    readonly items: number
    readonly of: number
  }
  /** The method under test, e.g. `research: extractive, standard`, `bm25+rm3`. */
  readonly method: string
  /** Models that took part; empty: none. */
  readonly models: readonly string[]
  readonly seed: string
  /** Named as the literature names them; 0 to 1 unless the name says otherwise. NaN is never written: a metric without items is absent. */
  readonly metrics: Readonly<Record<string, number>>
  /** The same for parts of the data: categories, kinds, noise levels. */
  readonly groups: readonly {
    readonly name: string
    readonly items: number
    readonly metrics: Readonly<Record<string, number>>
  }[]
  readonly items: readonly EvaluationItem[]
  /** What a reader must know to compare: protocol, what differs from the published one; one sentence each. */
  readonly notes: readonly string[]
  readonly milliseconds: number
}

/** One thing that was asked, what came of it, and how good that was. */
export interface EvaluationItem {
  readonly id: string
  readonly group?: string
  readonly asked: string
  /** What was expected and what came, as short texts. */
  readonly expected: string
  readonly given: string
  /** 0 to 1. */
  readonly score: number
  /** An error code, where the item failed; its score is 0 then. */
  readonly failed?: string
}
