import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Linux counts in pages; every kernel that Node supports with 16 or 64 KiB pages says so in smaps, not here. */
const pageSize = 4096
const measured = new Map<number, { megabytes: number | undefined; at: number; asking: boolean }>()
/** Where there is no /proc, `ps` is asked this often at most, in milliseconds. */
const askEvery = 250

/**
 * Megabytes (2^20 bytes) of memory that a process holds resident, Buffers included (V8's own limits do not
 * see them); undefined when it is gone or cannot be told. Elsewhere than on Linux the answer is that of the
 * last `ps`, up to a quarter of a second old.
 */
export function residentMegabytes(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined
  if (process.platform !== 'linux') return lastKnown(pid)
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageSize) / 2 ** 20
  } catch {
    return undefined
  }
}

function lastKnown(pid: number): number | undefined {
  const known = measured.get(pid) ?? { megabytes: undefined, at: -Infinity, asking: false }
  measured.set(pid, known)
  if (!known.asking && performance.now() - known.at > askEvery) {
    known.asking = true
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, out) => {
      const kilobytes = Number(out)
      if (error || !(kilobytes > 0)) measured.delete(pid)
      else measured.set(pid, { megabytes: kilobytes / 1024, at: performance.now(), asking: false })
    }).unref()
  }
  return known.megabytes
}
