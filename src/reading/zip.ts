/**
 * Opens ZIP containers that strangers made.
 *
 * 1. The central directory is the truth; an entry is inflated only when it is asked for, so what nobody reads
 *    (pictures, fonts) costs nothing.
 * 2. An entry is never inflated past its limit, whatever sizes it states: entries, bytes in all and bytes for
 *    each are bounded, and more is `file-bomb`. Overlapping entries are covered by the bound on the sum.
 * 3. An encrypted entry is `file-encrypted`; a container without a directory is `file-damaged`.
 *
 * Source: PKWARE APPNOTE 6.3.10, with ZIP64.
 */
import { inflateRawSync } from 'node:zlib'
import { KaojuError } from '#runtime'

export interface ZipLimits {
  readonly entries: number
  /** Bytes after inflating, for one entry. */
  readonly entryBytes: number
  /** Bytes after inflating, over all entries read. */
  readonly totalBytes: number
}

export interface Zip {
  /** Entry names in directory order, with forward slashes, folders left out. */
  readonly names: readonly string[]
  has(name: string): boolean
  /** The entry's bytes, or undefined when there is no such entry. Names are matched without regard to case when the exact one is absent. */
  read(name: string): Uint8Array | undefined
}

interface Entry {
  readonly method: number
  readonly encrypted: boolean
  readonly compressed: number
  readonly size: number
  readonly offset: number
}

const usual: ZipLimits = { entries: 20_000, entryBytes: 96 << 20, totalBytes: 192 << 20 }

/** @param name the file's name, for messages */
export function openZip(bytes: Uint8Array, name: string, limits: ZipLimits = usual): Zip {
  const damaged = (reason: string): KaojuError => new KaojuError('file-damaged', { path: name, reason })
  const bomb = (reason: string): KaojuError => new KaojuError('file-bomb', { path: name, reason })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let entries: Map<string, Entry>
  try {
    entries = readDirectory(view, limits, bomb)
  } catch (error) {
    throw error instanceof RangeError ? damaged('its ZIP directory is missing or cut off') : error
  }
  const folded = new Map([...entries.keys()].map((key) => [key.toLowerCase(), key]))
  let total = 0

  const inflate = (entry: Entry, entryName: string): Uint8Array => {
    if (entry.encrypted) throw new KaojuError('file-encrypted', { path: name })
    const room = Math.min(limits.entryBytes, limits.totalBytes - total)
    if (entry.size > room) throw bomb(`${entryName} states ${Math.round(entry.size / 2 ** 20)} MB`)
    const data = entryData(bytes, view, entry)
    if (entry.method === 0 && data.length <= room) return data
    if (entry.method !== 8) throw damaged(`${entryName} is packed by method ${entry.method}`)
    return inflateRawSync(data, { maxOutputLength: Math.max(1, room) })
  }

  const find = (wanted: string): string | undefined =>
    entries.has(wanted) ? wanted : folded.get(wanted.toLowerCase())
  return {
    names: [...entries.keys()],
    has: (wanted) => find(wanted) !== undefined,
    read(wanted) {
      const found = find(wanted)
      if (found === undefined) return undefined
      try {
        const data = inflate(entries.get(found)!, found)
        total += data.length
        return data
      } catch (error) {
        if (error instanceof KaojuError) throw error
        if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
          throw bomb(`${found} inflates past its limit`)
        throw damaged(`${found} cannot be unpacked`)
      }
    },
  }
}

/** Reading past the end throws RangeError, which the caller names. */
function readDirectory(
  view: DataView,
  limits: ZipLimits,
  bomb: (reason: string) => KaojuError,
): Map<string, Entry> {
  const end = findEnd(view)
  let count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (at === 0xffffffff || count === 0xffff) {
    const locator = end - 20
    if (locator >= 0 && view.getUint32(locator, true) === 0x07064b50) {
      const wide = Number(view.getBigUint64(locator + 8, true))
      count = Number(view.getBigUint64(wide + 32, true))
      at = Number(view.getBigUint64(wide + 48, true))
    }
  }
  if (count > limits.entries) throw bomb(`${count} entries`)
  const entries = new Map<string, Entry>()
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError('no directory entry')
    const flags = view.getUint16(at + 8, true)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const raw = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)
    const name = new TextDecoder().decode(raw).replaceAll('\\', '/')
    const wide = readWide(view, at, at + 46 + nameLength, extraLength)
    if (!name.endsWith('/') && !entries.has(name))
      entries.set(name, { method: view.getUint16(at + 10, true), encrypted: (flags & 1) === 1, ...wide })
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  }
  return entries
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--)
    if (view.getUint32(at, true) === 0x06054b50) return at
  throw new RangeError('no end of directory')
}

/** Sizes and offset, from the ZIP64 extra field where the short ones are full. */
function readWide(
  view: DataView,
  entry: number,
  extra: number,
  extraLength: number,
): Pick<Entry, 'size' | 'compressed' | 'offset'> {
  const found = {
    size: view.getUint32(entry + 24, true),
    compressed: view.getUint32(entry + 20, true),
    offset: view.getUint32(entry + 42, true),
  }
  for (let at = extra; at + 4 <= extra + extraLength; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let field = at + 4
    for (const key of ['size', 'compressed', 'offset'] as const) {
      if (found[key] !== 0xffffffff) continue
      found[key] = Number(view.getBigUint64(field, true))
      field += 8
    }
  }
  return found
}

function entryData(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  if (view.getUint32(entry.offset, true) !== 0x04034b50) throw new RangeError('no local header')
  const start =
    entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true)
  if (start + entry.compressed > bytes.length) throw new RangeError('cut off')
  return bytes.subarray(start, start + entry.compressed)
}
