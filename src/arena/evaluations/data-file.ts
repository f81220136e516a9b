import { readFile } from 'node:fs/promises'
import { KaojuError, sha256, toKaojuError } from '#runtime'
import { walkFiles } from '#sources'

/** The bytes that an evaluation reads, and their hash. */
export interface EvaluationData {
  /** As it was given. */
  readonly path: string
  /** Of the file; of a folder, of its files' hashes in their order. */
  readonly sha256: string
  /** One, or the files of a folder in code-unit order. */
  readonly files: readonly { readonly path: string; readonly name: string; readonly bytes: Uint8Array }[]
}

/** An object of the data, and the line on which it begins, from 1. */
export interface DataRecord {
  readonly line: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reads a file, or all files of a folder. @throws KaojuError `path-missing`, `path-unreadable`, `folder-empty` */
export async function readData(path: string): Promise<EvaluationData> {
  const walk = await walkFiles([path])
  if (walk.files.length === 0) throw walk.failures[0]?.error ?? new KaojuError('folder-empty', { path })
  const files: EvaluationData['files'][number][] = []
  for (const file of walk.files) {
    const bytes = await readFile(file.path).catch((error: unknown) => {
      throw toKaojuError(error, file.path)
    })
    files.push({ path: file.path, name: file.name, bytes })
  }
  const hashes = files.map(({ bytes }) => sha256(bytes))
  return { path, files, sha256: walk.folders.length === 0 ? hashes[0]! : sha256(hashes.join('\n')) }
}

/** The text of the one file that an evaluation of records reads. @throws KaojuError `data-invalid` for a folder of many */
export function textOf({ path, files }: EvaluationData): string {
  if (files.length !== 1) throw invalid(path, 1, 'a folder, where one file is wanted')
  const text = new TextDecoder().decode(files[0]!.bytes)
  if (text.trim() === '') throw invalid(path, 1, 'an empty file')
  return text
}

/**
 * The objects of a JSON file: one a line, a list of them, or a single one, whichever it is.
 *
 * @throws KaojuError `data-invalid` with the line of what is no object
 */
export function jsonRecords(data: EvaluationData): readonly DataRecord[] {
  const text = textOf(data)
  const start = text.search(/\S/)
  if (text[start] === '[') return listRecords(data.path, text, start)
  const lines = text.split('\n').flatMap((source, index) => (source.trim() ? [{ source, index }] : []))
  const first = lines[0]!
  if (lines.length > 1 && parsed(first.source) === undefined && text[start] === '{') {
    const whole = parsed(text)
    if (whole !== undefined) return [recordOf(data.path, first.index + 1, whole)]
  }
  return lines.map(({ source, index }) => recordOf(data.path, index + 1, parsed(source)))
}

function listRecords(path: string, text: string, start: number): readonly DataRecord[] {
  const records: DataRecord[] = []
  let at = 0
  let line = 1
  for (const element of elementsOf(path, text, start)) {
    for (; at < element.start; at++) if (text[at] === '\n') line++
    records.push(recordOf(path, line, parsed(text.slice(element.start, element.end))))
  }
  if (records.length === 0) throw invalid(path, 1, 'an empty list')
  return records
}

/** Where the elements of a list begin and end: so that a broken one is found by its line, which parsing does not tell. */
function elementsOf(path: string, text: string, open: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let depth = 0
  let start = -1
  for (let at = open; at < text.length; at++) {
    const letter = text[at]!
    if (depth === 1 && (letter === ',' || letter === ']')) {
      if (start >= 0) found.push({ start, end: at })
      start = -1
    } else if (depth === 1 && start < 0 && letter.trim() !== '') start = at
    if (letter === '"') at = endOfText(text, at)
    else if (letter === '[' || letter === '{') depth++
    else if (letter === ']' || letter === '}') depth--
    if (depth > 0) continue
    // A bracket too many within an element ends the list early: what follows tells.
    if (text.slice(at + 1).trim() === '') return found
    throw invalid(path, lineAt(text, at), 'not JSON')
  }
  throw invalid(path, lineAt(text.trimEnd(), text.length), 'the list does not end')
}

function endOfText(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source) as unknown
  } catch {
    return undefined
  }
}

function recordOf(path: string, line: number, value: unknown): DataRecord {
  if (value === undefined) throw invalid(path, line, 'not JSON')
  if (!isObject(value)) throw invalid(path, line, 'not a JSON object')
  return { line, fields: value }
}

/** Whether a value of JSON has fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** What is wrong with which line of the data. */
export function invalid(path: string, line: number, reason: string): KaojuError {
  return new KaojuError('data-invalid', { path, line, reason })
}
