import type {
  JSONRPCMessage,
  StreamableHTTPClientTransport,
  Transport,
  TransportSendOptions,
} from '@modelcontextprotocol/client'
import type { GuardedTransport, TransportEvents } from './guarded-transport.ts'
import { createMessageGate } from './message-gate.ts'

/** What is wanted of the way to a server over HTTP. */
export interface HttpOptions {
  readonly url: string
  readonly token?: string
  /** The egress's way to this endpoint. */
  readonly fetch: typeof globalThis.fetch
  /** The same for a farewell, which is not waited for long. */
  readonly farewell: typeof globalThis.fetch
  /** Bytes of one answer, at most. */
  readonly maxBytes: number
}

/**
 * MCP over streamable HTTP: the client's own transport, with the egress for a fetch, and bounded.
 *
 * 1. It goes out through the egress, which goes to this endpoint and nowhere else.
 * 2. The stream on which a server may speak unasked is not opened; one that carries an answer on is.
 * 3. An answer has an end: over the limit in bytes it breaks the connection, and a body that ends without
 *    answering the request fails that request at once instead of leaving it to its time-out.
 */
export function createHttpTransport(
  Streamable: typeof StreamableHTTPClientTransport,
  options: HttpOptions,
  events: TransportEvents,
): GuardedTransport {
  /** Bodies of requests that were answered by a stream, which may bring the answer later. */
  const streamed = new Set<unknown>()
  const meter = { bytes: 0, resumed: 0 }
  const inner = new Streamable(new URL(options.url), {
    fetch: async (input, init = {}) => {
      const headers = new Headers(init.headers)
      if (init.method === 'GET') {
        if (!headers.has('last-event-id')) return new Response(null, { status: 405 })
        // The client begins to count anew with each stream that opens.
        if (++meter.resumed > mostResumed) {
          events.broken('it broke off its answer again and again')
          throw new Error('broken off')
        }
      }
      const go = init.method === 'DELETE' ? options.farewell : options.fetch
      const answer = await go(input, init).catch((error: unknown) => {
        if (!init.signal?.aborted && init.method !== 'DELETE') events.broken(error)
        throw error
      })
      if (/^text\/event-stream\b/i.test(answer.headers.get('content-type') ?? '')) streamed.add(init.body)
      return bounded(answer, options.maxBytes, meter, events)
    },
    requestInit: options.token ? { headers: { authorization: `Bearer ${options.token}` } } : {},
    // A stream that breaks off is taken up again where the server left a mark, and not for long.
    reconnectionOptions: {
      initialReconnectionDelay: 500,
      maxReconnectionDelay: 2_000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 2,
    },
  })
  const gate = createMessageGate(
    (message) => transport.onmessage?.(message),
    (why) => {
      events.broken(why)
      void inner.close()
    },
  )
  const unanswered = (message: JSONRPCMessage, why: string): void => {
    if (!('method' in message) || !('id' in message) || !gate.waits(message.id)) return
    gate.message({ jsonrpc: '2.0', id: message.id, error: { code: -32_000, message: why } })
  }
  const transport: Transport = {
    hasPerRequestStream: inner.hasPerRequestStream,
    get sessionId() {
      return inner.sessionId
    },
    setProtocolVersion: (version) => inner.setProtocolVersion(version),
    start: () => {
      Object.assign(inner, {
        onmessage: (message: JSONRPCMessage) => gate.message(message),
        onerror: (error: Error) => {
          gate.message(undefined)
          transport.onerror?.(error)
        },
        onclose: () => transport.onclose?.(),
      })
      return inner.start()
    },
    async send(message: JSONRPCMessage, sending: TransportSendOptions = {}) {
      gate.sent(message)
      const body = JSON.stringify(message)
      await inner.send(message, {
        ...sending,
        onRequestStreamEnd: () => {
          sending.onRequestStreamEnd?.()
          unanswered(message, 'the stream ended without the answer')
        },
      })
      if (!streamed.delete(body)) unanswered(message, 'what came back does not answer the request')
    },
    close: () => inner.close(),
  }
  return {
    transport,
    listen(wanted) {
      if (wanted) return
      gate.rest()
      meter.bytes = 0
      meter.resumed = 0
    },
    async leave() {
      if (inner.sessionId !== undefined) await inner.terminateSession().catch(() => undefined)
    },
  }
}

/** How often the streams of one exchange are taken up again. */
const mostResumed = 20

/** Answers under way at once may be so many times as long as one. */
const together = 4

function bounded(
  answer: Response,
  most: number,
  meter: { bytes: number },
  events: TransportEvents,
): Response {
  if (answer.body === null) return answer
  let bytes = 0
  const counted = answer.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        bytes += piece.byteLength
        meter.bytes += piece.byteLength
        if (bytes <= most && meter.bytes <= together * most) return controller.enqueue(piece)
        const error = new Error(`its answer is over ${Math.round(most / 2 ** 20)} MB`)
        controller.error(error)
        events.broken(error.message)
      },
    }),
  )
  const { status, statusText, headers } = answer
  return Object.defineProperty(new Response(counted, { status, statusText, headers }), 'url', {
    value: answer.url,
  })
}
