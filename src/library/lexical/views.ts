import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { DocumentId } from '#vocabulary'
import type { Manifest } from './manifest.ts'
import type { SegmentView } from './scorer.ts'
import { openSegment, type Segment } from './segment.ts'
import { findString, stringAt } from './string-table.ts'

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

/** The live passages of a group, rising; undefined: of all. */
export function candidatesOf(view: SegmentView, group: string | undefined): Uint32Array | undefined {
  if (group === undefined) return undefined
  const { groups, groupPassages, groupStarts } = view.segment
  const place = findString(groups, group)
  if (place < 0) return new Uint32Array(0)
  return groupPassages
    .subarray(groupStarts[place], groupStarts[place + 1])
    .filter((passage) => !view.dead?.[passage])
}

/** By view and list: a large segment stays as it is while small ones come beside it. */
const parts = new WeakMap<SegmentView, WeakMap<readonly DocumentId[], SegmentView>>()

/** The views as if they held these documents alone, in this order. */
export function onlyDocuments(
  views: readonly SegmentView[],
  documents: readonly DocumentId[],
): SegmentView[] {
  return views.map((view) => {
    let byList = parts.get(view)
    if (!byList) parts.set(view, (byList = new WeakMap()))
    let part = byList.get(documents)
    if (!part) byList.set(documents, (part = partOf(view, documents)))
    return part
  })
}

function partOf(view: SegmentView, documents: readonly DocumentId[]): SegmentView {
  const { file, segment } = view
  const dead = new Uint8Array(segment.passages).fill(1)
  const places = new Uint32Array(segment.documents.offsets.length)
  const find = finderFor(segment, documents.length)
  const live: number[] = []
  documents.forEach((id, place) => {
    const document = find(id)
    // Named twice, it stands at the first.
    if (document < 0 || places[document] !== 0) return
    places[document] = place + 1
    for (let p = segment.documentStarts[document]!; p < segment.documentStarts[document + 1]!; p++) {
      const passage = segment.documentPassages[p]!
      if (view.dead?.[passage]) continue
      dead[passage] = 0
      live.push(passage)
    }
  })
  const passages = Uint32Array.from(live).sort()
  const totals: [number, number, number] = [0, 0, 0]
  for (const passage of passages)
    for (const field of [0, 1, 2] as const) totals[field] += segment.lengths[3 * passage + field]!
  return { file, segment, dead, live: passages.length, totals, part: { passages, places } }
}

/** The documents of a segment by id, made when a list names about as many as it holds. */
const directories = new WeakMap<Segment, ReadonlyMap<DocumentId, number>>()

/** Where a document stands in a segment; negative: not at all. */
function finderFor(segment: Segment, asked: number): (id: DocumentId) => number {
  const held = segment.documents.offsets.length - 1
  let directory = directories.get(segment)
  if (!directory && asked * 16 < held) return (id) => findString(segment.documents, id)
  if (!directory) {
    directory = new Map(
      Array.from({ length: held }, (_, place) => [stringAt(segment.documents, place), place]),
    )
    directories.set(segment, directory)
  }
  return (id) => directory.get(id) ?? -1
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
