import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { DocumentId, Filter } from '#vocabulary'
import type { Manifest } from './manifest.ts'
import type { SegmentView } from './scorer.ts'
import { openSegment, type Segment } from './segment.ts'
import { findString } from './string-table.ts'

/** A segment with some of its passages dead; `dead` is not changed afterwards. */
export function viewOf(file: string, segment: Segment, dead?: Uint8Array): SegmentView {
  const totals: [number, number, number] = [0, 0, 0]
  let live = 0
  for (let passage = 0; passage < segment.passages; passage++) {
    if (dead?.[passage]) continue
    live++
    for (const field of [0, 1, 2] as const) totals[field] += segment.lengths[3 * passage + field]!
  }
  return { file, segment, dead: live === segment.passages ? undefined : dead, live, totals }
}

/** The view without the passages of these documents, or the same view when it holds none of them. */
export function withoutDocuments(view: SegmentView, ids: Iterable<DocumentId>): SegmentView {
  let dead: Uint8Array | undefined
  for (const id of ids) {
    for (const passage of passagesOf(view.segment, id)) {
      if (view.dead?.[passage]) continue
      dead ??= view.dead?.slice() ?? new Uint8Array(view.segment.passages)
      dead[passage] = 1
    }
  }
  return dead ? viewOf(view.file, view.segment, dead) : view
}

function passagesOf(segment: Segment, document: DocumentId): Uint32Array {
  const place = findString(segment.documents, document)
  return place < 0
    ? new Uint32Array(0)
    : segment.documentPassages.subarray(segment.documentStarts[place], segment.documentStarts[place + 1])
}

/** Choices by the array that was given: research filters by one list of documents over and over. */
const chosen = new WeakMap<SegmentView, WeakMap<readonly DocumentId[], Uint32Array>>()

/** The live passages that a filter leaves, rising; undefined when it leaves all. */
export function candidatesOf(view: SegmentView, filter: Filter | undefined): Uint32Array | undefined {
  const byDocument = filter?.documents && candidatesByDocument(view, filter.documents)
  if (filter?.group === undefined) return byDocument?.length === view.live ? undefined : byDocument
  const place = findString(view.segment.groups, filter.group)
  if (place < 0) return new Uint32Array(0)
  const { groupPassages, groupStarts } = view.segment
  const inGroup = groupPassages
    .subarray(groupStarts[place], groupStarts[place + 1])
    .filter((passage) => !view.dead?.[passage])
  if (!byDocument) return inGroup
  const both = new Set(byDocument)
  return inGroup.filter((passage) => both.has(passage))
}

function candidatesByDocument(view: SegmentView, documents: readonly DocumentId[]): Uint32Array {
  let byList = chosen.get(view)
  if (!byList) chosen.set(view, (byList = new WeakMap()))
  const known = byList.get(documents)
  if (known) return known
  const passages: number[] = []
  for (const id of new Set(documents))
    for (const passage of passagesOf(view.segment, id)) if (!view.dead?.[passage]) passages.push(passage)
  const found = Uint32Array.from(passages).sort()
  byList.set(documents, found)
  return found
}

/** The views that a manifest names, or why they cannot be had. */
export async function openViews(
  folder: string,
  manifest: Manifest,
): Promise<SegmentView[] | { readonly unusable: string }> {
  const views: SegmentView[] = []
  for (const { file, dead } of manifest.segments) {
    const segment = await readSegment(join(folder, file))
    if ('unusable' in segment) return segment
    const tombstones =
      dead === undefined ? undefined : decodeDead(await readIfThere(join(folder, dead)), segment.passages)
    if (tombstones === 'damaged') return { unusable: `${dead} damaged` }
    views.push(viewOf(file, segment, tombstones))
  }
  return views
}

export async function readSegment(path: string): Promise<Segment | { readonly unusable: string }> {
  const bytes = await readIfThere(path)
  if (!bytes) return { unusable: `${path} is missing` }
  const segment = openSegment(wholeBuffer(bytes))
  return 'unusable' in segment ? { unusable: `${path}: ${segment.unusable}` } : segment
}

/** Typed arrays need a buffer that begins where the file does. */
function wholeBuffer(bytes: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes
  return byteOffset === 0 && buffer.byteLength === byteLength
    ? (buffer as ArrayBuffer)
    : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** CRC-32, then one bit per passage. */
export function encodeDead(dead: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(dead.length / 8))
  dead.forEach((bit, passage) => (bytes[4 + (passage >> 3)]! |= bit << (passage & 7)))
  new DataView(bytes.buffer).setUint32(0, crc32(bytes.subarray(4)), true)
  return bytes
}

function decodeDead(bytes: Buffer | undefined, passages: number): Uint8Array | 'damaged' {
  if (bytes?.length !== 4 + Math.ceil(passages / 8) || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4)))
    return 'damaged'
  return Uint8Array.from(
    { length: passages },
    (_, passage) => (bytes[4 + (passage >> 3)]! >> (passage & 7)) & 1,
  )
}
