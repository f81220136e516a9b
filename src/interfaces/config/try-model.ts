import { KaojuError, offline, toKaojuError, AttemptFailure, type Context, type WireTimes } from '#runtime'
import {
  boundOf,
  costOf,
  kindOf,
  openChatTransport,
  openEmbedTransport,
  openRerankTransport,
  seenIn,
  sizeOf,
  sizeOfText,
  type ChatOutput,
  type ChatRequest,
  type Credentials,
  type ModelSpec,
  type Usage,
  type Wire,
} from '#models'

/** How a real, tiny call went. */
export interface TriedModel {
  readonly model: string
  readonly ok: boolean
  readonly error?: KaojuError
  /** US dollars; null: the price is unknown. Absent: nothing was billed. */
  readonly usd?: number | null
  readonly tokens?: number
  readonly milliseconds: number
}

const times: WireTimes = { connect: 10_000, firstByte: 60_000, idle: 30_000 }
const words = { ask: 'Reply with the single word: ok', text: 'ok' }

/**
 * One real call to a model, as small as can be, journalled and charged like any other; without retries, so that
 * its failure is the cause itself.
 *
 * @param name the call's path below the context's; every call needs one of its own
 */
export async function tryModel(
  name: string,
  spec: ModelSpec,
  credentials: Credentials,
  context: Context,
  output: ChatOutput = { mode: 'text' },
): Promise<TriedModel> {
  const start = context.clock.elapsed()
  const request = requestOf(spec, output)
  const kind = kindOf(spec)
  const tokens = kind === 'chat' ? sizeOf(request, spec).most : sizeOfText(words.text, spec).most * 2
  const bound = boundOf(tokens, kind === 'chat' ? request.maxOutputTokens : 0, spec.price)
  let cost: TriedModel = { model: spec.id, ok: true, milliseconds: 0 }
  try {
    await context.call({
      name,
      inputs: { model: spec.id, kind, output: output.mode },
      kind: kind === 'chat' ? 'chat' : kind === 'embed' ? 'embed' : 'rerank',
      service: spec.id,
      purpose: 'setup',
      endpoint: URL.canParse(spec.baseUrl) ? new URL(spec.baseUrl).origin : spec.id,
      bound,
      attempts: 1,
      attempt: async ({ context: inner }) => {
        const paid = await exchange(kind, spec, credentials, request, inner).catch((error: unknown) => {
          throw error instanceof AttemptFailure ? error : new AttemptFailure(toKaojuError(error))
        })
        const charged = costOf(paid.usage, paid.seen, bound, spec.price)
        cost = { ...cost, usd: charged.usd, tokens: charged.inputTokens + charged.outputTokens }
        return { result: true, cost: charged }
      },
    })
  } catch (error) {
    const known = toKaojuError(error)
    if (known.code === 'aborted' || known.code === 'internal') throw error
    // A model that thought until its room was used up has answered the question whether it can be called.
    const ok = ['model-length', 'model-empty'].includes(known.code) && spec.profile.reasoning
    cost = { ...cost, ok, ...(ok ? {} : { error: known }) }
  }
  return { ...cost, milliseconds: Math.round(context.clock.elapsed() - start) }
}

function requestOf(spec: ModelSpec, output: ChatOutput): ChatRequest {
  const room = output.mode === 'text' ? 32 : 128
  return {
    messages: [
      {
        role: 'user',
        content: output.mode === 'text' ? words.ask : `${words.ask}, as JSON: {"answer": "ok"}`,
      },
    ],
    output,
    maxOutputTokens: Math.min(spec.maxOutput, spec.profile.reasoning ? 1_024 : room),
  }
}

interface Done {
  readonly usage: Usage | undefined
  readonly seen: Parameters<typeof costOf>[1]
}

async function exchange(
  kind: ReturnType<typeof kindOf>,
  spec: ModelSpec,
  credentials: Credentials,
  request: ChatRequest,
  context: Context,
): Promise<Done> {
  const wire: Wire = {
    // A model in this process has no address, or a folder for one.
    fetch: (URL.canParse(spec.baseUrl) ? context.egress : offline).configured(spec.baseUrl, times),
    signal: context.abort,
    sleep: (milliseconds: number) => context.clock.sleep(milliseconds, context.abort),
  }
  if (kind === 'chat') {
    const transport = await openChatTransport(spec, credentials)
    const answer = await transport.exchange(request, wire)
    return { usage: answer.usage, seen: seenIn(request, answer, spec) }
  }
  const size = sizeOfText(words.text, spec)
  const seen = { inputAbout: size.about, inputMost: size.most * 2, outputAbout: 0, outputMost: 0 }
  if (kind === 'embed') {
    const transport = await openEmbedTransport(spec, credentials)
    const { vectors, usage } = await transport.exchange([words.text], 'query', wire)
    if (vectors.length !== 1 || vectors[0]!.length === 0)
      throw new KaojuError('model-answer-invalid', { provider: spec.provider, reason: 'no vector came back' })
    return { usage, seen }
  }
  const transport = await openRerankTransport(spec, credentials)
  const { usage } = await transport.exchange(words.text, [words.text], wire)
  return { usage, seen }
}

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
} as const

/** The forms in which a structured answer can be asked for, the surest first. */
export const structuredForms: readonly ChatOutput[] = [
  { mode: 'json-schema', name: 'answer', schema },
  { mode: 'tool', name: 'answer', description: 'Gives the answer.', schema },
  { mode: 'json' },
]

/** A failure's sentence without what the model would be asked instead. */
export function causeOf({ error }: TriedModel): string {
  return error ? String(error.parameters['reason'] ?? error.message) : ''
}
