/**
 * What a JSON schema allows: types, limits of numbers, lengths, formats and patterns of texts. Long because every keyword
 * takes some lines.
 */
import { intentOf } from './mind-intent.ts'
import type { Desk } from './mind-desk.ts'
import type { Json } from './model.ts'

/** A schema, or a part of one. */
export type Schema = { readonly [key: string]: Json }

/** Whether it is an object. */
export function isObject(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The list under a key. */
export function listAt(schema: Schema, key: string): readonly Json[] | undefined {
  const value = schema[key]
  return Array.isArray(value) ? (value as readonly Json[]) : undefined
}

/** The number under a key. */
export function numberAt(schema: Schema, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' ? value : undefined
}

/** The type that a schema wants, told or not. */
export function typeOf(schema: Schema): string {
  const { type } = schema
  if (typeof type === 'string') return type
  if (Array.isArray(type))
    return (
      (type as readonly Json[]).find((one): one is string => typeof one === 'string' && one !== 'null') ??
      'null'
    )
  if ('properties' in schema || 'additionalProperties' in schema) return 'object'
  if ('items' in schema || 'prefixItems' in schema) return 'array'
  if ('minimum' in schema || 'maximum' in schema) return 'number'
  return 'string'
}

/** Two schemas of one thing as one. */
export function joined(a: Schema, b: Schema): Schema {
  const properties = {
    ...(isObject(a['properties']) ? a['properties'] : {}),
    ...(isObject(b['properties']) ? b['properties'] : {}),
  }
  const required = [...new Set([...(listAt(a, 'required') ?? []), ...(listAt(b, 'required') ?? [])])]
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  }
}

/** The constant by which a branch is known: `{"action": {"const": "search"}}`. */
export function discriminatorOf(schema: Schema): string | undefined {
  if (typeof schema['const'] === 'string') return schema['const']
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  for (const [key, value] of Object.entries(properties)) {
    if (!isObject(value) || intentOf(key) !== 'action') continue
    const only = listAt(value, 'enum')
    if (typeof value['const'] === 'string') return value['const']
    if (only?.length === 1 && typeof only[0] === 'string') return only[0]
  }
  const [title] = typeof schema['title'] === 'string' ? [schema['title']] : []
  return title
}

/** The nearest number that fits. */
export function within(wanted: number, schema: Schema, whole: boolean): number {
  const step = numberAt(schema, 'multipleOf') ?? (whole ? 1 : 0)
  const tiny = step > 0 ? step : 1e-6
  const above = numberAt(schema, 'exclusiveMinimum')
  const below = numberAt(schema, 'exclusiveMaximum')
  const low = Math.max(
    numberAt(schema, 'minimum') ?? -Infinity,
    above === undefined ? -Infinity : above + tiny,
  )
  const high = Math.min(
    numberAt(schema, 'maximum') ?? Infinity,
    below === undefined ? Infinity : below - tiny,
  )
  const clamped = Math.min(high, Math.max(low, wanted))
  if (step === 0)
    return Math.round(clamped * 1e6) / 1e6 === clamped
      ? clamped
      : inside(Math.round(clamped * 100) / 100, low, high)
  const down = Math.floor(clamped / step) * step
  return down >= low ? down : Math.ceil(clamped / step) * step
}

const inside = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Characters: longer texts than any that can be met need. */
const mostPadding = 100_000

/** A text of the length, format and pattern that is wanted. */
export function fitting(text: string, schema: Schema, { reading }: Desk): string {
  const least = Math.min(numberAt(schema, 'minLength') ?? 0, mostPadding)
  const most = numberAt(schema, 'maxLength') ?? Infinity
  const { pattern, format } = schema
  const formatted =
    typeof format === 'string'
      ? formats[format]?.(text, reading.sources.find(({ url }) => url)?.url)
      : undefined
  const sized = fitted(formatted ?? text, least, most)
  if (typeof pattern !== 'string') return sized
  const form = patternOf(pattern)
  if (!form || form.test(sized)) return sized
  const words = text.match(/[\p{L}\p{N}_.:-]+/gu) ?? []
  const candidates = [...words, text.trim(), ...words.map((one) => one.toLowerCase()), ...fillers].map(
    (one) => fitted(one, least, most),
  )
  return candidates.find((one) => form.test(one)) ?? sized
}

const fillers = [
  '1',
  'a',
  'A',
  'A1',
  'q1',
  'Q1',
  'E1',
  '',
  '2000',
  '2000-01-01',
  'https://example.org/',
  'answer',
  'a b',
  '0.5',
  '#',
]

function fitted(text: string, least: number, most: number): string {
  const characters = Array.from(text)
  if (characters.length > most) return characters.slice(0, most).join('')
  return characters.length < least ? text + (text === '' ? '-' : '.').repeat(least - characters.length) : text
}

function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}

const formats: Readonly<Record<string, (text: string, url: string | undefined) => string>> = {
  date: (text) => /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? '2000-01-01',
  'date-time': () => '2000-01-01T00:00:00Z',
  time: () => '00:00:00Z',
  uri: (text, url) => (/^https?:\/\/\S+$/.test(text) ? text : (url ?? 'about:blank')),
  url: (text, url) => (/^https?:\/\/\S+$/.test(text) ? text : (url ?? 'about:blank')),
  email: () => 'nobody@example.org',
  uuid: () => '00000000-0000-4000-8000-000000000000',
}
