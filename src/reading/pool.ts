import { availableParallelism } from 'node:os'
import type { Document, Passage } from '#vocabulary'
import type { PageSigns } from '#sources'
import { createProcessPool, entryPoint, KaojuError, ProcessLost, type Context } from '#runtime'

/** How wide the pool is and what one file may cost. */
export interface ReadingPoolOptions {
  /** Child processes at most; as many as there are processors, up to four. */
  readonly size?: number
  /** Limit for one file, in seconds. */
  readonly seconds?: number
  /** Limit for one file, in megabytes of resident memory, the process itself included. */
  readonly megabytes?: number
}

/** A file to read; what is not told about it is detected. */
export interface ReadRequest {
  readonly uri: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly mediaType?: string
  /** When the source itself says when it was published; ISO 8601. */
  readonly publishedAt?: string
  /** It came from the web: the signs of the page are wanted, and its charset is what the server says. */
  readonly web?: { readonly url: string; readonly contentType?: string }
}

/** A document, and its passages by the `structural` chunker. */
export interface Reading {
  readonly document: Document
  readonly passages: readonly Passage[]
  /** Of a page of the web. */
  readonly signs?: PageSigns
}

/** A page of the web: what it says besides its text, and its text where it has one. */
export type PageReading =
  | (Reading & { readonly signs: PageSigns })
  | { readonly noText: true; readonly signs: PageSigns }

/** Reads files in child processes with limits of time and memory. */
export interface ReadingPool {
  /**
   * Reads one file in a child process, which is given these bytes and nothing else.
   *
   * @throws KaojuError `file-empty`, `file-binary`, `format-unknown`, `file-encrypted`, `file-damaged`,
   *   `file-bomb`, `file-no-text`, `reader-timeout`, `reader-memory`, `reader-crashed`
   */
  read(resource: ReadRequest, context: Context): Promise<Reading>
  /** As `read`, for a page that may have signs and no text (`file-empty` and `file-no-text` are no errors then). */
  readPage(resource: ReadRequest & Required<Pick<ReadRequest, 'web'>>, context: Context): Promise<PageReading>
  close(): Promise<void>
}

/**
 * Reads files in child processes under a limit of time and memory: parsing is where hostile files do harm.
 * Children start with the first file and end with `close` or with this process.
 */
export function createReadingPool(options: ReadingPoolOptions, _context: Context): ReadingPool {
  const { size = Math.min(4, availableParallelism()), seconds = 30, megabytes = 512 } = options
  const entry = entryPoint(import.meta.url, './read-child')
  const pool = createProcessPool({ entry, size, limits: { seconds, megabytes } })
  const run = async <T>(resource: ReadRequest, context: Context): Promise<T> => {
    try {
      return await pool.run<T>(resource, { signal: context.abort })
    } catch (error) {
      throw error instanceof ProcessLost ? nameLoss(error, resource.name, seconds, megabytes) : error
    }
  }
  return {
    async read(resource, context) {
      const path = resource.name
      if (resource.bytes.length === 0) throw new KaojuError('file-empty', { path })
      const reading = await run<Reading | PageReading>(resource, context)
      if ('noText' in reading) throw new KaojuError('file-no-text', { path })
      return reading
    },
    async readPage(resource, context) {
      if (resource.bytes.length > 0) return run<PageReading>(resource, context)
      const shell = { kind: 'empty', why: '0 bytes' } as const
      return { noText: true, signs: { links: [], feeds: [], needsBrowser: false, shell } }
    },
    close: () => pool.close(),
  }
}

function nameLoss(lost: ProcessLost, path: string, seconds: number, megabytes: number): KaojuError {
  switch (lost.how) {
    case 'timeout':
      return new KaojuError('reader-timeout', { path, seconds }, { cause: lost })
    case 'memory':
      return new KaojuError('reader-memory', { path, megabytes }, { cause: lost })
    case 'crash':
      return new KaojuError('reader-crashed', { path, reason: lost.message }, { cause: lost })
  }
}
