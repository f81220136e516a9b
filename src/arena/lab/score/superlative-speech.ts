import type { Comparator } from './comparators.ts'
import { membersOf, type Reading } from './sentence-reading.ts'
import { typeWords } from './units.ts'
import type { WorldIndex } from './world-index.ts'

const type = Object.values(typeWords)
const nouns = new RegExp(`(?:${type.map(({ en }) => en).join('|')})`, 'iu')
const hanNouns = new RegExp(`^的?(?:一)?(?:${type.map(({ zh }) => zh).join('|')}|[座个家位名条项处])`, 'u')

/** `Of all the towns around A, B is` the largest: of the towns, whichever they are, not of the things beside A. */
const ofItsOwn =
  /(?<!\p{L})of all (?:the )?\p{L}+ (?:around|along|near|on|in|by)(?: the \p{L}+ of)? (?:the )?\u0001+, \u0001+ (?:is|was) (?:the )?$|环绕\u0001+的各?\p{Script=Han}{1,3}(?:之)?中，?\u0001+$/iu

/**
 * Superlatives that compare nothing: `one of the greatest pleasures`, `the most beautiful sight`; and those that belong to
 * the words of a relation, as `the largest town on its shore` does.
 */
export function isFigureOfSpeech(reading: Reading, hidden: string, comparator: Comparator, index: WorldIndex): boolean {
  const after = hidden.slice(comparator.end, comparator.end + 40)
  const before = hidden.slice(0, comparator.start)
  const word = hidden.slice(comparator.start, comparator.end)
  const inCue = reading.cues.some(
    (cue) =>
      cue.relation.value.kind === 'entity' &&
      cue.start <= comparator.start && comparator.end <= cue.end &&
      (reading.groups.some((group) => membersOf(group, cue.relation.subjects, index).length > 0) ||
        reading.topics.some((id) => cue.relation.subjects.includes(index.entity(id).type))),
  ) // prettier-ignore
  if (inCue || ofItsOwn.test(before)) return true
  if (/(?<!\p{L})(?:one|some|many|among) (?:of )?(?:the )?$|之一/iu.test(before.slice(-20)) || /^[^，。；]{0,12}之一/u.test(after)) return true
  const cued = (reach: number): boolean =>
    reading.cues.some((cue) => cue.start >= comparator.end && cue.start <= comparator.end + reach)
  if (/[a-z]/i.test(word)) {
    if (/^the (?:most|least|fewest)$/i.test(word)) return !cued(14) && !reading.cues.some((cue) => cue.end <= comparator.start) && !nouns.test(after.slice(0, 14))
    const [next] = /^ (?!of|among|in|is|was|by|at|with|and|for|one|on|to|that|which|ever|a|an|the)[a-z-]+/i.exec(after) ?? []
    return next !== undefined && !nouns.test(after.slice(0, 24)) && !cued(20)
  }
  return /^的\p{Script=Han}/u.test(after) && !hanNouns.test(after) && !/^的(?:[是为]|则|当|要|就|\u0001)/u.test(after) && !cued(6)
} // prettier-ignore
