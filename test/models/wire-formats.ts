/**
 * What model providers say on the wire, as their documents describe it: one answer told in each format, as the
 * events of a stream or as one body. No faults here; those are in wire-faults.ts.
 */

/** The formats that the server speaks; `openai-responses` is OpenAI Responses in background mode. */
export type WireFormat =
  | 'openai'
  | 'openai-responses'
  | 'anthropic'
  | 'google'
  | 'embeddings'
  | 'rerank'
  | 'models'

/** One place of an answer, for `logprobs`. */
export interface WireToken {
  readonly token: string
  readonly logprob: number
  readonly top?: readonly { readonly token: string; readonly logprob: number }[]
}

/** What the model answers; each field has a default. */
export interface WireAnswer {
  readonly text?: string
  /** Told in the provider's own field for thinking. */
  readonly thinking?: string
  /** Given instead of text when a tool was asked for; default: `text`. */
  readonly toolArguments?: string
  readonly finish?: 'stop' | 'length' | 'filter' | 'tool' | 'refusal'
  readonly logprobs?: readonly WireToken[]
  /** Replaces the usage as the format names its fields; null = none is told. */
  readonly usage?: unknown
  readonly model?: string
  /** For `embeddings`: one a text. */
  readonly vectors?: readonly (readonly number[])[]
  /** For `rerank`: one a document. */
  readonly scores?: readonly number[]
  /** The pieces in which a stream gives the text; default: every 12 UTF-16 units. */
  readonly pieces?: readonly string[]
}

/** A request as the server understood it. */
export interface WireAsk {
  readonly format: WireFormat
  readonly path: string
  readonly model: string
  readonly system: string
  /** Everything said in users' and assistants' turns, a line a turn. */
  readonly text: string
  readonly stream: boolean
  readonly mode: 'text' | 'json' | 'json-schema' | 'tool'
  readonly schema?: Record<string, unknown>
  readonly tool?: string
  readonly logprobs: boolean
  /** Texts to embed, or documents to rank. */
  readonly inputs: readonly string[]
  /** For `rerank`. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  /** SHA-256 of the body: the same question has the same hash. */
  readonly hash: string
  /** How often the same question was asked before. */
  readonly seen: number
}

/** What goes over the wire: events (SSE) or one JSON body. */
export interface WireReply {
  readonly stream: boolean
  /** Each already in the format's framing. */
  readonly events: readonly string[]
  readonly body?: unknown
}

const tokens = (text: string): number => Math.ceil(text.length / 4)
const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
const piecesOf = (answer: WireAnswer, text: string): readonly string[] =>
  answer.pieces ?? text.match(/[\s\S]{1,12}/gu) ?? []

/** Tells an answer in the format in which it was asked. */
export function tell(ask: WireAsk, answer: WireAnswer): WireReply {
  switch (ask.format) {
    case 'openai':
      return openai(ask, answer)
    case 'openai-responses':
      return { stream: false, events: [], body: responses(ask, answer, 'completed') }
    case 'anthropic':
      return anthropic(ask, answer)
    case 'google':
      return google(ask, answer)
    case 'embeddings':
      return { stream: false, events: [], body: embeddings(ask, answer) }
    case 'rerank':
      return { stream: false, events: [], body: rerank(ask, answer) }
    case 'models':
      return { stream: false, events: [], body: available(ask) }
  }
}

/** What is on offer: one model with a window of 8,192 tokens. */
function available(ask: WireAsk): unknown {
  const id = 'scripted-model'
  return ask.path.startsWith('/v1beta')
    ? { models: [{ name: `models/${id}`, inputTokenLimit: 8192 }] }
    : { object: 'list', data: [{ id, object: 'model', max_model_len: 8192 }] }
}

const withUsage = (answer: WireAnswer, name: string, usage: unknown): Record<string, unknown> =>
  answer.usage === null ? {} : { [name]: answer.usage === undefined ? usage : answer.usage }

// ---- OpenAI Chat Completions

