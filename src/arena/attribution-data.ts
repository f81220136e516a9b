import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { languageOf, type Document, type Span } from '#vocabulary'
import { sentencesIn } from '#reading'
import { KaojuError, sha256 } from '#runtime'

/** A sentence somebody wrote, the text it was written from, and what people said of it. */
export interface AttributionExample {
  readonly id: string
  readonly claim: string
  readonly document: Document
  readonly sentences: readonly Span[]
  /** Fully supported, as most annotators judged. */
  readonly supported: boolean
}

export type AttributionSet = 'wice' | 'wice-oracle' | 'qags-cnndm' | 'qags-xsum'

export const attributionSets: readonly AttributionSet[] = ['wice', 'wice-oracle', 'qags-cnndm', 'qags-xsum']

const files: Readonly<Record<AttributionSet, string>> = {
  wice: 'attribution/wice/claim.dev.jsonl',
  'wice-oracle': 'attribution/wice/oracle_chunks.dev.jsonl',
  'qags-cnndm': 'attribution/qags/mturk_cnndm.jsonl',
  'qags-xsum': 'attribution/qags/mturk_xsum.jsonl',
}

/**
 * Reads one evaluation set. WiCE (Kamoi et al. 2023): claims of Wikipedia with the sentences of the page they
 * cite, `supported` against the rest. QAGS (Wang et al. 2020): sentences of machine-written summaries,
 * consistent with their article by majority vote.
 *
 * @throws KaojuError `path-missing`, `data-invalid`
 */
export async function readAttribution(
  dataFolder: string,
  set: AttributionSet,
): Promise<AttributionExample[]> {
  const path = join(dataFolder, files[set])
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new KaojuError('path-missing', { path }, { cause })
  })
  const rows = text.split('\n').filter((line) => line.trim() !== '')
  return rows.flatMap((line, index) => attributionExamples(parse(line, path, index + 1), index))
}

/** The examples of one row of WiCE (`claim`, `evidence`, `label`) or QAGS (`article`, `summary_sentences`). */
export function attributionExamples(
  row: Readonly<Record<string, unknown>>,
  index: number,
): AttributionExample[] {
  return 'article' in row ? qagsExamples(row, index) : [wiceExample(row, index)]
}

function parse(line: string, path: string, number: number): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line)
    if (row !== null && typeof row === 'object') return { ...row }
  } catch {
    // Told below, with its place.
  }
  throw new KaojuError('data-invalid', { path, line: number, reason: 'not a JSON object' })
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function wiceExample(row: Readonly<Record<string, unknown>>, index: number): AttributionExample {
  const evidence = list(row['evidence']).map((sentence) => String(sentence).replace(/\s*\n\s*/g, ' '))
  const sentences: Span[] = []
  let text = ''
  for (const sentence of evidence) {
    if (sentence.trim() !== '') sentences.push({ start: text.length, end: text.length + sentence.length })
    text += `${sentence}\n`
  }
  return {
    id: String(index),
    claim: String(row['claim']),
    document: { ...asDocument(text), ...statedIn(evidence) },
    sentences,
    supported: row['label'] === 'supported',
  }
}

/** Title and date of the page, which WiCE tells as sentences. */
function statedIn(evidence: readonly string[]): { title?: string; publishedAt?: string } {
  const find = (key: string): string | undefined =>
    evidence.find((sentence) => sentence.startsWith(`(meta data) ${key}: `))?.slice(15 + key.length)
  const title = find('TITLE')
  const publishedAt = find('PUBLISHED DATETIME')?.slice(0, 10)
  return { ...(title ? { title } : {}), ...(publishedAt ? { publishedAt } : {}) }
}

function qagsExamples(row: Readonly<Record<string, unknown>>, index: number): AttributionExample[] {
  const text = detokenised(String(row['article']))
  const document = asDocument(text)
  const sentences = sentencesIn(text)
  return list(row['summary_sentences']).map((entry, position) => {
    const { sentence, responses } = Object(entry) as { sentence?: unknown; responses?: unknown }
    const votes = list(responses).map((response) => (Object(response) as { response?: unknown }).response)
    const yes = votes.filter((vote) => vote === 'yes').length
    return {
      id: `${index}-${position}`,
      claim: detokenised(String(sentence)),
      document,
      sentences,
      supported: yes * 2 > votes.length,
    }
  })
}

/** QAGS tells its articles in loose tokens ("3, 800", "98. 7", "27 - year - old"): what belongs together is joined. */
function detokenised(text: string): string {
  return text
    .replace(/(?<=\d), (?=\d{3}(?!\d))/g, ',')
    .replace(/(?<=\d)\. (?=\d)/g, '.')
    .replace(/(?<=\p{L}|\d) - (?=\p{L}|\d)/gu, '-')
    .replace(/(?<=[$£€]) (?=\d)/g, '')
}

function asDocument(text: string): Document {
  const snapshot = sha256(text)
  return {
    id: `d_${snapshot.slice(0, 32)}`,
    snapshot,
    reader: { name: 'attribution', version: 1, options: '{}' },
    mediaType: 'text/plain',
    title: 'evidence',
    language: languageOf(text) === 'zh' ? 'zh' : 'en',
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
}
