import type { SentSteering, Steering } from '#vocabulary'

/**
 * What people have told a run, in order of sending. It says what was sent, not what was heard: whoever hears
 * records that through `Context.observe`.
 */
export interface Inbox {
  /** What was sent after `number`; 0: all. */
  since(number: number): readonly SentSteering[]
  /** Resolves once something was sent after `number`, or the signal has fired. */
  arrival(after: number, signal: AbortSignal): Promise<void>
}

/** An inbox in memory, and how something comes into it. */
export interface OpenInbox extends Inbox {
  /** The number of what was sent last; 0: nothing was. */
  readonly last: number
  /** @param sentAt milliseconds since the Unix epoch */
  send(steering: Steering, sentAt: number): SentSteering
  /** Takes in what was numbered elsewhere; what is there already stays. */
  receive(sent: readonly SentSteering[]): void
}

/** An empty inbox, for a run whose caller tells it things itself. */
export function createInbox(): OpenInbox {
  const all: SentSteering[] = []
  const waiting = new Set<() => void>()
  const last = (): number => all.at(-1)?.number ?? 0
  const receive = (sent: readonly SentSteering[]): void => {
    const fresh = sent.filter(({ number }) => number > last())
    all.push(...fresh)
    if (fresh.length > 0) for (const look of waiting) look()
  }
  return {
    get last() {
      return last()
    },
    since: (number) => all.filter((one) => one.number > number),
    arrival: (after, signal) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (last() <= after && !signal.aborted) return
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          resolve()
        }
        waiting.add(look)
        signal.addEventListener('abort', look)
        look()
      }),
    send(steering, sentAt) {
      const sent = { number: last() + 1, sentAt, steering }
      receive([sent])
      return sent
    },
    receive,
  }
}
