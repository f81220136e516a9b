/**
 * `node --conditions=kaoju-source bench/reading.ts`: how files that nobody here wrote fare in the reading pool.
 *
 * Every file must end in text or in a typed error, within 30 s and 512 MB. Quality: the multiset F1 of tokens
 * (letters and digits, Han characters one by one, lower case) against docling's Markdown, and the figures of
 * FinanceBench evidence on the page that it names.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Document } from '#vocabulary'
import { createContext, KaojuError } from '#runtime'
import { createReadingPool, type ReadingPool } from '#reading'
import { markdownTable, type LeaderboardSection } from '#arena'

const repository = resolve(import.meta.dirname, '..')
const { context } = createContext()

export interface Outcome {
  readonly file: string
  /** `text`, or the code of the error. */
  readonly outcome: string
  readonly document?: Document
  readonly milliseconds: number
}

/** Reads files through the pool, one after the other so that times mean something. */
export async function readFiles(pool: ReadingPool, files: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const file of files) {
    const started = performance.now()
    const read = pool.read(
      { uri: `file://${file}`, name: basename(file), bytes: new Uint8Array(readFileSync(file)) },
      context,
    )
    const result = await read.then(
      ({ document }) => ({ outcome: 'text', document }),
      (error: unknown) => ({
        outcome: error instanceof KaojuError ? error.code : `untyped: ${String(error)}`,
      }),
    )
    outcomes.push({ file, ...result, milliseconds: performance.now() - started })
  }
  return outcomes
}

/** Files of a folder, in the order of their names. */
export function filesOf(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
    : []
}

function tokensOf(text: string): string[] {
  return text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []
}

/** The multiset F1 of the tokens of two texts. */
export function tokenF1(found: string, wanted: string): number {
  const left = new Map<string, number>()
  const [a, b] = [tokensOf(found), tokensOf(wanted)]
  for (const token of b) left.set(token, (left.get(token) ?? 0) + 1)
  let shared = 0
  for (const token of a) {
    const count = left.get(token) ?? 0
    if (count > 0) shared++
    left.set(token, count - 1)
  }
  return a.length + b.length === 0 ? 1 : (2 * shared) / (a.length + b.length)
}

