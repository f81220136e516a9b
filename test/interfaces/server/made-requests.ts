import type { Chance } from '#runtime'
import type { OpenApiDocument, Operation, Schema } from './openapi-document.ts'

/** A request that was made by chance. */
export interface MadeRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Ids that exist, so that not everything is unknown. */
export interface KnownIds {
  readonly runs: readonly string[]
  readonly documents: readonly string[]
  readonly evidence: readonly string[]
  readonly snapshots: readonly string[]
}

const strings = [
  '',
  ' ',
  '0',
  'null',
  '../../../etc/passwd',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  'd_',
  'e_00000000',
  'run-',
  '%00',
  'a'.repeat(5_000),
  '清湖的清淤花了多少钱？',
  'שלום ‮ 🜚 e\u0301 👩‍👩‍👧‍👦',
  '\u0000',
  '\ud800',
  '\r\nX-Injected: 1',
  "'; DROP TABLE runs; --",
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
]
const numbers = [0, -1, 1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 1e-300, 999_999_999_999]
const anything: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[[]]],
  { a: { b: [] } },
  ...numbers,
  ...strings,
]

/** A request to one of the operations of a document, right in most of it and wrong somewhere, or right altogether. */
export function makeRequest(document: OpenApiDocument, known: KnownIds, chance: Chance): MadeRequest {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [method, path, operation] as const),
  )
  const [method, template, operation] = pick(operations, chance)
  const { parameters = [] } = operation
  const path = template.replace(/\{(\w+)\}/g, () =>
    encodeURIComponent(wellFormed(idFor(template, known, chance))),
  )
  const query = parameters
    .filter((one) => one.in === 'query' && chance.next() < (one.required ? 0.9 : 0.4))
    .map(({ name, schema }) => `${name}=${encodeURIComponent(wellFormed(textOf(schema, document, chance)))}`)
  const headers: Record<string, string> = {
    Accept: pick(['*/*', 'application/json', 'text/event-stream', 'x'], chance),
  }
  for (const { name, in: where, schema } of parameters)
    if (where === 'header' && chance.next() < 0.4) headers[name] = asHeader(textOf(schema, document, chance))
  if (chance.next() < 0.1)
    headers['Accept-Language'] = pick(['zh', 'xx;q=9', ',,,;;;', 'zh-CN;q=nan'], chance)
  const body = bodyFor(operation, document, chance)
  if (body !== undefined)
    headers['Content-Type'] =
      chance.next() < 0.9
        ? 'application/json'
        : pick(
            ['text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=utf-7', 'x'],
            chance,
          )
  return {
    method:
      chance.next() < 0.97
        ? method.toUpperCase()
        : pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST'], chance),
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    headers,
    ...(body === undefined ? {} : { body }),
  }
}

function bodyFor({ requestBody }: Operation, document: OpenApiDocument, chance: Chance): string | undefined {
  const schema = requestBody?.content['application/json']?.schema
  if (!schema) return chance.next() < 0.05 ? '{}' : undefined
  const draw = chance.next()
  if (draw < 0.03) return pick(['', '{', '[]]', 'undefined', '{"a":1,}', '\u0000', '"\\ud800"'], chance)
  if (draw < 0.06) return '['.repeat(50_000)
  if (draw < 0.08) return JSON.stringify(pick(anything, chance))
  return JSON.stringify(valueFor(schema, document, chance, draw < 0.4 ? 0 : 0.15))
}

/** A value that fits a schema, but for what chance has otherwise. @param wrong how often a part does not fit */
function valueFor(given: Schema, document: OpenApiDocument, chance: Chance, wrong: number): unknown {
  if (chance.next() < wrong) return pick(anything, chance)
  const schema = given.$ref ? document.components.schemas[given.$ref.split('/').at(-1)!]! : given
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return valueFor(pick(choices, chance), document, chance, wrong)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return pick(schema.enum, chance)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).filter(([name]) =>
        schema.required?.includes(name) ? chance.next() >= wrong / 2 : chance.next() < 0.3,
      )
      const extra = chance.next() < wrong ? [[pick(strings, chance), pick(anything, chance)] as const] : []
      return Object.fromEntries([
        ...entries.map(([name, one]) => [name, valueFor(one, document, chance, wrong)] as const),
        ...extra,
      ])
    }
    case 'array':
      return Array.from({ length: chance.integer(3) }, () =>
        valueFor(schema.items ?? {}, document, chance, wrong),
      )
    case 'integer':
    case 'number':
      return wrong > 0 ? pick(numbers, chance) : chance.integer(10)
    case 'boolean':
      return chance.next() < 0.5
    default:
      return textFor(schema, wrong, chance)
  }
}

function textFor({ pattern }: Schema, wrong: number, chance: Chance): string {
  const fitting =
    pattern === undefined
      ? undefined
      : ['2024-05-06', 'extractive', 'x-1'].find((one) => new RegExp(pattern).test(one))
  if (fitting !== undefined && chance.next() >= wrong) return fitting
  return wrong > 0 ? pick(strings, chance) : pick(['When was the lake dredged?', 'q1', '清湖'], chance)
}

function textOf(schema: Schema, document: OpenApiDocument, chance: Chance): string {
  const value = valueFor(schema, document, chance, 0.3)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function idFor(template: string, known: KnownIds, chance: Chance): string {
  if (chance.next() < 0.25) return pick(strings, chance) || 'x'
  const kind = /\/(library|documents|evidence|snapshots)\//.exec(template)?.[1]
  const ids = {
    library: known.documents,
    documents: known.documents,
    evidence: known.evidence,
    snapshots: known.snapshots,
  }
  const all = kind === undefined ? known.runs : ids[kind as keyof typeof ids]
  const id = pick(all, chance)
  return chance.next() < 0.1 ? id.slice(0, chance.integer(id.length) + 1) : id
}

/** Headers are bytes; what cannot stand in one would not leave the client. */
function asHeader(text: string): string {
  return Buffer.from(text.slice(0, 2_000).replace(/[\u0000-\u001f\u007f]/g, ' '))
    .toString('latin1')
    .trim()
}

function wellFormed(text: string): string {
  return text.toWellFormed()
}

function pick<T>(items: readonly T[], chance: Chance): T {
  return items[chance.integer(items.length)]!
}
