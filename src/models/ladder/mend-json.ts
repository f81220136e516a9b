import { jsonrepair } from 'jsonrepair'
import { deepest, parseJson, tooDeep } from './scan-json.ts'

/** Above this product of length and stray quotes mending is refused: it takes about a fifth of a second. */
const mostMending = 50_000_000

/**
 * JSON mended in its syntax (quotes, commas, comments, Python's words, escaped twice), when it then parses. The
 * mender reads on from every quote that may or may not end a string, so quotes in odd places cost their number
 * times the length; such texts are asked for again instead of holding up everything else.
 */
export function mendSyntax(text: string): string | undefined {
  const stray = text.match(/(?<![\s{[,:\\])["'`´‘’“”](?!\s*[,:}\]])/gu)?.length ?? 0
  if (stray * text.length > mostMending || tooDeep(text)) return undefined
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
 * What is left of JSON that breaks off: `items`, the reading that ends with the last whole item of the outermost
 * list; `lists`, those that end with a whole list in a broken object outside all lists. An item that broke is
 * dropped as a whole, with the lists inside it: a sentence must not lose some of its evidence and pass for whole.
 */
export function cutToWholeItems(open: string): {
  items: string[]
  lists: string[]
  /** Whether it breaks off inside an item of the outermost list: more of the item may be missing than its brackets. */
  insideItem: boolean
} {
  interface Level {
    readonly closer: string
    /** Where its last whole item (of a list) or whole list (of an object) ends; -1: there is none. */
    whole: number
  }
  const levels: Level[] = []
  let quoted = false
  const ends = (what: 'item' | 'list', at: number): void => {
    const level = levels.at(-1)
    if (level && (level.closer === ']' || what === 'list')) level.whole = at
  }
  for (let at = 0; at < open.length; at++) {
    const character = open[at]
    if (character === '\\') at++
    else if (character === '"') {
      quoted = !quoted
      if (!quoted) ends('item', at + 1)
    } else if (quoted) continue
    else if (character === '{' || character === '[')
      levels.push({ closer: character === '{' ? '}' : ']', whole: -1 })
    else if (character === '}' || character === ']') {
      levels.pop()
      ends(character === ']' ? 'list' : 'item', at + 1)
    } else if (character === ',') ends('item', at)
  }
  const outermost = levels.findIndex(({ closer }) => closer === ']')
  const outside = outermost < 0 ? levels : levels.slice(0, outermost + 1)
  const kept = (closer: string): string[] =>
    outside.flatMap((level, depth) => {
      if (level.closer !== closer || level.whole < 0 || depth >= deepest) return []
      const closers = outside.slice(0, depth + 1).map((one) => one.closer)
      const text = open.slice(0, level.whole) + closers.toReversed().join('')
      return parseJson(text) ? [text] : (mendSyntax(text) ?? [])
    })
  return { items: kept(']'), lists: kept('}'), insideItem: outside.length < levels.length }
}
