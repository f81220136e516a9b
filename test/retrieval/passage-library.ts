import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Document, Passage, Query } from '#vocabulary'
import { languageOf } from '#vocabulary'
import { createContext, sha256, type Context } from '#runtime'
import { openLexicalIndex, textToEmbed, type Library, type VectorSearch } from '#library'
import type { Models } from '#models'
import { hashingEmbedder } from './hashing-embedder.ts'
import { scriptedModels } from './scripted-models.ts'

/** A document in short: its title, its group, and its passages, each under a heading path or none. */
export interface Sketch {
  readonly title: string
  readonly group?: string
  readonly passages: readonly (string | { readonly headings: readonly string[]; readonly text: string })[]
}

export interface PassageLibrary {
  readonly library: Library
  readonly context: Context
  readonly documents: readonly Document[]
  /** Scripted ones for every role that retrieval asks; never a measure of quality. */
  readonly models: Models
  close(): Promise<void>
}

/** What retrieval needs of a library: the real lexical index in a temporary folder; vectors by feature hashing. */
export async function openPassageLibrary(sketches: readonly Sketch[]): Promise<PassageLibrary> {
  const { context } = createContext()
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-passages-'))
  const { index } = await openLexicalIndex({ folder, mode: 'write' }, context)
  const documents = sketches.map(sketchDocument)
  const passages = new Map(
    documents.flatMap(({ passages: all }) => all.map((passage) => [passage.id, passage] as const)),
  )
  let sequence = 0
  await index.append(
    documents.flatMap(({ document, passages: all, group }) =>
      all.map((passage) => ({
        sequence: ++sequence,
        id: passage.id,
        document: document.id,
        title: document.title,
        headings: passage.headings,
        body: passage.text,
        ...(group ? { group } : {}),
      })),
    ),
  )
  await index.commit(sequence)
  const embedder = hashingEmbedder()
  const parts: Partial<Library> = {
    lexical: index,
    vectors: await vectorsOf(documents, embedder, context),
    passagesById: async (ids) =>
      new Map(ids.flatMap((id) => (passages.has(id) ? [[id, passages.get(id)!] as const] : []))),
    passages: async (id) => [...passages.values()].filter((passage) => passage.document === id),
    document: async (id) => documents.find(({ document }) => document.id === id)?.document,
  }
  return {
    library: parts as Library,
    context,
    documents: documents.map(({ document }) => document),
    models: { ...scriptedModels(), embedder },
    close: async () => {
      await index.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Exact search over vectors in memory: the simplest that keeps the contract. */
async function vectorsOf(
  documents: readonly ReturnType<typeof sketchDocument>[],
  embedder: ReturnType<typeof hashingEmbedder>,
  context: Context,
): Promise<VectorSearch> {
  const all = documents.flatMap(({ document, passages, group }) =>
    passages.map((passage) => ({ passage, group, title: document.title })),
  )
  const texts = all.map(({ passage, title }) => textToEmbed(passage, title))
  const { vectors } = await embedder.embed('passages', texts, 'passage', context)
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0)
  return {
    stored: () => Promise.resolve({ model: embedder.spec.id, dimensions: 64, passages: all.length }),
    missing: () => Promise.resolve([]),
    add: () => Promise.reject(new Error('not in this library')),
    clear: () => Promise.reject(new Error('not in this library')),
    search: ({ vector }, { limit, filter }) =>
      Promise.resolve(
        all
          .map(({ passage, group }, index) => ({
            hit: { passage: passage.id, document: passage.document, score: dot(vector, vectors[index]!) },
            group,
          }))
          .filter(
            ({ hit, group }) =>
              (filter?.group === undefined || filter.group === group) &&
              (filter?.documents === undefined || filter.documents.includes(hit.document)),
          )
          .map(({ hit }) => hit)
          .sort((a, b) => b.score - a.score)
          .slice(0, limit),
      ),
  }
}

function sketchDocument({ title, group, passages: sketches }: Sketch): {
  document: Document
  passages: Passage[]
  group?: string
} {
  const parts = sketches.map((each) => (typeof each === 'string' ? { headings: [], text: each } : each))
  const text = parts.map((part) => part.text).join('\n\n')
  const id = `d_${sha256(title + text).slice(0, 32)}`
  let start = 0
  const passages = parts.map((part): Passage => {
    const end = start + part.text.length
    const passage = {
      id: `${id}:${start}-${end}`,
      document: id,
      start,
      end,
      text: part.text,
      headings: part.headings,
      kind: 'prose' as const,
    }
    start = end + 2
    return passage
  })
  const document: Document = {
    id,
    snapshot: sha256(text),
    reader: { name: 'sketch', version: 1, options: '{}' },
    mediaType: 'text/plain',
    title,
    language: languageOf(text),
    text,
    blocks: [],
    tables: [],
    pages: [],
    layout: [],
    origin: 'native',
    authors: [],
    metadata: {},
    warnings: [],
  }
  return { document, passages, ...(group ? { group } : {}) }
}

export function ask(text: string, more: Partial<Query> = {}): Query {
  return { text, language: languageOf(text), origin: 'asked', ...more }
}