/** Markdown without its marks: pictures, link targets, escapes. */
function plainMarkdown(markdown: string): string {
  const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return markdown
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/\]\([^)]*\)/g, '] ')
    .replace(/&(lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
}

/** Token F1 of each docling file of a format against its ground truth; a file that is not read scores 0. */
export async function measureQuality(
  pool: ReadingPool,
  data: string,
  format: string,
): Promise<{ file: string; f1: number }[]> {
  const folder = join(data, 'documents/docling', format)
  const outcomes = await readFiles(pool, filesOf(join(folder, 'sources')))
  return outcomes.map(({ file, document }) => {
    const truth = plainMarkdown(readFileSync(join(folder, 'groundtruth', `${basename(file)}.md`), 'utf8'))
    return { file: basename(file), f1: document ? tokenF1(document.text, truth) : 0 }
  })
}

interface FinanceItem {
  readonly doc_name: string
  readonly evidence: readonly { readonly evidence_text: string; readonly evidence_page_num: number }[]
}

/** For each evidence over a filing that is here: the share of its figures that our text has on the page it names. */
export async function measureFinance(
  pool: ReadingPool,
  data: string,
): Promise<{ document: string; page: number; figures: number; found: number }[]> {
  const folder = join(data, 'finance')
  const documents = new Map<string, Document>()
  for (const { file, document } of await readFiles(
    pool,
    filesOf(folder).filter((name) => name.endsWith('.pdf')),
  ))
    if (document) documents.set(basename(file, '.pdf'), document)
  const lines = readFileSync(join(folder, 'financebench_open_source.jsonl'), 'utf8').trim().split('\n')
  return lines
    .map((line) => JSON.parse(line) as FinanceItem)
    .flatMap(({ doc_name: name, evidence }) => {
      const document = documents.get(name)
      if (!document) return []
      return evidence.map(({ evidence_text: text, evidence_page_num: index }) => {
        const page = document.pages[index]
        const onPage = new Set(figuresOf(page ? document.text.slice(page.start, page.end) : ''))
        const figures = [...new Set(figuresOf(text))]
        return {
          document: name,
          page: index + 1,
          figures: figures.length,
          found: figures.filter((figure) => onPage.has(figure)).length,
        }
      })
    })
}

function figuresOf(text: string): string[] {
  return text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []
}

/** Small Markdown files read per second, all handed over at once as ingest does. */
export async function measureThroughput(pool: ReadingPool, count: number): Promise<number> {
  const text =
    '# Qing Lake\n\nTotal phosphorus fell by 62% between 2012 and 2024.\n\n- The sewers were connected in 2018.\n\n| year | mg/L |\n|---|---|\n| 2012 | 0.186 |\n| 2024 | 0.071 |\n\n'
  const one = async (number: number): Promise<unknown> => {
    const bytes = new TextEncoder().encode(`${text.repeat(4)}Note ${number}.\n`)
    return pool.read({ uri: `file:///notes/${number}.md`, name: `${number}.md`, bytes }, context)
  }
  await one(0)
  const started = performance.now()
  await Promise.all(Array.from({ length: count }, (_, index) => one(index + 1)))
  return count / ((performance.now() - started) / 1000)
}

/** Everything above as a section of figures; undefined where the data is absent. */
export async function measureReading(): Promise<Omit<LeaderboardSection, 'seconds'> | undefined> {
  const data = resolve(process.env['KAOJU_DATA'] ?? join(repository, '../shared/data'))
  if (!existsSync(join(data, 'documents/office'))) return undefined
  const pool = createReadingPool({}, context)
  try {
    const rows: (readonly (string | number)[])[] = []
    for (const folder of ['office', 'pdf']) {
      const outcomes = await readFiles(pool, filesOf(join(data, 'documents', folder)))
      rows.push([`documents/${folder}: outcomes`, outcomes.length, countsOf(outcomes)])
      rows.push([`documents/${folder}: slowest`, outcomes.length, slowestOf(outcomes)])
    }
    for (const format of ['docx', 'pptx', 'xlsx']) {
      const scores = await measureQuality(pool, data, format)
      const mean = scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length
      rows.push([
        `docling/${format}: token F1`,
        scores.length,
        `${mean.toFixed(3)} (least: ${worstOf(scores)})`,
      ])
    }
    const finance = await measureFinance(pool, data)
    const whole = finance.filter(({ figures, found }) => found === figures).length
    const share =
      finance.reduce((sum, { found }) => sum + found, 0) /
      finance.reduce((sum, { figures }) => sum + figures, 0)
    rows.push([
      'FinanceBench evidence: all figures on the named page',
      finance.length,
      `${whole}; ${(share * 100).toFixed(1)}% of all figures`,
    ])
    rows.push(['small Markdown files', 3_000, `${Math.round(await measureThroughput(pool, 3_000))} files/s`])
    return {
      title: 'Reading',
      about:
        'Files of the Apache POI, pdf.js and docling test suites and six filings, each read in a child process under 30 s and 512 MB.',
      table: markdownTable(['what', 'files', 'result'], rows),
    }
  } finally {
    await pool.close()
  }
}

function countsOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ')
}

function slowestOf(outcomes: readonly Outcome[]): string {
  const slowest = outcomes.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3)
  return slowest
    .map(({ file, milliseconds }) => `${basename(file)} ${Math.round(milliseconds)} ms`)
    .join(', ')
}

function worstOf(scores: readonly { file: string; f1: number }[]): string {
  const worst = scores.toSorted((a, b) => a.f1 - b.f1).slice(0, 3)
  return worst.map(({ file, f1 }) => `${file} ${f1.toFixed(2)}`).join(', ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const section = await measureReading()
  console.log(section ? section.table : 'skipped: the evaluation data is not here')
}
