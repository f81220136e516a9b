import { jsonrepair } from 'jsonrepair'
import { parseJson, tooDeep } from './scan-json.ts'

/** JSON mended in its syntax (quotes, commas, comments, Python's words, escaped twice), when it then parses. */
export function mendSyntax(text: string): string | undefined {
  if (tooDeep(text)) return undefined
  try {
    const mended = jsonrepair(text)
    return parseJson(mended) ? mended : undefined
  } catch {
    return undefined
  }
}

const ascii: Readonly<Record<string, string>> = {
  '｛': '{',
  '｝': '}',
  '［': '[',
  '］': ']',
  '【': '[',
  '】': ']',
  '：': ':',
  '，': ',',
  '、': ',',
  '＂': '"',
  '“': '"',
  '”': '"',
}

/**
 * The punctuation of JSON written full-width, as Chinese input methods give it, made ASCII. Inside a string
 * only the quotes that end it are changed: what the model says stays as it says it.
 */
export function asciiPunctuation(text: string): string {
  let result = ''
  let closing = ''
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (closing !== '') {
      if (character === '\\') result += character + (text[++at] ?? '')
      else if (closing.includes(character)) {
        result += '"'
        closing = ''
      } else result += character === '"' ? '\\"' : character
      continue
    }
    closing = character === '"' ? '"' : character === '“' || character === '＂' ? '”＂' : ''
    result += closing === '' ? (ascii[character] ?? character) : '"'
  }
  return result
}

/**
 * What is left of JSON that breaks off: readings that end with the last whole item of a list, the outermost list
 * first. The broken item is dropped as a whole; a list without a whole item gives no reading.
 */
export function cutToWholeItems(open: string): string[] {
  interface Level {
    readonly closer: string
    /** Where the last whole item of this list ends; -1: there is none. */
    whole: number
  }
  const levels: Level[] = []
  let quoted = false
  const itemEnds = (at: number): void => {
    const level = levels.at(-1)
    if (level?.closer === ']') level.whole = at
  }
  for (let at = 0; at < open.length; at++) {
    const character = open[at]
    if (character === '\\') at++
    else if (character === '"') {
      quoted = !quoted
      if (!quoted) itemEnds(at + 1)
    } else if (quoted) continue
    else if (character === '{' || character === '[')
      levels.push({ closer: character === '{' ? '}' : ']', whole: -1 })
    else if (character === '}' || character === ']') {
      levels.pop()
      itemEnds(at + 1)
    } else if (character === ',') itemEnds(at)
  }
  return levels.flatMap(({ closer, whole }, depth) => {
    if (closer !== ']' || whole < 0) return []
    const closers = levels.slice(0, depth + 1).map((level) => level.closer)
    const kept = open.slice(0, whole) + closers.toReversed().join('')
    return parseJson(kept) ? [kept] : (mendSyntax(kept) ?? [])
  })
}
