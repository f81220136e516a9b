import { crc32 } from 'node:zlib'
import { unicodeVersions } from '#runtime'
import { analyserVersion } from './analyser.ts'
import type { StringTable } from './string-table.ts'

/**
 * An immutable piece of the index: one file, one buffer, read as typed arrays in place.
 *
 * 1. Passages are numbered 0 … n-1 in falling age: by `sequence`, so that number order is arrival order.
 * 2. Terms, documents and groups are sorted in byte order and found by binary search.
 * 3. A posting is a passage number and its counts per field, packed (see `packCounts`); postings of a term
 *    are sorted by passage number. Scores are made from counts when a term is first asked for, because
 *    idf and average length belong to the whole index, not to a segment.
 * 4. The file begins with a checksummed header that names analyser, Unicode and ICU versions and, for each
 *    section, its place and CRC-32: a torn, truncated or altered file is told from a good one.
 */
export interface Segment {
  readonly passages: number
  /** Number of the newest passage within the library, per passage; rising. */
  readonly sequences: Float64Array
  /** Analysed terms per passage and field: title, headings, body, title, … */
  readonly lengths: Uint32Array
  readonly passageIds: StringTable
  readonly documentOf: Uint32Array
  readonly documents: StringTable
  /** Passages of document d: `documentPassages[documentStarts[d] … documentStarts[d + 1])`, rising. */
  readonly documentStarts: Uint32Array
  readonly documentPassages: Uint32Array
  readonly groups: StringTable
  readonly groupStarts: Uint32Array
  readonly groupPassages: Uint32Array
  readonly terms: StringTable
  readonly postingStarts: Uint32Array
  readonly postingPassages: Uint32Array
  readonly postingCounts: Uint16Array
}

export const fields = ['title', 'headings', 'body'] as const

/** Counts above these are kept as these: nothing scores higher for the sixteenth mention in a title. */
export const largestCounts = [15, 15, 255] as const

/** Four bits for the title, four for the headings, eight for the body. */
export function packCounts(title: number, headings: number, body: number): number {
  return (Math.min(title, 15) << 12) | (Math.min(headings, 15) << 8) | Math.min(body, 255)
}

/** Raise it when the layout below changes: segments of another version are rebuilt. */
const formatVersion = 1
const magic = 0x584c4a4b // KJLX

/** A segment's sections in file order, with the array that each is read as. */
const sections = {
  sequences: Float64Array,
  lengths: Uint32Array,
  'passageIds.bytes': Uint8Array,
  'passageIds.offsets': Uint32Array,
  documentOf: Uint32Array,
  'documents.bytes': Uint8Array,
  'documents.offsets': Uint32Array,
  documentStarts: Uint32Array,
  documentPassages: Uint32Array,
  'groups.bytes': Uint8Array,
  'groups.offsets': Uint32Array,
  groupStarts: Uint32Array,
  groupPassages: Uint32Array,
  'terms.bytes': Uint8Array,
  'terms.offsets': Uint32Array,
  postingStarts: Uint32Array,
  postingPassages: Uint32Array,
  postingCounts: Uint16Array,
} as const

type SectionName = keyof typeof sections
type SectionArray = Float64Array | Uint32Array | Uint16Array | Uint8Array

interface Header {
  readonly format: number
  readonly analyser: number
  readonly unicode: string
  readonly icu: string
  readonly passages: number
  readonly sections: readonly {
    readonly name: SectionName
    readonly offset: number
    readonly bytes: number
    readonly crc: number
  }[]
}

const stamp = { format: formatVersion, analyser: analyserVersion, ...unicodeVersions }

function sectionOf(segment: Segment, name: SectionName): SectionArray {
  const [table, part] = name.split('.') as [keyof Segment, keyof StringTable | undefined]
  return part ? (segment[table] as StringTable)[part] : (segment[table] as SectionArray)
}

const align = (offset: number): number => Math.ceil(offset / 8) * 8

/** The bytes of a segment file. */
export function encodeSegment(segment: Segment): ArrayBuffer {
  const names = Object.keys(sections) as SectionName[]
  const blocks = names.map((name) => {
    const array = sectionOf(segment, name)
    return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  })
  // The header's length must not depend on the offsets it holds: they are counted from the first section.
  let offset = 0
  const places = blocks.map((block, index) => {
    const place = { name: names[index]!, offset, bytes: block.length, crc: crc32(block) }
    offset = align(offset + block.length)
    return place
  })
  const header = Buffer.from(
    JSON.stringify({ ...stamp, passages: segment.passages, sections: places } satisfies Header),
  )
  const first = align(12 + header.length)
  const buffer = new ArrayBuffer(first + offset)
  const view = new DataView(buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, header.length, true)
  view.setUint32(8, crc32(header), true)
  const bytes = new Uint8Array(buffer)
  bytes.set(header, 12)
  places.forEach((place, index) => bytes.set(blocks[index]!, first + place.offset))
  return buffer
}

/**
 * A segment over the bytes of its file, or why it cannot be used: damaged, or made by another analyser,
 * Unicode or format. Typed arrays are little-endian on every platform Node runs on.
 */
export function openSegment(buffer: ArrayBuffer): Segment | { readonly unusable: string } {
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer)
  if (buffer.byteLength < 12 || view.getUint32(0, true) !== magic) return { unusable: 'not a segment' }
  const headerLength = view.getUint32(4, true)
  const headerBytes = bytes.subarray(12, 12 + headerLength)
  if (headerBytes.length !== headerLength || crc32(headerBytes) !== view.getUint32(8, true))
    return { unusable: 'header damaged' }
  const header = JSON.parse(Buffer.from(headerBytes).toString()) as Header
  for (const [name, value] of Object.entries(stamp))
    if (header[name as keyof typeof stamp] !== value) return { unusable: `made with another ${name}` }
  const first = align(12 + headerLength)
  const found: Partial<Record<SectionName, SectionArray>> = {}
  for (const { name, offset, bytes: length, crc } of header.sections) {
    const block = bytes.subarray(first + offset, first + offset + length)
    if (block.length !== length || crc32(block) !== crc) return { unusable: `${name} damaged` }
    const array = sections[name]
    found[name] = new array(buffer, first + offset, length / array.BYTES_PER_ELEMENT)
  }
  return { passages: header.passages, ...assemble(found as Record<SectionName, SectionArray>) }
}

function assemble(found: Record<SectionName, SectionArray>): Omit<Segment, 'passages'> {
  const whole = (name: SectionName): Uint32Array => found[name] as Uint32Array
  const table = (name: 'passageIds' | 'documents' | 'groups' | 'terms'): StringTable => ({
    bytes: asBuffer(found[`${name}.bytes`]),
    offsets: whole(`${name}.offsets`),
  })
  return {
    sequences: found.sequences as Float64Array,
    lengths: whole('lengths'),
    passageIds: table('passageIds'),
    documentOf: whole('documentOf'),
    documents: table('documents'),
    documentStarts: whole('documentStarts'),
    documentPassages: whole('documentPassages'),
    groups: table('groups'),
    groupStarts: whole('groupStarts'),
    groupPassages: whole('groupPassages'),
    terms: table('terms'),
    postingStarts: whole('postingStarts'),
    postingPassages: whole('postingPassages'),
    postingCounts: found.postingCounts as Uint16Array,
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: SectionArray): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}
