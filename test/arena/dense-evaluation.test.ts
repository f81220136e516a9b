import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateRetrieval } from '#arena'
import { createContext } from '#runtime'
import { hashingEmbedder } from '../retrieval/hashing-embedder.ts'

let folder: string
let paths: { corpus: string; queries: string; qrels: string }
const jsonl = (records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-dense-evaluation-'))
  paths = {
    corpus: join(folder, 'corpus.jsonl'),
    queries: join(folder, 'queries.jsonl'),
    qrels: join(folder, 'qrels.tsv'),
  }
  const documents = Array.from({ length: 70 }, (_, index) => ({
    _id: `g${index % 2}:${index}`,
    text: `w${index} lake`,
  }))
  await writeFile(paths.corpus, jsonl(documents))
  await writeFile(paths.queries, jsonl([{ _id: 'g1:q', text: 'w33' }]))
  await writeFile(paths.qrels, 'query-id\tcorpus-id\tscore\ng1:q\tg1:33\t1\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(['dense', 'bm25+dense'])(
  '%s: the collection is embedded, then searched as in production',
  async (retriever) => {
    const embedder = hashingEmbedder({ dimensions: 256, paid: true })
    const evaluation = await evaluateRetrieval(
      { ...paths, retriever, filter: 'group', models: { castings: [], embedder } },
      createContext().context,
    )
    expect(embedder.asked.map(({ use, texts }) => [use, texts.length])).toEqual([
      ['passage', 64],
      ['passage', 6],
      ['query', 1],
    ])
    const [query] = evaluation.perQuery
    expect(query!.ranking[0]![0]).toBe('g1:33')
    // The filter holds for vectors, too: of 70 documents 35 are in the query's group.
    expect(query!.ranking).toHaveLength(35)
  },
)

test('without an embedder, and without budget to embed all, there are no figures', async () => {
  await expect(
    evaluateRetrieval({ ...paths, retriever: 'dense' }, createContext().context),
  ).rejects.toMatchObject({ code: 'models-none' })
  const embedder = hashingEmbedder({ paid: true })
  await expect(
    evaluateRetrieval(
      { ...paths, retriever: 'dense', models: { castings: [], embedder } },
      createContext({ limits: { calls: 1 } }).context,
    ),
  ).rejects.toMatchObject({ code: 'aborted' })
})
