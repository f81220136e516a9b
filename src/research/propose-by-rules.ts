import { termsOf } from '#library'
import { queryKey, withoutAskingWords, type GainState } from '#reasoning'
import { namesIn } from '#reading'
import type { Looked } from './look-into.ts'

/** Sentences whose words count as found. */
const best = 5

/**
 * What to search next, by rules: the sub-question's matter without its asking words, then its names with those of its
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
        const forms = [withoutAskingWords(one.text, one.aim.language), missingWords(one)]
        return [one.id, forms.filter((form) => form.trim() !== '' && !asked.has(queryKey(form)))] as const
      }),
    ),
  )
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
