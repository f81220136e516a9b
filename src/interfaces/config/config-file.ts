import { readFileSync, statSync } from 'node:fs'
import { KaojuError, toKaojuError } from '#runtime'
import { nearest } from './nearest.ts'
import type { z } from 'zod'

/** A configuration file as it stands. */
export interface ConfigFile {
  readonly path: string
  /** Its permissions (the low nine bits), where the platform has any. */
  readonly mode: number
  /** The JSON object in it. */
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * Reads a configuration file; undefined when there is none.
 *
 * @throws KaojuError `path-unreadable`, `config-invalid` with line and column of what is wrong
 */
export function readConfigFile(path: string): ConfigFile | undefined {
  let text: string
  let mode: number
  try {
    text = readFileSync(path, 'utf8')
    mode = statSync(path).mode & 0o777
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EISDIR') throw new KaojuError('path-unreadable', { path, reason: code }, { cause: error })
    throw toKaojuError(error, path)
  }
  const value = parse(text, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KaojuError('config-invalid', { path, reason: 'the config must be one JSON object, { … }' })
  return { path, mode, value: value as Record<string, unknown> }
}

function parse(raw: string, path: string): unknown {
  const text = raw.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(text)
  } catch (error) {
    const before = text.slice(0, placeOfFault(text))
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    const reason =
      before.length === text.length
        ? 'the JSON ends too early'
        : `this is not JSON: ${text.slice(before.length).split('\n')[0]!.slice(0, 40).trimEnd() || 'line break'}`
    throw new KaojuError(
      'config-invalid',
      { path, reason: `line ${line}, column ${column}: ${reason}` },
      { cause: error },
    )
  }
}

/** Where a text ceases to be JSON (RFC 8259); V8 tells it for some faults only. */
function placeOfFault(text: string): number {
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    at += found?.[0].length ?? 0
    return found !== null
  }
  const skip = (): boolean => take(/[ \t\r\n]*/y)
  const string = (): boolean => take(/"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"/iy)
  const items = (item: () => boolean, end: RegExp): boolean => {
    skip()
    if (take(end)) return true
    while (item()) {
      skip()
      if (take(end)) return true
      if (!take(/,/y)) return false
    }
    return false
  }
  const member = (): boolean => skip() && string() && skip() && take(/:/y) && value()
  const value = (): boolean => {
    skip()
    if (take(/\{/y)) return items(member, /\}/y)
    if (take(/\[/y)) return items(value, /\]/y)
    return string() || take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/iy)
  }
  if (value()) skip()
  return at
}

/**
 * Checks a part of a configuration file against its schema.
 *
 * @param at where the part stands, e.g. `models`
 * @throws KaojuError `config-field-unknown` with the nearest known name, `config-invalid`
 */
export function checkConfig<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: string,
  known: (place: readonly PropertyKey[]) => readonly string[],
  at?: string,
): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = deepest(result.error.issues)
  const place = [...(at ? [at] : []), ...issue.path]
  if (issue.code === 'unrecognized_keys' || (issue.code === 'invalid_key' && issue.origin === 'record')) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(place.pop())]
    const field = String(keys[0])
    throw new KaojuError('config-field-unknown', {
      path,
      field: [...place, field].join('.'),
      nearest: nearest(field, known(place)) ?? known(place).join(', '),
    })
  }
  throw new KaojuError('config-invalid', { path, reason: `${place.join('.') || 'config'}: ${issue.message}` })
}

/** The most telling issue: inside a choice of shapes, that of the shape which came furthest. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [first] = issues
  if (first?.code !== 'invalid_union') return first!
  const inner = first.errors.map((errors) => errors[0]).filter((issue) => issue !== undefined)
  const further = inner.find((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys')
  return further ? { ...further, path: [...first.path, ...further.path] } : first
}
