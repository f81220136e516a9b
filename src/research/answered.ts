import { termsOf } from '#library'
import { namesIn } from '#reading'
import { coveredBy, type Aim } from './aim.ts'
import { answersDirectly, askedBy, isPointed } from './bearing.ts'
import { exacting, type Candidate } from './candidates.ts'
import { expectationWords, quoteWords, wordsOf } from './words.ts'

export interface Answer {
  readonly state: 'answered' | 'partly' | 'unanswered'
  /** In the report's language. */
  readonly why: string
  /** The question asks for a value, and nothing chosen holds one. */
  readonly valueless?: true
  /** The question is about a name that stands nowhere: why what is said of others is no whole answer. */
  readonly without?: string
}

// Shares of the question's weight that the best sentence must cover, headings included.
const touches = 0.36
const covers = 0.65
/** When the documents never use this much of the question's weight, they are about something else. */
const foreign = 0.55

/** Who did or gave it, told by what they are and not by name: "by the towns around the lake", "由沿湖各镇". */
const agent = /\b(?:by|from) (?:the|a|an|its|their|several|two|three) \p{Ll}|由\p{Script=Han}{2}/u

/**
 * Judges whether what was chosen answers the aim: a value was computed for it, or the best sentence covers its
 * words, holds the kind of words asked for, and no word of the question is unknown to the documents. Errs
 * towards `partly`.
 */
export function judgeAnswer(
  aim: Aim,
  chosen: readonly Candidate[],
  computed: boolean,
  sources: number,
): Answer {
  const words = wordsOf(aim.language)
  if (computed) return { state: 'answered', why: words.answered(Math.max(1, sources)) }
  // About the subject, of what is asked, with a value: whatever words the question has that the sources do not.
  const asked = askedBy(aim)
  const direct = chosen.filter(({ bearing }) => answersDirectly(bearing))
  if (isPointed(asked) && direct.length > 0) {
    const missing = asked.items.filter((_, item) => !direct.some(({ bearing }) => bearing.item === item))
    return missing.length === 0
      ? { state: 'answered', why: words.answered(sources) }
      : {
          state: 'partly',
          why: words.partlyType(
            quoteWords(
              aim.language,
              missing.map(({ text }) => text.trim()),
            ),
          ),
        }
  }
  // Who asks where a named person was born is not told when; who asks who paid may be told "the county".
  if (isPointed(asked) && chosen.length > 0) {
    const expected = [...new Set(asked.items.map(({ expects }) => expectationWords(aim.language, expects)))]
    const byWhom = chosen.some(
      ({ bearing: { kind, item }, text }) =>
        kind === 'close' && asked.items[item]!.expects === 'name' && agent.test(text),
    )
    const why = words.partlyType(expected.join(aim.language === 'zh' ? '、' : ', '))
    return { state: byWhom ? 'partly' : 'unanswered', why }
  }
  const best = chosen.reduce((most, candidate) => Math.max(most, candidate.coverage), 0)
  const absent = absentWeight(aim)
  const named = quoteWords(aim.language, aim.absent)
  // A name that stands nowhere is what the question is about: what is said of others is no answer.
  const stranger = namesIn(aim.text).some((name) => aim.absent.some((word) => name.text.includes(word)))
  if (chosen.length === 0 || best < touches || absent >= foreign || stranger)
    return {
      state: 'unanswered',
      why: aim.absent.length > 0 ? words.unansweredAbsent(named) : words.unanswered,
      ...(stranger ? { without: words.partlyAbsent(named) } : {}),
    }
  if (aim.absent.length > 0) return { state: 'partly', why: words.partlyAbsent(named) }
  if (!chosen.some((candidate) => candidate.typed && candidate.coverage >= touches)) {
    const why = words.partlyType(expectationWords(aim.language, aim.expects))
    return { state: 'partly', why, ...(exacting.has(aim.expects) ? { valueless: true } : {}) }
  }
  if (best < covers) return { state: 'partly', why: words.partlyWeak }
  return { state: 'answered', why: words.answered(sources) }
}

function absentWeight(aim: Aim): number {
  return coveredBy(aim, termsOf(aim.absent.join(' ')))
}
