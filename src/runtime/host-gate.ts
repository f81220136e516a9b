import { performance } from 'node:perf_hooks'

/** How many exchanges may be under way. */
export interface HostGateOptions {
  readonly together: number
  readonly perHost: number
  /** Milliseconds after which who waits is passed over no more. Default: 10 s. */
  readonly patience?: number
}

/** What one who waits asks for. */
export interface Waiting {
  /** Milliseconds since the last beginning at this host, at least. */
  readonly delay?: number
  readonly signal: AbortSignal
}

/**
 * The queue before the web.
 *
 * 1. At most `together` are inside, `perHost` of them for one host.
 * 2. A host that is full or delayed holds up nobody else. Among the others, one where nobody has been yet goes first
 *    (what waits behind its robots.txt is not in the queue), then the one with the longest queue: a long queue that
 *    begins late goes on alone when everybody else is done. Among equals, and within a host, who came first.
 * 3. Nobody is passed over for ever: who has waited for as long as `patience` goes before all who came later.
 * 4. Who aborts leaves the queue at once; who went in leaves exactly once, however often it says so.
 */
export interface HostGate {
  /** Waits for leave; the function returned gives it back. Rejects with the signal's reason. */
  enter(host: string, waiting: Waiting): Promise<() => void>
}

interface Entry {
  readonly order: number
  readonly since: number
  readonly delay: number
  readonly go: () => void
}

interface Host {
  inside: number
  begun: number
  readonly queue: Entry[]
}

/** The longest time a timer can wait. */
const longest = 2 ** 31 - 1
/** Hosts that are remembered although nobody is there, for the time of their last beginning. */
const remembered = 1_000

/** Whether the next of one host goes before the next of the other; who came before `last` is passed over no more. */
function goesBefore(one: Host, other: Host, last: number): boolean {
  const [mine, theirs] = [one.queue[0]!, other.queue[0]!]
  const earlier = mine.order < theirs.order
  if (Math.min(mine.since, theirs.since) <= last) return earlier
  const [unknown, theirUnknown] = [one.begun === -Infinity, other.begun === -Infinity]
  if (unknown !== theirUnknown) return unknown
  return unknown || one.queue.length === other.queue.length ? earlier : one.queue.length > other.queue.length
}

/** An open gate. */
export function createHostGate({ together, perHost, patience = 10_000 }: HostGateOptions): HostGate {
  const hosts = new Map<string, Host>()
  let inside = 0
  let arrived = 0
  let timer: NodeJS.Timeout | undefined

  const admit = (): void => {
    clearTimeout(timer)
    for (;;) {
      if (inside >= together) return
      const now = performance.now()
      let first: Host | undefined
      let soonest = Infinity
      for (const host of hosts.values()) {
        const entry = host.queue[0]
        if (!entry || host.inside >= perHost) continue
        const wait = host.begun + entry.delay - now
        if (wait > 0) soonest = Math.min(soonest, wait)
        else if (!first || goesBefore(host, first, now - patience)) first = host
      }
      if (!first) {
        if (soonest < Infinity) timer = setTimeout(admit, Math.min(Math.ceil(soonest), longest))
        return
      }
      inside++
      first.inside++
      first.begun = now
      first.queue.shift()!.go()
    }
  }
  const leave = (host: Host): void => {
    inside--
    host.inside--
    if (hosts.size > remembered)
      for (const [name, one] of hosts) if (one.inside === 0 && one.queue.length === 0) hosts.delete(name)
    admit()
  }
  return {
    enter(name, { delay = 0, signal }) {
      signal.throwIfAborted()
      const host = hosts.get(name) ?? { inside: 0, begun: -Infinity, queue: [] }
      hosts.set(name, host)
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          host.queue.splice(host.queue.indexOf(entry), 1)
          reject(signal.reason as Error)
          admit()
        }
        const entry: Entry = {
          order: arrived++,
          since: performance.now(),
          delay: delay > 0 ? delay : 0,
          go: () => {
            signal.removeEventListener('abort', onAbort)
            let left = false
            resolve(() => {
              if (left) return
              left = true
              leave(host)
            })
          },
        }
        host.queue.push(entry)
        signal.addEventListener('abort', onAbort, { once: true })
        admit()
      })
    },
  }
}
