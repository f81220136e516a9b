import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { KaojuError, toKaojuError } from '#runtime'

/** One line of a `corpus.jsonl` or `queries.jsonl`: its id, and its other columns as they stand. */
export interface BeirRecord {
  readonly id: string
  /** In its file, from 1. */
  readonly line: number
  readonly columns: Readonly<Record<string, unknown>>
}

/**
 * The records of a BEIR-shaped JSONL file (Thakur et al. 2021), one by one.
 *
 * @throws KaojuError `path-missing`, `path-unreadable`, or `data-invalid` with the number of the line
 */
export async function* readBeirRecords(path: string): AsyncGenerator<BeirRecord> {
  const seen = new Set<string>()
  for await (const { text, line } of lines(path)) {
    const columns = parseRecord(path, line, text)
    const { _id } = columns
    if (typeof _id !== 'string' && typeof _id !== 'number') throw invalid(path, line, 'no _id')
    const id = String(_id)
    if (seen.has(id)) throw invalid(path, line, `the _id ${id} was used before`)
    seen.add(id)
    yield { id, line, columns }
  }
}

/**
 * Judgements by query and document from a `qrels` file of three tab-separated columns (query, document, grade)
 * under a header, or of TREC's four (query, iteration, document, grade) without one.
 *
 * @throws KaojuError as `readBeirRecords`
 */
export async function readJudgements(path: string): Promise<Map<string, Map<string, number>>> {
  const judgements = new Map<string, Map<string, number>>()
  for await (const { text, line } of lines(path)) {
    const cells = text.split(/\t|\s+/)
    const [query, document, grade] = cells.length === 4 ? [cells[0], cells[2], cells[3]] : cells
    const score = Number(grade)
    if (cells.length < 3 || cells.length > 4 || grade === '' || !Number.isFinite(score)) {
      if (line === 1 && cells.length === 3) continue
      throw invalid(path, line, 'not query, document and grade')
    }
    const ofQuery = judgements.get(query!) ?? new Map<string, number>()
    ofQuery.set(document!, score)
    judgements.set(query!, ofQuery)
  }
  if (judgements.size === 0) throw invalid(path, 1, 'no judgement')
  return judgements
}

function parseRecord(path: string, line: number, text: string): Record<string, unknown> {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    throw invalid(path, line, 'not JSON')
  }
  if (record === null || typeof record !== 'object' || Array.isArray(record))
    throw invalid(path, line, 'not a JSON object')
  return record as Record<string, unknown>
}

/** Lines that are not blank, counted from 1. */
async function* lines(path: string): AsyncGenerator<{ text: string; line: number }> {
  let line = 0
  try {
    for await (const raw of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
      line++
      const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw
      if (text.trim() !== '') yield { text, line }
    }
  } catch (error) {
    throw toKaojuError(error, path)
  }
}

function invalid(path: string, line: number, reason: string): KaojuError {
  return new KaojuError('data-invalid', { path, line, reason })
}
