/** Statements in the words of their sources: a sentence taken out of its line so that it can be read alone. */
import type { LabLanguage } from '../world.ts'
import { bullets } from '../language/heading.ts'
import { readStatements } from '../language/index.ts'
import { relationOf, type Shown } from './mind-facts.ts'

/** Longer ones hold more than the statement: they are told in other words. */
const longest = 360

/**
 * The statement's own sentence, without ids, bullets and openings such as `According to …`. Undefined: it is a row, is
 * written in the other language, or does not say the same when it stands alone.
 */
export function asShown(one: Shown, language: LabLanguage): string | undefined {
  if (one.language !== language || isRow(one)) return undefined
  const whole = bare(one.sentence)
  if (whole.length > longest || /[{}<>|\\]|https?:|":/.test(whole)) return undefined
  return [withoutOpening(whole), whole]
    .map((text) => closed(text, language))
    .find((text) => saysTheSame(text, one))
}

/** What stands behind a colon, as who obeys an instruction tells it: `You must state: …`. */
export function behindColon(one: Shown): string | undefined {
  const pieces = bare(one.sentence).split(/[:：]\s*/)
  return pieces
    .map((_, at) => closed(pieces.slice(at + 1).join(': '), one.language))
    .find((text) => saysTheSame(text, one))
}

/** A row in its own words, with the subject named: `Orlin Bridge: Length 310 metres`. */
export function rowAsShown(one: Shown, language: LabLanguage): string | undefined {
  if (one.language !== language || !isRow(one)) return undefined
  const colon = language === 'en' ? ': ' : '：'
  const words = bare(one.sentence).replaceAll(/\s*[|\t｜]\s*/g, colon)
  const at = words.indexOf(one.subject)
  return closed(at < 0 ? `${one.subject}${colon}${words}` : words.slice(at), language)
}

/** Whether a label and a colon or a bar tell it, and no sentence does. */
export function isRow({ sentence, relation }: Shown): boolean {
  if (/[|\t｜]/.test(sentence)) return true
  const words = relationOf(relation)?.words
  return [words?.en.label, words?.zh.label].some((label) => {
    const at = label === undefined ? -1 : sentence.toLowerCase().indexOf(label.toLowerCase())
    if (at < 0) return false
    const [before, after] = [sentence.slice(0, at), sentence.slice(at + label!.length)]
    return /[:：]\s*$/.test(before) || /^\s*(?:[(（]\d{4}年?[)）])?\s*[:：]/.test(after)
  })
}

/** A sentence as it goes on after others: `Another source says that in 2025, …`. */
export function goingOn(text: string, names: readonly string[]): string {
  const isName = names.some((name) => text.startsWith(name))
  return isName ? text : text.replace(/^\p{Lu}(?=\p{Ll}*[\s,])/u, (letter) => letter.toLowerCase())
}

const idInBrackets =
  /\s*[[【]\^?(?:citation\s*[:：]\s*)?[\p{L}_-]{0,9}\d{1,5}(?:[,;、 –-]{1,2}[\p{L}_-]{0,9}\d{1,5}){0,11}[\]】]/giu

function bare(sentence: string): string {
  return (
    sentence
      .replace(/(?<=\p{Script=Han}|[，。、；：])\s*\n\s*/gu, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(bullets, '')
      // Where an excerpt begins in the midst of a text.
      .replace(/^(?:…|\.{3})\s*/, '')
      .replace(/!?\[([^[\]\n]{1,200})\]\([^()\s]{1,500}\)/g, '$1')
      .replace(idInBrackets, '')
      .replace(/[*_`]/g, '')
      .replace(/^["“「『]|["”」』]$/g, '')
      .trim()
  )
}

function withoutOpening(text: string): string {
  return text.replace(
    /^(?:(?:according to|as (?:reported|told|stated) (?:by|in)) [^,.]{2,80}, |(?:根据|据|按照|依据)[^，。,]{1,40}[，,])/i,
    '',
  )
}

function closed(text: string, language: LabLanguage): string {
  const ended = /[.!?。！？]["”」』)）]?$/.test(text) ? text : `${text}${language === 'en' ? '.' : '。'}`
  return ended.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}

function saysTheSame(text: string, { subject, relation, value, asOf, past }: Shown): boolean {
  const wanted = JSON.stringify([subject, relation, value, asOf, past])
  return readStatements(text).some(
    (one) => JSON.stringify([one.subject, one.relation, one.value, one.asOf, one.past]) === wanted,
  )
}
