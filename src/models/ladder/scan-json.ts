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
    /** The text of the value that each key was first given. */
    readonly keys: Map<string, readonly [start: number, end: number]>
    key?: string
    start: number
  }
  const levels: (Level | undefined)[] = []
  const valueAt = ([start, end]: readonly [number, number]): string =>
    canonicalJson(JSON.parse(json.slice(start, end)))
  /** Whether the value that ends here contradicts an earlier one; values are read only where a key comes again. */
  const contradicts = (level: Level | undefined, end: number): boolean => {
    if (level?.key === undefined) return false
    const before = level.keys.get(level.key)
    if (before && valueAt(before) !== valueAt([level.start, end])) return true
    level.keys.set(level.key, before ?? [level.start, end])
    delete level.key
    return false
  }
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    const level = levels.at(-1)
    if (character === '"') {
      const start = at
      for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
      if (!level || level.key !== undefined) continue
      level.key = JSON.parse(json.slice(start, at + 1)) as string
      at = json.indexOf(':', at)
      level.start = at + 1
    } else if (character === '{') levels.push({ keys: new Map(), start: at + 1 })
    else if (character === '[') levels.push(undefined)
    else if (character === ',' || character === '}' || character === ']') {
      if (contradicts(level, at)) return level?.key
      if (character !== ',') levels.pop()
    }
  }
  return undefined
}
