import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Language } from '#vocabulary'
import type { ErrorRecord, RunState } from '#runtime'
import type { Host } from '../../host/host.ts'
import type { Following } from '../../host/live-log.ts'
import type { LogLine } from '../../host/messages.ts'
import { runErrorOf } from '../schemas/runs.ts'
import type { Asked } from './route.ts'

type Outgoing = HttpBindings['outgoing']

/** How often a reader that is told nothing is shown that the line is open, in milliseconds. */
const breath = 15_000

/**
 * A run's log as server-sent events (WHATWG HTML §9.2), written to Node's response itself: thousands may read along.
 *
 * 1. `id` is the sequence number of a line; whoever comes back with it gets the next line, none twice.
 * 2. The last frame, `end`, has no id: whoever asks again after it is told the end again, and nothing else.
 * 3. A reader that does not keep up is handed no more until it does; it costs a place in the log.
 * 4. What the guard adds to an answer is added to this one: nothing is written before the guard is done.
 *
 * @throws KaojuError what `Host.follow` throws, before anything is written
 */
export async function streamEvents(
  host: Host,
  run: string,
  after: number,
  reader: Language,
  c: Asked,
): Promise<Response> {
  const { outgoing } = c.env
  const head = new Response(null, {
    headers: {
      ...Object.fromEntries(RESPONSE_ALREADY_SENT.headers),
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // A proxy that gathers answers would hold lines back.
      'X-Accel-Buffering': 'no',
    },
  })
  let begun = false
  let early = ''
  let over = false
  const following = await host.follow(run, after, {
    lines(lines) {
      const frames = lines.map(frameOf).join('')
      if (begun) return outgoing.write(frames)
      early += frames
      return false
    },
    ended(state, error) {
      const frame = endFrame(state, error, reader)
      if (begun) return void outgoing.end(frame)
      early += frame
      over = true
    },
  })
  setImmediate(() => {
    if (outgoing.destroyed) return following.leave()
    begin(outgoing, following, c.res.headers)
    begun = true
    if (over) outgoing.end(early)
    else if (outgoing.write(early)) following.more()
  })
  return head
}

function begin(outgoing: Outgoing, following: Following, headers: Headers): void {
  for (const [name, value] of headers)
    if (!RESPONSE_ALREADY_SENT.headers.has(name)) outgoing.setHeader(name, value)
  outgoing.writeHead(200)
  outgoing.flushHeaders()
  outgoing.on('drain', () => following.more())
  keepAwake(outgoing)
  outgoing.on('close', () => {
    awake.delete(outgoing)
    following.leave()
  })
}

function frameOf({ sequence, type, json }: LogLine): string {
  return `id: ${sequence}\nevent: ${type}\ndata: ${json}\n\n`
}

function endFrame(state: RunState, error: ErrorRecord | undefined, reader: Language): string {
  const data = { state, ...(error ? { error: runErrorOf(error, reader) } : {}) }
  return `event: end\ndata: ${JSON.stringify(data)}\n\n`
}

/** Streams that are open. */
const awake = new Set<Outgoing>()
let breathing: NodeJS.Timeout | undefined

/** Sends a comment now and then, so that nobody on the way takes the line for dead; one timer for all. */
function keepAwake(outgoing: Outgoing): void {
  awake.add(outgoing)
  breathing ??= setInterval(() => {
    for (const one of awake) if (!one.writableNeedDrain && !one.writableEnded) one.write(':\n\n')
    if (awake.size > 0) return
    clearInterval(breathing)
    breathing = undefined
  }, breath).unref()
}
