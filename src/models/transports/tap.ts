/**
 * Listens in on one exchange between a provider's library and its endpoint.
 *
 * 1. Whatever is no answer is recognised here, from the raw reply, before a library can soften it: refusals, web
 *    pages, errors told with 200 or in the middle of a stream, empty and broken bodies.
 * 2. Events pass one at a time, whole, and only as valid JSON: what the library gets is what was heard here.
 * 3. The first failure is kept; whatever a library makes of it afterwards does not count.
 * 4. Who leaves, by choice or by failure, ends the request: an endpoint that nobody hears writes no more, and bills
 *    no more.
 * 5. One request: a library that asks a second time (Google's continuation) is stopped, since only one was
 *    reserved for.
 */
import { AttemptFailure, KaojuError, shownAddress, type Cost } from '#runtime'
import type { Wire } from '../chat.ts'
import {
  about,
  classify,
  isErrorBody,
  mergeCounts,
  reasonFrom,
  readCounts,
  type Asked,
  type Counts,
} from '../faults/index.ts'
import type { Protocol } from '../model.ts'

/** What a tap is told about the exchange. */
export interface Listening {
  readonly asked: Asked
  readonly protocol: Protocol
  /** Whether events are expected. */
  readonly stream: boolean
  /** What the exchange has cost so far, from what was heard. */
  readonly cost: (heard: Heard) => Cost
  /** Sees each event or the whole body, and gives what the library is to get. */
  readonly onBody?: (body: Record<string, unknown>) => unknown
  /** A body that came in place of a stream, as the events that it would have been. */
  readonly asEvents?: (body: unknown) => readonly unknown[] | undefined
}

/** What was heard so far. */
export interface Heard {
  failure: AttemptFailure | undefined
  counts: Counts
  /** Whether something of an answer has come: from here on it is billed. */
  answering: boolean
  /** The mark with which OpenAI-like streams end. */
  done: boolean
}

/** A `fetch` for a provider's library, and what it hears. */
export function tap(
  wire: Wire,
  listening: Listening,
): { readonly fetch: typeof globalThis.fetch; readonly heard: Heard } {
  const heard: Heard = { failure: undefined, counts: {}, answering: false, done: false }
  const exchange = new Exchange(wire, listening, heard)
  let asked = false
  return {
    heard,
    fetch: (input, init) => {
      if (asked) return Promise.reject(exchange.invalid('it was asked twice'))
      asked = true
      return exchange.ask(input, init)
    },
  }
}

class Exchange {
  private readonly wire: Wire
  private readonly listening: Listening
  private readonly heard: Heard
  private headers = new Headers()

  constructor(wire: Wire, listening: Listening, heard: Heard) {
    this.wire = wire
    this.listening = listening
    this.heard = heard
  }

  async ask(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const response = await this.wire
      .fetch(input, { ...init, signal: this.wire.signal })
      .catch((error: unknown) => {
        throw this.broken(error, false)
      })
    this.headers = response.headers
    const reader = response.body?.getReader() as Reader | undefined
    try {
      return await this.answer(response, reader)
    } catch (error) {
      leave(reader)
      throw error
    }
  }

  private async answer(response: Response, reader: Reader | undefined): Promise<Response> {
    const { asked } = this.listening
    if (!response.ok) {
      // A refusal that breaks off is still a refusal.
      const body = await beginningOf(textOf(reader, (error) => error))
      this.wire.signal.throwIfAborted()
      throw this.failed(classify({ status: response.status, headers: response.headers, body }, asked))
    }
    if (response.status === 204) throw this.invalid('HTTP 204: no content', false)
    const pieces = textOf(reader, (error) => this.broken(error, true))
    const opening = await openingOf(pieces)
    if (opening.trim() === '') throw this.invalid('an empty body')
    const first = opening.trimStart()[0]
    if (first === '<') throw this.refused(opening + (await beginningOf(pieces)))
    if (first === '{' || first === '[') return this.whole(opening + (await restOf(pieces)), response)
    if (!this.listening.stream) throw this.invalid(`no JSON: “${this.shown(opening)}”`)
    if (!/^\s*\uFEFF?(?:data|event|id|retry)?:/.test(opening))
      throw this.invalid(`no events: “${this.shown(opening)}”`)
    return new Response(streamOf(this.events(opening, pieces), reader), {
      headers: { 'content-type': 'text/event-stream' },
    })
  }

  /** A body that came at once; where a stream was asked for, as the events that it would have been. */
  private whole(text: string, response: Response): Response {
    const { stream, asEvents } = this.listening
    const body = parsed(text)
    if (body === undefined)
      throw this.invalid(`the JSON breaks off or is damaged: “…${this.shown(text.slice(-60))}”`)
    if (isErrorBody(body)) throw this.refused(text)
    if (!stream) return Response.json(this.hear(body as Json), { status: response.status })
    const events = asEvents?.(body)
    if (!events) throw this.invalid(`no events but “${this.shown(text)}”`)
    this.heard.done = true
    const lines = events.map((event) => `data: ${JSON.stringify(this.hear(event as Json))}\n\n`)
    return new Response(lines.join(''), { headers: { 'content-type': 'text/event-stream' } })
  }

  /** Server-sent events (WHATWG HTML, 9.2), each passed on whole. */
  private async *events(opening: string, pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
    let name = ''
    let data: string[] = []
    for await (const line of linesOf(opening, pieces)) {
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (line.startsWith('event:')) name = line.slice(6).trim()
      else if (line === '') {
        if (data.length > 0) yield this.event(name, data.join('\n'), false)
        name = ''
        data = []
      }
    }
    if (data.length > 0) yield this.event(name, data.join('\n'), true)
  }

