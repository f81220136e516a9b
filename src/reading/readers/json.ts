import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'
import { statedDate } from '../stated-date.ts'

/** Cells that make an addressable table; a longer list becomes records. */
const mostTableCells = 200_000
/** Values nested deeper are written as JSON. */
const deepest = 32

/**
 * JSON, and JSON Lines. An object is a record of `path: value` lines; a list of like, flat objects is a table;
 * other lists are one record per element. Numbers keep the digits of the file. A line of JSON Lines that does
 * not parse is told in a warning.
 */
const read: Reader = async (resource) => {
  const { text, encoding } = textOfResource(resource)
  const builder = createDocumentBuilder()
  const whole = parseWhole(text)
  const value = whole ? whole.value : parseLines(text, builder, resource.name)
  addValue(builder, '', value)
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...aboutOf(value),
    metadata: encodingNote(encoding),
  })
}

export const plug: ReaderPlug = {
  name: 'json',
  version: 1,
  mediaTypes: ['application/json', 'application/x-ndjson', 'application/ld+json', 'application/geo+json'],
  extensions: ['json', 'jsonl', 'ndjson'],
  options: z.object({}),
  create: () => read,
}

/** A number as it stands in the file: parsing would round long ones. */
class Digits {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

type Value = string | boolean | null | Digits | readonly Value[] | { readonly [key: string]: Value }

function parse(text: string): Value {
  const keepDigits = (_: string, value: unknown, about?: { source?: string }): unknown =>
    typeof value === 'number' ? new Digits(about?.source ?? String(value)) : value
  return JSON.parse(text, keepDigits) as Value
}

function parseWhole(text: string): { readonly value: Value } | undefined {
  try {
    return { value: parse(text) }
  } catch {
    return undefined
  }
}

function parseLines(text: string, builder: DocumentBuilder, path: string): Value {
  const records: Value[] = []
  const bad: number[] = []
  let reason = ''
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return
    try {
      records.push(parse(line))
    } catch (error) {
      bad.push(i + 1)
      reason ||= (error as Error).message
    }
  })
  // Pretty-printed JSON that is cut has lines that parse by accident; JSON Lines are objects or lists.
  const sound = records.filter(
    (record) => typeof record === 'object' && record !== null && !(record instanceof Digits),
  )
  if (sound.length === 0 || sound.length < bad.length)
    throw new KaojuError('file-damaged', { path, reason: reason || 'no JSON value' })
  if (bad.length > 0)
    builder.warn(
      `${bad.length} lines are not JSON and were left out (line ${bad.slice(0, 5).join(', ')}${bad.length > 5 ? ', …' : ''}).`,
    )
  return records
}

function addValue(builder: DocumentBuilder, path: string, value: Value): void {
  if (isList(value)) addList(builder, path, value)
  else if (isObject(value)) addObject(builder, path, value)
  else builder.block('record', path === '' ? scalar(value) : `${path}: ${scalar(value)}`)
}

function addList(builder: DocumentBuilder, path: string, list: readonly Value[]): void {
  const columns = sharedColumns(list)
  if (columns) {
    const rows = (list as readonly { readonly [key: string]: Value }[]).map((item) =>
      columns.map((key) => scalar(item[key] ?? null)),
    )
    builder.table([columns, ...rows], { headerRows: 1, ...(path ? { caption: path } : {}) })
    return
  }
  for (const [i, item] of list.entries()) {
    const lines = linesOf(path === '' && isObject(item) ? '' : `${path}[${i}]`, item, 0)
    builder.block('record', lines.join('\n'))
  }
}

/** Its own values first, as one record; then each list of objects under its path. */
function addObject(builder: DocumentBuilder, path: string, object: { readonly [key: string]: Value }): void {
  const lists: [string, readonly Value[]][] = []
  const lines: string[] = []
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}.${key}`
    if (isList(value) && value.some((item) => isObject(item))) lists.push([name, value])
    else lines.push(...linesOf(name, value, 0))
  }
  builder.block('record', lines.join('\n'))
  for (const [name, list] of lists) {
    builder.block('heading', name, { level: 2 })
    addList(builder, name, list)
  }
}

/** `path: value` lines; a list of plain values is one line. */
function linesOf(path: string, value: Value, depth: number): string[] {
  if (isList(value) && !value.some((item) => isList(item) || isObject(item)))
    return value.length === 0 ? [] : [`${path}: ${value.map(scalar).join(', ')}`]
  if (depth >= deepest)
    return [
      `${path}: ${JSON.stringify(value, (_, part: unknown) => (part instanceof Digits ? part.source : part))}`,
    ]
  if (isList(value)) return value.flatMap((item, i) => linesOf(`${path}[${i}]`, item, depth + 1))
  if (isObject(value))
    return Object.entries(value).flatMap(([key, item]) =>
      linesOf(path === '' ? key : `${path}.${key}`, item, depth + 1),
    )
  const text = scalar(value)
  return text === '' ? [] : [path === '' ? text : `${path}: ${text}`]
}

/** The columns of a list of at least two flat objects that mostly have the same keys and short values. */
function sharedColumns(list: readonly Value[]): string[] | undefined {
  if (list.length < 2) return undefined
  const counts = new Map<string, number>()
  let long = 0
  for (const item of list) {
    if (!isObject(item)) return undefined
    for (const [key, value] of Object.entries(item)) {
      if (isList(value) || isObject(value)) return undefined
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (typeof value === 'string' && value.length > 200) long++
    }
  }
  const columns = [...counts.keys()]
  const cells = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const regular = cells >= 0.6 * columns.length * list.length && columns.length <= 64
  return regular && long <= cells / 20 && columns.length * list.length <= mostTableCells ? columns : undefined
}

const titleKeys = ['title', 'headline', 'name', '标题']
const dateKeys = [
  'publishedAt',
  'published_at',
  'datePublished',
  'published',
  'date',
  'created_at',
  'createdAt',
]

/** What a single object says of itself. */
function aboutOf(value: Value): { title?: string; publishedAt?: string } {
  if (!isObject(value)) return {}
  const text = (key: string): string | undefined => {
    const found = value[key]
    return typeof found === 'string' && found.trim() !== '' && found.length <= 300 ? found : undefined
  }
  const title = titleKeys.map(text).find(Boolean)
  const publishedAt = dateKeys.map((key) => statedDate(text(key) ?? '')).find(Boolean)
  return { ...(title ? { title } : {}), ...(publishedAt ? { publishedAt } : {}) }
}

function scalar(value: Value): string {
  if (value === null) return ''
  if (value instanceof Digits) return value.source
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function isObject(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits)
}
