/**
 * Embedding endpoints: OpenAI's `/embeddings` (which nearly all speak), Ollama's own `/api/embed`, and Google's
 * `:batchEmbedContents`.
 *
 * 1. As many vectors as texts, in the order of the texts (by `index` where it is told), all of one dimension, all
 *    numbers, none of them nothing; anything else is refused: a wrong vector would be found only by bad answers.
 * 2. Vectors are brought to unit length (L2).
 */
import { AttemptFailure, KaojuError, type Cost } from '#runtime'
import type { Usage, Wire } from '../chat.ts'
import { boundOf, costOf } from '../costs.ts'
import type { EmbedTransport, EmbedUse } from '../embed.ts'
import { about, usageFrom, type Asked } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { sizeOfTexts } from '../tokens.ts'
import { addressOf, exchangeJson } from './json-exchange.ts'

type Json = Record<string, unknown>

/** The transport for an embedding endpoint. */
export function embeddingEndpoint(spec: ModelSpec, credentials: Credentials): EmbedTransport {
  const asked: Asked = { spec, credentials }
  const form = formOf(spec)
  /** Learnt from a refusal: servers whose models have one dimension do not take the field. */
  let dimensions = spec.dimensions
  const once = async (
    texts: readonly string[],
    use: EmbedUse,
    wire: Wire,
  ): Promise<{ vectors: readonly Float32Array[]; usage?: Usage }> => {
    const cost = (usage?: Usage): Cost => costOfTexts(spec, texts, usage)
    const { path, body } = form.ask(texts, use, spec, dimensions)
    const reply = await exchangeJson(
      { asked, protocol: spec.protocol, path, body, cost: (heard) => cost(usageFrom(heard.counts)) },
      wire,
    )
    const vectors = form.read(reply.body)
    const wrong = fault(vectors, texts.length, spec)
    if (wrong !== undefined)
      throw new AttemptFailure(new KaojuError('model-answer-invalid', { ...about(asked), reason: wrong }), {
        cost: cost(reply.usage),
      })
    return {
      vectors: vectors!.map((vector) => unitLength(vector!)),
      ...(reply.usage ? { usage: reply.usage } : {}),
    }
  }
  return {
    async exchange(texts, use, wire) {
      try {
        return await once(texts, use, wire)
      } catch (error) {
        const refused =
          error instanceof AttemptFailure &&
          error.error.code === 'model-request-refused' &&
          /dimension|matryoshka/i.test(error.message)
        if (!refused || dimensions === undefined) throw error
        dimensions = undefined
        return once(texts, use, wire)
      }
    },
  }
}

/** How one kind of endpoint is asked, and where its vectors stand. */
interface Form {
  ask(
    texts: readonly string[],
    use: EmbedUse,
    spec: ModelSpec,
    dimensions: number | undefined,
  ): { path: string; body: Json }
  /** Undefined where the reply holds none at all; a vector is undefined where its place is empty. */
  read(body: Json): readonly (Float32Array | undefined)[] | undefined
}

function formOf(spec: ModelSpec): Form {
  if (spec.protocol === 'google') return google
  return spec.provider === 'ollama' && !/\/v\d+$/.test(addressOf(spec.baseUrl).base) ? ollama : openai
}

const openai: Form = {
  ask: (texts, use, spec, dimensions) => ({
    path: '/embeddings',
    body: {
      model: spec.name,
      input: texts.map((text) => prefixOf(spec, use) + text),
      encoding_format: 'float',
      ...(dimensions === undefined ? {} : { dimensions }),
      ...useField(spec, use),
    },
  }),
  read: (body) => {
    if (!Array.isArray(body['data'])) return undefined
    const data = body['data'] as Json[]
    const vectors = Array.from<Float32Array | undefined>({ length: data.length })
    data.forEach((given, place) => {
      const each = objectOr(given)
      const index = typeof each['index'] === 'number' ? each['index'] : place
      // A place that is not there would make the list as long as the endpoint likes.
      if (index in vectors) vectors[index] = decoded(each['embedding'])
    })
    return vectors
  },
}

