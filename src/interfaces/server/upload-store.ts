import { lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KaojuError, toKaojuError } from '#runtime'
import { lateness, sizeText } from './bounded-body.ts'

/** What a batch may hold. */
export interface UploadBounds {
  readonly files: number
  readonly bytes: number
  /** Of one file. */
  readonly fileBytes: number
}

/** How long a file may pause while it comes, in milliseconds. */
const patience = 60_000

/** After so long, in milliseconds, what nobody brought in is removed. */
const forgottenAfter = 24 * 3_600 * 1_000

/** Files that are coming, or have come, under a client's own name for them. */
interface Batch {
  /** Sizes of whole files by path. */
  readonly held: Map<string, number>
  /** Paths that are being written. */
  readonly coming: Set<string>
  /** Of whole files and of those that are coming. */
  bytes: number
  closed: boolean
}

/**
 * Where uploads wait to be brought in: `<folder>/<batch>/files/…`.
 *
 * 1. A file is written beside the others (`coming/`) and takes its place when it is whole: what breaks off leaves nothing.
 * 2. No path leads out of its batch, and none through a symbolic link.
 * 3. A batch that is being brought in takes no more files.
 */
export class UploadStore {
  private readonly folder: string
  private readonly bounds: UploadBounds
  private readonly batches = new Map<string, Promise<Batch>>()
  private count = 0

  constructor(folder: string, bounds: UploadBounds) {
    this.folder = folder
    this.bounds = bounds
  }

  /** Where a batch's files are. */
  filesOf(batch: string): string {
    return join(this.folder, batch, 'files')
  }

  /**
   * Takes a file; one that was there under the same path gives way.
   *
   * @param path checked; see `uploadPath`
   * @returns its size in bytes
   * @throws KaojuError `file-too-large`, `upload-too-large`, `upload-closed`, `upload-path-refused`, `body-stalled`,
   * `disk-full`, `aborted` where the sender left
   */
  async take(
    name: string,
    path: readonly string[],
    body: ReadableStream<Uint8Array> | null,
    announced: number,
  ): Promise<number> {
    const batch = await this.batch(name)
    const key = path.join('/')
    if (batch.closed || batch.coming.has(key)) throw new KaojuError('upload-closed', { upload: name })
    if (announced > this.bounds.fileBytes) throw this.tooLarge(key, announced)
    if (batch.bytes + announced > this.bounds.bytes) throw this.full(name)
    if (!batch.held.has(key) && batch.held.size + batch.coming.size >= this.bounds.files)
      throw this.full(name)
    batch.coming.add(key)
    const beside = join(this.folder, name, 'coming', String(++this.count))
    let size = 0
    try {
      await mkdir(join(this.folder, name, 'coming'), { recursive: true, mode: 0o700 })
      await this.write(beside, body, (more) => {
        size += more
        batch.bytes += more
        if (size > this.bounds.fileBytes) throw this.tooLarge(key, size)
        if (batch.bytes > this.bounds.bytes) throw this.full(name)
      })
      await rename(beside, join(await this.folderFor(name, path), path.at(-1)!))
      batch.bytes -= batch.held.get(key) ?? 0
      batch.held.set(key, size)
      return size
    } catch (error) {
      batch.bytes -= size
      await rm(beside, { force: true })
      throw namedFailure(error, key)
    } finally {
      batch.coming.delete(key)
    }
  }

  /**
   * Takes no more files.
   *
   * @returns the paths of those it has
   * @throws KaojuError `upload-unknown`, `upload-closed` where a file is still coming
   */
  async close(name: string): Promise<readonly string[]> {
    const batch = await this.batch(name)
    if (batch.held.size === 0 && batch.coming.size === 0) {
      this.batches.delete(name)
      throw new KaojuError('upload-unknown', { upload: name })
    }
    if (batch.coming.size > 0) throw new KaojuError('upload-closed', { upload: name })
    batch.closed = true
    return [...batch.held.keys()]
  }

  /** Takes files again: its run could not be begun. */
  async reopen(name: string): Promise<void> {
    ;(await this.batch(name)).closed = false
  }

  /** Says which run brings it in, for whoever asks again or starts the server again. */
  async broughtInBy(name: string, run: string): Promise<void> {
    await writeFile(join(this.folder, name, 'run'), run)
  }

