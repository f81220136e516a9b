import { existsSync, globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Document, Ranking } from '#vocabulary'
import type { Library } from '#library'
import { createContext } from '#runtime'
import { plug as recency } from './recency-reranker.ts'

const repository = resolve(import.meta.dirname, '../..')
const page = readFileSync(resolve(repository, 'ARCHITECTURE.md'), 'utf8')

test('the reranker shown in ARCHITECTURE.md is the one that is type-checked and run here', () => {
  const shown = /```ts\n\/\/ src\/retrieval\/rerankers\/recency\.ts\n([\s\S]*?)```/.exec(page)?.[1]
  const ours = readFileSync(resolve(import.meta.dirname, 'recency-reranker.ts'), 'utf8')
  expect(shown).toBe(ours.replace("'#retrieval'", "'../retriever.ts'"))
})

test('the reranker shown prefers the later of two equal hits', async () => {
  const dates: Readonly<Record<string, string | undefined>> = {
    d_old: '2016-04-22',
    d_new: '2021',
    d_none: undefined,
  }
  const library = {
    document: (id: string) => Promise.resolve({ publishedAt: dates[id] } as Document),
  } as Library
  const rerank = recency.create(recency.options.parse({}), { library })
  const hits = Object.keys(dates).map((document) => ({ passage: `${document}:0-9`, document, score: 1 }))
  const ranking: Ranking = { query: { text: 'q', language: 'en', origin: 'asked' }, method: 'bm25', hits }
  const reranked = await rerank(ranking, createContext().context)
  expect(reranked.method).toBe('recency(bm25)')
  expect(reranked.hits.map((hit) => hit.document)).toEqual(['d_new', 'd_old', 'd_none'])
  expect(reranked.hits.map((hit) => hit.score)).toEqual([1, 0.5, 0.5])
})

test('every file that the guides point to exists', () => {
  const guides = globSync(['*.md', 'docs/**/*.md', 'examples/README.md'], { cwd: repository })
  expect(guides.length).toBeGreaterThan(15)
  const missing = guides.flatMap((guide) => {
    const text = readFileSync(resolve(repository, guide), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1]!)
    return targets
      .filter((target) => !existsSync(resolve(repository, guide, '..', decodeURI(target))))
      .map((target) => `${guide}: ${target}`)
  })
  expect(missing).toEqual([])
})
