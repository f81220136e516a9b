import { termsOf } from '#library'
import type { Embed, EmbedUse, ModelSpec } from '#models'
import { sha256 } from '#runtime'

/** What may be different about a hashing embedder. */
export interface HashingOptions {
  readonly id?: string
  readonly dimensions?: number
  /** Makes its batches paid calls: journalled and counted. */
  readonly paid?: boolean
  /** Called when it is asked; what it throws is thrown. */
  readonly onAsked?: () => void
}

/**
 * Feature hashing (Weinberger et al. 2009) of a text's terms: deterministic, knows no meaning. It stands in for
 * a model in tests and is never a measure of quality.
 */
export function hashingEmbedder(options: HashingOptions = {}): Embed & {
  readonly asked: { readonly name: string; readonly texts: readonly string[]; readonly use: EmbedUse }[]
} {
  const { id = 'test/hashing', dimensions = 64, paid = false, onAsked } = options
  const asked: { name: string; texts: readonly string[]; use: EmbedUse }[] = []
  const spec = testSpec(id, dimensions)
  return {
    spec,
    asked,
    async embed(name, texts, use, context) {
      const ask = (): number[][] => {
        onAsked?.()
        asked.push({ name, texts, use })
        return texts.map((text) => [...hashVector(text, dimensions)])
      }
      const vectors = paid
        ? await context.call({
            name: `${name}/1`,
            inputs: { texts, use },
            kind: 'embed',
            service: id,
            purpose: 'embedder',
            endpoint: 'http://127.0.0.1:1',
            concurrency: 1,
            bound: {},
            attempts: 1,
            attempt: () =>
              Promise.resolve({
                result: ask(),
                cost: {
                  inputTokens: 1,
                  outputTokens: 0,
                  cachedTokens: 0,
                  measured: 'reported',
                  usd: 0,
                  amounts: {},
                },
              }),
          })
        : ask()
      return { model: id, dimensions, vectors: vectors.map((vector) => Float32Array.from(vector)) }
    },
  }
}

/** A model that exists in tests only. */
export function testSpec(id: string, dimensions?: number): ModelSpec {
  return {
    id,
    provider: 'test',
    name: id.split('/')[1]!,
    protocol: 'scripted',
    baseUrl: 'http://127.0.0.1:1',
    contextWindow: 8192,
    maxOutput: 1024,
    limitsFrom: 'configured',
    price: { input: 0, output: 0, asOf: 'configured' },
    profile: {
      name: 'instruct',
      systemRole: 'system',
      reasoning: false,
      thinkingTokens: 0,
      outputLimitField: 'max_tokens',
      lacks: [],
      vision: false,
    },
    ...(dimensions === undefined ? {} : { dimensions }),
    concurrency: 1,
  }
}

function hashVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  // So that a text without terms has a direction, too.
  vector[0] = 1e-3
  for (const [term, count] of termsOf(text)) {
    const hash = Number.parseInt(sha256(term).slice(0, 8), 16)
    vector[hash % dimensions]! += (hash >> 16) % 2 === 0 ? count : -count
  }
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
