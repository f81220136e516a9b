import type { Claim, EvidenceId } from '#vocabulary'
import { foldWidth } from '#reading'
import { readStatement } from './statement.ts'
import type { OfferedEvidence } from './verifier.ts'
import { addedBy } from './work-out/about-same.ts'
import { extremeWorked, inStatedOrder, orderWorked, spanWorked } from './work-out/comparison.ts'
import { countWorked } from './work-out/counting.ts'
import { worksIn, type Work } from './work-out/cues.ts'
import { figureWorked, groupsIn, type Working } from './work-out/figures.ts'
import { mentionsIn } from './work-out/mentions.ts'
import type { Sentence } from './work-out/operands.ts'
import { tellingsOf } from './work-out/telling.ts'

/** A sentence as a computation over what it cites. */
export interface WorkedOut {
  /** Of kind `computed`, in the sentence's own words. */
  readonly claim: Claim
  /** What went into it, in the order of its values. */
  readonly used: readonly EvidenceId[]
}

/** Whether a sentence speaks as one that puts statements together: sums, counts, winners, orders, spans. */
export function speaksWorkedOut(text: string): boolean {
  return worksIn(foldWidth(text)).length > 0
}

/**
 * Finds, without a model, the one computation over the cited quotes that a sentence states.
 *
 * 1. The sentence's own words say what is worked out; the quotes' figures, dates and names, what from.
 * 2. A value counts for the subject that its own quote, row, title or heading names; a quote that speaks of the same
 *    matter and whose subject or value is not certain spoils the whole.
 * 3. All cited quotes of the right kind take part; only one whose subject the sentence does not name may be left out.
 *    No subset is searched for a result that happens to fit.
 * 4. The re-executed result is what the sentence says: the figure at its own rounding, the holder of the maximum, the
 *    order, the number of different things.
 * 5. The sentence adds nothing: no name, figure, date, denial, hedge or word that the quotes have not.
 *
 * @returns undefined for every other sentence, right or wrong
 */
export function workOut(claim: Claim, offered: readonly OfferedEvidence[]): WorkedOut | undefined {
  const text = foldWidth(claim.text)
  const works = worksIn(text)
  const statement = readStatement(text)
  if (claim.kind === 'inferred' || works.length === 0 || /[?？]\s*$/.test(text)) return undefined
  if (statement.modalities.length > 0) return undefined
  if (statement.quantifiers.some(({ quantifier }) => quantifier === 'only' || quantifier === 'none'))
    return undefined
  const tellings = tellingsOf(offered)
  if (tellings.length === 0) return undefined
  const mentions = mentionsIn(text, tellings)
  const denied = statement.negations.some(
    ({ cue, start, end }) =>
      !/^fewer$/i.test(cue) && !mentions.some((name) => name.start <= start && name.end >= end),
  )
  if (denied) return undefined
  // A name that is nowhere in the quotes or above them is invented.
  const known = (name: { start: number; end: number }): boolean =>
    groupsIn(text).some(({ start }) => start === name.start) ||
    mentions.some(({ start, end }) => start < name.end && end > name.start)
  if (statement.names.some((name) => !known(name))) return undefined
  const years = [...new Set(statement.dates.map(({ value }) => value))]
  const sentence: Sentence = { text, tellings, mentions, years }
  for (const work of works) {
    const working = worked(work, sentence)
    if (!working) continue
    if (!isNoDateAdded(work, sentence)) continue
    const own = [...statement.dates, ...working.settled]
    if (addedBy(text, working.used, mentions, own) !== undefined) continue
    return {
      claim: { text: claim.text, kind: 'computed', expression: working.expression },
      used: [...new Set(working.used.map(({ evidence }) => evidence.id))],
    }
  }
  return undefined
}

function worked(work: Work, sentence: Sentence): Working | undefined {
  switch (work) {
    case 'sum':
    case 'mean':
      return figureWorked(work, sentence, () => undefined)
    case 'difference':
    case 'ratio':
      return figureWorked(work, sentence, (chosen) => inStatedOrder(sentence, chosen, work === 'ratio'))
    case 'extreme':
      return extremeWorked(sentence)
    case 'order':
      return orderWorked(sentence)
    case 'span':
      return spanWorked(sentence)
    case 'count':
      return countWorked(sentence)
  }
}

/** A year is told only by sentences whose figures are of that year; dates that are compared are checked with their subjects. */
function isNoDateAdded(work: Work, { years }: Sentence): boolean {
  if (work === 'order' || work === 'span' || work === 'extreme') return true
  return years.every((year) => /^\d{4}$/.test(year))
}
