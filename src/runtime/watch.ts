/**
 * Who ends an exchange: the caller's signal, the time of the phase it is in, or the time for the whole. `signal`
 * aborts with the caller's reason, or with the error that the time was given. After `end` nothing of it is left:
 * no timer, no listener, and nothing begins again.
 */
export class Watch {
  private readonly controller = new AbortController()
  private readonly outer: readonly AbortSignal[]
  private readonly whole: NodeJS.Timeout
  private timer: NodeJS.Timeout | undefined
  private limit = Infinity
  private onEnd: (() => Error) | undefined
  private resting = 0
  private ended = false

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
    this.limit = milliseconds
    this.onEnd = onEnd
    this.again()
  }

  /** Begins the phase anew. */
  again(): void {
    clearTimeout(this.timer)
    const { onEnd } = this
    if (!onEnd || this.ended || this.resting > 0) return
    this.timer = setTimeout(() => this.controller.abort(onEnd()), timerOf(this.limit))
  }

  /** While `work` goes on, the phase takes no time; the whole does. */
  async rest(work: Promise<void>): Promise<void> {
    this.resting++
    clearTimeout(this.timer)
    try {
      await work
    } finally {
      this.resting--
      this.again()
    }
  }

  end(): void {
    this.ended = true
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
