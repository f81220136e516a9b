import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Passage, PassageId } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { collectionVectors, type CollectionPassages } from './collection-vectors.ts'
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
 * texts in memory, with their vectors once a model has made them. It answers what retrieval asks of a library
 * (search, statistics, passages by id) and what embedding does; anything else is a defect and throws.
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
    const passages = new Map<PassageId, { readonly passage: Passage; readonly group?: string }>()
    let batch: IndexedPassage[] = []
    for await (const { id, title, body, group } of documents) {
      context.abort.throwIfAborted()
      const text = [title, body].filter(Boolean).join('\n\n')
      passages.set(id, {
        passage: { id, document: id, start: 0, end: text.length, text, headings: [], kind: 'prose' },
        ...(group === undefined ? {} : { group }),
      })
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

function asLibrary(home: string, lexical: Library['lexical'], passages: CollectionPassages): Library {
  const answers: Partial<Library> = {
    home,
    workspace: 'evaluation',
    lexical,
    vectors: collectionVectors(passages),
    holdings: () => Promise.resolve([]),
    counts: () =>
      Promise.resolve({ documents: passages.size, passages: passages.size, failed: 0, bytesOnDisk: 0 }),
    passagesById: async (ids) =>
      new Map(ids.flatMap((id) => (passages.has(id) ? [[id, passages.get(id)!.passage] as const] : []))),
  }
  return new Proxy(answers as Library, {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return Reflect.get(target, name) as unknown
      throw new KaojuError('internal', { reason: `a test collection has no ${name}` })
    },
  })
}
