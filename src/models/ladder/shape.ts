import { z } from 'zod'
import type { JsonSchema } from '../chat.ts'

/** What an answer must look like, as sent and shown to models. */
export interface Shape {
  /** Always an object at its root: no endpoint takes another root for schemas or tools. */
  readonly schema: JsonSchema
  /** The schema proper is under this key of `schema`, because its root is no object. */
  readonly under?: string
  /** The schema of the value itself. */
  readonly value: JsonSchema
  /** The answer is a list, or an object that is nothing but one. */
  readonly list: boolean
}

/** The key under which an answer that is no object travels. */
export const answerKey = 'answer'
const shapes = new WeakMap<z.ZodType, Shape>()

/** The shape that a zod schema asks for, as JSON Schema 2020-12. */
export function shapeOf(type: z.ZodType): Shape {
  const known = shapes.get(type)
  if (known) return known
  const value = tidy(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' })) as JsonSchema
  const properties = Object.values((value['properties'] ?? {}) as Record<string, JsonSchema>)
  const list = value['type'] === 'array' || (properties.length === 1 && properties[0]!['type'] === 'array')
  const shape: Shape =
    value['type'] === 'object'
      ? { schema: value, value, list }
      : { schema: wrapped(value), under: answerKey, value, list }
  shapes.set(type, shape)
  return shape
}

/** Definitions stay at the root, where their references point to. */
function wrapped(value: JsonSchema): JsonSchema {
  const { $defs, ...rest } = value
  return {
    type: 'object',
    properties: { [answerKey]: rest },
    required: [answerKey],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
  }
}

/** Without what costs tokens and says nothing, and with what strict endpoints want: objects that are closed. */
function tidy(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((one) => tidy(one))
  if (part === null || typeof part !== 'object') return part
  const kept = Object.entries(part).filter(
    ([key, value]) =>
      key !== '$schema' && !(typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER),
  )
  const tidied = Object.fromEntries(kept.map(([key, value]) => [key, tidy(value)]))
  const closed =
    'properties' in tidied && typeof tidied['properties'] === 'object' && tidied['type'] === 'object'
  return closed && !('additionalProperties' in tidied) ? { ...tidied, additionalProperties: false } : tidied
}