function openai(ask: WireAsk, answer: WireAnswer): WireReply {
  const text = answer.text ?? ''
  const tool = ask.mode === 'tool' && answer.finish !== 'refusal'
  const args = answer.toolArguments ?? text
  const finish = {
    stop: tool ? 'tool_calls' : 'stop',
    tool: 'tool_calls',
    length: 'length',
    filter: 'content_filter',
    refusal: 'stop',
  }[answer.finish ?? 'stop']
  const output = tokens((tool ? args : text) + (answer.thinking ?? ''))
  const usage = {
    prompt_tokens: tokens(ask.system + ask.text),
    completion_tokens: output,
    total_tokens: tokens(ask.system + ask.text) + output,
    prompt_tokens_details: { cached_tokens: 0 },
  }
  const frame = {
    id: `chatcmpl-${ask.hash.slice(0, 8)}`,
    created: 1_790_000_000,
    model: answer.model ?? ask.model,
  }
  const logprobs =
    ask.logprobs && answer.logprobs
      ? { logprobs: { content: answer.logprobs.map(openaiToken), refusal: null } }
      : {}
  if (!ask.stream) {
    const call = { id: 'call_1', type: 'function', function: { name: ask.tool, arguments: args } }
    const message = {
      role: 'assistant',
      content: tool || answer.finish === 'refusal' ? null : text,
      ...(answer.thinking === undefined ? {} : { reasoning_content: answer.thinking }),
      ...(tool ? { tool_calls: [call] } : {}),
      ...(answer.finish === 'refusal' ? { refusal: text } : {}),
    }
    const choices = [{ index: 0, message, finish_reason: finish, ...logprobs }]
    return {
      stream: false,
      events: [],
      body: { ...frame, object: 'chat.completion', choices, ...withUsage(answer, 'usage', usage) },
    }
  }
  const chunk = (delta: unknown, rest: Record<string, unknown> = {}): string =>
    sse({
      ...frame,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: null, ...rest }],
    })
  const events = [chunk({ role: 'assistant', content: '' })]
  for (const piece of (answer.thinking ?? '').match(/[\s\S]{1,12}/gu) ?? [])
    events.push(chunk({ reasoning_content: piece }))
  if (tool) {
    events.push(
      chunk({
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: ask.tool, arguments: '' } },
        ],
      }),
    )
    for (const piece of piecesOf(answer, args))
      events.push(chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }))
  } else {
    const field = answer.finish === 'refusal' ? 'refusal' : 'content'
    for (const piece of piecesOf(answer, text)) events.push(chunk({ [field]: piece }))
  }
  if (ask.logprobs && answer.logprobs) events.push(chunk({}, logprobs))
  events.push(chunk({}, { finish_reason: finish }))
  const options = ask.body['stream_options'] as { include_usage?: boolean } | undefined
  if (options?.include_usage && answer.usage !== null)
    events.push(
      sse({ ...frame, object: 'chat.completion.chunk', choices: [], ...withUsage(answer, 'usage', usage) }),
    )
  events.push(sse('[DONE]'))
  return { stream: true, events }
}

const openaiToken = ({ token, logprob, top }: WireToken) => ({
  token,
  logprob,
  bytes: [...Buffer.from(token)],
  top_logprobs: (top ?? [{ token, logprob }]).map((other) => ({
    ...other,
    bytes: [...Buffer.from(other.token)],
  })),
})

// ---- OpenAI Responses