const ollama: Form = {
  ask: (texts, use, spec) => ({
    path: '/api/embed',
    body: { model: spec.name, input: texts.map((text) => prefixOf(spec, use) + text), truncate: true },
  }),
  read: (body) => (Array.isArray(body['embeddings']) ? body['embeddings'].map(decoded) : undefined),
}

const google: Form = {
  ask: (texts, use, spec, dimensions) => ({
    path: `/models/${spec.name}:batchEmbedContents`,
    body: {
      requests: texts.map((text) => ({
        model: `models/${spec.name}`,
        content: { parts: [{ text }] },
        taskType: use === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT',
        ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
      })),
    },
  }),
  read: (body) =>
    Array.isArray(body['embeddings'])
      ? body['embeddings'].map((each) => decoded(objectOr(each)['values']))
      : undefined,
}

const objectOr = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}

/** Endpoints that want to be told whether a text asks or is asked for (vendors' API documentation). */
function useField({ provider, name }: ModelSpec, use: EmbedUse): Json {
  if (provider === 'jina' && /v3|v4/.test(name))
    return { task: use === 'query' ? 'retrieval.query' : 'retrieval.passage' }
  if (provider === 'voyage') return { input_type: use === 'query' ? 'query' : 'document' }
  return {}
}

/** What models want before a text, where the endpoint does not add it (the models' cards). */
const prefixes: readonly (readonly [RegExp, { readonly query: string; readonly passage: string }])[] = [
  [
    /e5.*instruct|qwen3-embedding/i,
    {
      query: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      passage: '',
    },
  ],
  [/\be5\b|-e5-|multilingual-e5/i, { query: 'query: ', passage: 'passage: ' }],
  [/nomic-embed/i, { query: 'search_query: ', passage: 'search_document: ' }],
  [
    /bge-(?:small|base|large)-en/i,
    { query: 'Represent this sentence for searching relevant passages: ', passage: '' },
  ],
  [/bge-(?:small|base|large)-zh/i, { query: '为这个句子生成表示以用于检索相关文章：', passage: '' }],
]

/** What a model wants before a text, by its name. */
export function prefixOf({ name }: Pick<ModelSpec, 'name'>, use: EmbedUse): string {
  return prefixes.find(([models]) => models.test(name))?.[1][use] ?? ''
}

/** A vector as a list of numbers or as base64 of little-endian float32. */
function decoded(told: unknown): Float32Array | undefined {
  if (Array.isArray(told))
    return Float32Array.from(told as unknown[], (each) => (typeof each === 'number' ? each : Number.NaN))
  if (typeof told !== 'string') return undefined
  const bytes = Uint8Array.from(Buffer.from(told, 'base64'))
  return bytes.length > 0 && bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : undefined
}

/** What is wrong with the vectors, in words. */
function fault(
  vectors: readonly (Float32Array | undefined)[] | undefined,
  wanted: number,
  spec: ModelSpec,
): string | undefined {
  if (!vectors) return 'no vectors in the reply'
  if (vectors.length !== wanted) return `${vectors.length} vectors for ${wanted} texts`
  const length = vectors[0]?.length ?? 0
  for (const vector of vectors) {
    if (!vector || vector.length === 0) return 'a vector is missing'
    if (vector.length !== length) return `vectors of ${length} and of ${vector.length} dimensions`
    if (!vector.every((each) => Number.isFinite(each))) return 'a vector holds something that is no number'
    if (vector.every((each) => each === 0)) return 'a vector is all zeros'
  }
  return spec.dimensions !== undefined && length !== spec.dimensions
    ? `${length} dimensions where ${spec.dimensions} are configured`
    : undefined
}

/** The vector over its length (L2). */
export function unitLength(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, each) => sum + each * each, 0))
  return vector.map((each) => each / norm)
}

/** What texts sent to an endpoint cost: as reported, or as counted here. */
export function costOfTexts(spec: ModelSpec, texts: readonly string[], usage: Usage | undefined): Cost {
  const { about: inputAbout, most } = sizeOfTexts(texts, spec)
  return costOf(
    usage,
    { inputAbout, inputMost: most, outputAbout: 0, outputMost: 0 },
    boundOf(most, 0, spec.price),
    spec.price,
  )
}
