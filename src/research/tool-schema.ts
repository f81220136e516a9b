import { z } from 'zod'

/** Of a tool's schema, bounded: a server may send anything. */
const mostFields = 30
const mostChoices = 50
const longestText = 2_000
const fieldName = /^[\w.-]{1,64}$/

type Json = Readonly<Record<string, unknown>>

/**
 * What a tool wants, as a schema of our own: objects of texts, numbers, truth values, choices and lists of these. Patterns,
 * references and whatever else a server may write are not followed: a field that needs them is left out.
 *
 * @returns undefined where a required field is such a one
 */
export function readToolSchema(given: unknown): z.ZodObject | undefined {
  if (!isRecord(given) || (given['type'] !== undefined && given['type'] !== 'object')) return undefined
  const properties = isRecord(given['properties']) ? Object.entries(given['properties']) : []
  const required = new Set(Array.isArray(given['required']) ? given['required'].slice(0, 1_000) : [])
  const fields = properties.flatMap(([name, schema]) => {
    const read = fieldName.test(name) ? readField(schema) : undefined
    return read ? [[name, required.has(name) ? read : read.optional()] as const] : []
  })
  // Those that it must have come first: what is over is left out.
  const kept = fields
    .toSorted(([a], [b]) => Number(required.has(b)) - Number(required.has(a)))
    .slice(0, mostFields)
  const names = new Set(kept.map(([name]) => name))
  for (const name of required) if (typeof name !== 'string' || !names.has(name)) return undefined
  return z.strictObject(Object.fromEntries(kept))
}

/** Whether a field takes one of the texts that its schema names, and no others. */
export function isChoice(schema: z.ZodObject, name: string): boolean {
  const field: unknown = schema.shape[name]
  return (field instanceof z.ZodOptional ? field.unwrap() : field) instanceof z.ZodEnum
}

function readField(schema: unknown, depth = 0): z.ZodType | undefined {
  if (!isRecord(schema) || depth > 2) return undefined
  const choices = schema['enum'] ?? ('const' in schema ? [schema['const']] : undefined)
  if (Array.isArray(choices)) {
    const texts = choices.filter((one) => typeof one === 'string' && one.length <= 80).slice(0, mostChoices)
    return texts.length > 0 && texts.length === choices.length ? z.enum(texts as string[]) : undefined
  }
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].slice(0, 10) : undefined
  if (options) {
    // As Python writes an optional text.
    const some = options.filter((one) => !isRecord(one) || one['type'] !== 'null')
    return some.length === 1 ? readField(some[0], depth + 1) : undefined
  }
  const types: readonly unknown[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  const [type, other] = types.filter((one) => one !== 'null')
  if (other !== undefined) return undefined
  switch (type) {
    case 'string':
      return z.string().max(Math.min(longestText, numberIn(schema, 'maxLength') ?? longestText))
    case 'integer':
    case 'number': {
      const low = numberIn(schema, 'minimum') ?? -1e12
      const high = numberIn(schema, 'maximum') ?? 1e12
      return (type === 'integer' ? z.int() : z.number()).min(low).max(high)
    }
    case 'boolean':
      return z.boolean()
    case 'array': {
      const item = readField(schema['items'], depth + 1)
      return item && z.array(item).max(20)
    }
    default:
      return undefined
  }
}

function numberIn(schema: Json, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
