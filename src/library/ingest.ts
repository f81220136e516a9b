import type { DocumentId, Language } from '#vocabulary'
import { KaojuError, sha256, toKaojuError, type Context } from '#runtime'
import { readFileWhole, walkFiles, type FoundFile } from '#sources'
import type { Chat } from '#models'
import {
  createReadingPool,
  describedMediaTypes,
  describePicture,
  detectMediaType,
  documentOfPicture,
  readableFormats,
  type ReadableFormat,
  type Reading,
  type ReadingPool,
  type Resource,
} from '#reading'
import type { Holding, Library, NewHolding } from './library.ts'

/** Limits of one ingest. */
export interface IngestOptions {
  /** Files above this size are told and skipped; default 256 MiB. */
  readonly maxFileBytes?: number
  /** Who describes pictures; without one they are refused (`picture-unread`). */
  readonly vision?: Chat
  /** In which language pictures are described; default `en`. */
  readonly language?: Language
}

/** What became of the files below the given paths. */
export interface IngestSummary {
  /** Places whose bytes were read and stored now. */
  readonly read: number
  readonly unchanged: number
  readonly failed: readonly { readonly uri: string; readonly code: string; readonly why: string }[]
  readonly missing: readonly string[]
  /** What the given paths hold now, in the order of their paths. */
  readonly documents: readonly DocumentId[]
}

/** How many files may be on their way through the pool at once; the pool itself is as wide as the machine. */
const inFlight = 16

/**
 * Brings files and folders into the library.
 *
 * 1. A file whose size and time are as stored, read by the reader of today, is not opened.
 * 2. A file that fails is remembered as failed and told again at every run until it changes.
 * 3. Each file is committed on its own: killed at any moment, the next run continues.
 * 4. Files gone from a folder that was given are marked missing; nothing is deleted.
 *
 * @throws KaojuError `path-missing`, `path-unreadable` (a path given by the user), `folder-empty`
 */
export async function addPaths(
  library: Library,
  paths: readonly string[],
  options: IngestOptions,
  context: Context,
): Promise<IngestSummary> {
  const walk = await walkFiles(paths, [library.home])
  if (walk.files.length === 0 && walk.failures.length === 0)
    throw new KaojuError('folder-empty', { path: paths.join(', ') })
  const ingest = new Ingest(
    library,
    createReadingPool({}, context),
    await readableFormats(),
    options,
    context,
  )
  try {
    const documents = await ingest.addAll(walk.files)
    for (const { uri, error } of walk.failures) await ingest.fail(uri, error)
    const missing = await markMissing(
      library,
      walk.folders,
      new Set(walk.files.map((file) => file.uri)),
      context,
    )
    await library.refresh()
    return { read: ingest.read, unchanged: ingest.unchanged, failed: ingest.failed, missing, documents }
  } finally {
    await ingest.pool.close()
  }
}

class Ingest {
  read = 0
  unchanged = 0
  readonly failed: { uri: string; code: string; why: string }[] = []
  readonly library: Library
  readonly pool: ReadingPool
  readonly formats: readonly ReadableFormat[]
  readonly options: IngestOptions
  readonly context: Context
  /** By the picture's bytes: what stands in two places is described once. */
  private readonly descriptions = new Map<string, ReturnType<typeof describePicture>>()

  constructor(
    library: Library,
    pool: ReadingPool,
    formats: readonly ReadableFormat[],
    options: IngestOptions,
    context: Context,
  ) {
    this.library = library
    this.pool = pool
    this.formats = formats
    this.options = options
    this.context = context
  }

  async addAll(files: readonly FoundFile[]): Promise<DocumentId[]> {
    const documents: (DocumentId | undefined)[] = []
    let next = 0
    let done = 0
    const work = async (): Promise<void> => {
      while (next < files.length && !this.context.stop.aborted) {
        const index = next++
        const file = files[index]!
        documents[index] = await this.add(file)
        this.context.emit({
          type: 'progress',
          phase: 'read',
          done: ++done,
          total: files.length,
          item: file.name,
        })
      }
    }
    await Promise.all(Array.from({ length: Math.min(inFlight, files.length) }, work))
    return [...new Set(documents.filter((id) => id !== undefined))]
  }

