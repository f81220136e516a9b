import { open } from 'node:fs/promises'
import { KaojuError, toKaojuError, type Context } from '#runtime'
import type { FoundFile } from './walk-files.ts'

/** A file's bytes and the stamp they belong to. */
export interface FileBytes {
  readonly bytes: Uint8Array
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modified: number
}

const attempts = 3
const pause = 50

/**
 * Reads a file whole, so that size and modification time are the same before and after: what is stored was
 * the file at one moment.
 *
 * @throws KaojuError `file-empty`, `file-too-large`, `file-changed`, `path-missing`, `path-unreadable`
 */
export async function readFileWhole(file: FoundFile, maxBytes: number, context: Context): Promise<FileBytes> {
  try {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const result = await readOnce(file.path, maxBytes)
      if (result) return result
      await context.clock.sleep(pause * attempt, context.abort)
    }
  } catch (error) {
    throw toKaojuError(error, file.path)
  }
  throw new KaojuError('file-changed', { path: file.path })
}

/** Undefined when the file changed while it was read. */
async function readOnce(path: string, maxBytes: number): Promise<FileBytes | undefined> {
  const handle = await open(path, 'r')
  try {
    const before = await handle.stat()
    if (before.size === 0) throw new KaojuError('file-empty', { path })
    if (before.size > maxBytes)
      throw new KaojuError('file-too-large', {
        path,
        size: megabytes(before.size),
        limit: megabytes(maxBytes),
      })
    // One byte more than expected: a file that grows is seen even where its time stamp is coarse.
    const buffer = Buffer.allocUnsafe(before.size + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      if (bytesRead === 0 || length + bytesRead > before.size) {
        length += bytesRead
        break
      }
      length += bytesRead
    }
    const after = await handle.stat()
    if (length !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      return undefined
    return {
      bytes: new Uint8Array(buffer.subarray(0, length)),
      size: before.size,
      modified: Math.floor(before.mtimeMs),
    }
  } finally {
    await handle.close()
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
