import { unreadable } from '../search-failure.ts'

/**
 * Takes replies apart that may hold anything: what is not of the kind that is asked for is as if it were absent,
 * except the list of results, without which there is no answer.
 */
export type Fields = Readonly<Record<string, unknown>>

/** The fields of an object; of anything else none. Only its own: `constructor` is not a field of `{}`. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.assign(Object.create(null) as Record<string, unknown>, value)
}

/** What lies at the end of a path of fields. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value
  for (const name of path) here = fieldsOf(here)[name]
  return here
}

/** A text, or a number as text; of anything else ``. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

/** The list at the end of a path. @throws KaojuError `search-unreadable` where there is none */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  if (Array.isArray(found)) return found as readonly unknown[]
  throw unreadable(`no list ${path.join('.')} in the reply`)
}

/** The list at the end of a path, empty where there is none: for lists that may be left out. */
export function someAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? (found as readonly unknown[]) : []
}

/** The first text that is not empty. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const text = textOf(value).trim()
    if (text !== '') return text
  }
  return ''
}

/** A query string: what is undefined is left out, lone surrogates are replaced. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.append(name, String(value))
  return query.toString()
}
