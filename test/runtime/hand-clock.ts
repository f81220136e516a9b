import type { Clock } from '#runtime'

/** A clock that the test moves by hand: who sleeps is woken when enough time was let pass. */
export interface HandClock extends Clock {
  /** Lets so much time pass, and everything that wakes come to rest. */
  pass(milliseconds: number): Promise<void>
  /** How long each sleeper asked to sleep. */
  readonly asked: readonly number[]
}

export function handClock(): HandClock {
  let elapsed = 0
  const asked: number[] = []
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    asked,
    now: () => elapsed,
    elapsed: () => elapsed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        asked.push(milliseconds)
        sleepers.push({ at: elapsed + milliseconds, wake: resolve })
        const leave = (): void => reject(signal!.reason as Error)
        if (signal?.aborted) leave()
        signal?.addEventListener('abort', leave)
      }),
    async pass(milliseconds) {
      elapsed += milliseconds
      for (const { at, wake } of sleepers) if (at <= elapsed) wake()
      await settled()
    },
  }
}

/** Resolves when nothing more happens by itself. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve))
  })
}
