/**
 * Who ends an exchange: the caller's signal, or the time of the phase it is in, or the time for the whole.
 * `signal` aborts with the caller's reason, or with the error that the phase was given. `end` takes every timer
 * and listener away.
 */
export class Watch {
  private readonly controller = new AbortController()
  private readonly outer: readonly AbortSignal[]
  private timer: NodeJS.Timeout | undefined
  private readonly whole: NodeJS.Timeout

  constructor(outer: readonly AbortSignal[], whole: number, onWhole: () => Error) {
    this.outer = outer
    this.whole = setTimeout(() => this.controller.abort(onWhole()), timerOf(whole))
    for (const signal of outer) {
      if (signal.aborted) this.onAbort()
      else signal.addEventListener('abort', this.onAbort, { once: true })
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Begins a phase, in place of the one before. */
  phase(milliseconds: number, onEnd: () => Error): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.controller.abort(onEnd()), timerOf(milliseconds))
  }

  /** Begins the phase anew. */
  again(): void {
    this.timer?.refresh()
  }

  end(): void {
    clearTimeout(this.timer)
    clearTimeout(this.whole)
    for (const signal of this.outer) signal.removeEventListener('abort', this.onAbort)
  }

  private readonly onAbort = (): void => {
    this.controller.abort(this.outer.find((signal) => signal.aborted)?.reason)
  }
}

/** A timer set for longer than this would fire at once. */
function timerOf(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1)
}
