import stem from 'wink-porter2-stemmer'

/**
 * Measures of answers, as the published evaluations define them; where ours differ, it is said.
 *
 * Tokens as in LoCoMo (Maharana et al. 2024, `task_eval/evaluation.py`, after SQuAD): commas, case, ASCII
 * punctuation and the words a, an, the, and are dropped, what remains is stemmed. Here by Porter's second
 * algorithm, there by his first; and a Han character is a token by itself, where there it is part of a word.
 */
export function answerTokens(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, '')
    .replace(/\p{Script=Han}/gu, ' $& ')
    .split(/\s+/)
    .filter((token) => token !== '' && !['a', 'an', 'the', 'and'].includes(token))
    .map((token) => (/^[a-z]+$/.test(token) ? stem(token) : token))
}

/** What two bags of tokens share. */
export function tokenOverlap(given: string, expected: string): { f1: number; recall: number } {
  const [ours, theirs] = [answerTokens(given), answerTokens(expected)]
  const left = new Map<string, number>()
  for (const token of theirs) left.set(token, (left.get(token) ?? 0) + 1)
  let same = 0
  for (const token of ours) {
    const count = left.get(token) ?? 0
    if (count === 0) continue
    left.set(token, count - 1)
    same++
  }
  if (same === 0) return { f1: 0, recall: 0 }
  return { f1: (2 * same) / (ours.length + theirs.length), recall: same / theirs.length }
}

/** LoCoMo's F1 of an answer of several parts: each part against the best part that was given, between commas. */
export function partsF1(given: string, expected: string): number {
  const parts = (text: string): string[] => text.split(',').map((part) => part.trim())
  const ours = parts(given)
  const best = parts(expected).map((part) => Math.max(...ours.map((one) => tokenOverlap(one, part).f1)))
  return best.reduce((sum, one) => sum + one, 0) / best.length
}

/** What must be said: every element; of an element that is a list, one. */
export type ExpectedAnswer = readonly (string | readonly string[])[]

/**
 * RGB's accuracy (Chen et al. 2023, `evalue.py`): every element of the answer is contained in the text, case
 * ignored; of an element that lists spellings, one of them. White space is ignored in Chinese.
 */
export function containsAnswer(text: string, answer: ExpectedAnswer, language: 'en' | 'zh'): boolean {
  const plain = (of: string): string => {
    const lower = of.toLowerCase()
    return language === 'zh' ? lower.replace(/\s+/g, '') : lower
  }
  const given = plain(text)
  return answer.every((element) =>
    (typeof element === 'string' ? [element] : element).some((one) => given.includes(plain(one))),
  )
}

/**
 * Whether a value of a table stands in the text: an equal number (group marks, currency and per-cent signs
 * aside), or the same words between word boundaries (width, case, quotes and white space aside).
 */
export function statesValue(text: string, value: string): boolean {
  const wanted = asNumber(value)
  if (wanted !== undefined) return numbersIn(text).includes(wanted)
  const [given, words] = [plainWords(text), plainWords(value)]
  if (words === '') return false
  for (let at = given.indexOf(words); at >= 0; at = given.indexOf(words, at + 1)) {
    const cutsBefore = isLetter(given[at - 1]) && isLetter(words[0])
    const cutsAfter = isLetter(given[at + words.length]) && isLetter(words.at(-1))
    if (!cutsBefore && !cutsAfter) return true
  }
  return false
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /(?!\p{Script=Han})[\p{L}\p{N}]/u.test(letter)
}

function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/["'`‘’“”]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.。]$/, '')
}

function asNumber(value: string): number | undefined {
  const text = value.normalize('NFKC').replace(/[\s$€£¥%]/g, '')
  return /^[-−+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/.test(text) ? toNumber(text) : undefined
}

/** A dash is a minus only where a number could not go on before it: not in `3-5` or `2019-05`. */
function numbersIn(text: string): number[] {
  const number = /(?<![A-Za-z\d.])(?:(?<![^\s(（:：,，;；])[-−])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?/gu
  return (text.normalize('NFKC').match(number) ?? []).map(toNumber)
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', '').replace('−', '-'))
}
