import { systemClock } from '#runtime'

/** How often an idle stream says that it is alive: proxies end connections that are silent for a minute. Milliseconds. */
const silence = 15_000

/**
 * Server-sent events (WHATWG HTML §9.2), a frame when it is asked for: who reads slowly slows nobody but itself.
 *
 * @param frames makes whole frames; `left` fires when the client is gone
 * @param gone called once when the client left before the last frame
 */
export function answerEvents(
  frames: (left: AbortSignal) => AsyncIterator<string>,
  headers: Readonly<Record<string, string>>,
  gone: () => void,
): Response {
  const left = new AbortController()
  const encoder = new TextEncoder()
  const iterator = frames(left.signal)
  let next: Promise<IteratorResult<string>> | undefined
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      next ??= iterator.next()
      const waited = new AbortController()
      const idle = systemClock.sleep(silence, waited.signal).then(
        () => 'idle' as const,
        () => 'idle' as const,
      )
      const came = await Promise.race([next, idle]).finally(() => waited.abort())
      if (left.signal.aborted) return
      if (came === 'idle') {
        controller.enqueue(encoder.encode(': working\n\n'))
        return
      }
      next = undefined
      if (came.done) controller.close()
      else controller.enqueue(encoder.encode(came.value))
    },
    async cancel() {
      left.abort()
      gone()
      await iterator.return?.()
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Buffering proxies (nginx) hand events on at once.
      'X-Accel-Buffering': 'no',
      ...headers,
    },
  })
}

/** A frame without an id; data is one JSON value, or text without line ends. */
export function frameOf(data: unknown, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}
