import { KaojuError } from '#runtime'
import { defuse } from './defuse.ts'

/** A text from outside, named by an id that code has given. */
export interface OutsideText {
  /** Letters, digits and `_ . : -`, at most 64; from code, never from the text. */
  readonly id: string
  readonly text: string
  /** Told before the text: title, date, page. From outside too; the keys are code's. */
  readonly about?: Readonly<Record<string, string>>
}

/** What is told about a text is cut here, in UTF-16 code units. */
const longestAbout = 300
const idShape = /^[\w.:-]{1,64}$/

/**
 * The one way in which text from outside enters a prompt: as data between marks that it cannot forge.
 *
 * 1. `[source-text ID begin]`, one line `[source-text ID key] value` for each thing told about it, the text,
 *    `[source-text ID end]`; the marks stand at the beginning of their lines, and nothing else in the block looks like one.
 * 2. The text is `defuse(text)`: as long as the original, and the same at every place but the broken marks.
 *
 * The numbered begin and end marks follow the prompts published for DeepSeek-R1 (README, "Official Prompts").
 *
 * @throws KaojuError `internal` for an id or key that is not of the shape above, or an id given twice: a defect of the caller
 */
export function quoteOutside(texts: readonly OutsideText[]): string {
  const ids = new Set<string>()
  return texts
    .map(({ id, text, about = {} }) => {
      mustBeName(id)
      if (ids.has(id)) throw new KaojuError('internal', { reason: `two texts are called ${id}` })
      ids.add(id)
      const told = Object.entries(about).map(([key, value]) => {
        mustBeName(key)
        // Broken together with what follows: half a mark at the end of one must not be completed by the other.
        const line = oneLine(value)
        return `${mark(id, key)} ${defuse(`${line}\n${text}`).slice(0, line.length)}\n`
      })
      return `${mark(id, 'begin')}\n${told.join('')}${defuse(text)}\n${mark(id, 'end')}`
    })
    .join('\n')
}

/** Whether a prompt holds text from outside; only then is the rule about it told. */
export function holdsOutside(prompt: string): boolean {
  return prompt.includes('[source-text ')
}

const mark = (id: string, what: string): string => `[source-text ${id} ${what}]`

function mustBeName(name: string): void {
  if (!idShape.test(name))
    throw new KaojuError('internal', { reason: `"${name.slice(0, 80)}" cannot name a text from outside` })
}

function oneLine(value: string): string {
  const line = value.replace(/[\s\u0085]+/gu, ' ').trim()
  return line.length > longestAbout ? `${line.slice(0, longestAbout - 1)}…` : line
}
