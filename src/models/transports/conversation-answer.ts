import { AttemptFailure, KaojuError, shownAddress, type Cost } from '#runtime'
import type { ChatAnswer, ChatRequest, TokenLogprob } from '../chat.ts'
import { boundOf, costOf, seenIn } from '../costs.ts'
import { about, reasonFrom, usageFrom, type Asked } from '../faults/index.ts'
import type { ModelSpec } from '../model.ts'
import { sizeOf } from '../tokens.ts'
import type { Heard } from './tap.ts'
import { splitThinking } from './thinking.ts'

/** Who was asked what, and how. */
interface Question {
  readonly spec: ModelSpec
  readonly request: ChatRequest
  readonly stream: boolean
}

/** What has come of an answer so far. */
export interface Collected {
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

/** The beginning. */
export function nothingYet(): Collected {
  return {
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
}

/** The answer, or why there is none. */
export function answerOf(
  question: Question,
  found: Collected,
  heard: Heard,
  asked: Asked,
  cost: () => Cost,
): ChatAnswer {
  const { spec, request, stream } = question
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
    throw fail('model-server-error', {
      reason: `the answer broke off: ${reasonFrom(found.broken, asked.credentials)}`,
    })
  // Servers that never say why they stop at least say that they do.
  const closed = found.ended || heard.done
  if (stream && !closed)
    throw new AttemptFailure(
      new KaojuError('endpoint-cut-off', {
        endpoint: shownAddress(spec.baseUrl),
        reason: 'the stream ended before the answer did',
      }),
      { cost: cost() },
    )
  if (found.error !== undefined && found.ended)
    throw fail('model-answer-invalid', { reason: shortly(found.error, asked) })
  if (found.error !== undefined && found.content === '' && found.toolInput === '')
    throw fail('model-answer-invalid', { reason: shortly(found.error, asked) })
  const finish = finishOf(found)
  if (found.refusal !== '')
    throw fail('model-refused', { reason: reasonFrom(found.refusal, asked.credentials, 200) })
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

/** What the exchange has cost, from what was heard and what was written. */
export function costSoFar({ spec, request }: Question, found: Collected, heard: Heard): Cost {
  const written = {
    text: found.content,
    thinking: found.thinking,
    toolArguments: found.toolArguments ?? found.toolInput,
  }
  const bound = boundOf(sizeOf(request, spec).most, request.maxOutputTokens, spec.price)
  return costOf(usageFrom(heard.counts), seenIn(request, written, spec), bound, spec.price)
}

function shortly(error: unknown, { credentials }: Asked): string {
  const message =
    error instanceof Error ? error.message : typeof error === 'string' ? error : JSON.stringify(error)
  return reasonFrom(message, credentials)
}
