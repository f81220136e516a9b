import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { AttemptFailure, KaojuError, type Cost } from '#runtime'
import type { ChatAnswer, ChatRequest, TokenLogprob, Wire } from '../chat.ts'
import { boundOf, costOf, seenIn } from '../costs.ts'
import { about, usageFrom, type Asked } from '../faults/index.ts'
import type { Credentials, ModelSpec, Protocol } from '../model.ts'
import { createLoopDetector } from '../looping.ts'
import { sizeOf } from '../tokens.ts'
import { tap, type Heard, type Listening } from './tap.ts'
import { createThinkingStream, splitThinking } from './thinking.ts'

/** An exchange with a language model through its provider's library. */
export interface Conversation {
  readonly spec: ModelSpec
  readonly credentials: Credentials
  readonly protocol: Protocol
  readonly request: ChatRequest
  readonly options: LanguageModelV4CallOptions
  readonly stream: boolean
  /** The library's model, speaking through this `fetch`. */
  readonly open: (fetch: typeof globalThis.fetch) => LanguageModelV4
  /** What one event or the whole body says beyond what the library reads. */
  readonly read: (body: Record<string, unknown>) => Reading
  readonly asEvents?: Listening['asEvents']
}

/** What a protocol says in one event. */
export interface Reading {
  /** What the library gets in its place. */
  readonly body: unknown
  /** The model said that it came to an end, and why. */
  readonly finish?: string
  /** Why the provider itself broke the answer off. */
  readonly broken?: string
  readonly refusal?: string
  readonly answeredBy?: string
  readonly logprobs?: readonly TokenLogprob[]
}

/** What has come of an answer so far. */
interface Collected {
  content: string
  thinking: string
  toolInput: string
  toolArguments: string | undefined
  finish: string
  answeredBy: string | undefined
  ended: boolean
  refusal: string
  logprobs: TokenLogprob[]
  error: unknown
  looping: boolean
  broken: string | undefined
}

/**
 * Asks once and puts the answer together. @throws AttemptFailure as `ChatTransport.exchange`; the signal's reason
 * when the run was aborted
 */
export async function converse(conversation: Conversation, wire: Wire): Promise<ChatAnswer> {
  const { spec, credentials, protocol, request, stream, read } = conversation
  const found: Collected = {
    content: '',
    thinking: '',
    toolInput: '',
    toolArguments: undefined,
    finish: 'unknown',
    answeredBy: undefined,
    ended: false,
    refusal: '',
    logprobs: [],
    error: undefined,
    looping: false,
    broken: undefined,
  }
  const asked: Asked = { spec, credentials, mode: request.output.mode }
  const cost = (heard: Heard): Cost => costSoFar(conversation, found, heard)
  const { fetch, heard } = tap(wire, {
    asked,
    protocol,
    stream,
    cost,
    ...(conversation.asEvents ? { asEvents: conversation.asEvents } : {}),
    onBody: (body) => {
      const { body: passed, finish, refusal, logprobs, answeredBy, broken } = read(body)
      found.broken ??= broken
      found.answeredBy ??= answeredBy
      if (finish !== undefined) found.ended = true
      found.refusal += refusal ?? ''
      found.logprobs.push(...(logprobs ?? []))
      return passed
    },
  })
  try {
    await collect(conversation, conversation.open(fetch), found, wire)
  } catch (error) {
    found.error ??= error
  }
  wire.signal.throwIfAborted()
  if (heard.failure) throw heard.failure
  return answerOf(conversation, found, heard, asked, () => cost(heard))
}

async function collect(
  { options, stream, request }: Conversation,
  model: LanguageModelV4,
  found: Collected,
  wire: Wire,
): Promise<void> {
  const tell = (piece: string): void => {
    if (piece !== '') wire.onThinking?.(piece)
  }
  const inline = createThinkingStream(request.prefill ?? '', tell)
  if (!stream) {
    const { content, finishReason, response } = await model.doGenerate(options)
    for (const part of content) {
      if (part.type === 'text') found.content += part.text
      else if (part.type === 'reasoning') found.thinking += part.text
      else if (part.type === 'tool-call') found.toolArguments ??= part.input
    }
    inline(found.content)
    if (found.thinking !== '') tell(found.thinking)
    found.finish = finishReason.unified
    found.answeredBy = response?.modelId
    return
  }
  const loops = createLoopDetector()
  const { stream: parts } = await model.doStream(options)
  for await (const part of parts as unknown as AsyncIterable<LanguageModelV4StreamPart>) {
    switch (part.type) {
      case 'text-delta':
        found.content += part.delta
        inline(part.delta)
        found.looping = loops.push(part.delta)
        break
      case 'reasoning-delta':
        found.thinking += part.delta
        tell(part.delta)
        found.looping = loops.push(part.delta)
        break
      case 'tool-input-delta':
        found.toolInput += part.delta
        found.looping = loops.push(part.delta)
        break
      case 'tool-call':
        found.toolArguments ??= part.input
        break
      case 'response-metadata':
        found.answeredBy ??= part.modelId
        break
      case 'finish':
        found.finish = part.finishReason.unified
        break
      case 'error':
        found.error ??= part.error
        break
      default:
    }
    // Leaving the stream ends the request: nothing more is paid for.
    if (found.looping) return
  }
}

