import { canonicalJson, sha256 } from './hash.ts'

/**
 * The name under which a step's result is found again: its path and everything the result depends on. Inputs are
 * plain data; what JSON would make equal although it differs (NaN and null, a map and another map) is told apart.
 */
export function stepKey(path: string, inputs: unknown): string {
  return sha256(canonicalJson({ path, inputs: distinct(inputs) }))
}

/** The same value, with what JSON would drop or flatten written out. */
function distinct(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value !== 'object' || value === null) return value
  // Dates and addresses know how they are written.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value
  if (value instanceof Map || value instanceof Set) return { $entries: distinct([...value]) }
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value
    return { $bytes: [value.constructor.name, sha256(new Uint8Array(buffer, byteOffset, byteLength))] }
  }
  if (value instanceof ArrayBuffer) return { $bytes: sha256(new Uint8Array(value)) }
  if (Array.isArray(value))
    return value.map((part: unknown) => (part === undefined ? { $undefined: true } : distinct(part)))
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, distinct(part)]))
}
