/**
 * Type for PDF files: how wide text is, where its lines may end, and how it is shown.
 *
 * 1. English is set in Helvetica, one of the fonts that every reader has; what its encoding lacks, and all of a Chinese
 *    page, in STSong with the predefined CMap `UniGB-UCS2-H`: nothing is embedded.
 * 2. A line ends only where whoever joins it to the next one finds the same text again: never at a space beside a
 *    Chinese character, after a hyphen, or before what looks like the mark of a list.
 */
import type { LabLanguage } from '../../world.ts'
import { hex16 } from './pdf-file.ts'

export type Face = 'regular' | 'bold'

/** Adobe's metrics of Helvetica for the characters from space to tilde, in thousandths of the size. */
const helvetica = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
] // prettier-ignore

/** The characters of Windows-1252 from 0x80 on which are not those of Latin-1; `_` where there is none. */
const windows = '€_‚ƒ„…†‡ˆ‰Š‹Œ_Ž__‘’“”•–—˜™š›œ_žŸ'

/** The code of a character in WinAnsiEncoding. */
function winAnsi(character: string): number | undefined {
  const code = character.codePointAt(0)!
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code
  const at = character === '_' ? -1 : windows.indexOf(character)
  return at < 0 ? undefined : 0x80 + at
}

const besideChinese = / (?=\p{Script=Han})|(?<=\p{Script=Han}) /gu

interface Run {
  readonly latin: boolean
  text: string
}

/** The runs of a text that are set in one font each. */
function runsOf(text: string, language: LabLanguage): Run[] {
  const runs: Run[] = []
  // Beside Chinese characters readers see wide spaces only, which are those of the Chinese font.
  const beside = new Set([...text.matchAll(besideChinese)].map(({ index }) => index))
  let at = 0
  for (const character of text) {
    const latin = language === 'en' && winAnsi(character) !== undefined && !beside.has(at)
    at += character.length
    // The CMap knows two-byte characters only.
    const shown = character.length === 1 ? character : '〓'
    const last = runs.at(-1)
    if (last?.latin === latin) last.text += shown
    else runs.push({ latin, text: shown })
  }
  return runs
}

/** Operators that show a text at the current place, in the fonts `F`, `B` and `C` of the page. */
export function showText(text: string, size: number, face: Face, language: LabLanguage): string {
  return runsOf(text, language)
    .map((run) => {
      const font = run.latin ? (face === 'bold' ? 'B' : 'F') : 'C'
      const codes = run.latin
        ? [...run.text].map((character) => winAnsi(character)!.toString(16).padStart(2, '0')).join('')
        : hex16(run.text)
      return `/${font} ${size} Tf <${codes}> Tj`
    })
    .join(' ')
}

/** Width of a space in STSong as we state it: readers overlook narrower ones beside Chinese characters. */
export const songSpace = 650

/** Width in points. */
export function widthOf(text: string, size: number, face: Face, language: LabLanguage): number {
  let width = 0
  for (const { latin, text: part } of runsOf(text, language))
    for (const character of part) {
      const narrow = helvetica[character.codePointAt(0)! - 32]
      if (latin) width += (narrow ?? 600) * (face === 'bold' ? 1.08 : 1)
      else width += character === ' ' ? songSpace : narrow === undefined ? 1_000 : 500
    }
  return (width * size) / 1_000
}

const chinese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u
const closes = /[，。、；：？！）》」』】〉”’…—·,.;:?!)\]%]/u
const opens = /[（《「『【〈“‘([]/u
const looksLikeMark =
  /^(?:[•●○■□·\-–—*]|[（(]?(?:\d{1,3}|[a-z]{1,4})[.)）]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])/iu

/** Lines of a text that fit a width; what cannot be parted stands out. */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '') {
    let used = 0
    let end = 0
    let next = rest.length
    let at = 0
    for (const character of rest) {
      if (at > 0 && mayBreak(rest, at)) {
        if (used > width && end > 0) break
        end = at
        next = at
        if (used > width) break
      }
      used += character === ' ' && at + 1 === rest.length ? 0 : measure(character)
      at += character.length
    }
    if (used <= width || end === 0) next = rest.length
    lines.push(rest.slice(0, next).trim())
    rest = rest.slice(next).trimStart()
  }
  return lines
}

/** Whether a line may end before the character at a place. */
function mayBreak(text: string, at: number): boolean {
  const [before, after] = [text[at - 1]!, text[at]!]
  if (after === ' ' || /[\ud800-\udbff]/.test(before) || looksLikeMark.test(text.slice(at, at + 8)))
    return false
  const last = text[at - 2] ?? ''
  if (before === ' ') return !chinese.test(last) && !chinese.test(after) && last !== '-'
  return (chinese.test(before) || chinese.test(after)) && !opens.test(before) && !closes.test(after)
}
