import { termsOf } from '#library'
import { queryKey, withoutAskingWords, type GainState } from '#reasoning'
import { namesIn } from '#reading'
import { askedBy } from './bearing.ts'
import type { Looked } from './look-into.ts'
import { missingItems } from './missing-items.ts'

/** A longer sentence says more than one thing, in code units. */
const longestPattern = 120
/** Sentences whose words count as found. */
const best = 5

/**
 * What to search next, by rules: how that was said which was found where all are wanted, what of several things is still open, the sub-question's matter without its asking words, then its names with those of its
 * words that the best sentences lack (what is missing is what to ask for: relevance feedback, Rocchio 1971, turned
 * round). What was asked before is not asked again.
 */
export function proposeByRules(
  open: readonly Looked[],
  state: GainState,
): Promise<ReadonlyMap<string, readonly string[]>> {
  return Promise.resolve(
    new Map(
      open.map((one) => {
        const asked = new Set(
          (state.questions.find(({ id }) => id === one.id)?.asked ?? []).map((text) => queryKey(text)),
        )
        const forms = [
          ...patternsFound(one),
          openItems(one),
          withoutAskingWords(one.text, one.aim.language),
          missingWords(one),
        ]
        return [one.id, forms.filter((form) => form.trim() !== '' && !asked.has(queryKey(form)))] as const
      }),
    ),
  )
}

/**
 * Of what asks for all that there are, how the sources say it of those that were found (`The head office of … is in
 * Basle`): others are told of in the same words. The most frequent first.
 */
function patternsFound({ aim, gathered: { candidates } }: Looked): string[] {
  if (askedBy(aim).manner === 'one') return []
  const counts = new Map<string, number>()
  for (const { text, bearing } of candidates) {
    if (bearing.kind !== 'direct') continue
    const names = [...bearing.values, ...(bearing.lead ? [bearing.lead.name] : [])]
    const pattern = names
      .reduce((rest, name) => rest.replaceAll(name, ' '), text)
      .replace(/\d+(?:[.,]\d+)*|[.。:：|,，]/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim()
    if (pattern.length <= longestPattern) counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  }
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([pattern]) => pattern)
}

/** Of several things asked, those that nothing was found for: the names with their words. */
function openItems(one: Looked): string {
  const asked = askedBy(one.aim)
  const missing = missingItems(one)
  if (asked.items.length < 2 || missing.length === 0) return ''
  const words = missing.map(({ text }) => withoutNames(text, asked.subjects).trim())
  return [...asked.subjects, ...words].join(' ')
}

/** What is asked, without of whom. */
function withoutNames(text: string, names: readonly string[]): string {
  return names
    .reduce((rest, name) => rest.replaceAll(name, ' '), text)
    .replace(/\b(?:the|of|its|what|are|is)\b|的|分别|是什么/giu, ' ')
    .replace(/\s+/gu, ' ')
}

function missingWords({ text, aim, gathered: { candidates } }: Looked): string {
  const held = new Set(candidates.slice(0, best).flatMap(({ terms }) => [...terms.keys()]))
  const names = namesIn(text).map((name) => name.text)
  const missing = [...new Intl.Segmenter(aim.language, { granularity: 'word' }).segment(text)]
    .filter(
      ({ segment, isWordLike }) =>
        isWordLike &&
        !names.some((name) => name.includes(segment)) &&
        [...termsOf(segment).keys()].some((term) => aim.weights.has(term) && !held.has(term)),
    )
    .map(({ segment }) => segment)
  return missing.length === 0 ? '' : [...new Set([...names, ...missing])].join(' ')
}
