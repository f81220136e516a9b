/**
 * OpenAI Responses in background mode: the work goes on at the provider when the caller dies, and is asked for
 * again by its id (OpenAI, "Background mode"; responses are kept for about ten minutes after they end, or as
 * long as they are stored).
 *
 * 1. The id is remembered before the first poll: from then on nothing is paid twice.
 * 2. A poll that fails loses nothing: polling goes on, ever more slowly, until several in a row have failed.
 * 3. Who aborts cancels: what nobody waits for should not be paid for. Work that never ends is cancelled too.
 */
import { AttemptFailure, KaojuError, shownAddress, type Cost } from '#runtime'
import type { ChatAnswer, ChatRequest, ChatTransport, Usage, Wire } from '../chat.ts'
import { boundOf, costOf, seenIn } from '../costs.ts'
import { about, classify, reasonFrom, type Asked } from '../faults/index.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { sizeOf } from '../tokens.ts'
import { isStrict, messagesOf, partsOf } from './call-options.ts'
import { exchangeJson } from './json-exchange.ts'
import { splitThinking } from './thinking.ts'

type Json = Record<string, unknown>

const firstPoll = 500
const slowestPoll = 8_000
/** Polling, in milliseconds of waiting, at most: work that has not ended by then is cancelled. */
const longestWork = 3_600_000
/** Failed polls in a row, at most; with the waits between them about a minute. */
const patience = 10

/** The transport for background responses. */
export function openaiResponses(spec: ModelSpec, credentials: Credentials): Promise<ChatTransport> {
  return Promise.resolve({
    exchange: (request, wire) => new BackgroundWork(spec, credentials, request).begin(wire),
    reattach: (handle, wire) => new BackgroundWork(spec, credentials).comeBack(handle, wire),
  })
}

class BackgroundWork {
  private readonly spec: ModelSpec
  private readonly asked: Asked
  /** Absent for work that an earlier executor began: then only what is reported is known of its size. */
  private readonly request: ChatRequest | undefined

  constructor(spec: ModelSpec, credentials: Credentials, request?: ChatRequest) {
    this.spec = spec
    this.request = request
    this.asked = { spec, credentials, ...(request ? { mode: request.output.mode } : {}) }
  }

  async begin(wire: Wire): Promise<ChatAnswer> {
    const body = bodyOf(this.request!, this.spec)
    const begun = await this.ask('POST', '/responses', wire, body)
    const id = begun.body['id']
    if (typeof id !== 'string' || begun.body['status'] === undefined)
      throw this.failure('model-answer-invalid', { reason: 'a response without an id' })
    await wire.onHandle?.(id)
    return this.follow(id, begun, wire)
  }

  async comeBack(id: string, wire: Wire): Promise<ChatAnswer | undefined> {
    const found = await this.ask('GET', pathOf(id), wire).catch((error: unknown) => {
      if (
        error instanceof AttemptFailure &&
        ['model-address-wrong', 'model-unknown'].includes(error.error.code)
      )
        return undefined
      throw error
    })
    if (!found || ['failed', 'cancelled', 'expired'].includes(String(found.body['status']))) return undefined
    return this.follow(id, found, wire)
  }

  /** Polls until the work has ended. */
  private async follow(
    id: string,
    begun: { body: Json; usage: Usage | undefined },
    wire: Wire,
  ): Promise<ChatAnswer> {
    let now = begun
    let failures = 0
    let wait = firstPoll
    let waited = 0
    while (pending(now.body)) {
      try {
        await wire.sleep(wait)
        waited += wait
        wait = Math.min(slowestPoll, wait * 1.5)
        now = await this.ask('GET', pathOf(id), wire)
        failures = 0
      } catch (error) {
        if (wire.signal.aborted) await this.cancel(id, wire)
        wire.signal.throwIfAborted()
        if (!(error instanceof AttemptFailure)) throw error
        if (!error.error.retryable || ++failures >= patience) throw this.failure(error.error)
        wait = Math.min(longestWork, Math.max(wait, error.retryAfter ?? 0))
      }
      if (waited > longestWork && pending(now.body)) {
        await this.cancel(id, wire)
        const endpoint = shownAddress(this.spec.baseUrl)
        throw this.failure(new KaojuError('endpoint-stalled', { endpoint, seconds: longestWork / 1000 }))
      }
    }
    return this.answer(now)
  }

  private async cancel(id: string, wire: Wire): Promise<void> {
    // The aborted signal would stop this request too.
    const signal = AbortSignal.any([])
    await this.ask('POST', `${pathOf(id)}/cancel`, { ...wire, signal }, {}).catch(() => undefined)
  }