/** The answer, or why there is none. */
function answerOf(
  conversation: Conversation,
  found: Collected,
  heard: Heard,
  asked: Asked,
  cost: () => Cost,
): ChatAnswer {
  const { spec, request, stream } = conversation
  const fail = (
    code:
      | 'model-answer-invalid'
      | 'model-empty'
      | 'model-length'
      | 'model-filtered'
      | 'model-refused'
      | 'model-looping'
      | 'model-server-error',
    more: Record<string, string | number> = {},
  ): AttemptFailure =>
    new AttemptFailure(new KaojuError(code, { ...about(asked), ...more }), { cost: cost() })
  if (found.looping) throw fail('model-looping')
  if (found.broken !== undefined)
    throw fail('model-server-error', { reason: `the answer broke off: ${found.broken}` })
  // Servers that never say why they stop at least say that they do.
  const closed = found.ended || heard.done
  if (stream && !closed)
    throw new AttemptFailure(
      new KaojuError('endpoint-cut-off', {
        endpoint: spec.baseUrl,
        reason: 'the stream ended before the answer did',
      }),
      { cost: cost() },
    )
  if (found.error !== undefined && found.ended)
    throw fail('model-answer-invalid', { reason: shortly(found.error) })
  if (found.error !== undefined && found.content === '' && found.toolInput === '')
    throw fail('model-answer-invalid', { reason: shortly(found.error) })
  const finish = finishOf(found)
  if (found.refusal !== '')
    throw fail('model-refused', { reason: found.refusal.replace(/\s+/g, ' ').slice(0, 200).toWellFormed() })
  if (finish === 'filter') throw fail('model-filtered')
  if (found.finish === 'error' && found.ended)
    throw fail('model-answer-invalid', { reason: 'the model made an unusable tool call' })
  const { text, thinking, start } = splitThinking(found.content, request.prefill, finish !== 'length')
  const toolArguments = found.toolArguments ?? (found.toolInput === '' ? undefined : found.toolInput)
  const allThinking = [found.thinking.trim(), thinking].filter((part) => part !== '').join('\n')
  if (text === '' && (toolArguments ?? '').trim() === '') {
    if (finish === 'length') throw fail('model-length', { tokens: request.maxOutputTokens })
    throw fail('model-empty', { reason: allThinking === '' ? 'no text' : 'thinking, and no answer' })
  }
  const usage = usageFrom(heard.counts)
  const logprobs = answerLogprobs(found.logprobs, start)
  return {
    text,
    thinking: allThinking,
    ...(toolArguments === undefined ? {} : { toolArguments }),
    finish,
    ...(logprobs.length > 0 ? { logprobs } : {}),
    ...(usage ? { usage } : {}),
    ...(found.answeredBy === undefined ? {} : { answeredBy: found.answeredBy }),
  }
}

function finishOf({ finish }: Collected): ChatAnswer['finish'] {
  switch (finish) {
    case 'stop':
    case 'length':
      return finish
    case 'content-filter':
      return 'filter'
    case 'tool-calls':
      return 'tool'
    default:
      return 'unknown'
  }
}

/** Tokens of the answer; those of thinking that stood before it are left out. */
function answerLogprobs(all: readonly TokenLogprob[], start: number): readonly TokenLogprob[] {
  let seen = 0
  return all.filter(({ token }) => {
    const before = seen
    seen += token.length
    return before >= start
  })
}

function costSoFar({ spec, request }: Conversation, found: Collected, heard: Heard): Cost {
  const written = {
    text: found.content,
    thinking: found.thinking,
    toolArguments: found.toolArguments ?? found.toolInput,
  }
  const bound = boundOf(sizeOf(request, spec).most, request.maxOutputTokens, spec.price)
  return costOf(usageFrom(heard.counts), seenIn(request, written, spec), bound, spec.price)
}

function shortly(error: unknown): string {
  const message =
    error instanceof Error ? error.message : typeof error === 'string' ? error : JSON.stringify(error)
  return message.replace(/\s+/g, ' ').slice(0, 160).toWellFormed()
}
