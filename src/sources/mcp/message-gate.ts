import type { JSONRPCMessage } from '@modelcontextprotocol/client'

/**
 * What a server says, before the client of the protocol sees it.
 *
 * 1. Answers and questions pass; notifications (progress, logs, changed lists) do not: nothing here depends on
 *    them, and each costs the client time.
 * 2. Of what nobody asked for (notifications, junk, answers to no request), a bounded number is borne between the
 *    beginning of an exchange and its end; more is a flood, which breaks the connection.
 */
export interface MessageGate {
  /** One JSON text as it came. */
  text(text: string): void
  /** One message as the transport of the client understood it, or failed to (undefined). */
  message(message: unknown): void
  /** A request left, and its answer is waited for. */
  sent(message: JSONRPCMessage): void
  waits(id: string | number): boolean
  /** All that was asked for is there. */
  rest(): void
}

/** What nobody asked for, in one exchange, at most. */
const mostUnasked = 10_000
const mostQuestions = 100

/** @param flooded told once */
export function createMessageGate(
  deliver: (message: JSONRPCMessage) => void,
  flooded: (why: string) => void,
): MessageGate {
  const waiting = new Set<string | number>()
  let unasked = 0
  let questions = 0
  const bear = (): void => {
    if (++unasked === mostUnasked + 1) flooded(`it sent ${mostUnasked} messages that nobody asked for`)
  }
  const one = (message: unknown): void => {
    if (unasked > mostUnasked || questions > mostQuestions) return
    if (!isMessage(message)) return bear()
    const { id, method } = message
    if (method !== undefined && id !== undefined) {
      // It asks for the user's model, files or answer, and is told that there is nobody.
      if (++questions > mostQuestions) return flooded(`it asked ${mostQuestions} questions of its own`)
      return deliver(message as JSONRPCMessage)
    }
    if (id === undefined || !waiting.delete(id)) return bear()
    // The client would pass over an answer that is none, and wait.
    const answers = isObject(message.result) || isObject(message.error)
    deliver(answers ? (message as JSONRPCMessage) : { jsonrpc: '2.0', id, error: noAnswer })
  }
  const message = (said: unknown): void => {
    // Version 2025-03-26 has batches.
    if (Array.isArray(said)) for (const part of said.slice(0, mostUnasked + 1)) one(part)
    else one(said)
  }
  return {
    text(text) {
      let said: unknown
      try {
        said = JSON.parse(text)
      } catch {
        // Programs print to where only messages belong; the line is passed over.
      }
      message(said)
    },
    message,
    sent(request) {
      if ('id' in request && 'method' in request) waiting.add(request.id)
    },
    waits: (id) => waiting.has(id),
    rest() {
      unasked = 0
      questions = 0
      waiting.clear()
    },
  }
}

const noAnswer = { code: -32_600, message: 'its answer holds neither a result nor an error' }

interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly result?: unknown
  readonly error?: unknown
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isMessage(said: unknown): said is Message {
  if (typeof said !== 'object' || said === null || (said as { jsonrpc?: unknown }).jsonrpc !== '2.0')
    return false
  const { id, method } = said as { id?: unknown; method?: unknown }
  return (
    (id === undefined || typeof id === 'string' || typeof id === 'number') &&
    (method === undefined || typeof method === 'string')
  )
}
