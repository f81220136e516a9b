import type { Filter, Query } from '#vocabulary'
import { languageOf } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { embedMissing, type Library } from '#library'
import type { Models } from '#models'
import { createRetriever, type Retriever } from '#retrieval'
import { readBeirRecords, readJudgements, type BeirRecord } from './beir-files.ts'
import { openCollection, type CollectionDocument } from './collection-library.ts'
import { meanMetrics, measureRanking, type RetrievalMetrics } from './retrieval-metrics.ts'

/** A collection and how to search it. */
export interface RetrievalEvaluationOptions {
  /** `corpus.jsonl`: `_id` and string columns; `title` is the title field, all others make the body. */
  readonly corpus: string
  /** `queries.jsonl`: `_id`, `text`. */
  readonly queries: string
  /** `qrels.tsv`. */
  readonly qrels: string
  /** A name that `createRetriever` knows; default `bm25`. */
  readonly retriever?: string
  /** For retrievers that need them. */
  readonly models?: Models
  /** The columns to index; default every string column but `_id`. */
  readonly fields?: readonly string[]
  /** A query sees only documents that have its own value in this column, or its own id up to the first colon. */
  readonly filter?: string
}

/** One judged query: its measures and its ranking. */
export interface QueryEvaluation {
  readonly query: string
  readonly metrics: RetrievalMetrics
  /** The first 100, best first: document id and score. */
  readonly ranking: readonly (readonly [id: string, score: number])[]
}

/** Means over the judged queries, and each query by itself. */
export interface RetrievalEvaluation {
  readonly retriever: string
  readonly documents: number
  /** Queries with at least one relevant document: the others are skipped. */
  readonly queries: number
  readonly metrics: RetrievalMetrics
  readonly perQuery: readonly QueryEvaluation[]
}

/** How deep rankings are measured, as is usual at TREC. */
const depth = 1000

/**
 * Indexes a BEIR-shaped collection with the index and the retriever of production and measures the rankings.
 * Ties rank in corpus order. Where the retriever is dense, the collection is embedded first. Judged documents that the corpus lacks count as not found.
 *
 * @throws KaojuError `data-invalid` (with the line), `path-missing`, `option-invalid`, `models-none`, `aborted` (not
 * all could be embedded: figures over a part would mislead)
 */
export async function evaluateRetrieval(
  options: RetrievalEvaluationOptions,
  context: Context,
): Promise<RetrievalEvaluation> {
  const { retriever: name = 'bm25', filter } = options
  const judgements = await readJudgements(options.qrels)
  const queries: BeirRecord[] = []
  for await (const query of readBeirRecords(options.queries)) queries.push(query)
  const collection = await openCollection(documentsOf(options), context)
  try {
    const { library } = collection
    const { models } = options
    const retriever = createRetriever(name, { library, ...(models ? { models } : {}) })
    if (name.split('+').includes('dense')) await embedCollection(library, models, context)
    const perQuery: QueryEvaluation[] = []
    for (const record of queries) {
      const grades = judgements.get(record.id)
      if (![...(grades?.values() ?? [])].some((grade) => grade > 0)) continue
      perQuery.push(await evaluateQuery(record, grades!, retriever, filter, options.queries, context))
    }
    if (perQuery.length === 0)
      throw new KaojuError('data-invalid', {
        path: options.qrels,
        line: 1,
        reason: 'no judgement belongs to any of the queries',
      })
    const metrics = meanMetrics(perQuery.map((query) => query.metrics))
    return { retriever: name, documents: collection.count, queries: perQuery.length, metrics, perQuery }
  } finally {
    await collection.close()
  }
}

async function embedCollection(
  library: Library,
  models: Models | undefined,
  context: Context,
): Promise<void> {
  const { ended } = await embedMissing(library, models!.embedder!, context.at('collection'))
  if (ended !== 'done') throw new KaojuError('aborted')
}

async function evaluateQuery(
  record: BeirRecord,
  grades: ReadonlyMap<string, number>,
  retriever: Retriever,
  filter: string | undefined,
  path: string,
  context: Context,
): Promise<QueryEvaluation> {
  const { text } = record.columns
  if (typeof text !== 'string')
    throw new KaojuError('data-invalid', { path, line: record.line, reason: 'no text' })
  const restriction: Filter | undefined =
    filter === undefined ? undefined : { group: groupOf(record, filter) }
  const query: Query = {
    text,
    language: languageOf(text),
    limit: depth,
    origin: 'asked',
    ...(restriction ? { filter: restriction } : {}),
  }
  // A blank query is in some collections: it finds nothing, and counts.
  const hits = text.trim() === '' ? [] : (await retriever(query, context.at(`query-${record.id}`))).hits
  return {
    query: record.id,
    metrics: measureRanking(
      hits.map((hit) => hit.document),
      grades,
    ),
    ranking: hits.slice(0, 100).map((hit) => [hit.document, hit.score]),
  }
}

/** The column's value, or the id up to its first colon. */
function groupOf(record: BeirRecord, column: string): string {
  const value = record.columns[column]
  return typeof value === 'string' ? value : record.id.split(':', 1)[0]!
}

async function* documentsOf(options: RetrievalEvaluationOptions): AsyncGenerator<CollectionDocument> {
  const met = new Set<string>()
  for await (const record of readBeirRecords(options.corpus)) {
    const wanted = options.fields ?? Object.keys(record.columns)
    const text = (column: string): string[] => {
      const value = record.columns[column]
      if (column === '_id' || typeof value !== 'string') return []
      met.add(column)
      return value === '' ? [] : [value]
    }
    yield {
      id: record.id,
      title: wanted.includes('title') ? (text('title')[0] ?? '') : '',
      body: wanted
        .filter((column) => column !== 'title')
        .flatMap(text)
        .join('\n'),
      ...(options.filter === undefined ? {} : { group: groupOf(record, options.filter) }),
    }
  }
  const absent = options.fields?.find((column) => !met.has(column))
  if (absent !== undefined)
    throw new KaojuError('option-invalid', {
      option: '--fields',
      reason: `no document has a text column ${absent}`,
    })
  if (met.size === 0)
    throw new KaojuError('data-invalid', { path: options.corpus, line: 1, reason: 'no document with text' })
}
