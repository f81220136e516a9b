import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process that executes runs, told so that another can find out whether it still lives. */
export interface Executor {
  readonly pid: number
  /** Where that pid means something: this host, since it was started, in its process namespace. */
  readonly place: string
  /** When the process began, as its system counts; tells it from a later one with the same pid. Null: not known here. */
  readonly started: string | null
}

/** This process. */
export function thisExecutor(): Executor {
  return { pid: process.pid, place: here, started: startOf(process.pid) ?? null }
}

/**
 * Whether an executor still lives. In its own place the process decides, however long it was silent (a laptop
 * that slept); elsewhere, and where a pid cannot be told from its successor, its lease does.
 *
 * @param leaseUntil milliseconds since the Unix epoch
 */
export function executorLives(executor: Executor, leaseUntil: number): boolean {
  const leased = leaseUntil > Date.now()
  if (executor.place !== here) return leased
  if (!exists(executor.pid)) return false
  const started = startOf(executor.pid)
  if (executor.started === null || started === undefined) return leased
  return executor.started === started
}

const boot = firstOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())

/** A host's name may change while it runs; what Linux calls this boot does not. */
const here = `${boot || hostname()} ${firstOf(() => readlinkSync('/proc/self/ns/pid'))}`.trim()

/** Start time in clock ticks since boot (proc(5), field 22 of stat); `gone` for what waits only to be buried. */
function startOf(pid: number): string | undefined {
  const stat = firstOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the program's name in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (stat === '') return undefined
  return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : fields[19]
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What `read` gives, or nothing on a system without it. */
function firstOf(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
