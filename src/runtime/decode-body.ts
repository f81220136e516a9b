import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import { KaojuError } from './errors.ts'

/** What bounds a body. */
export interface BodyBounds {
  /** The address that a failure names. */
  readonly shown: string
  readonly wireBytes: number
  readonly bytes: number
}

/** What is told while a body is read. */
export interface BodyProgress {
  /** A piece came from the wire. */
  onPiece?(): void
  /** So many bytes more are about to be held; whoever returns a promise is waited for. */
  onHold?(bytes: number): Promise<void> | undefined
}

/**
 * The body of an answer, decompressed (RFC 9110 content codings).
 *
 * 1. The bounds hold while decompressing, for every layer: no more than them, and one piece, is ever held.
 * 2. At most three layers; codings that nobody knows are refused, words that servers put there for none are not.
 * 3. `deflate` is zlib or raw, as browsers take it.
 * 4. Whatever ends early, the source and every decoder are destroyed.
 *
 * @throws KaojuError `page-too-large`, `page-undecodable`, `page-cut-off` (the compressed data end too early); what the source throws
 */
export async function decodeBody(
  source: AsyncIterable<Uint8Array>,
  contentEncoding: string | undefined,
  { shown, wireBytes: mostOnWire, bytes: most }: BodyBounds,
  progress: BodyProgress = {},
): Promise<{ readonly body: Uint8Array; readonly wireBytes: number }> {
  const codings = codingsOf(contentEncoding, shown)
  let wireBytes = 0
  let pieces = counted(source, (bytes) => {
    wireBytes = bytes
    progress.onPiece?.()
    if (bytes > mostOnWire) throw tooLarge(shown, `more than ${megabytes(mostOnWire)} were sent`)
    return undefined
  })
  for (const coding of codings.reverse())
    pieces = counted(inflated(pieces, coding, shown), (bytes, piece) => {
      if (bytes > most) throw tooLarge(shown, `more than ${megabytes(most)} after decompression`)
      return bytes <= windows[coding]! ? progress.onHold?.(piece) : undefined
    })
  const held = new Blocks()
  for await (const piece of pieces) {
    if (held.length + piece.byteLength > most) throw tooLarge(shown, `more than ${megabytes(most)}`)
    const waiting = progress.onHold?.(piece.byteLength)
    if (waiting) await waiting
    held.add(piece)
  }
  return { body: held.whole(), wireBytes }
}

/** Bytes copied together: millions of pieces of one byte, each of them a view into a larger buffer, take no more room than one large piece. */
class Blocks {
  length = 0
  private readonly full: Uint8Array[] = []
  private block = Buffer.allocUnsafeSlow(16 * 1024)
  private used = 0

  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.byteLength;) {
      if (this.used === this.block.byteLength) {
        this.full.push(this.block)
        this.block = Buffer.allocUnsafeSlow(Math.min(Math.max(this.length, 16 * 1024), 2 ** 20))
        this.used = 0
      }
      const some = piece.subarray(at, at + this.block.byteLength - this.used)
      this.block.set(some, this.used)
      this.used += some.byteLength
      this.length += some.byteLength
      at += some.byteLength
    }
  }

  whole(): Uint8Array {
    const body = new Uint8Array(this.length)
    let at = 0
    for (const block of [...this.full, this.block.subarray(0, this.used)]) {
      body.set(block, at)
      at += block.byteLength
    }
    return body
  }
}

/** The layers in which a body is compressed, in the order in which they were laid on. */
function codingsOf(contentEncoding: string | undefined, shown: string): string[] {
  const named = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim().replace(/^x-(?=gzip$)/, ''))
    .filter((coding) => !none.has(coding))
  const unknown = named.find((coding) => !(coding in decoders))
  if (unknown !== undefined) throw undecodable(shown, `unknown coding ${unknown.slice(0, 40)}`)
  if (named.length > mostLayers) throw undecodable(shown, `compressed ${named.length} times over`)
  return named
}

const mostLayers = 3
/** What stands for no compression, rightly and wrongly. */
const none = new Set([
  '',
  'identity',
  'none',
  'utf-8',
  'utf8',
  'binary',
  '7bit',
  '8bit',
  'iso-8859-1',
  'ascii',
])

const decoders: Readonly<Record<string, (first: Uint8Array) => Transform>> = {
  __proto__: null as never,
  gzip: () => createGunzip(),
  // Half of the servers that say deflate mean the zlib format, as the standard does, half the bare stream.
  deflate: (first) => ((first[0]! & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  // RFC 9659: no window over 8 MB on the web.
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } }),
}

/** What a decoder remembers of its output, in bytes. */
const windows: Readonly<Record<string, number>> = { gzip: 0, deflate: 0, br: 16 * 2 ** 20, zstd: 8 * 2 ** 20 }

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onPiece: (total: number, piece: number) => Promise<void> | undefined,
): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const piece of source) {
    total += piece.byteLength
    const waiting = onPiece(total, piece.byteLength)
    if (waiting) await waiting
    yield piece
  }
}

/** One layer less. */
async function* inflated(
  source: AsyncGenerator<Uint8Array>,
  coding: string,
  shown: string,
): AsyncGenerator<Uint8Array> {
  let first: IteratorResult<Uint8Array>
  do first = await source.next()
  while (!first.done && first.value.byteLength === 0)
  // An empty body is empty in every coding.
  if (first.done) return
  const decoder = decoders[coding]!(first.value)
  let upstream: unknown
  const feed = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield first.value
      yield* source
    } catch (error) {
      upstream = error
      throw error
    }
  }
  const feeding = pipeline(Readable.from(feed(), { objectMode: false }), decoder).catch(() => {})
  try {
    yield* decoder as AsyncIterable<Uint8Array>
  } catch (error) {
    if (upstream !== undefined) throw upstream
    throw decoding(error, coding, shown)
  } finally {
    decoder.destroy()
    await feeding
    await source.return(undefined)
  }
}

/** What zlib, brotli and zstd say of a damaged stream. */
function decoding(error: unknown, coding: string, shown: string): unknown {
  if (error instanceof KaojuError || !(error instanceof Error)) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR' || /unexpected end|ended prematurely/i.test(error.message))
    return new KaojuError(
      'page-cut-off',
      { url: shown, reason: `its ${coding} data end too early` },
      { cause: error },
    )
  return undecodable(shown, `${coding}: ${error.message}`, error)
}

function undecodable(shown: string, reason: string, cause?: unknown): KaojuError {
  return new KaojuError('page-undecodable', { url: shown, reason }, { cause })
}

function tooLarge(shown: string, reason: string): KaojuError {
  return new KaojuError('page-too-large', { url: shown, reason })
}

/** A size for people: megabytes, or bytes where there is less than one. */
export function megabytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round((bytes / 2 ** 20) * 10) / 10} MB`
}