  private event(name: string, data: string, last: boolean): string {
    if (data.trim() === '[DONE]') {
      this.heard.done = true
      return 'data: [DONE]\n\n'
    }
    const body = parsed(data)
    if (body === undefined)
      throw last
        ? this.cutOff('in the middle of an event')
        : this.invalid(`an event that is no JSON: “${this.shown(data)}”`)
    if (isErrorBody(body)) throw this.refused(data)
    return `${name === '' ? '' : `event: ${name}\n`}data: ${JSON.stringify(this.hear(body as Json))}\n\n`
  }

  private hear(body: Json): unknown {
    this.heard.answering = true
    this.heard.counts = mergeCounts(this.heard.counts, readCounts(body, this.listening.protocol))
    return this.listening.onBody?.(body) ?? body
  }

  // ---- failures

  /** An error told with 200; billed when something of an answer had come before it. */
  private refused(body: string): AttemptFailure {
    const { error, retryAfter } = classify({ status: 200, headers: this.headers, body }, this.listening.asked)
    return this.failed(this.failure(error, this.heard.answering, retryAfter))
  }

  /** @param billed default: yes, since the endpoint took the request */
  invalid(reason: string, billed = true): AttemptFailure {
    const error = new KaojuError('model-answer-invalid', { ...about(this.listening.asked), reason })
    return this.failed(this.failure(error, billed))
  }

  cutOff(reason: string): AttemptFailure {
    const { baseUrl } = this.listening.asked.spec
    return this.failed(
      this.failure(new KaojuError('endpoint-cut-off', { endpoint: shownAddress(baseUrl), reason }), true),
    )
  }

  private broken(error: unknown, answering: boolean): unknown {
    this.wire.signal.throwIfAborted()
    const known = wireError(error, this.listening.asked, answering)
    // Who took the request and stayed silent may be working on it, and bill it.
    return this.failed(this.failure(known, answering || known.code === 'endpoint-stalled'))
  }

  private failure(error: KaojuError, billed: boolean, retryAfter?: number): AttemptFailure {
    return new AttemptFailure(error, {
      ...(billed ? { cost: this.listening.cost(this.heard) } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    })
  }

  private shown(text: string): string {
    return reasonFrom(text, this.listening.asked.credentials, 80)
  }

  private failed(failure: AttemptFailure): AttemptFailure {
    return (this.heard.failure ??= failure)
  }
}

/** What a broken connection is called; an egress names it already. */
export function wireError(error: unknown, { spec, credentials }: Asked, answering: boolean): KaojuError {
  const seen = new Set<unknown>()
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    if (one instanceof KaojuError) return one
    if (one instanceof AttemptFailure) return one.error
    seen.add(one)
  }
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  // A header that cannot be sent is told with its value, and that may be a key.
  const said = inner instanceof Error ? inner.message || inner.name : String(inner)
  const reason = reasonFrom(said, credentials)
  return new KaojuError(
    answering ? 'endpoint-cut-off' : 'endpoint-unreachable',
    { endpoint: shownAddress(spec.baseUrl), reason },
    { cause: error },
  )
}

type Json = Record<string, unknown>

/** An object or a list; anything else is no body of these protocols. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Ends the request, whoever is reading. */
function leave(reader: Reader | undefined): void {
  reader?.cancel().catch(() => {})
}

/** The body's text, in the pieces in which it came; characters split between pieces are put together. */
async function* textOf(
  reader: Reader | undefined,
  name: (error: unknown) => unknown,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  for (;;) {
    const piece = await reader?.read().catch((error: unknown) => {
      throw name(error)
    })
    if (!piece || piece.done) break
    yield decoder.decode(piece.value, { stream: true })
  }
  yield decoder.decode()
}

/** From the first character that is no white space, and what came with it. */
async function openingOf(pieces: AsyncGenerator<string, void>): Promise<string> {
  let opening = ''
  while (opening.length < 6) {
    const { done, value } = await pieces.next()
    if (done) break
    opening = (opening + value).trimStart()
    if (/^[<{[]/.test(opening)) break
  }
  return opening
}

/** Enough of a reply that is no answer to tell what it is; of one that breaks off, what came. */
async function beginningOf(pieces: AsyncGenerator<string, void>): Promise<string> {
  let text = ''
  try {
    while (text.length < mostOfRefusal) {
      const { done, value } = await pieces.next()
      if (done) break
      text += value
    }
  } catch {
    return text
  }
  return text
}

/** UTF-16 code units. */
const mostOfRefusal = 1_000_000

async function restOf(pieces: AsyncIterable<string>): Promise<string> {
  const parts: string[] = []
  for await (const piece of pieces) parts.push(piece)
  return parts.join('')
}

/** A stream that reads no more than is asked for; leaving it, or its failure, ends the request. */
function streamOf(
  pieces: AsyncGenerator<string, void>,
  reader: Reader | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next()
          if (done) controller.close()
          else controller.enqueue(encoder.encode(value))
        } catch (error) {
          leave(reader)
          throw error
        }
      },
      cancel: () => leave(reader),
    },
    { highWaterMark: 0 },
  )
}

async function* linesOf(opening: string, pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  // Only what is new is looked through, so that one endless line takes linear time.
  let rest: string[] = []
  const take = function* (piece: string): Generator<string> {
    const [end, ...lines] = piece.split('\n')
    rest.push(end!)
    for (const next of lines) {
      const line = rest.join('')
      yield line.endsWith('\r') ? line.slice(0, -1) : line
      rest = [next]
    }
  }
  yield* take(opening)
  for await (const piece of pieces) yield* take(piece)
  const last = rest.join('')
  if (last !== '') yield last
}
