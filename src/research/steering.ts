import type { RaisedLimits, SentSteering, Steering } from '#vocabulary'
import {
  fromErrorRecord,
  limitsRaised,
  refusalOf,
  siteHolds,
  siteRule,
  toErrorRecord,
  type Context,
  type ErrorRecord,
  type Limits,
  type SiteRule,
} from '#runtime'

/**
 * What a person tells this run while it works, heard at places that the run names.
 *
 * 1. What was heard at a place is recorded there: a resumed or replayed run hears the same at the same places.
 * 2. An instruction is heard once, whatever place comes first.
 * 3. What cannot be done is a `warning` and nothing else. That is recorded too: a replay may come to the place sooner or
 *    later than the run did, when other questions are open.
 */
export interface Steered {
  /**
   * The instructions since the last time, in order; those on sources to ban, notes, the budget and pauses are done
   * already. Waits while the run is paused, until it is told to go on, to write, to stop or to leave. Calls take turns.
   *
   * @param place names the decision point below the context's path, once in a run
   * @param questions ids that can be edited or dropped here, those added meanwhile not counted; default: any
   */
  heed(place: string, questions?: readonly string[]): Promise<readonly Steering[]>
  /** Whether the person does not want this address to be read, as far as was heard. */
  banned(url: string): boolean
  /** What the person wants the writers to know, in order of telling. */
  readonly notes: readonly string[]
}

/** An instruction as it was heard, and why it cannot be done. */
interface Heard extends SentSteering {
  readonly refused?: ErrorRecord
}

/** @param context its budget, and those above it, are what `budget-raise` raises */
export function openSteering(context: Context): Steered {
  const bans: SiteRule[] = []
  const notes: string[] = []
  let paused = false
  const known = new Set<number>()
  let turn: Promise<unknown> = Promise.resolve()

  const take = (steering: Steering): void => {
    switch (steering.kind) {
      case 'source-ban':
        bans.push(siteRule(steering.site)!)
        return
      case 'note':
        notes.push(steering.text.trim())
        return
      case 'budget-raise':
        context.budget.raise(raisedHere(steering.limits, context))
        return
      case 'pause':
        paused = true
        return
      case 'resume':
      case 'write':
        paused = false
        return
      case 'question-add':
      case 'question-edit':
      case 'question-drop':
      case 'source-add':
        return
    }
  }

  const hear = async (place: string, questions?: readonly string[]): Promise<readonly Steering[]> => {
    const sent = await context.observe(place, {}, async () =>
      (await listen(known, paused, context)).map((one): Heard => {
        const refused = refusalOf(one.steering, questions)
        return refused ? { ...one, refused: toErrorRecord(refused) } : one
      }),
    )
    const fresh = sent.filter(({ number }) => !known.has(number))
    for (const { number } of fresh) known.add(number)
    return fresh.flatMap(({ number, steering, refused }) => {
      if (refused) {
        const { code, message } = fromErrorRecord(refused)
        context.emit({ type: 'warning', code, message })
        return []
      }
      take(steering)
      context.emit({ type: 'steering-heeded', place, number, steering })
      return [steering]
    })
  }

  return {
    heed(place, questions) {
      const heard = turn.then(() => hear(place, questions))
      turn = heard.catch(() => undefined)
      return heard
    },
    banned: (url) => bans.some((rule) => siteHolds(rule, url)),
    notes,
  }
}

/**
 * What was sent and not heard yet; while that ends in a pause, waits for more, or for somebody to end the run. What a
 * place that comes later has on record is heard here first, where this one has nothing on record.
 */
async function listen(
  known: ReadonlySet<number>,
  paused: boolean,
  context: Context,
): Promise<readonly SentSteering[]> {
  const { inbox, stop, abort } = context
  for (;;) {
    abort.throwIfAborted()
    const sent = inbox.since(0)
    const fresh = sent.filter(({ number }) => !known.has(number))
    if (stop.aborted || !isPaused(fresh, paused)) return fresh
    context.emit({ type: 'progress', phase: 'paused', done: 0 })
    await inbox.arrival(sent.at(-1)?.number ?? 0, stop)
  }
}

function isPaused(sent: readonly SentSteering[], before: boolean): boolean {
  return sent.reduce(
    (paused, { steering: { kind } }) =>
      kind === 'pause' ? true : kind === 'resume' || kind === 'write' ? false : paused,
    before,
  )
}

/** More searches would be of no use without the passages that they find. */
function raisedHere(limits: RaisedLimits, { budget }: Context): Limits {
  const raised = limitsRaised(limits)
  const [searches, passages] = [budget.limit('searches'), budget.limit('passages-read')]
  if (limits.searches === undefined || !(limits.searches > searches) || !Number.isFinite(passages))
    return raised
  return { ...raised, 'passages-read': Math.ceil((passages * limits.searches) / Math.max(1, searches)) }
}
