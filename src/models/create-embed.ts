import { AttemptFailure, KaojuError, type Context } from '#runtime'
import { boundOf, costOf } from './costs.ts'
import { attempts, endpointOf, mustBePriced, opened, wireFor } from './create-chat.ts'
import type { Embed, Embedded, EmbedTransport, EmbedUse } from './embed.ts'
import type { Credentials, ModelSpec } from './model.ts'
import { countTokens, sizeOfTexts } from './tokens.ts'
import { openEmbedTransport } from './transports/open.ts'

/** Vectors as the journal keeps them: float32, little-endian, one after the other, in base64. */
interface Packed {
  readonly dimensions: number
  readonly vectors: string
}

/** An embedding model: batches are paid calls of their own, so that a killed run pays for no batch twice. */
export function createEmbed(spec: ModelSpec, credentials: Credentials): Embed {
  let opening: Promise<EmbedTransport> | undefined
  const open = (): Promise<EmbedTransport> => (opening ??= openEmbedTransport(spec, credentials))
  return {
    spec,
    async embed(name, texts, use, context) {
      const batch = batchOf(spec)
      const cut = texts.map((text) => cutTo(text, spec))
      const batches = Array.from({ length: Math.ceil(cut.length / batch) }, (_, index) =>
        cut.slice(index * batch, (index + 1) * batch),
      )
      // Nothing is left running behind a failure, and which failure is told does not depend on who was faster.
      const ended = await Promise.allSettled(
        batches.map((part, index) => embedBatch(`${name}/${index + 1}`, part, use, { spec, open }, context)),
      )
      const packed = ended.map((one) => {
        if (one.status === 'rejected') throw one.reason
        return one.value
      })
      return unpack(packed, spec)
    },
  }
}

/** Texts in one call: fixed by the spec, so that a replay without a key cuts the same batches (DashScope takes ten). */
function batchOf(spec: ModelSpec): number {
  return /qwen|dashscope/i.test(`${spec.provider} ${spec.baseUrl}`) ? 10 : 32
}

async function embedBatch(
  name: string,
  texts: readonly string[],
  use: EmbedUse,
  { spec, open }: { readonly spec: ModelSpec; readonly open: () => Promise<EmbedTransport> },
  context: Context,
): Promise<Packed> {
  mustBePriced(spec, context)
  const { about, most } = sizeOfTexts(texts, spec)
  const bound = boundOf(most, 0, spec.price)
  const seen = { inputAbout: about, inputMost: most, outputAbout: 0, outputMost: 0 }
  return await context.call<Packed>({
    name,
    inputs: { model: spec.id, texts, use },
    kind: 'embed',
    service: spec.id,
    purpose: 'embedder',
    endpoint: endpointOf(spec),
    concurrency: spec.concurrency,
    bound,
    attempts,
    attempt: async (exchange) => {
      const wire = wireFor(spec, 'embedder', exchange)
      const { vectors, usage } = await (await opened(open)).exchange(texts, use, wire)
      const cost = costOf(usage, seen, bound, spec.price)
      return { result: pack(vectors, texts.length, spec, cost), cost }
    },
  })
}

/** @throws AttemptFailure `model-answer-invalid` when there are not as many as texts, or not all of one dimension */
function pack(
  vectors: readonly Float32Array[],
  wanted: number,
  spec: ModelSpec,
  cost: AttemptFailure['cost'],
): Packed {
  const dimensions = vectors[0]?.length ?? 0
  const wrong =
    vectors.length !== wanted
      ? `${vectors.length} vectors for ${wanted} texts`
      : vectors.some((vector) => vector.length !== dimensions || dimensions === 0)
        ? 'vectors of different dimensions'
        : spec.dimensions !== undefined && dimensions !== spec.dimensions
          ? `${dimensions} dimensions where ${spec.dimensions} are configured`
          : undefined
  if (wrong !== undefined) {
    const error = new KaojuError('model-answer-invalid', { provider: spec.provider, reason: wrong })
    throw new AttemptFailure(error, cost ? { cost } : {})
  }
  const flat = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, index) => flat.set(vector, index * dimensions))
  return { dimensions, vectors: Buffer.from(flat.buffer).toString('base64') }
}

function unpack(packed: readonly Packed[], spec: ModelSpec): Embedded {
  const dimensions = packed[0]?.dimensions ?? spec.dimensions ?? 0
  if (packed.some((part) => part.dimensions !== dimensions))
    throw new KaojuError('model-answer-invalid', {
      provider: spec.provider,
      reason: 'vectors of different dimensions in one answer',
    })
  const vectors = packed.flatMap((part) => {
    const bytes = Buffer.from(part.vectors, 'base64')
    // A copy of its own: a Buffer may lie at an offset that Float32Array does not take.
    const flat = new Float32Array(new Uint8Array(bytes).buffer)
    return Array.from({ length: flat.length / dimensions }, (_, index) =>
      flat.subarray(index * dimensions, (index + 1) * dimensions),
    )
  })
  return { model: spec.id, dimensions, vectors }
}

/** What would not fit into the model's window is left out at the end: its beginning says what a passage is about. */
function cutTo(text: string, spec: ModelSpec): string {
  const tokens = countTokens(text, spec)
  const room = Math.floor(spec.contextWindow / 1.15)
  if (tokens <= room) return text
  return text.slice(0, Math.floor((text.length * room) / tokens)).toWellFormed()
}
