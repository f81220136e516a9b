import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { openLibrary, type Library } from '#library'
import type { ReadingPool } from '#reading'

/** A text that becomes a document; its name's ending tells the reader. */
export interface GivenText {
  readonly name: string
  readonly text: string
  /** ISO 8601. */
  readonly publishedAt?: string
}

/**
 * A library of a few texts, read as files are, for as long as the work lasts: it is removed when the work ends,
 * fails or is interrupted. Texts of the same bytes are one document.
 *
 * @throws what reading and storing throw
 */
export async function withLibrary<T>(
  texts: readonly GivenText[],
  pool: ReadingPool,
  context: Context,
  work: (library: Library, documents: ReadonlyMap<string, DocumentId>) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'kaoju-evaluation-'))
  try {
    const library = await openLibrary({ home, mode: 'write' }, context)
    try {
      const documents = new Map<string, DocumentId>()
      for (const given of texts) {
        context.abort.throwIfAborted()
        documents.set(given.name, await add(given, library, pool, context))
      }
      await library.refresh()
      return await work(library, documents)
    } finally {
      await library.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function add(
  { name, text, publishedAt }: GivenText,
  library: Library,
  pool: ReadingPool,
  context: Context,
): Promise<DocumentId> {
  const bytes = new TextEncoder().encode(text)
  // A place that is the same on every machine: nothing of the temporary folder shows in a report.
  const uri = `file:///evaluation/${encodeURIComponent(name)}`
  const dated = publishedAt === undefined ? {} : { publishedAt }
  const reading = await pool.read({ uri, name, bytes, ...dated }, context)
  return (await library.add({ uri, bytes, ...reading, fetchedAt: context.clock.now() })).document
}
