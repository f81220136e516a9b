import { isBusy } from './sqlite-errors.ts'

/** How long a thread tries before it says that the journal is held by somebody else, in milliseconds. */
const longest = 60_000

const bell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Does `work` again for as long as another connection is in its way, which must leave nothing behind when it
 * fails so. SQLite's own busy handler is not used: it is not asked when a log is made or recovered, and it sleeps
 * up to 100 ms where a commit takes one or two. Blocks the thread; waits are random, so that two who collided
 * do not collide again.
 */
export function patiently<T>(work: () => T): T {
  const start = performance.now()
  for (let wait = 1; ; wait = Math.min(wait * 1.5, 20)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() - start > longest) throw error
      Atomics.wait(bell, 0, 0, Math.random() * wait + 0.2)
    }
  }
}
