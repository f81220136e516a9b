import type { Clock } from '#runtime'
import type { LabReply } from './listen.ts'
import type { WireExchange, WireLog } from './wire-log.ts'

/** What all of the lab's services share while a world is served. */
export interface Desk {
  readonly clock: Clock
  readonly log: WireLog
  /** Of chance. */
  readonly seed: string
  /** Milliseconds after which what never answers is cut off; absent: never. */
  readonly stall?: number
  /** How often the same was asked of the same service before; counts this time. */
  repetition(service: string, request: string): number
}

/** One request: whom it asked, and for what, without ports. */
export interface Asking extends Pick<WireExchange, 'service' | 'name' | 'request'> {
  /** Milliseconds before anything is answered. */
  readonly latency: number
  readonly gone: AbortSignal
}

/** What is sent, and what of it goes into the log. */
export interface Told {
  readonly reply: LabReply
  /** As text, without ports. */
  readonly response: string
  readonly outcome?: WireExchange['outcome']
}

/**
 * Answers a request in its time and writes it down, however it ends: whoever went away before the answer has
 * abandoned it.
 */
export async function exchanged(
  { clock, log }: Desk,
  { latency, gone, ...asked }: Asking,
  answer: () => Told | Promise<Told>,
): Promise<LabReply> {
  const start = clock.now()
  let told: Told
  try {
    if (latency > 0) await clock.sleep(latency, gone)
    told = await answer()
  } catch (error) {
    if (!gone.aborted) throw error
    told = { reply: { ends: 'reset' }, response: '' }
  }
  const outcome = gone.aborted ? 'abandoned' : (told.outcome ?? 'answered')
  log.add({ ...asked, start, end: clock.now(), response: told.response, outcome })
  return told.reply
}

/** Never answers: until whoever asks has gone, or is cut off. */
export async function stalled({ clock, stall }: Desk, gone: AbortSignal): Promise<Told> {
  const left = new Promise<void>((resolve) => {
    if (gone.aborted) resolve()
    else gone.addEventListener('abort', () => resolve(), { once: true })
  })
  // A sleeper that is woken because nobody waits any more has done its work.
  await (stall === undefined ? left : clock.sleep(stall, gone).catch(() => undefined))
  return { reply: { ends: 'reset' }, response: '', outcome: 'failed' }
}
