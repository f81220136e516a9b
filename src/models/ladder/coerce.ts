import type { JsonSchema } from '../chat.ts'
import type { Shape } from './shape.ts'
import { answerKey } from './shape.ts'
import { deepest, parseJson } from './scan-json.ts'

/**
 * Bends a value towards a shape where that loses nothing and guesses nothing; what does not fit is left as it is,
 * for the schema to refuse.
 *
 * 1. "3" for 3, 3 for "3", "true" for true, one item for a list of one, letter case of enumerated words and keys.
 * 2. null and NaN for what may be absent become absent; keys that nobody asked for are dropped.
 * 3. An object around the answer (`{"result": …}`, a tool call written as text) is taken off.
 * 4. "3 km" is not 3, 3.10 is not "3.1", "yes" is not true: a number with a unit or a form says more.
 */
export function coerce(value: unknown, shape: Shape, oneOfMany: boolean): unknown {
  return new Coercion(shape.value, !oneOfMany).at(unwrap(value, shape), shape.value, 0)
}

type Properties = Readonly<Record<string, JsonSchema>>
const wrappers = new Set([
  answerKey,
  'result',
  'results',
  'output',
  'response',
  'data',
  'json',
  'value',
  'arguments',
  'parameters',
  'input',
  'properties',
])

