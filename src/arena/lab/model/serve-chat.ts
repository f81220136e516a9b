/** Chat Completions on the wire (OpenAI API reference, "The chat completion object" and "… chunk object"). */
import type { LabReply } from '../serve/listen.ts'
import { opensCall, runsOf, textIn, type Piece } from './wire-pieces.ts'
import type { ChatAsked } from './wire-request.ts'
import type { Work } from './wire-work.ts'

/** When everything was made, in seconds since the Unix epoch: answers do not depend on the clock. */
export const created = 1_790_000_000

/** Answers a completion, as a stream or whole. */
export async function answerChat(asked: ChatAsked, work: Work): Promise<LabReply> {
  const ends = work.generation.cut ? ({ ends: 'cut' } as const) : {}
  if (asked.stream)
    return {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
      body: streamed(asked, work),
      ...ends,
    }
  const pieces: Piece[] = []
  for await (const batch of work.batches()) pieces.push(...batch)
  const heard = pieces.length === work.generation.pieces.length
  work.end(!heard ? 'abandoned' : work.generation.cut ? 'failed' : 'answered')
  const body = JSON.stringify(whole(asked, work))
  return {
    headers: { 'content-type': 'application/json' },
    body: work.generation.cut ? body.slice(0, Math.floor(body.length / 2)) : body,
    ...ends,
  }
}

function whole(asked: ChatAsked, work: Work): unknown {
  const { pieces, finish } = work.generation
  const thinking = textIn(pieces, 'thinking')
  const refusal = textIn(pieces, 'refusal')
  const calls = pieces.filter(opensCall).map(({ call }) => ({
    ...opening(work, call!),
    function: { name: work.generation.calls[call!]!.name, arguments: textIn(pieces, 'call', call) },
  }))
  const message = {
    role: 'assistant',
    content: calls.length > 0 || refusal !== '' ? null : textIn(pieces, 'text'),
    refusal: refusal === '' ? null : refusal,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const choice = { index: 0, message, logprobs: logprobsOf(asked, pieces), finish_reason: finish }
  return { ...frameOf(work, 'chat.completion'), choices: [choice], usage: usageOf(work) }
}

/** Events of a stream, as many as are due in one piece. */
async function* streamed(asked: ChatAsked, work: Work): AsyncGenerator<string, void> {
  const { generation } = work
  const frame = frameOf(work, 'chat.completion.chunk')
  const usage = asked.includeUsage ? { usage: null } : {}
  const chunk = (delta: unknown, logprobs: unknown = null, finish: string | null = null): string =>
    event({ ...frame, choices: [{ index: 0, delta, logprobs, finish_reason: finish }], ...usage })
  let heard = 0
  try {
    for await (const batch of work.batches()) {
      const opened = heard === 0 ? chunk({ role: 'assistant', content: '', refusal: null }) : ''
      heard += batch.length
      const events = runsOf(batch).map((run) => chunk(deltaOf(run, work), logprobsOf(asked, run)))
      if (generation.cut && heard === generation.pieces.length) work.end('failed')
      yield opened + events.join('')
    }
    if (heard < generation.pieces.length || generation.cut) return
    work.end('answered')
    const told = asked.includeUsage ? event({ ...frame, choices: [], usage: usageOf(work) }) : ''
    yield `${chunk({}, null, generation.finish)}${told}data: [DONE]\n\n`
  } finally {
    work.end('abandoned')
  }
}

function deltaOf(run: readonly [Piece, ...Piece[]], work: Work): unknown {
  const [first] = run
  const text = run.map((piece) => piece.text).join('')
  switch (first.kind) {
    case 'thinking':
      return { reasoning_content: text }
    case 'text':
      return { content: text }
    case 'refusal':
      return { refusal: text }
    case 'call': {
      const index = first.call!
      return opensCall(first)
        ? { tool_calls: [{ index, ...opening(work, index) }] }
        : { tool_calls: [{ index, function: { arguments: text } }] }
    }
  }
}

/** A call before its arguments. */
const opening = ({ id, generation }: Work, call: number): Record<string, unknown> => ({
  id: callId(id, call),
  type: 'function',
  function: { name: generation.calls[call]!.name, arguments: '' },
})

/** The id of a completion's call. */
export const callId = (id: string, call: number): string => `call_${id.slice(0, 20)}${call}`

function logprobsOf({ logprobs }: ChatAsked, pieces: readonly Piece[]): unknown {
  if (logprobs === undefined) return null
  const told = (kind: Piece['kind']): unknown => {
    const chances = pieces.flatMap((piece) => (piece.kind === kind && piece.chance ? [piece.chance] : []))
    return chances.length > 0 ? chances : null
  }
  const [content, refusal] = [told('text'), told('refusal')]
  return content === null && refusal === null ? null : { content, refusal }
}

const frameOf = ({ id, model }: Work, object: string): Record<string, unknown> => ({
  id: `chatcmpl-${id}`,
  object,
  created,
  model,
  system_fingerprint: 'fp_lab',
})

function usageOf({ generation }: Work): unknown {
  const { input, output, thinking } = generation.tokens
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: thinking },
  }
}

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
