import type { Clock, Context } from '#runtime'

/** When each engine may be asked next, by its name and origin; shared by all runs of a process, for one clock. */
const gates = new WeakMap<Clock, Map<string, number>>()

/**
 * Waits until this request may begin: at least `interval` milliseconds after the one before it. Who comes first
 * goes first; each takes a moment of its own before it waits.
 */
export async function keepInterval(gate: string, interval: number, context: Context): Promise<void> {
  if (interval <= 0) return
  const { clock, abort } = context
  let free = gates.get(clock)
  if (!free) gates.set(clock, (free = new Map()))
  const now = clock.elapsed()
  const mine = Math.max(now, free.get(gate) ?? 0)
  free.set(gate, mine + interval)
  if (mine > now) await clock.sleep(mine - now, abort)
}
