/** Sentences that stand beside a fact in its source, told with it: length that every writer of reports gives. */
import { readStatements } from '../language/index.ts'
import type { LabLanguage } from '../world.ts'
import type { Shown } from './mind-facts.ts'
import { isInstruction } from './mind-instruction.ts'
import { readTold } from './mind-rows.ts'
import type { Said } from './mind-said.ts'

/** Facts and, behind each, up to `each` sentences of its source's, no more than `most` in all; no sentence twice. */
export function withContext(
  said: readonly Said[],
  each: number,
  most: number,
  language: LabLanguage,
): Said[] {
  if (each <= 0) return [...said]
  let room = most - said.length
  const told = new Set(said.map(({ text }) => text))
  return said.flatMap((one) => {
    const [first] = one.from
    if (!first || one.fact === undefined) return [one]
    const beside = besideIn(first, language)
      .filter(({ text }) => !told.has(text))
      .slice(0, Math.max(0, Math.min(each, room)))
    room -= beside.length
    for (const { text } of beside) told.add(text)
    return [one, ...beside.map(({ text, shown }) => ({ text, from: [shown], subject: one.subject, key: `beside ${text}` }))] // prettier-ignore
  })
}

/** Sentences of the source that state nothing of the world, the nearest first. */
function besideIn(shown: Shown, language: LabLanguage): { text: string; shown: Shown }[] {
  const { source } = shown
  const lines = source.text.split('\n').flatMap((line) => {
    const [, mark, rest] = /^\W*[[［【(]([A-Za-z]?\d{1,3})[\]］】)]\s*(.*)$/.exec(line) ?? []
    const sentences = (rest ?? line).match(/[^.。!！?？]+(?:\.(?=\d)[^.。!！?？]+)*[.。!！?？]+/g) ?? []
    return sentences.map((text) => ({ text: text.trim(), mark: mark ?? shown.mark }))
  })
  const at = lines.findIndex(({ text }) => shown.sentence.includes(text) || text.includes(shown.sentence))
  const near = lines
    .map((one, index) => ({ ...one, far: Math.abs(index - Math.max(0, at)) }))
    .toSorted((a, b) => a.far - b.far)
  return near
    .filter(({ text }) => isPlain(text, language))
    .map(({ text, mark }) => ({
      text,
      shown: { ...shown, sentence: text, ...(mark === undefined ? {} : { mark }) },
    }))
}

/** A whole sentence of the language, without figures, names of the world's facts, orders and marks. */
function isPlain(text: string, language: LabLanguage): boolean {
  const han = /\p{Script=Han}/u.test(text)
  return (
    han === (language === 'zh') &&
    text.length >= (han ? 10 : 30) &&
    text.length <= 300 &&
    !/[\d{}<>|\\]|https?:/.test(text) &&
    !/[?？]$/.test(text) &&
    !isInstruction(text) &&
    readTold(text).length === 0 &&
    readStatements(text).length === 0
  )
}
