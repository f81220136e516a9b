import type { Clock, Context } from '#runtime'

/**
 * Engines that take one query every so often: the queue before each, by its name and origin, shared by all runs of a
 * process, for one clock. Who comes first goes first.
 */
interface Gate {
  /** When the next request may begin. */
  free: number
  /** Searches that were let in and have not asked yet. */
  waiting: number
}

const gates = new WeakMap<Clock, Map<string, Gate>>()

function gateOf(name: string, clock: Clock): Gate {
  let known = gates.get(clock)
  if (!known) gates.set(clock, (known = new Map()))
  let gate = known.get(name)
  if (!gate) known.set(name, (gate = { free: -Infinity, waiting: 0 }))
  return gate
}

/**
 * A place in the queue, for a search that would begin within `patience` milliseconds; undefined = its turn would come
 * later. The function returned gives the place up, once the search has asked or has ended without.
 */
export function takePlace(
  name: string,
  interval: number,
  patience: number,
  clock: Clock,
): (() => void) | undefined {
  const gate = gateOf(name, clock)
  const wait = Math.max(0, gate.free - clock.elapsed()) + gate.waiting * interval
  if (wait > patience) return undefined
  gate.waiting++
  let there = true
  return () => {
    if (there) gate.waiting--
    there = false
  }
}

/** Waits until this request may begin: at least `interval` milliseconds after the one before it. */
export async function keepInterval(name: string, interval: number, context: Context): Promise<void> {
  if (interval <= 0) return
  const { clock, abort } = context
  const gate = gateOf(name, clock)
  const now = clock.elapsed()
  const mine = Math.max(now, gate.free)
  gate.free = mine + interval
  if (mine > now) await clock.sleep(mine - now, abort)
}
