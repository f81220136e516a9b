import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, sha256, toKaojuError } from '#runtime'

/** Which files make the index now. It is written last and renamed into place: what it names is complete. */
export interface Manifest {
  readonly watermark: number
  /** Number of the next file: names are never used twice. */
  readonly next: number
  readonly segments: readonly { readonly file: string; readonly dead?: string }[]
}

export const emptyManifest: Manifest = { watermark: 0, next: 1, segments: [] }

const name = 'manifest.json'
const format = 1
const ours = /^(?:segment|dead)-\d+$|\.part$/

/** The manifest of a folder, undefined when there is none yet, or 'damaged'. */
export async function readManifest(folder: string): Promise<Manifest | undefined | 'damaged'> {
  let text: string
  try {
    text = await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw toKaojuError(error, join(folder, name))
  }
  try {
    const {
      check,
      format: written,
      ...manifest
    } = JSON.parse(text) as Manifest & { check: string; format: number }
    return written === format && check === sha256(canonicalJson(manifest)) ? manifest : 'damaged'
  } catch {
    return 'damaged'
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const check = sha256(canonicalJson(manifest))
  await writeWhole(join(folder, name), Buffer.from(JSON.stringify({ format, ...manifest, check })))
}

/** Writes a file so that it is either there whole or not there: temporary name, fsync, rename, fsync of the folder. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.part`
  try {
    const file = await open(part, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
    await syncFolder(join(path, '..'))
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    throw toKaojuError(error, path)
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; its renames are durable without it.
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Deletes what a crash or a merge left behind. A reader that still wants such a file opens the newer manifest. */
export async function sweep(
  folder: string,
  manifest: Manifest,
  inUse: readonly string[] = [],
): Promise<void> {
  const kept = new Set([...inUse, ...manifest.segments.flatMap(({ file, dead }) => [file, dead])])
  for (const entry of await readdir(folder))
    if (ours.test(entry) && !kept.has(entry))
      await rm(join(folder, entry), { force: true }).catch(() => undefined)
}