  /** The run that brings it in; undefined: none yet. */
  runOf(name: string): Promise<string | undefined> {
    return readFile(join(this.folder, name, 'run'), 'utf8').catch(() => undefined)
  }

  /** Removes the files of what was brought in, and remembers by whom. */
  async empty(name: string): Promise<void> {
    // What is on the disk says that it takes no more.
    this.batches.delete(name)
    await rm(this.filesOf(name), { recursive: true, force: true })
    await rm(join(this.folder, name, 'coming'), { recursive: true, force: true })
  }

  async remove(name: string): Promise<void> {
    this.batches.delete(name)
    await rm(join(this.folder, name), { recursive: true, force: true })
  }

  /** What was there when the server was started: batches, the run that brings each in, and whether they were forgotten. */
  async left(now: number): Promise<readonly { name: string; run?: string; forgotten: boolean }[]> {
    const names = await readdir(this.folder).catch(() => [])
    return Promise.all(
      names.map(async (name) => {
        const folder = join(this.folder, name)
        const run = await this.runOf(name)
        const { mtimeMs } = await lstat(folder).catch(() => ({ mtimeMs: now }))
        const { mtimeMs: coming } = await lstat(join(folder, 'coming')).catch(() => ({ mtimeMs }))
        return {
          name,
          forgotten: now - Math.max(mtimeMs, coming) > forgottenAfter,
          ...(run === undefined ? {} : { run }),
        }
      }),
    )
  }

  private batch(name: string): Promise<Batch> {
    const known = this.batches.get(name)
    if (known) return known
    const opening = this.open(name)
    this.batches.set(name, opening)
    opening.catch(() => this.batches.delete(name))
    return opening
  }

  /** A batch of an earlier server is gone on with. */
  private async open(name: string): Promise<Batch> {
    const held = new Map<string, number>()
    const root = this.filesOf(name)
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      held.set(file.slice(root.length + 1).replaceAll('\\', '/'), (await stat(file)).size)
    }
    await rm(join(this.folder, name, 'coming'), { recursive: true, force: true })
    const closed = await stat(join(this.folder, name, 'run')).then(
      () => true,
      () => false,
    )
    const bytes = [...held.values()].reduce((sum, size) => sum + size, 0)
    return { held, coming: new Set(), bytes, closed }
  }

  /** The folder of a file, made part by part, so that none of its parts is a link to elsewhere. */
  private async folderFor(name: string, path: readonly string[]): Promise<string> {
    let folder = this.filesOf(name)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const part of path.slice(0, -1)) {
      folder = join(folder, part)
      await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
      if (!(await lstat(folder)).isDirectory())
        throw new KaojuError('upload-path-refused', { path: path.join('/'), reason: 'ENOTDIR' })
    }
    return folder
  }

  private async write(
    file: string,
    body: ReadableStream<Uint8Array> | null,
    account: (bytes: number) => void,
  ): Promise<void> {
    const handle = await open(file, 'wx', 0o600)
    const reader = body?.getReader()
    try {
      while (reader) {
        const late = lateness(patience)
        const next = reader.read().catch((error: unknown) => {
          // The sender left.
          throw new KaojuError('aborted', {}, { cause: error })
        })
        const { done, value } = await Promise.race([next, late.comes]).finally(() => late.cancel())
        if (done) break
        account(value.byteLength)
        await handle.writeFile(value)
      }
    } catch (error) {
      reader?.cancel().catch(() => undefined)
      throw error
    } finally {
      await handle.close()
    }
  }

  private tooLarge(path: string, size: number): KaojuError {
    return new KaojuError('file-too-large', {
      path,
      size: sizeText(size),
      limit: sizeText(this.bounds.fileBytes),
    })
  }

  private full(upload: string): KaojuError {
    const { files, bytes } = this.bounds
    return new KaojuError('upload-too-large', { upload, files, size: sizeText(bytes) })
  }
}

/** A folder where a file is to be, or the other way round, is a path that cannot be; the rest is named as ever. */
function namedFailure(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENOTEMPTY' || code === 'EEXIST')
    return new KaojuError('upload-path-refused', { path, reason: code }, { cause: error })
  return error instanceof Error && (code === 'ENOSPC' || code === 'EDQUOT')
    ? toKaojuError(error, path)
    : error
}
