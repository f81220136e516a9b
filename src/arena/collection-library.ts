import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Passage, PassageId } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { openLexicalIndex, type IndexedPassage, type Library } from '#library'

/** One document of a test collection: one passage. */
export interface CollectionDocument {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly group?: string
}

/**
 * A test collection as a library: the lexical index of production on disk, in a temporary folder, and the
 * texts in memory. It answers what retrieval asks of a library (search, statistics, passages by id); anything
 * else is a defect and throws.
 */
export async function openCollection(
  documents: AsyncIterable<CollectionDocument>,
  context: Context,
): Promise<{ readonly library: Library; readonly count: number; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-collection-'))
  const { index } = await openLexicalIndex({ folder, mode: 'write' }, context)
  const close = async (): Promise<void> => {
    await index.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const passages = new Map<PassageId, Passage>()
    let batch: IndexedPassage[] = []
    for await (const { id, title, body, group } of documents) {
      context.abort.throwIfAborted()
      const text = [title, body].filter(Boolean).join('\n\n')
      passages.set(id, { id, document: id, start: 0, end: text.length, text, headings: [], kind: 'prose' })
      const sequence = passages.size
      batch.push({
        sequence,
        id,
        document: id,
        title,
        headings: [],
        body,
        ...(group === undefined ? {} : { group }),
      })
      if (batch.length < 1000) continue
      await index.append(batch)
      batch = []
    }
    await index.append(batch)
    await index.commit(passages.size)
    return { library: asLibrary(folder, index, passages), count: passages.size, close }
  } catch (error) {
    await close()
    throw error
  }
}

function asLibrary(
  home: string,
  lexical: Library['lexical'],
  passages: ReadonlyMap<PassageId, Passage>,
): Library {
  const answers: Partial<Library> = {
    home,
    workspace: 'evaluation',
    lexical,
    passagesById: async (ids) =>
      new Map(ids.flatMap((id) => (passages.has(id) ? [[id, passages.get(id)!] as const] : []))),
  }
  return new Proxy(answers as Library, {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return Reflect.get(target, name) as unknown
      throw new KaojuError('internal', { reason: `a test collection has no ${name}` })
    },
  })
}
