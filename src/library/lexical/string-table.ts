/** Strings side by side in one block of UTF-8: nothing is decoded until it is asked for. */
export interface StringTable {
  readonly bytes: Buffer
  /** One more than there are strings. */
  readonly offsets: Uint32Array
}

export function stringTable(strings: readonly string[]): StringTable {
  const offsets = new Uint32Array(strings.length + 1)
  const parts = strings.map((text) => Buffer.from(text))
  parts.forEach((part, index) => (offsets[index + 1] = offsets[index]! + part.length))
  return { bytes: Buffer.concat(parts), offsets }
}

export function stringAt(table: StringTable, index: number): string {
  return table.bytes.toString('utf8', table.offsets[index], table.offsets[index + 1])
}

export function stringCount(table: StringTable): number {
  return table.offsets.length - 1
}

/** Byte order of two entries, the same as code-point order of their strings. */
export function compareEntries(a: StringTable, i: number, b: StringTable, j: number): number {
  const aEnd = a.offsets[i + 1]!
  const bEnd = b.offsets[j + 1]!
  let x = a.offsets[i]!
  let y = b.offsets[j]!
  while (x < aEnd && y < bEnd) {
    const difference = a.bytes[x++]! - b.bytes[y++]!
    if (difference !== 0) return difference
  }
  return aEnd - x - (bEnd - y)
}

/** Place of a string in a table sorted by `sortByCodePoint`, or -1. */
export function findString(table: StringTable, text: string): number {
  const wanted = encoded(text)
  let low = 0
  let high = stringCount(table) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compareEntries(table, middle, wanted, 0)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** One entry in a buffer that is used again and again: looking up must not allocate. */
let scratch = { bytes: Buffer.alloc(256), offsets: new Uint32Array(2) }
const encoder = new TextEncoder()

function encoded(text: string): StringTable {
  if (text.length * 3 > scratch.bytes.length) scratch = { ...scratch, bytes: Buffer.alloc(text.length * 3) }
  scratch.offsets[1] = encoder.encodeInto(text, scratch.bytes).written
  return scratch
}

const surrogates = /[\uD800-\uDFFF]/

/** Sorts in place by code point, which is the byte order of UTF-8 (JavaScript's own order is by UTF-16 unit). */
export function sortByCodePoint(strings: string[]): string[] {
  strings.sort()
  // Only surrogates stand elsewhere in UTF-16 order, and they are rare: the fast sort comes first.
  return strings.some((text) => surrogates.test(text))
    ? strings.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : strings
}
