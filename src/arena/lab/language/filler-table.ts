/** Sentences that state no fact of any relation and hold no number. */
export interface FillerTable {
  /** Of any thing, whatever its type: `{s}`. */
  readonly about: readonly string[]
  /** Paragraphs that name nothing. */
  readonly general: readonly (readonly string[])[]
}
