import type { Measure } from './effort.ts'
import type { Writing } from './strategy.ts'

/** A measure whose sections have as many sentences as the report is to be told in; what is looked for stays the same. */
export function measureFor(measure: Measure, { length = 'standard', type = 'full' }: Writing = {}): Measure {
  const share = { short: 0.5, standard: 1, long: 1.5 }[length]
  const sentences = {
    summary: 2,
    outline: 1,
    sources: measure.sentences,
    full: measure.sentences,
    detailed: measure.sentences * 2,
  }[type]
  return { ...measure, sentences: Math.max(1, Math.round(sentences * share)) }
}
