import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '#runtime'
import { evaluateRetrieval, type RetrievalEvaluationOptions } from './evaluate-retrieval.ts'
import { markdownTable } from './leaderboard.ts'
import type { RetrievalMetrics } from './retrieval-metrics.ts'

interface Collection {
  readonly name: string
  /** Below the data folder. */
  readonly folder: string
  /** Of the files: `corpus.zh.jsonl`. */
  readonly language?: string
  readonly fields?: readonly string[]
  readonly filter?: string
  /** The measure by which the collection is usually judged. */
  readonly measure: keyof RetrievalMetrics
  /** Published on the same data by that measure, or the goal set for this project. */
  readonly beside: string
  /** Leaves out queries of these categories. */
  readonly without?: { readonly column: string; readonly value: unknown }
}

const collections: readonly Collection[] = [
  {
    name: 'cranfield',
    folder: 'retrieval/cranfield',
    measure: 'ndcg@10',
    beside: 'BM25 .352, fitted SVD .412',
  },
  { name: 'med', folder: 'retrieval/med', measure: 'ndcg@10', beside: 'BM25 .671, fitted SVD .745' },
  { name: 'time', folder: 'retrieval/time', measure: 'ndcg@10', beside: 'BM25 .714' },
  { name: 'adi', folder: 'retrieval/adi', measure: 'ndcg@10', beside: 'goal .47' },
  {
    name: 'cacm: title, text',
    folder: 'retrieval/cacm',
    fields: ['title', 'text'],
    measure: 'map',
    beside: 'BM25 .316',
  },
  {
    name: 'cacm: + keywords, author',
    folder: 'retrieval/cacm',
    fields: ['title', 'text', 'keywords', 'author'],
    measure: 'map',
    beside: 'BM25 .339, RM3 .356',
  },
  { name: 'cmrc2018 (zh)', folder: 'retrieval/cmrc2018', measure: 'ndcg@10', beside: 'BM25 .979' },
  { name: 'xquad-en', folder: 'retrieval/xquad', language: 'en', measure: 'ndcg@10', beside: 'BM25 .965' },
  { name: 'xquad-zh', folder: 'retrieval/xquad', language: 'zh', measure: 'ndcg@10', beside: 'BM25 .967' },
  {
    name: 'hotpotqa500, first 250',
    folder: 'multihop/hotpotqa500',
    measure: 'full@5',
    beside: 'BM25 .488, dense .460, reranked .600',
  },
  {
    name: 'hotpotqa_train100',
    folder: 'multihop/hotpotqa_train100',
    measure: 'recall@5',
    beside: 'BM25 .755',
  },
  { name: 'musique_train100', folder: 'multihop/musique_train100', measure: 'recall@5', beside: 'BM25 .469' },
  {
    name: 'locomo, categories 1-4',
    folder: 'memory/locomo',
    filter: 'conv',
    measure: 'recall@5',
    beside: 'BM25 .538',
    without: { column: 'category', value: 5 },
  },
  { name: 'lihuaworld', folder: 'memory/lihuaworld', measure: 'recall@5', beside: 'BM25 .872' },
]

/** MMR is not among them: it gives up ranking for difference, which these measures do not see. */
const retrievers = ['bm25', 'bm25+rm3'] as const

/** Every retriever at its defaults on every collection, by the measure each is judged by. */
export async function retrievalLeaderboard(dataFolder: string, context: Context): Promise<string> {
  const rows: (string | number)[][] = []
  for (const collection of collections) {
    const figures: string[] = []
    let queries = 0
    for (const retriever of retrievers) {
      const evaluation = await withQueries(dataFolder, collection, (files) =>
        evaluateRetrieval({ ...files, retriever }, context),
      )
      queries = evaluation.queries
      figures.push(evaluation.metrics[collection.measure].toFixed(4))
      context.emit({
        type: 'progress',
        phase: 'leaderboard',
        done: rows.length + 1,
        total: collections.length,
        item: `${collection.name} ${retriever}`,
      })
    }
    rows.push([collection.name, queries, collection.measure, ...figures, collection.beside])
  }
  return markdownTable(['collection', 'queries', 'measure', ...retrievers, 'beside'], rows)
}

async function withQueries<T>(
  dataFolder: string,
  { folder, language, fields, filter, without }: Collection,
  evaluate: (files: RetrievalEvaluationOptions) => Promise<T>,
): Promise<T> {
  const at = (name: string): string => join(dataFolder, folder, name)
  const suffix = language ? `.${language}` : ''
  const files = {
    corpus: at(`corpus${suffix}.jsonl`),
    queries: at(`queries${suffix}.jsonl`),
    qrels: at('qrels.tsv'),
    ...(fields ? { fields } : {}),
    ...(filter ? { filter } : {}),
  }
  if (!without) return await evaluate(files)
  const temporary = await mkdtemp(join(tmpdir(), 'kaoju-queries-'))
  try {
    const kept = (await readFile(files.queries, 'utf8'))
      .split('\n')
      .filter(
        (line) =>
          line !== '' && (JSON.parse(line) as Record<string, unknown>)[without.column] !== without.value,
      )
    const queries = join(temporary, 'queries.jsonl')
    await writeFile(queries, kept.join('\n'))
    return await evaluate({ ...files, queries })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