/** A response object in the given state. */
export function responses(ask: WireAsk, answer: WireAnswer, status: string): Record<string, unknown> {
  const text = answer.text ?? ''
  const done = status === 'completed'
  const incomplete = done && (answer.finish === 'length' || answer.finish === 'filter')
  const args = answer.toolArguments ?? text
  const content =
    answer.finish === 'refusal'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', text, annotations: [] }
  const output = [
    ...(answer.thinking === undefined
      ? []
      : [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: answer.thinking }] }]),
    ...(ask.mode === 'tool'
      ? [
          {
            type: 'function_call',
            id: 'fc_1',
            call_id: 'call_1',
            name: ask.tool,
            arguments: args,
            status: 'completed',
          },
        ]
      : text === ''
        ? []
        : [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [content] }]),
  ]
  const input = tokens(ask.system + ask.text)
  const out = tokens(text + (answer.thinking ?? ''))
  return {
    id: `resp_${ask.hash.slice(0, 16)}`,
    object: 'response',
    created_at: 1_790_000_000,
    background: true,
    model: answer.model ?? ask.model,
    status: incomplete ? 'incomplete' : status,
    error: null,
    incomplete_details: incomplete
      ? { reason: answer.finish === 'filter' ? 'content_filter' : 'max_output_tokens' }
      : null,
    output: done ? output : [],
    ...(done
      ? withUsage(answer, 'usage', {
          input_tokens: input,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: out,
          output_tokens_details: { reasoning_tokens: tokens(answer.thinking ?? '') },
          total_tokens: input + out,
        })
      : { usage: null }),
  }
}

// ---- Anthropic Messages

