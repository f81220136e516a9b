import { isBusy } from '../sqlite-errors.ts'

/** How long a thread tries before it says that the journal is held by somebody else, in milliseconds. */
const longest = 120_000
/** Who has waited this long asks as often as it can, and so comes before those who only begin to wait. */
const long = 500

const bell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Does `work` again for as long as another connection is in its way, which must leave nothing behind when it
 * fails so. SQLite's own busy handler is not used: it is not asked when a log is made or recovered, and it sleeps
 * up to 100 ms where a commit takes one or two. Blocks the thread; waits are random, so that two who collided
 * do not collide again.
 */
export function patiently<T>(work: () => T): T {
  const start = performance.now()
  for (let tries = 0; ; tries++) {
    try {
      return work()
    } catch (error) {
      const waited = performance.now() - start
      if (!isBusy(error) || waited > longest) throw error
      const pause = waited > long ? 1 : Math.min(1.5 ** tries, 20)
      Atomics.wait(bell, 0, 0, Math.random() * pause + 0.2)
    }
  }
}
