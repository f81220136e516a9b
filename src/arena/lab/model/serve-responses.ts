/**
 * OpenAI Responses on the wire, not in the background (API reference, "The response object" and "Streaming events").
 * Long because each kind of item opens and closes by events of its own.
 */
import type { LabReply } from '../serve/listen.ts'
import { callId, created } from './serve-chat.ts'
import { opensCall, runsOf, textIn, type Piece } from './wire-pieces.ts'
import type { ChatAsked } from './wire-request.ts'
import type { Work } from './wire-work.ts'

type Object = Record<string, unknown>

/** Answers a response, as a stream or whole. */
export async function answerResponse(asked: ChatAsked, work: Work): Promise<LabReply> {
  const { cut, pieces } = work.generation
  const ends = cut ? ({ ends: 'cut' } as const) : {}
  if (asked.stream)
    return {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
      body: streamed(work),
      ...ends,
    }
  let heard = 0
  for await (const batch of work.batches()) heard += batch.length
  work.end(heard < pieces.length ? 'abandoned' : cut ? 'failed' : 'answered')
  const body = JSON.stringify(responseOf(work, outputOf(work), ended(work)))
  return {
    headers: { 'content-type': 'application/json' },
    body: cut ? body.slice(0, Math.floor(body.length / 2)) : body,
    ...ends,
  }
}

const ended = ({ generation }: Work): string => (generation.finish === 'length' ? 'incomplete' : 'completed')

function responseOf(work: Work, output: readonly unknown[], status: string): Object {
  const { input, output: answered, thinking } = work.generation.tokens
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: answered,
    output_tokens_details: { reasoning_tokens: thinking },
    total_tokens: input + answered,
  }
  return {
    id: `resp_${work.id}`,
    object: 'response',
    created_at: created,
    status,
    background: false,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    model: work.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    usage: status === 'in_progress' ? null : usage,
  }
}

/** The items of an answer: thinking, a message, calls. */
function outputOf(work: Work): readonly Object[] {
  const { pieces } = work.generation
  const firsts = (['thinking', 'text', 'refusal'] as const).flatMap(
    (kind) => pieces.find((piece) => piece.kind === kind) ?? [],
  )
  return [...firsts, ...pieces.filter(opensCall)].map((first) => itemOf(work, first, true))
}

/** The item that a piece belongs to, before anything of it came or when it is whole. */
function itemOf({ id, generation }: Work, { kind, call }: Piece, done: boolean): Object {
  const text = done ? textIn(generation.pieces, kind, call) : ''
  const status = done ? 'completed' : 'in_progress'
  switch (kind) {
    case 'thinking':
      return { id: `rs_${id}`, type: 'reasoning', summary: done ? [partOf(kind, text)] : [] }
    case 'text':
    case 'refusal': {
      const content = done ? [{ ...partOf(kind, text), ...chancesOf(generation.pieces, kind) }] : []
      return { id: `msg_${id}`, type: 'message', status, role: 'assistant', content }
    }
    case 'call': {
      const { name } = generation.calls[call!]!
      const [item, answer] = [`fc_${id}${call}`, callId(id, call!)]
      return { id: item, type: 'function_call', status, arguments: text, call_id: answer, name }
    }
  }
}

function partOf(kind: 'thinking' | 'text' | 'refusal', text: string): Object {
  if (kind === 'thinking') return { type: 'summary_text', text }
  return kind === 'refusal'
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [] }
}

const chancesOf = (pieces: readonly Piece[], kind: Piece['kind']): Object =>
  kind === 'text'
    ? { logprobs: pieces.flatMap((piece) => (piece.kind === kind && piece.chance ? [piece.chance] : [])) }
    : {}

/** Names of a part's events, and where it stands in its item. */
const events = {
  thinking: ['response.reasoning_summary_part', 'response.reasoning_summary_text', { summary_index: 0 }],
  text: ['response.content_part', 'response.output_text', { content_index: 0 }],
  refusal: ['response.content_part', 'response.refusal', { content_index: 0 }],
} as const

/** Events of a stream, as many as are due in one piece. */
async function* streamed(work: Work): AsyncGenerator<string, void> {
  const { pieces, cut } = work.generation
  let number = 0
  let open: Piece | undefined
  let index = -1
  const event = (type: string, fields: Object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...fields })}\n\n`
  const begin = (first: Piece): string => {
    open = first
    const added = event('response.output_item.added', {
      output_index: ++index,
      item: itemOf(work, first, false),
    })
    if (first.kind === 'call') return added
    const [part, , place] = events[first.kind]
    return (
      added + event(`${part}.added`, { ...at(work, first, index), ...place, part: partOf(first.kind, '') })
    )
  }
  const finish = (): string => {
    if (!open) return ''
    const where = at(work, open, index)
    const text = textIn(pieces, open.kind, open.call)
    // Events are numbered as they are made.
    const told: string[] = []
    if (open.kind === 'call')
      told.push(event('response.function_call_arguments.done', { ...where, arguments: text }))
    else {
      const [part, said, place] = events[open.kind]
      const field = open.kind === 'refusal' ? { refusal: text } : { text, ...chancesOf(pieces, open.kind) }
      told.push(event(`${said}.done`, { ...where, ...place, ...field }))
      told.push(event(`${part}.done`, { ...where, ...place, part: partOf(open.kind, text) }))
    }
    told.push(event('response.output_item.done', { output_index: index, item: itemOf(work, open, true) }))
    return told.join('')
  }
  const say = (run: readonly [Piece, ...Piece[]]): string => {
    const [first] = run
    const begun = open?.kind === first.kind && open.call === first.call ? '' : finish() + begin(first)
    if (opensCall(first)) return begun
    const delta = run.map((piece) => piece.text).join('')
    const where = at(work, first, index)
    if (first.kind === 'call')
      return begun + event('response.function_call_arguments.delta', { ...where, delta })
    const [, told, place] = events[first.kind]
    return begun + event(`${told}.delta`, { ...where, ...place, delta, ...chancesOf(run, first.kind) })
  }
  let heard = 0
  try {
    for await (const batch of work.batches()) {
      const first = { response: responseOf(work, [], 'in_progress') }
      const opened =
        heard === 0 ? event('response.created', first) + event('response.in_progress', first) : ''
      heard += batch.length
      const text = opened + runsOf(batch).map(say).join('')
      if (cut && heard === pieces.length) work.end('failed')
      yield text
    }
    if (heard < pieces.length || cut) return
    work.end('answered')
    const status = ended(work)
    yield finish() + event(`response.${status}`, { response: responseOf(work, outputOf(work), status) })
  } finally {
    work.end('abandoned')
  }
}

/** Which item an event is about. */
const at = (work: Work, piece: Piece, index: number): Object => ({
  item_id: itemOf(work, piece, false)['id'],
  output_index: index,
})
