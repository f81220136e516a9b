import { languageOf, type Language } from '#vocabulary'
import { datesIn } from '#reading'
import { subjectsIn } from '#reasoning'
import { plainLine } from './plain-sentence.ts'
import { inItsPlace } from './refers-to-nothing.ts'
import type { Note } from './strategy.ts'

/**
 * A question with what its asker answered woven in, so that all that works on it, by model or by rules, asks for what is
 * meant: a name in the place of what refers to it or of the shorter name, a year behind it; what finds no place stands
 * behind it in parentheses.
 */
export function clarified(question: string, notes: readonly Note[] = []): string {
  return notes.reduce(weave, question.trim())
}

/** The same as writers are told it, beside what is noted while the run works. */
export function toldNotes(notes: readonly Note[] = []): string[] {
  return notes.map(({ question, answer }) => `${plainLine(question)} ${plainLine(answer)}`)
}

/** Longest answer that can stand for a name, in code units. */
const longestName = 60

function weave(question: string, { answer: given, why }: Note): string {
  const answer = plainLine(given)
  if (answer === '' || question.toLowerCase().includes(answer.toLowerCase())) return question
  const language = languageOf(question) === 'zh' ? 'zh' : 'en'
  const [date, more] = datesIn(answer)
  if (date && !more && date.text.length >= answer.length - 4) return inTime(question, answer, language)
  const names = subjectsIn(answer, language)
  const tellsSubject = why === undefined ? names.length > 0 : why !== 'period' && why !== 'scope'
  if (tellsSubject && answer.length <= longestName && !/[?？。!！;；]|[.]\s/u.test(answer)) {
    const whole = inItsPlace(question, answer)
    if (whole !== undefined && !/[(（]/u.test(whole)) return whole
    const name = subjectsIn(question, language).find((one) => answer.startsWith(one))
    if (name !== undefined) return question.replace(name, () => answer)
  }
  // How something is to be told is for planners and writers; what is to be looked for belongs to the question.
  if (!tellsSubject && names.length === 0 && !/\d/.test(answer)) return question
  const [, said = question, mark = ''] = /^(.*?)\s*([?？.。!！]*)$/su.exec(question) ?? []
  return language === 'zh' ? `${said}（${answer}）${mark}` : `${said} (${answer})${mark}`
}

function inTime(question: string, time: string, language: Language): string {
  const year = /^\d{4}$/.test(time)
  if (language === 'zh') return `${time}${year ? '年' : ''}，${question}`
  return `${question.replace(/\s*[?？]+$/u, '')} ${/^(?:in|on|since|before|after|from|at)\b/i.test(time) ? '' : 'in '}${time}?`
}
