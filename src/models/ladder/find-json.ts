import { asciiPunctuation, cutToWholeItems, mendSyntax } from './mend-json.ts'
import { contradictedKey, parseJson, piecesIn } from './scan-json.ts'

/** A value that a text may mean, and what had to be done to read it. */
export interface Found {
  readonly value: unknown
  /** `whole`: the text is it; `extracted`: it stood in something; `repaired`: its syntax was mended. */
  readonly how: 'whole' | 'extracted' | 'repaired'
  /** Broken off: only the whole items of a list are there. */
  readonly cut?: true
  /** One of several values: it must not stand for a list of them. */
  readonly oneOfMany?: true
  /** A key given twice with different values: the value must not be used. */
  readonly contradicted?: string
}

/** What the reader knows of the answer beyond its text. */
export interface Asked {
  /** A list was asked for: several values side by side are its items. */
  readonly list: boolean
  /** The answer broke off at its limit: what is not closed is not whole. */
  readonly brokeOff: boolean
}

/** Pieces looked at, from the last; characters given to the mender, over all pieces. */
const mostPieces = 16
const mostMended = 600_000
/** Objects side by side that are taken for a list. */
const mostRecords = 5_000

/**
 * Every value that a text may mean, best first, found without another call: the text itself; JSON text inside a
 * JSON string; pieces in prose and fences, the last first, since models draft before they answer; the same with
 * mended syntax; with full-width punctuation; the whole items of what broke off. Total; lazy.
 */
export function* findJson(given: string, asked: Asked): Generator<Found> {
  const text = given.replace(/^[\uFEFF\u200B\s]+/u, '').trimEnd()
  if (text === '') return
  const whole = parseJson(text)
  if (whole) {
    if (typeof whole.value === 'string') yield* within(whole.value, asked)
    yield found(text, whole.value, 'whole')
    return
  }
  yield* piecewise(text, asked)
  const ascii = asciiPunctuation(text)
  if (ascii !== text) for (const one of piecewise(ascii, asked)) yield { ...one, how: 'repaired' }
}

/** JSON written into a JSON string, once or twice. */
function* within(text: string, asked: Asked): Generator<Found> {
  for (const one of findJson(text, asked)) yield one.how === 'whole' ? { ...one, how: 'extracted' } : one
}

function* piecewise(text: string, asked: Asked): Generator<Found> {
  const { closed, open } = piecesIn(text)
  const last = closed.slice(-mostPieces).toReversed()
  const cut = open === undefined ? {} : ({ cut: true } as const)
  const many = asked.list && closed.length + (open === undefined ? 0 : 1) > 1
  const oneOfMany = many ? ({ oneOfMany: true } as const) : {}
  const records = many ? closed.filter((piece) => isRecord(parseJson(piece)?.value)) : []
  if (records.length > 1 && records.length <= mostRecords) yield { ...sideBySide(records), ...cut }
  for (const piece of last) {
    const parsed = piece.length > 2 ? parseJson(piece) : undefined
    if (parsed) yield { ...found(piece, parsed.value, 'extracted'), ...oneOfMany }
  }
  if (records.length === 1 && open !== undefined) yield { ...sideBySide(records), ...cut }
  let mended = 0
  for (const piece of last) {
    if (parseJson(piece) || (mended += piece.length) > mostMended) continue
    const fixed = mendSyntax(piece)
    if (fixed !== undefined)
      yield { ...found(fixed, JSON.parse(fixed), 'repaired'), ...oneOfMany, ...elided(piece) }
  }
  if (open !== undefined) yield* broken(open, asked, closed.length === 0)
  for (const piece of last) if (piece.length === 2) yield found(piece, JSON.parse(piece), 'extracted')
}

/** Objects side by side (JSON Lines, several tool calls) as the list that was asked for. */
function sideBySide(records: readonly string[]): Found {
  const list = `[${records.join(',')}]`
  return found(list, JSON.parse(list), 'extracted')
}

/** A list that is abbreviated with an ellipsis is cut by the model itself. */
function elided(piece: string): { cut?: true } {
  return /(?:[[{,]\s*(?:\/[/*]|#)?|[\]}]\s*(?:\/[/*]|#))\s*(?:\.\.\.|…)/.test(piece) ? { cut: true } : {}
}

/** Readings of what was opened and never closed. */
function* broken(open: string, asked: Asked, alone: boolean): Generator<Found> {
  const kept = cutToWholeItems(open)
  for (const text of kept.items) yield { ...found(text, JSON.parse(text), 'repaired'), cut: true }
  // It ends as if it were whole: brackets were forgotten, nothing else.
  const forgotten = !asked.brokeOff && alone && !kept.insideItem
  if (forgotten && /[}\]][\s`]*$/.test(open.slice(-40)) && open.length < mostMended) {
    const text = mendSyntax(open.replace(/[\s`]+$/, ''))
    if (text !== undefined) yield found(text, JSON.parse(text), 'repaired')
  }
  for (const text of kept.lists) yield { ...found(text, JSON.parse(text), 'repaired'), cut: true }
  // The bracket may have been prose: what stands whole behind it may still be the answer.
  for (let rest = open, tries = 0; tries < 4; tries++) {
    const { closed, open: next } = piecesIn(rest.slice(1))
    for (const piece of closed.slice(-mostPieces).toReversed()) {
      const parsed = parseJson(piece)
      const cut = asked.brokeOff ? ({ cut: true } as const) : {}
      if (parsed) yield { ...found(piece, parsed.value, 'extracted'), oneOfMany: true, ...cut }
    }
    if (next === undefined) return
    rest = next
  }
}

function found(text: string, value: unknown, how: Found['how']): Found {
  const contradicted = contradictedKey(text)
  return { value, how, ...(contradicted === undefined ? {} : { contradicted }) }
}

function isRecord(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
