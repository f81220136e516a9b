import {
  AttemptFailure,
  KaojuError,
  toKaojuError,
  type Context,
  type Exchange,
  type Paid,
  type WireTimes,
} from '#runtime'
import type { AnswerListener, Chat, ChatAnswer, ChatRequest, ChatTransport, Wire } from './chat.ts'
import { boundOf, costOf, seenIn } from './costs.ts'
import type { Credentials, ModelSpec, Role } from './model.ts'
import { sizeOf } from './tokens.ts'
import { openChatTransport } from './transports/open.ts'

/** Attempts of one call, the first included. */
export const attempts = 5
/** A thinking model may be silent for minutes before its first byte, and write for half an hour: 50,000 tokens at 30 a second. */
export const times: WireTimes = { connect: 10_000, firstByte: 180_000, idle: 90_000, whole: 1_800_000 }
/** How often thinking is told, in milliseconds. */
const thinkingEvery = 500

/**
 * A chat model in a role. Every question is fitted into the window before anything is paid: what cannot fit is
 * refused at once, and the answer's room is cut to what the window leaves.
 */
export function createChat(spec: ModelSpec, credentials: Credentials, role: Role, fallback?: Chat): Chat {
  let opening: Promise<ChatTransport> | undefined
  const open = (): Promise<ChatTransport> => (opening ??= openChatTransport(spec, credentials))
  const generate = async (
    name: string,
    asked: ChatRequest,
    listener: AnswerListener | undefined,
    context: Context,
  ): Promise<ChatAnswer> => {
    const request = fit(asked, spec)
    const size = sizeOf(request, spec)
    const bound = boundOf(size.most, request.maxOutputTokens, spec.price)
    mustBePriced(spec, context)
    const paid = async (
      exchange: Exchange,
      run: (transport: ChatTransport, wire: Wire) => Promise<ChatAnswer | undefined>,
    ): Promise<Paid<ChatAnswer> | undefined> => {
      try {
        const answer = await run(await opened(open), wireFor(spec, role, exchange, listener))
        const cost = answer && costOf(answer.usage, seenIn(request, answer, spec), bound, spec.price)
        return answer && cost && { result: answer, cost }
      } catch (error) {
        throw priced(error, request, bound, spec)
      }
    }
    return await context.call<ChatAnswer>({
      name,
      inputs: { model: spec.id, request },
      kind: 'chat',
      service: spec.id,
      purpose: role,
      endpoint: endpointOf(spec),
      concurrency: spec.concurrency,
      bound,
      attempts,
      // The ladder asks again in another form, which helps more, and is counted there.
      saidOnce: ['model-empty', 'model-looping'],
      attempt: async (exchange) =>
        (await paid(exchange, (transport, wire) => transport.exchange(request, wire)))!,
      reattach: (handle, exchange) =>
        paid(exchange, (transport, wire) => transport.reattach?.(handle, wire) ?? Promise.resolve(undefined)),
    })
  }
  return {
    spec,
    role,
    ...(fallback ? { fallback } : {}),
    generate: (name, request, context) => generate(name, request, undefined, context),
    stream: generate,
  }
}

/** What shares a circuit breaker: the origin of the endpoint; a model in this process shares with nobody. */
export function endpointOf(spec: ModelSpec): string {
  return spec.protocol === 'local' || spec.baseUrl === '' ? spec.id : new URL(spec.baseUrl).origin
}

/** A transport that cannot be opened (no key, no such protocol) fails the attempt, not the run. */
export async function opened<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw new AttemptFailure(toKaojuError(error))
  }
}

/** The wire to a model's endpoint and nowhere else; thinking is told as it comes, the answer to its listener. */
export function wireFor(spec: ModelSpec, role: Role, exchange: Exchange, answer?: AnswerListener): Wire {
  const { context } = exchange
  let thinking = ''
  let told = context.clock.elapsed()
  return {
    fetch: context.egress.configured(spec.baseUrl, times),
    signal: context.abort,
    sleep: (milliseconds) => context.clock.sleep(milliseconds, context.abort),
    onHandle: (handle) => exchange.handle(handle),
    ...(answer ? { answer } : {}),
    onThinking(piece) {
      thinking += piece
      const now = context.clock.elapsed()
      if (now - told < thinkingEvery) return
      context.emit({ type: 'thinking', service: spec.id, purpose: role, text: thinking })
      thinking = ''
      told = now
    },
  }
}

/** The least room for an answer that is worth asking for, in tokens. */
const leastAnswer = 64

function fit(request: ChatRequest, spec: ModelSpec): ChatRequest {
  const { about } = sizeOf(request, spec)
  const left = spec.contextWindow - Math.ceil(about * 1.1)
  const maxOutputTokens = Math.min(request.maxOutputTokens, spec.maxOutput, left)
  if (maxOutputTokens < Math.min(leastAnswer, request.maxOutputTokens))
    throw new KaojuError('model-context-overflow', {
      model: spec.id,
      tokens: about,
      window: spec.contextWindow,
    })
  return { ...request, maxOutputTokens }
}

/** A budget in money cannot be kept with a model whose price nobody knows. */
export function mustBePriced(spec: ModelSpec, context: Context): void {
  if (!spec.price && context.budget.limit('micro-usd') < Infinity)
    throw new KaojuError('budget-unpriced', { model: spec.id })
}

/** A billed failure costs what the transport saw of it, in this model's price. */
function priced(
  error: unknown,
  request: ChatRequest,
  bound: ReturnType<typeof boundOf>,
  spec: ModelSpec,
): unknown {
  if (!(error instanceof AttemptFailure) || !error.cost) return error
  const { inputTokens, outputTokens, cachedTokens, measured } = error.cost
  const seen = seenIn(request, { text: '', thinking: '' }, spec)
  const usage = measured === 'reported' ? { inputTokens, outputTokens, cachedTokens } : undefined
  const cost = costOf(usage, { ...seen, outputAbout: outputTokens, outputMost: Infinity }, bound, spec.price)
  return new AttemptFailure(error.error, {
    cost,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  })
}
