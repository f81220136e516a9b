import { readFileSync } from 'node:fs'
import { residentMegabytes } from './process-memory.ts'

/**
 * What a browser, which a library starts for us, needs of this machine: an environment without our keys, a look at
 * its memory, and an end that it cannot refuse.
 */

/** What a browser cannot start without; everything else (keys, proxies, preloads) stays here. */
const needed =
  process.platform === 'win32'
    ? ['SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'LOCALAPPDATA', 'PROGRAMFILES', 'USERPROFILE', 'PATH']
    : ['PATH', 'TMPDIR', 'LANG']

/** The environment in which a browser is started; on Unix its home is its profile's folder. */
export function browserEnvironment(home: string): Record<string, string> {
  const kept = needed.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), ...(process.platform === 'win32' ? {} : { HOME: home }) }
}

/** Megabytes (2^20 bytes) that these processes hold and do not share with the program's file, all together. */
export function heldMegabytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (ownMegabytes(pid) ?? 0), 0)
}

function ownMegabytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return residentMegabytes(pid)
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const kilobytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
    return (kilobytes('RssAnon') + kilobytes('RssShmem')) / 1024
  } catch {
    return undefined
  }
}

/** Ends a browser and its processes at once; those that are gone already are no matter. */
export function killBrowser(pids: readonly number[]): void {
  for (const pid of pids) {
    // The first is the leader of a group, which also holds what started since it was last looked at.
    for (const target of process.platform === 'win32' ? [pid] : [-pid, pid])
      try {
        process.kill(target, 'SIGKILL')
      } catch {
        // Gone, or no group.
      }
  }
}
