import { canonicalJson } from '#runtime'

/** Deeper than this nothing is read: no prompt asks for it, and recursion must end. */
export const deepest = 64

/** Where pieces of JSON may stand in a text. */
export interface Pieces {
  /** Objects and arrays that were opened and closed, outermost only, in order. */
  readonly closed: readonly string[]
  /** From the outermost bracket that never closed to the end of the text. */
  readonly open?: string
}

/**
 * Finds the outermost `{…}` and `[…]` of a text in one pass: brackets inside double-quoted strings do not count,
 * quotes outside brackets do not count. A wrong bracket closes what is open; whether the piece is JSON is for
 * the parser to say. Total, linear.
 */
export function piecesIn(text: string): Pieces {
  const closed: string[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (depth === 0) {
      if (character !== '{' && character !== '[') continue
      start = at
      depth = 1
      quoted = false
    } else if (character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) closed.push(text.slice(start, at + 1))
  }
  return { closed, ...(depth > 0 ? { open: text.slice(start) } : {}) }
}

/** A value as JSON has it, if the text is JSON and not too deep. */
export function parseJson(text: string): { value: unknown } | undefined {
  if (tooDeep(text)) return undefined
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** Whether brackets stand deeper in one another than any answer needs. Total, linear. */
export function tooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '{' || character === '[') {
      if (++depth > deepest) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}

/**
 * The first key of valid JSON that one object gives twice with different values. `JSON.parse` silently keeps the
 * last; but an answer that says two things has said neither, and which evidence a sentence rests on must not
 * hang on the order of keys. The same value twice is harmless.
 */
export function contradictedKey(json: string): string | undefined {
  interface Level {
    readonly keys: Map<string, string>
    key?: string
    start: number
  }
  const levels: (Level | undefined)[] = []
  let found: string | undefined
  const endOfValue = (at: number): void => {
    const level = levels.at(-1)
    if (level?.key === undefined) return
    const value = canonicalJson(JSON.parse(json.slice(level.start, at)))
    const before = level.keys.get(level.key)
    if (before !== undefined && before !== value) found ??= level.key
    level.keys.set(level.key, value)
    delete level.key
  }
  for (let at = 0; at < json.length && found === undefined; at++) {
    const character = json[at]
    if (character === '"') {
      const start = at
      for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
      const level = levels.at(-1)
      const colon = level && level.key === undefined ? /^\s*:/.exec(json.slice(at + 1, at + 200)) : undefined
      if (!level || !colon) continue
      level.key = JSON.parse(json.slice(start, at + 1)) as string
      at += colon[0].length
      level.start = at + 1
    } else if (character === '{') levels.push({ keys: new Map(), start: at + 1 })
    else if (character === '[') levels.push(undefined)
    else if (character === ',') endOfValue(at)
    else if (character === '}' || character === ']') {
      endOfValue(at)
      levels.pop()
    }
  }
  return found
}
