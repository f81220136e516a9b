import { webcrypto } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotId } from '#vocabulary'
import { nameFileError, sha256 } from '#runtime'

/**
 * Original bytes by their hash, at `<home>/blobs/ab/<sha256>`.
 *
 * 1. A blob is written to a file beside it, synced, and renamed: under its name it is always whole.
 * 2. It is on disk before a row names it; a kill in between leaves a blob that nothing names, for `inspect` to sweep.
 */
export interface BlobStore {
  /** @param bytes whose SHA-256 is `id` (the caller has checked) */
  put(id: SnapshotId, bytes: Uint8Array): Promise<void>
  /** Undefined when there is no such file. */
  get(id: SnapshotId): Promise<Uint8Array | undefined>
}

export function createBlobStore(home: string): BlobStore {
  const folder = (id: SnapshotId): string => join(home, 'blobs', id.slice(0, 2))
  /** The same bytes may arrive from two places at once. */
  const coming = new Map<SnapshotId, Promise<void>>()
  const made = new Set<string>()

  const write = async (id: SnapshotId, bytes: Uint8Array): Promise<void> => {
    const path = join(folder(id), id)
    const there = await stat(path).catch(() => undefined)
    if (there?.size === bytes.length) return
    const part = `${path}.part`
    try {
      if (!made.has(folder(id))) await mkdir(folder(id), { recursive: true })
      made.add(folder(id))
      const file = await open(part, 'w', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, path)
      await syncFolder(folder(id))
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined)
      throw nameFileError(error, home)
    }
  }

  return {
    put(id, bytes) {
      let writing = coming.get(id)
      if (!writing) {
        writing = write(id, bytes).finally(() => coming.delete(id))
        coming.set(id, writing)
      }
      return writing
    },
    get: (id) =>
      readFile(join(folder(id), id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw nameFileError(error, home)
      }),
  }
}

/** SHA-256; what would hold up the event loop for more than a millisecond is hashed in the thread pool. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length < 2 ** 20) return sha256(bytes)
  const digest = await webcrypto.subtle.digest('SHA-256', bytes)
  return Buffer.from(digest).toString('hex')
}

/** Makes the new name itself durable; systems that cannot open a folder (Windows) do so on their own. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  try {
    await folder?.sync().catch(() => undefined)
  } finally {
    await folder?.close()
  }
}
