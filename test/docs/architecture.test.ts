import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { addPaths, openLibrary } from '#library'
import { createRetriever, thenRerank } from '#retrieval'
import { createContext } from '#runtime'
import { rerankerConformance } from '../retrieval/reranker-conformance.ts'
import { plug as recency } from './recency-reranker.ts'

const repository = resolve(import.meta.dirname, '../..')

rerankerConformance('the reranker of ARCHITECTURE.md', (parts) =>
  recency.create(recency.options.parse({}), parts),
)

test('the reranker shown in ARCHITECTURE.md is the one that is type-checked and run here', () => {
  const page = readFileSync(resolve(repository, 'ARCHITECTURE.md'), 'utf8')
  const shown = /```ts\n\/\/ src\/retrieval\/rerankers\/recency\.ts\n([\s\S]*?)```/.exec(page)?.[1]
  const ours = readFileSync(resolve(import.meta.dirname, 'recency-reranker.ts'), 'utf8')
  expect(shown).toBe(ours.replace("'#retrieval'", "'../retriever.ts'"))
})

test('the reranker shown puts the later version of a plan before the earlier one', async () => {
  const home = mkdtempSync(resolve(tmpdir(), 'kaoju-recency-'))
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  try {
    await addPaths(library, [resolve(repository, 'examples/library/plans')], {}, context)
    const retrieve = thenRerank(
      createRetriever('bm25', { library }),
      recency.create(recency.options.parse({ halfLife: 0.5 }), { library }),
    )
    const question = {
      text: 'restoration plan version 1 budget',
      language: 'en',
      origin: 'asked',
      limit: 20,
    } as const
    const ranking = await retrieve(question, context)
    const years = await Promise.all(
      ranking.hits.map(async (hit) => (await library.document(hit.document))?.publishedAt?.slice(0, 4)),
    )
    expect(ranking.method).toBe('recency(bm25)')
    expect(new Set(years)).toEqual(new Set(['2016', '2021']))
    expect(years.lastIndexOf('2021')).toBeLessThan(years.indexOf('2016'))
  } finally {
    await library.close()
    rmSync(home, { recursive: true, force: true })
  }
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
