import type { Evidence } from '#vocabulary'
import { askedBy } from './bearing.ts'
import type { Inquiry } from './inquiry.ts'
import { constancyOf, groupValues, latest, type SourceOf } from './value-groups.ts'

/** A name, a date or a figure that answers a sub-question, word for word as its evidence has it. */
export interface ValueFound {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** Evidence of one answer, at most. */
const evidenceAtMost = 3

/**
 * The bare answer of a sub-question: of the values that its sentences give, the one on which most independent sources agree; of what
 * changes with time, the latest. Undefined where no sentence is about the subject, speaks of what is asked and holds such a value.
 */
export function answerOf(
  { aim, gathered }: Inquiry,
  sourceOf: SourceOf = (id) => id,
): ValueFound | undefined {
  const [item] = askedBy(aim).items
  if (!item) return undefined
  const groups = groupValues(gathered.candidates, 0, item, sourceOf)
  const [best] = constancyOf(item) === 'changing' ? latest(groups) : groups
  if (!best) return undefined
  return {
    text: best.value,
    evidence: best.candidates.slice(0, evidenceAtMost).flatMap(({ evidence }) => evidence),
  }
}