function anthropic(ask: WireAsk, answer: WireAnswer): WireReply {
  const text = answer.text ?? ''
  const tool = ask.mode === 'tool' && answer.finish !== 'refusal' && answer.finish !== 'filter'
  const args = answer.toolArguments ?? text
  const stop = {
    stop: tool ? 'tool_use' : 'end_turn',
    tool: 'tool_use',
    length: 'max_tokens',
    filter: 'refusal',
    refusal: 'refusal',
  }[answer.finish ?? 'stop']
  const input = tokens(ask.system + ask.text)
  const output = tokens(text + (answer.thinking ?? ''))
  const zero = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
  const frame = {
    id: `msg_${ask.hash.slice(0, 8)}`,
    type: 'message',
    role: 'assistant',
    model: answer.model ?? ask.model,
  }
  const blocks = [
    ...(answer.thinking === undefined
      ? []
      : [{ type: 'thinking', thinking: answer.thinking, signature: 'c2ln' }]),
    ...(tool
      ? [{ type: 'tool_use', id: 'toolu_1', name: ask.tool }]
      : text === ''
        ? []
        : [{ type: 'text', text }]),
  ]
  if (!ask.stream) {
    const content = blocks.map((block) =>
      block.type === 'tool_use' ? { ...block, input: parsed(args) } : block,
    )
    const usage = withUsage(answer, 'usage', { input_tokens: input, output_tokens: output, ...zero })
    return {
      stream: false,
      events: [],
      body: { ...frame, content, stop_reason: stop, stop_sequence: null, ...usage },
    }
  }
  const event = (data: { type: string } & Record<string, unknown>): string => sse(data, data.type)
  const start =
    answer.usage === undefined || answer.usage === null
      ? { input_tokens: input, output_tokens: 1, ...zero }
      : answer.usage
  const events = [
    event({
      type: 'message_start',
      message: { ...frame, content: [], stop_reason: null, stop_sequence: null, usage: start },
    }),
  ]
  events.push(event({ type: 'ping' }))
  blocks.forEach((block, index) => {
    const [opened, kind, field, whole] =
      block.type === 'thinking'
        ? [
            { type: 'thinking', thinking: '', signature: '' },
            'thinking_delta',
            'thinking',
            answer.thinking ?? '',
          ]
        : block.type === 'tool_use'
          ? [{ ...block, input: {} }, 'input_json_delta', 'partial_json', args]
          : [{ type: 'text', text: '' }, 'text_delta', 'text', text]
    events.push(event({ type: 'content_block_start', index, content_block: opened }))
    const pieces = block.type === 'thinking' ? (whole.match(/[\s\S]{1,12}/gu) ?? []) : piecesOf(answer, whole)
    for (const piece of pieces)
      events.push(event({ type: 'content_block_delta', index, delta: { type: kind, [field]: piece } }))
    if (block.type === 'thinking')
      events.push(
        event({ type: 'content_block_delta', index, delta: { type: 'signature_delta', signature: 'c2ln' } }),
      )
    events.push(event({ type: 'content_block_stop', index }))
  })
  events.push(
    event({
      type: 'message_delta',
      delta: { stop_reason: stop, stop_sequence: null },
      ...withUsage(answer, 'usage', { output_tokens: output }),
    }),
    event({ type: 'message_stop' }),
  )
  return { stream: true, events }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

// ---- Google generateContent

function google(ask: WireAsk, answer: WireAnswer): WireReply {
  const text = answer.text ?? ''
  const tool = ask.mode === 'tool'
  const finishReason = {
    stop: 'STOP',
    tool: 'STOP',
    length: 'MAX_TOKENS',
    filter: 'SAFETY',
    refusal: 'STOP',
  }[answer.finish ?? 'stop']
  const input = tokens(ask.system + ask.text)
  const output = tokens(text)
  const thoughts = tokens(answer.thinking ?? '')
  const usage = withUsage(answer, 'usageMetadata', {
    promptTokenCount: input,
    candidatesTokenCount: output,
    ...(thoughts ? { thoughtsTokenCount: thoughts } : {}),
    totalTokenCount: input + output + thoughts,
  })
  const frame = { modelVersion: answer.model ?? ask.model, responseId: ask.hash.slice(0, 8) }
  const part = tool ? [{ functionCall: { name: ask.tool, args: parsed(answer.toolArguments ?? text) } }] : []
  const thought = answer.thinking === undefined ? [] : [{ text: answer.thinking, thought: true }]
  const candidate = (parts: unknown[], rest = {}) => ({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
    ...frame,
  })
  if (!ask.stream) {
    const parts = [...thought, ...(tool ? part : [{ text }])]
    return { stream: false, events: [], body: { ...candidate(parts, { finishReason }), ...usage } }
  }
  const pieces = tool ? [] : piecesOf(answer, text)
  const events = [
    ...thought.map((each) => sse(candidate([each]))),
    ...part.map((each) => sse(candidate([each]))),
    ...pieces.map((piece) => sse(candidate([{ text: piece }]))),
    sse({ ...candidate([], { finishReason }), ...usage }),
  ]
  return { stream: true, events }
}

// ---- embeddings and reranking

function embeddings(ask: WireAsk, answer: WireAnswer): unknown {
  const vectors = answer.vectors ?? ask.inputs.map(vectorOf)
  if (ask.path.endsWith('/api/embed'))
    return { model: ask.model, embeddings: vectors, prompt_eval_count: tokens(ask.inputs.join(' ')) }
  if (ask.path.endsWith(':batchEmbedContents')) return { embeddings: vectors.map((values) => ({ values })) }
  const base64 = ask.body['encoding_format'] === 'base64'
  const code = (vector: readonly number[]): unknown =>
    base64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: code(vector) }))
  const total = tokens(ask.inputs.join(' '))
  // Out of order on purpose: `index` is what counts.
  return {
    object: 'list',
    data: data.toReversed(),
    model: ask.model,
    ...withUsage(answer, 'usage', { prompt_tokens: total, total_tokens: total }),
  }
}

/** A vector of 8 numbers in which texts that share characters are near each other. */
export function vectorOf(text: string): number[] {
  const vector = Array.from({ length: 8 }, () => 0.01)
  for (const character of text.toLowerCase()) vector[character.codePointAt(0)! % 8]! += 1
  return vector
}

function rerank(ask: WireAsk, answer: WireAnswer): unknown {
  const shared = (document: string): number => {
    const words = new Set(ask.query.toLowerCase().split(/\W+/))
    const found = document
      .toLowerCase()
      .split(/\W+/)
      .filter((word) => words.has(word))
    return found.length / (words.size + 1)
  }
  const scores = answer.scores ?? ask.inputs.map(shared)
  const results = scores
    .map((relevance_score, index) => ({ index, relevance_score }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score)
  return {
    id: 'rerank-1',
    model: ask.model,
    results,
    ...withUsage(answer, 'usage', { total_tokens: tokens(ask.inputs.join(' ')) }),
  }
}
