/** What is still to be found out, in words that were not tried before. */
import { wordingsAsked } from './mind-ask.ts'
import { headingOf, nextQuestions, queriesOf, type Planned } from './mind-plan.ts'
import type { Answer } from './mind-answer.ts'
import type { Reading } from './mind-prompt.ts'
import type { ReadQuestion } from '../language/index.ts'

/** Who has asked so often has asked. */
const mostWordings = 3

/** What the facts leave open; of each the first wording that was not tried. Tried in all wordings: it is left out. */
export function freshNext(reading: Reading, answer: Answer): Planned[] {
  return nextQuestions(reading, answer).flatMap((read) => freshOf(read, reading) ?? [])
}

/** One thing to be found out, as it was not asked before; undefined: it was asked in every wording. */
export function freshOf(read: ReadQuestion, reading: Reading): Planned | undefined {
  const { language, facts } = reading
  const text = wordingsOf(read, reading).find((one) => !tried(one, reading))
  const query = queriesOf(read, language, facts)
    .slice(0, mostWordings)
    .find((one) => !tried(one, reading))
  const heading = headingOf(read, language, facts)
  if (text === undefined && query === undefined) return undefined
  return { read, text: text ?? query!, query: query ?? text!, heading }
}

function wordingsOf(read: ReadQuestion, { language, facts, question }: Reading): string[] {
  const own = JSON.stringify(read) === JSON.stringify(question.read) ? [question.text] : []
  return [...new Set([...own, ...wordingsAsked(read, language, facts)])].slice(0, mostWordings)
}

/** Whether it stands in the prompt already, other than as what is asked. */
export function tried(text: string, { shown, question, whole }: Reading): boolean {
  const wanted = plain(text)
  if (wanted === '') return false
  // What is asked stands there once without having been tried.
  const asking = [...new Set([question.text, whole?.text ?? ''].map(plain))].filter((one) => one !== '')
  const without = asking.reduce((rest, one) => rest.replace(one, ' \n '), plain(shown))
  return without.includes(wanted)
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s"'“”‘’?？.。]+/g, ' ')
    .trim()
