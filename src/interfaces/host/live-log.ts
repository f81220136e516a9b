import type { ErrorRecord, RunState } from '#runtime'
import type { LogLine } from './messages.ts'

/** Who follows a run's log. */
export interface LogReader {
  /** Takes lines, each once, in order, without gaps. @returns whether it can take more now; else it says `more` later */
  lines(lines: readonly LogLine[]): boolean
  /** All was told, and nobody executes the run: it is over (`done`, `failed` …), or to be resumed (`interrupted`). */
  ended(state: RunState, error?: ErrorRecord): void
}

/** A reader's place in a log. */
export interface Following {
  /** The reader can take more. */
  more(): void
  leave(): void
}

/** Lines handed to a reader at once, at most. */
const atOnce = 200

/**
 * The log of a run while it is executed, from its first line on, and how far each reader is.
 *
 * 1. A reader gets every line after the one it named, once, in order, however slowly it reads and whenever it comes.
 * 2. One that does not read costs a number: lines are kept once for all.
 */
export class LiveLog {
  private readonly kept: LogLine[] = []
  private readonly followers = new Set<Follower>()
  private end: { readonly state: RunState; readonly error?: ErrorRecord } | undefined

  /** How many follow it. */
  get readers(): number {
    return this.followers.size
  }

  /**
   * Lines of one attempt follow each other; what an earlier attempt told comes first and may come again. A number whose
   * line no disk would take is missing.
   */
  push(line: LogLine): void {
    if (line.sequence > (this.kept.at(-1)?.sequence ?? 0)) this.kept.push(line)
  }

  /** Hands on what came since. */
  flush(): void {
    for (const follower of this.followers) this.pump(follower)
  }

  finish(state: RunState, error?: ErrorRecord): void {
    this.end = { state, ...(error ? { error } : {}) }
    this.flush()
  }

  follow(after: number, reader: LogReader): Following {
    const follower: Follower = { reader, after, next: this.indexAfter(after), ready: true }
    this.followers.add(follower)
    this.pump(follower)
    return {
      more: () => {
        follower.ready = true
        this.pump(follower)
      },
      leave: () => void this.followers.delete(follower),
    }
  }

  /** Where the lines after `after` begin: no line stands further back than its number says. */
  private indexAfter(after: number): number {
    let index = Math.min(Math.max(0, after), this.kept.length)
    while (index > 0 && this.kept[index - 1]!.sequence > after) index -= 1
    return index
  }

  private pump(follower: Follower): void {
    while (follower.ready && follower.next < this.kept.length && this.followers.has(follower)) {
      const lines = this.kept.slice(follower.next, follower.next + atOnce)
      follower.next += lines.length
      // Whoever was ahead of what is told again has it already.
      const news = lines.filter(({ sequence }) => sequence > follower.after)
      if (news.length > 0) follower.ready = follower.reader.lines(news)
    }
    if (!this.end || !follower.ready || follower.next < this.kept.length) return
    if (this.followers.delete(follower)) follower.reader.ended(this.end.state, this.end.error)
  }
}

interface Follower {
  readonly reader: LogReader
  /** The number of the line before the first that it wants. */
  readonly after: number
  /** Index of the next line. */
  next: number
  ready: boolean
}
