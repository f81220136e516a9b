import { termOf } from './terms.ts'

/**
 * Tokens seen before and the terms they became, keyed by the characters themselves: a passage is analysed
 * without making a string per token, which is most of what indexing costs.
 *
 * 1. A token is looked up by its place in the text and a hash computed while it was scanned.
 * 2. Ids are small and dense; equal terms have equal ids (`study`, `studies`), 0 is a stop word.
 * 3. Ids hold until `renewWhenFull` is called.
 */
let slots = new Uint32Array(1 << 17)
let hashes = new Int32Array(1 << 16)
let ids = new Uint32Array(1 << 16)
let starts = new Uint32Array((1 << 16) + 1)
let units = new Uint16Array(1 << 20)
let tokens = 0
let termIds = new Map<string, number>()
let terms: string[] = ['']

const mostTokens = 600_000

/** Forgets all ids once the table is large: names and typing errors never come to an end. */
export function renewWhenFull(): void {
  if (tokens < mostTokens) return
  slots = new Uint32Array(1 << 17)
  tokens = 0
  termIds = new Map()
  terms = ['']
}

/** The term of an id. */
export function termAt(id: number): string {
  return terms[id]!
}

export function hashStep(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193)
}

/**
 * The id of the term that the token `text.slice(start, end)` becomes; 0 for a stop word.
 *
 * @param hash of the token's units by `hashStep`, from 0
 * @param raw true for tokens that are terms as they stand (bigrams)
 */
export function termIdOf(text: string, start: number, end: number, hash: number, raw: boolean): number {
  const mask = slots.length - 1
  let slot = (hash ^ (hash >>> 15)) & mask
  for (let token = slots[slot]!; token !== 0; token = slots[slot]!) {
    if (hashes[token - 1] === hash && holds(token - 1, text, start, end)) return ids[token - 1]!
    slot = (slot + 1) & mask
  }
  return addToken(text.slice(start, end), hash, slot, raw)
}

function holds(token: number, text: string, start: number, end: number): boolean {
  let place = starts[token]!
  if (starts[token + 1]! - place !== end - start) return false
  for (let index = start; index < end; index++) if (units[place++] !== text.charCodeAt(index)) return false
  return true
}

function addToken(token: string, hash: number, slot: number, raw: boolean): number {
  const term = raw ? token : termOf(token)
  let id = term === '' ? 0 : termIds.get(term)
  if (id === undefined) {
    id = terms.length
    // The copy lets the text go, of which the token is a slice.
    const own = Buffer.from(term, 'utf16le').toString('utf16le')
    terms.push(own)
    termIds.set(own, id)
  }
  makeRoom(token.length)
  let place = starts[tokens]!
  for (let index = 0; index < token.length; index++) units[place++] = token.charCodeAt(index)
  hashes[tokens] = hash
  ids[tokens] = id
  starts[++tokens] = place
  slots[slot] = tokens
  if (tokens * 2 > slots.length) rehash()
  return id
}

function makeRoom(length: number): void {
  if (tokens === hashes.length) {
    hashes = grown(hashes, new Int32Array(tokens * 2))
    ids = grown(ids, new Uint32Array(tokens * 2))
    starts = grown(starts, new Uint32Array(tokens * 2 + 1))
  }
  if (starts[tokens]! + length > units.length) units = grown(units, new Uint16Array(units.length * 2))
}

function grown<T extends Int32Array | Uint32Array | Uint16Array>(old: T, fresh: T): T {
  fresh.set(old)
  return fresh
}

function rehash(): void {
  slots = new Uint32Array(slots.length * 2)
  const mask = slots.length - 1
  for (let token = 0; token < tokens; token++) {
    let slot = (hashes[token]! ^ (hashes[token]! >>> 15)) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = token + 1
  }
}
