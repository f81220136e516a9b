/** `POST /v1/embeddings` (OpenAI API reference, "Create embeddings") by feature hashing: no model, no file, no chance. */
import { createHash } from 'node:crypto'
import { invalid, isWireError, type WireError } from './wire-error.ts'
import type { Body } from './wire-request.ts'
import { wordsOf } from './wire-words.ts'

/** Dimensions where none are asked for, and at most. */
const usual = 256
const most = 4_096
/** Texts of one request, at most; as OpenAI. */
const mostTexts = 2_048

/** Vectors as the wire tells them, before their tokens are known. */
export interface Embedded {
  readonly texts: readonly string[]
  readonly data: readonly unknown[]
}

/** Embeds what a body asks for. */
export function embed(body: Body): Embedded | WireError {
  const texts = textsOf(body['input'])
  if (isWireError(texts)) return texts
  const dimensions = body['dimensions'] ?? usual
  if (typeof dimensions !== 'number' || !Number.isInteger(dimensions) || dimensions < 1 || dimensions > most)
    return invalid('dimensions', `\`dimensions\` must be an integer from 1 to ${most}.`)
  const format = body['encoding_format'] ?? 'float'
  if (format !== 'float' && format !== 'base64')
    return invalid('encoding_format', '`encoding_format` must be `float` or `base64`.')
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, dimensions)
    const embedding =
      format === 'float' ? [...vector] : Buffer.from(vector.buffer, vector.byteOffset).toString('base64')
    return { object: 'embedding', index, embedding }
  })
  return { texts, data }
}

/** A text, several, or tokens in place of texts, as some libraries send them: equal tokens are equal words. */
function textsOf(input: unknown): readonly string[] | WireError {
  const list: readonly unknown[] =
    typeof input === 'string' ? [input] : Array.isArray(input) ? (isTokens(input) ? [input] : input) : []
  const texts = list.map((each) =>
    typeof each === 'string'
      ? each
      : isTokens(each)
        ? each.map((token) => `token${token}`).join(' ')
        : undefined,
  )
  if (texts.length === 0 || texts.length > mostTexts || texts.includes(undefined))
    return invalid(
      'input',
      `\`input\` must be a string or a list of 1 to ${mostTexts} strings or lists of tokens.`,
    )
  return texts as readonly string[]
}

const isTokens = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number')

/**
 * A text's words added up at places and with signs that their hashes choose (Weinberger et al. 2009, "Feature hashing
 * for large scale multitask learning"), at unit length. Short Latin words weigh little: most of them are grammar.
 */
export function vectorOf(text: string, dimensions = usual): Float32Array {
  const counts = new Map<string, number>()
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  // A text without words still points somewhere.
  if (counts.size === 0) counts.set('', 1)
  const vector = new Float64Array(dimensions)
  for (const [word, count] of counts) {
    const hash = createHash('sha256').update(word).digest()
    const weight = (1 + Math.log(count)) * (/^[a-z]{1,3}$/.test(word) ? 0.3 : 1)
    vector[hash.readUInt32LE(0) % dimensions]! += hash[4]! % 2 === 0 ? weight : -weight
  }
  const length = Math.hypot(...vector)
  // Words may cancel each other out.
  if (length === 0) vector[0] = 1
  return Float32Array.from(vector, (each) => (length === 0 ? each : each / length))
}