  private answer({ body, usage }: { body: Json; usage: Usage | undefined }): ChatAnswer {
    const status = String(body['status'])
    const said = readOutput(body)
    const seen = { text: said.content, thinking: said.thinking }
    if (status === 'failed') {
      const { error } = classify(
        { status: 200, headers: new Headers(), body: JSON.stringify({ error: body['error'] }) },
        this.asked,
      )
      throw usage ? this.failure(error, {}, usage, seen) : new AttemptFailure(error)
    }
    const why = (body['incomplete_details'] as Json | null | undefined)?.['reason']
    if (said.refusal !== '')
      throw this.failure(
        'model-refused',
        { reason: reasonFrom(said.refusal, this.asked.credentials, 200) },
        usage,
        seen,
      )
    if (why === 'content_filter') throw this.failure('model-filtered', {}, usage, seen)
    if (status !== 'completed' && status !== 'incomplete')
      throw this.failure('model-answer-invalid', { reason: `the response is ${status}` }, usage, seen)
    const { text, thinking } = splitThinking(said.content)
    const finish = status === 'incomplete' ? 'length' : said.toolArguments === undefined ? 'stop' : 'tool'
    if (text === '' && (said.toolArguments ?? '').trim() === '') {
      if (finish === 'length')
        throw this.failure(
          'model-length',
          { tokens: this.request?.maxOutputTokens ?? this.spec.maxOutput },
          usage,
          seen,
        )
      throw this.failure(
        'model-empty',
        { reason: said.thinking === '' ? 'no text' : 'thinking, and no answer' },
        usage,
        seen,
      )
    }
    return {
      text,
      thinking: [said.thinking, thinking].filter((part) => part !== '').join('\n'),
      ...(said.toolArguments === undefined ? {} : { toolArguments: said.toolArguments }),
      finish,
      ...(usage ? { usage } : {}),
      ...(typeof body['model'] === 'string' ? { answeredBy: body['model'] } : {}),
    }
  }

  private ask(
    method: 'GET' | 'POST',
    path: string,
    wire: Wire,
    body?: unknown,
  ): ReturnType<typeof exchangeJson> {
    return exchangeJson(
      {
        asked: this.asked,
        protocol: 'openai-responses',
        method,
        path,
        cost: () => this.cost(),
        ...(body === undefined ? {} : { body }),
      },
      wire,
    )
  }

  /** Work that was begun is billed, whatever becomes of it. */
  private failure(
    error:
      | KaojuError
      | 'model-answer-invalid'
      | 'model-refused'
      | 'model-filtered'
      | 'model-length'
      | 'model-empty',
    more: Record<string, string | number> = {},
    usage?: Usage,
    seen?: { text: string; thinking: string },
  ): AttemptFailure {
    const known = typeof error === 'string' ? new KaojuError(error, { ...about(this.asked), ...more }) : error
    return new AttemptFailure(known, { cost: this.cost(usage, seen) })
  }

  private cost(usage?: Usage, seen = { text: '', thinking: '' }): Cost {
    const { request, spec } = this
    const most = request ? sizeOf(request, spec).most : spec.contextWindow
    const bound = boundOf(most, request?.maxOutputTokens ?? spec.maxOutput, spec.price)
    const sizes = request
      ? seenIn(request, seen, spec)
      : { inputAbout: 0, inputMost: most, outputAbout: 0, outputMost: Infinity }
    return costOf(usage, { ...sizes, outputMost: usage ? sizes.outputMost : Infinity }, bound, spec.price)
  }
}

const pending = (body: Json): boolean => ['queued', 'in_progress'].includes(String(body['status']))
const pathOf = (id: string): string => `/responses/${encodeURIComponent(id)}`

/** The request as Responses takes it; stop sequences and seeds it does not have. */
function bodyOf(request: ChatRequest, spec: ModelSpec): Json {
  const { output, temperature } = request
  const { prefill: _, ...asked } = request
  const { system, messages } = messagesOf(asked, spec)
  const format =
    output.mode === 'json-schema'
      ? { type: 'json_schema', name: output.name, schema: output.schema, strict: isStrict(output.schema) }
      : { type: output.mode === 'json' ? 'json_object' : 'text' }
  return {
    model: spec.name,
    background: true,
    store: true,
    ...(system === undefined ? {} : { instructions: system }),
    input: messages.map((message) => ({
      role: message.role,
      content: partsOf(message).map((part) =>
        part.type === 'picture'
          ? { type: 'input_image', image_url: `data:${part.mediaType};base64,${part.base64}` }
          : { type: message.role === 'assistant' ? 'output_text' : 'input_text', text: part.text },
      ),
    })),
    max_output_tokens: request.maxOutputTokens,
    text: { format },
    ...(temperature === undefined || !spec.profile.temperature ? {} : { temperature }),
    ...(output.mode === 'tool'
      ? {
          tools: [
            {
              type: 'function',
              name: output.name,
              description: output.description,
              parameters: output.schema,
              strict: false,
            },
          ],
          tool_choice: { type: 'function', name: output.name },
        }
      : {}),
  }
}

function readOutput(body: Json): {
  content: string
  thinking: string
  refusal: string
  toolArguments: string | undefined
} {
  const said = { content: '', thinking: '', refusal: '', toolArguments: undefined as string | undefined }
  for (const item of list(body['output'])) {
    if (item['type'] === 'reasoning')
      said.thinking += [...list(item['summary']), ...list(item['content'])]
        .map((part) => textIn(part, 'text'))
        .join('\n')
    if (item['type'] === 'function_call') said.toolArguments ??= textIn(item, 'arguments')
    if (item['type'] !== 'message') continue
    for (const part of list(item['content'])) {
      if (part['type'] === 'refusal') said.refusal += textIn(part, 'refusal')
      else said.content += textIn(part, 'text')
    }
  }
  return said
}

const list = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each): each is Json => typeof each === 'object' && each !== null) : []
const textIn = (item: Json, field: string): string => (typeof item[field] === 'string' ? item[field] : '')