/** Takes off what stands around the answer, when the answer's own keys are not there. */
function unwrap(given: unknown, shape: Shape): unknown {
  let value = given
  const own = propertiesOf(shape.value)
  for (let depth = 0; depth < 4; depth++) {
    if (
      Array.isArray(value) &&
      value.length === 1 &&
      shape.value['type'] === 'object' &&
      isRecord(value[0]) &&
      (!shape.list ||
        Object.keys(value[0]).some((key) => Object.keys(own).some((name) => fold(name) === fold(key))))
    ) {
      value = value[0]
      continue
    }
    if (typeof value === 'string' && /^\s*[{[]/.test(value)) {
      const parsed = parseJson(value.trim())
      if (!parsed) return value
      value = parsed.value
      continue
    }
    if (!isRecord(value)) break
    const keys = Object.keys(value)
    if (shape.value['type'] === 'object' && keys.some((key) => Object.hasOwn(own, key))) break
    const around =
      keys.length === 1
        ? keys[0]
        : keys.includes('name') || keys.includes('type')
          ? keys.find((key) => wrappers.has(key))
          : undefined
    if (
      around === undefined ||
      !(wrappers.has(around) || isRecord(value[around]) || Array.isArray(value[around]))
    )
      break
    if (keys.length === 1 && Object.keys(own).some((key) => fold(key) === fold(around))) break
    value = value[around]
  }
  return underItsKey(value, shape)
}

/** A bare list where an object was asked for that is nothing but one list. */
function underItsKey(value: unknown, shape: Shape): unknown {
  if (!Array.isArray(value) || shape.value['type'] !== 'object') return value
  const required = (shape.value['required'] ?? []) as readonly string[]
  const lists = Object.entries(propertiesOf(shape.value)).filter(([, schema]) => schema['type'] === 'array')
  const [only] = lists
  if (lists.length !== 1 || !only || required.some((key) => key !== only[0])) return value
  return { [only[0]]: value }
}

class Coercion {
  private readonly root: JsonSchema
  private readonly lists: boolean
  constructor(root: JsonSchema, lists: boolean) {
    this.root = root
    this.lists = lists
  }

  at(value: unknown, given: JsonSchema, depth: number): unknown {
    if (depth > deepest) return value
    const schema = this.resolved(given)
    const branches = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
    if (branches) return this.branch(value, branches, depth)
    const words = schema['const'] === undefined ? schema['enum'] : [schema['const']]
    if (Array.isArray(words)) return wordOf(value, words)
    const type = schema['type']
    if (Array.isArray(type)) {
      if (type.includes(typeNameOf(value))) return value
      const others = type.filter((one) => one !== 'null') as string[]
      return others.length === 1 ? this.at(value, { ...schema, type: others[0] }, depth) : value
    }
    switch (type) {
      case 'array':
        return this.list(value, schema, depth)
      case 'object':
        return this.record(value, schema, depth)
      case 'number':
      case 'integer':
        return numberOf(value)
      case 'boolean':
        return booleanOf(value)
      case 'string':
        return Number.isSafeInteger(value) ? String(value) : value
      default:
        return value
    }
  }

  private list(given: unknown, schema: JsonSchema, depth: number): unknown {
    const value = structureIn(given)
    const items = (schema['items'] ?? {}) as JsonSchema
    if (Array.isArray(value)) return value.map((item: unknown) => this.at(item, items, depth + 1))
    if (value === null || value === undefined || !this.lists) return value
    const type = this.resolved(items)['type']
    const one = isRecord(value) ? type === 'object' : type !== 'object' && type !== 'array'
    return one ? [this.at(value, items, depth + 1)] : value
  }

  private record(given: unknown, schema: JsonSchema, depth: number): unknown {
    let value = structureIn(given)
    if (Array.isArray(value) && value.length === 1 && isRecord(value[0])) value = value[0]
    if (!isRecord(value)) return value
    const properties = propertiesOf(schema)
    const required = new Set((schema['required'] ?? []) as readonly string[])
    const open = schema['additionalProperties'] !== false
    const entries: [string, unknown][] = []
    const taken = new Set(Object.keys(value).filter((key) => Object.hasOwn(properties, key)))
    for (const [key, part] of Object.entries(value)) {
      const name = Object.hasOwn(properties, key) ? key : likeKey(key, properties, taken)
      if (name === undefined) {
        const other = schema['additionalProperties']
        if (open && key !== '__proto__')
          entries.push([key, isRecord(other) ? this.at(part, other, depth + 1) : part])
        continue
      }
      taken.add(name)
      const bent = this.at(part, properties[name]!, depth + 1)
      if (!required.has(name) && nothing(bent, this.resolved(properties[name]!))) continue
      entries.push([name, bent])
    }
    for (const key of required)
      if (!taken.has(key) && Object.hasOwn(properties, key) && mayBeNull(this.resolved(properties[key]!)))
        entries.push([key, null])
    return Object.fromEntries(entries)
  }

  /** The branch whose marks the value bears; else the only branch that is not null. */
  private branch(value: unknown, given: readonly JsonSchema[], depth: number): unknown {
    const branches = given.map((one) => this.resolved(one))
    if (branches.some((one) => one['type'] === typeNameOf(value) && one['type'] !== 'object')) return value
    const marked = branches.filter((one) => isRecord(value) && bears(value, one))
    const others = branches.filter((one) => one['type'] !== 'null')
    const chosen = marked.length === 1 ? marked[0] : others.length === 1 ? others[0] : undefined
    return chosen ? this.at(value, chosen, depth + 1) : value
  }

  private resolved(schema: JsonSchema): JsonSchema {
    const reference = schema['$ref']
    if (typeof reference !== 'string') return schema
    if (reference === '#') return this.root
    const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1]
    const definitions = (this.root['$defs'] ?? {}) as Properties
    return name !== undefined && Object.hasOwn(definitions, name) ? definitions[name]! : {}
  }
}

/** The constants of a branch (`kind: "add"`) are all in the value. */
function bears(value: Readonly<Record<string, unknown>>, branch: JsonSchema): boolean {
  const constants = Object.entries(propertiesOf(branch)).filter(([, schema]) => schema['const'] !== undefined)
  return (
    constants.length > 0 &&
    constants.every(([key, schema]) => wordOf(value[key], [schema['const']]) === schema['const'])
  )
}

function propertiesOf(schema: JsonSchema): Properties {
  return (schema['properties'] ?? {}) as Properties
}

/** The one asked-for key that differs from this one in letter case, `_`, `-` or blanks only. */
function likeKey(key: string, properties: Properties, taken: ReadonlySet<string>): string | undefined {
  const like = Object.keys(properties).filter((name) => !taken.has(name) && fold(name) === fold(key))
  return like.length === 1 ? like[0] : undefined
}

function wordOf(value: unknown, words: readonly unknown[]): unknown {
  if (words.includes(value)) return value
  const said =
    typeof value === 'string'
      ? value
      : Number.isSafeInteger(value) || typeof value === 'boolean'
        ? String(value)
        : undefined
  if (said === undefined) return value
  const like = words.filter((word) => fold(String(word)) === fold(said))
  return like.length === 1 ? like[0] : value
}

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const digits = value.normalize('NFKC').trim()
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?$/i.test(digits) ? Number(digits) : value
}

function booleanOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const word = value.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : value
}

/** A list or object that was written as a string. */
function structureIn(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value
  return parseJson(value.trim())?.value ?? value
}

function nothing(value: unknown, schema: JsonSchema): boolean {
  if (value === null) return !mayBeNull(schema)
  return (
    (schema['type'] === 'number' || schema['type'] === 'integer') &&
    typeof value === 'string' &&
    /^(?:nan|n\/a|null|none|)$/i.test(value.trim())
  )
}

function mayBeNull(schema: JsonSchema): boolean {
  const { type } = schema
  const branches = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
  return (
    type === 'null' || (Array.isArray(type) && type.includes('null')) || (branches?.some(mayBeNull) ?? false)
  )
}

function typeNameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
