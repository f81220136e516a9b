import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { Cost } from '#runtime'
import type { ChatAnswer, ChatRequest, TokenLogprob, Wire } from '../chat.ts'
import type { Asked } from '../faults/index.ts'
import type { Credentials, ModelSpec, Protocol } from '../model.ts'
import { createLoopDetector } from '../looping.ts'
import { answerOf, costSoFar, nothingYet, type Collected } from './conversation-answer.ts'
import { tap, type Heard, type Listening } from './tap.ts'
import { createThinkingStream } from './thinking.ts'

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

/**
 * Asks once and puts the answer together. @throws AttemptFailure as `ChatTransport.exchange`; the signal's reason
 * when the run was aborted
 */
export async function converse(conversation: Conversation, wire: Wire): Promise<ChatAnswer> {
  const { spec, credentials, protocol, request, stream, read } = conversation
  const found = nothingYet()
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

/**
 * UTF-16 code units in a token, over a whole answer, at most: prose has 4 to 5, indented code up to 16. An endpoint
 * that writes more than its bound allows does not keep it, and is cut off at its length.
 */
const longestToken = 16
const leastMost = 4_000

async function collect(
  { options, stream, request }: Conversation,
  model: LanguageModelV4,
  found: Collected,
  wire: Wire,
): Promise<void> {
  const tell = (piece: string): void => {
    if (piece !== '') wire.onThinking?.(piece)
  }
  wire.answer?.onStart()
  const inline = createThinkingStream(request.prefill ?? '', tell, (piece) =>
    wire.answer?.onPiece(piece, 'text'),
  )
  if (!stream) {
    const { content, finishReason, response } = await model.doGenerate(options)
    for (const part of content) {
      if (part.type === 'text') found.content += part.text
      else if (part.type === 'reasoning') found.thinking += part.text
      else if (part.type === 'tool-call') found.toolArguments ??= part.input
    }
    inline(found.content)
    if (found.toolArguments !== undefined) wire.answer?.onPiece(found.toolArguments, 'tool')
    if (found.thinking !== '') tell(found.thinking)
    found.finish = finishReason.unified
    found.answeredBy = response?.modelId
    return
  }
  const loops = createLoopDetector()
  const most = leastMost + longestToken * request.maxOutputTokens
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
        wire.answer?.onPiece(part.delta, 'tool')
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
    if (found.content.length + found.thinking.length + found.toolInput.length > most) {
      found.finish = 'length'
      found.ended = true
      return
    }
  }
}
