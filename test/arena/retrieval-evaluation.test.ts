import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { evaluateRetrieval } from '#arena'
import { createContext } from '#runtime'
import { dataFolder } from '../data-folder.ts'

const { context } = createContext()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-beir-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const jsonl = (records: readonly object[]) => records.map((record) => JSON.stringify(record)).join('\n')

async function files(corpus: string, queries: string, qrels: string) {
  const paths = {
    corpus: join(folder, 'corpus.jsonl'),
    queries: join(folder, 'queries.jsonl'),
    qrels: join(folder, 'qrels.tsv'),
  }
  await writeFile(paths.corpus, corpus)
  await writeFile(paths.queries, queries)
  await writeFile(paths.qrels, qrels)
  return paths
}

const corpus = jsonl([
  { _id: 'a:1', title: 'Lakes', text: 'water of the lake', keywords: 'limnology', year: 1990 },
  { _id: 'b:1', title: '', text: 'water of the river', conv: 'a' },
  { _id: 'b:2', title: 'Rivers', text: '' },
])
const queries = jsonl([
  { _id: 'a:q1', text: 'limnology' },
  { _id: 'b:q2', text: 'water' },
  { _id: 'c:q3', text: 'unjudged' },
])
const header = 'query-id\tcorpus-id\tscore\n'

describe('evaluation', () => {
  test('every string column is indexed, judged queries only are counted', async () => {
    const paths = await files(
      corpus,
      queries,
      `${header}a:q1\ta:1\t1\nb:q2\tb:1\t1\nb:q2\tlost\t1\nc:q3\ta:1\t0\n`,
    )
    const { metrics, ...rest } = await evaluateRetrieval(paths, context)
    expect(rest).toMatchObject({ documents: 3, queries: 2, retriever: 'bm25' })
    // The second query finds b:1 and never the lost one.
    expect(metrics['recall@10']).toBeCloseTo(0.75, 12)
    expect(rest.perQuery.map((query) => query.query)).toEqual(['a:q1', 'b:q2'])
  })

  test('--fields narrows', async () => {
    const paths = await files(corpus, queries, `${header}a:q1\ta:1\t1\n`)
    expect(
      (await evaluateRetrieval({ ...paths, fields: ['title', 'text'] }, context)).metrics['recall@10'],
    ).toBe(0)
    await expect(evaluateRetrieval({ ...paths, fields: ['abstract'] }, context)).rejects.toMatchObject({
      code: 'option-invalid',
    })
  })

  test('--filter conv: own column or own id prefix', async () => {
    const paths = await files(
      corpus,
      jsonl([
        { _id: 'a:q', text: 'water' },
        { _id: 'b:q', text: 'rivers' },
      ]),
      `${header}a:q\tb:1\t1\nb:q\tb:2\t1\n`,
    )
    const { perQuery } = await evaluateRetrieval({ ...paths, filter: 'conv' }, context)
    expect(perQuery.map(({ ranking }) => ranking.map(([id]) => id).sort())).toEqual([['a:1', 'b:1'], ['b:2']])
  })

  test.each(['bm25+rm3', 'bm25+mmr', 'bm25+rm3+mmr'])('%s ranks the same collection', async (retriever) => {
    const paths = await files(corpus, queries, `${header}b:q2\tb:1\t1\n`)
    expect((await evaluateRetrieval({ ...paths, retriever }, context)).metrics['recall@10']).toBe(1)
  })

  test.each([
    ['corpus', '{"_id":"a","text":"x"}\n{"_id":', 2, 'not JSON'],
    ['corpus', '{"_id":"a","text":"x"}\n\n{"text":"y"}', 3, 'no _id'],
    ['corpus', '{"_id":"a","text":"x"}\n{"_id":"a","text":"y"}', 2, 'used before'],
    ['queries', '[]', 1, 'not a JSON object'],
    ['queries', '{"_id":"a:q1"}', 1, 'no text'],
    ['qrels', `${header}a:q1\ta:1\tmuch`, 2, 'not query, document and grade'],
    ['qrels', header, 1, 'no judgement'],
  ] as const)('a bad line in %s is told with its number', async (which, content, line, reason) => {
    const good = { corpus, queries, qrels: `${header}a:q1\ta:1\t1\n`, [which]: content }
    const paths = await files(good.corpus, good.queries, good.qrels)
    await expect(evaluateRetrieval(paths, context)).rejects.toMatchObject({
      code: 'data-invalid',
      parameters: { line, path: paths[which] },
    })
    await expect(evaluateRetrieval(paths, context)).rejects.toThrow(reason)
  })

  test('a missing file and an unknown retriever are told', async () => {
    const paths = await files(corpus, queries, `${header}a:q1\ta:1\t1\n`)
    await expect(evaluateRetrieval({ ...paths, corpus: join(folder, 'no') }, context)).rejects.toMatchObject({
      code: 'path-missing',
    })
    await expect(evaluateRetrieval({ ...paths, retriever: 'bm26' }, context)).rejects.toMatchObject({
      code: 'option-invalid',
    })
  })
})

describe.skipIf(dataFolder === undefined)('real collections (skipped without the evaluation data)', () => {
  const at = (name: string, language = '') => ({
    corpus: join(dataFolder!, name, `corpus${language}.jsonl`),
    queries: join(dataFolder!, name, `queries${language}.jsonl`),
    qrels: join(dataFolder!, name, 'qrels.tsv'),
  })
  test.each([
    ['retrieval/cranfield', '', 'ndcg@10', 0.35],
    ['retrieval/med', '', 'ndcg@10', 0.665],
    ['retrieval/time', '', 'ndcg@10', 0.71],
    ['retrieval/adi', '', 'ndcg@10', 0.47],
    ['retrieval/xquad', '.en', 'ndcg@10', 0.96],
    ['retrieval/xquad', '.zh', 'ndcg@10', 0.96],
    ['multihop/hotpotqa500', '', 'full@5', 0.48],
  ] as const)('%s%s: %s is at least %d', async (name, language, measure, floor) => {
    expect((await evaluateRetrieval(at(name, language), context)).metrics[measure]).toBeGreaterThanOrEqual(
      floor,
    )
  })

  test('CACM: MAP on titles and abstracts, with keywords and authors, and with RM3', async () => {
    const cacm = at('retrieval/cacm')
    const map = async (fields: string[], retriever: string) =>
      (await evaluateRetrieval({ ...cacm, fields, retriever }, context)).metrics.map
    expect(await map(['title', 'text'], 'bm25')).toBeGreaterThanOrEqual(0.31)
    expect(await map(['title', 'text', 'keywords', 'author'], 'bm25')).toBeGreaterThanOrEqual(0.335)
    expect(await map(['title', 'text', 'keywords', 'author'], 'bm25+rm3')).toBeGreaterThanOrEqual(0.35)
  })
})
