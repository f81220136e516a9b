/**
 * Models written by hand, for tests and demonstrations: never a measure of quality. A script is registered under
 * a model's name and played by every model whose protocol is `scripted`.
 */
import { AttemptFailure, KaojuError } from '#runtime'
import type { ChatAnswer, ChatRequest, ChatTransport, Usage } from '../chat.ts'
import type { EmbedTransport, EmbedUse } from '../embed.ts'
import type { ModelSpec } from '../model.ts'
import type { RerankTransport } from './open.ts'

type Maybe<T> = T | AttemptFailure | Promise<T | AttemptFailure>

/** What a scripted model says; a text stands for an answer that is nothing else. */
export interface Script {
  readonly chat?: (request: ChatRequest) => Maybe<ChatAnswer | string>
  readonly embed?: (texts: readonly string[], use: EmbedUse) => Maybe<readonly Float32Array[]>
  readonly rerank?: (query: string, texts: readonly string[]) => Maybe<readonly (number | undefined)[]>
}

const scripts = new Map<string, Script>()

/** Registers a script under the name of a model; the function returned takes it away again. */
export function scriptModel(name: string, script: Script): () => void {
  scripts.set(name, script)
  return () => void scripts.delete(name)
}

/** A chat model that says what `fn` says; a failure that it returns is thrown. */
export function scriptedChat(fn: NonNullable<Script['chat']>): ChatTransport {
  return {
    async exchange(request, wire) {
      wire.signal.throwIfAborted()
      const said = orThrow(await fn(request))
      const answer: ChatAnswer =
        typeof said === 'string' ? { text: said, thinking: '', finish: 'stop' } : said
      if (answer.thinking !== '') wire.onThinking?.(answer.thinking)
      wire.answer?.onStart()
      if (answer.text !== '') wire.answer?.onPiece(answer.text, 'text')
      if (answer.toolArguments !== undefined) wire.answer?.onPiece(answer.toolArguments, 'tool')
      return answer
    },
  }
}

/** An embedding model whose vectors `fn` gives. */
export function scriptedEmbed(fn: NonNullable<Script['embed']>): EmbedTransport {
  return { exchange: async (texts, use) => ({ vectors: orThrow(await fn(texts, use)), usage: free }) }
}

/** A rerank endpoint whose scores `fn` gives. */
export function scriptedRerank(fn: NonNullable<Script['rerank']>): RerankTransport {
  return { exchange: async (query, texts) => ({ scores: orThrow(await fn(query, texts)), usage: free }) }
}

/** The part of a registered script. @throws KaojuError `model-unsupported` when there is none */
export function scriptOf<K extends keyof Script>(spec: ModelSpec, part: K): NonNullable<Script[K]> {
  const found = scripts.get(spec.name)?.[part]
  if (!found) throw new KaojuError('model-unsupported', { model: spec.id, what: part })
  return found
}

function orThrow<T>(said: T | AttemptFailure): T {
  if (said instanceof AttemptFailure) throw said
  return said
}

const free: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0 }