  private async add(file: FoundFile): Promise<DocumentId | undefined> {
    const held = await this.library.holding(file.uri)
    if (held && sameStamp(held, file)) {
      if (held.state === 'failed') {
        this.tellFailure(file.uri, held.failure!.code, held.failure!.why)
        return undefined
      }
      if (held.state === 'listed' && this.isCurrent(held)) return this.keep(file, held)
    }
    const reading = await this.readFile(file)
    if (!reading) return undefined
    const added = await this.library.add(reading)
    if (added.outcome === 'unchanged') this.unchanged++
    else this.read++
    const passages = reading.passages.length
    this.context.emit({
      type: 'file-read',
      uri: file.uri,
      document: added.document,
      passages,
      outcome: added.outcome,
    })
    return added.document
  }

  /** Undefined when the file could not be read, which is then remembered and told. */
  private async readFile(file: FoundFile): Promise<NewHolding | undefined> {
    let snapshot: string | undefined
    try {
      const { bytes, size, modified } = await readFileWhole(
        file,
        this.options.maxFileBytes ?? 256 * 2 ** 20,
        this.context,
      )
      snapshot = sha256(bytes)
      const mediaType = detectMediaType(bytes, file.name)
      const read = describedMediaTypes.has(mediaType)
        ? await this.readPicture({ uri: file.uri, name: file.name, bytes, mediaType }, snapshot)
        : await this.pool.read({ uri: file.uri, name: file.name, bytes }, this.context)
      return { uri: file.uri, bytes, ...read, fetchedAt: this.context.clock.now(), stamp: { size, modified } }
    } catch (error) {
      this.context.abort.throwIfAborted()
      await this.fail(file.uri, toKaojuError(error, file.path), file, snapshot)
      return undefined
    }
  }

  /** A picture is read by having it described; the call is the run's, named by the picture's bytes. */
  private async readPicture(resource: Resource, snapshot: string): Promise<Reading> {
    let coming = this.descriptions.get(snapshot)
    if (!coming) {
      const { vision, language = 'en' } = this.options
      const place = this.context.at(`pictures/${snapshot.slice(0, 24)}`)
      this.descriptions.set(snapshot, (coming = describePicture(resource, language, vision, place)))
    }
    const described = await coming
    if (described) return documentOfPicture(resource, described.description, described.by)
    throw new KaojuError('picture-unread', { path: resource.name, mediaType: resource.mediaType })
  }

  /** A document made by an older version of its reader is read again: the place gets the better reading, the old one stays. */
  private isCurrent({ reader }: Holding): boolean {
    const known = this.formats.find(({ name }) => name === reader?.name)
    return known === undefined || known.version === reader?.version
  }

  private keep(file: FoundFile, held: Holding): DocumentId {
    this.unchanged++
    this.context.emit({
      type: 'file-read',
      uri: file.uri,
      document: held.document!,
      passages: held.passages,
      outcome: 'unchanged',
    })
    return held.document!
  }

  /** One bad file becomes an event and the work goes on. */
  async fail(uri: string, error: KaojuError, file?: FoundFile, snapshot?: string): Promise<void> {
    await this.library.addFailure({
      uri,
      code: error.code,
      why: error.message,
      ...(snapshot ? { snapshot } : {}),
      // What may pass (a file being written, a reader that this version lacks or that failed) is tried again.
      ...(file && error.code.startsWith('file-') && !error.retryable
        ? { stamp: { size: file.size, modified: file.modified } }
        : {}),
      fetchedAt: this.context.clock.now(),
    })
    this.tellFailure(uri, error.code, error.message)
  }

  private tellFailure(uri: string, code: string, why: string): void {
    this.failed.push({ uri, code, why })
    this.context.emit({ type: 'file-failed', uri, code, why })
  }
}

function sameStamp(held: Holding, file: FoundFile): boolean {
  return held.stamp?.size === file.size && held.stamp.modified === file.modified
}

async function markMissing(
  library: Library,
  folders: readonly string[],
  seen: ReadonlySet<string>,
  context: Context,
): Promise<string[]> {
  if (folders.length === 0 || context.stop.aborted) return []
  const gone = (await library.holdings())
    .filter(
      (held) =>
        folders.some((folder) => held.uri.startsWith(folder)) &&
        !seen.has(held.uri) &&
        held.state !== 'missing',
    )
    .map((held) => held.uri)
  if (gone.length > 0) await library.markMissing(gone)
  for (const uri of gone) context.emit({ type: 'file-missing', uri })
  return gone
}
