/**
 * A program of the user's own that is spoken with, line by line, over its standard input and output.
 *
 * Neighbour: `processes.ts` runs code of ours and lets it do nothing; this one runs what the user configured, with
 * all that the user may do, and bounds only what it can do to this process.
 *
 * 1. It sees PATH, HOME (on Windows what a program needs to start) and the variables it is given: no other.
 * 2. It is started in a process group of its own and ended with it: standard input closed, SIGTERM, then SIGKILL.
 *    What is left when this process ends is killed; what is left when this process is killed sees its input end.
 * 3. A line is bounded; who sends a longer one is ended. While nobody listens nothing is read, so that a flood
 *    waits in the pipe. What it says on standard error is read at all times and kept as a tail.
 * 4. While nobody listens it does not keep this process alive.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { KaojuError } from './errors.ts'

/** What to start, and what becomes of what it says. */
export interface SpokenProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  /** Variables that it sees besides PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>
  /** Bytes of one line, at most; also of what waits to be read by it. */
  readonly maxLineBytes: number
  /** A line without its end; an empty one is left out. */
  onLine(line: string): void
  /** Told once: it is gone, or as good as gone. */
  onEnd(why: string): void
  /** Milliseconds it has to leave in after its input ended, and again after SIGTERM. Default: 1500. */
  readonly grace?: number
}

/** A program under way. */
export interface SpokenProcess {
  readonly pid: number | undefined
  /** Sends one line. @throws Error when it is gone, or reads nothing of what waits for it */
  write(line: string): void
  /** Whether its lines are wanted now. */
  listen(wanted: boolean): void
  /** The end of what it said on standard error, one line. */
  tail(): string
  /** Ends it with its whole group; returns when it is gone. */
  close(): Promise<void>
  /** The same without asking. */
  kill(): void
}

const tailLength = 2_000
/** Milliseconds in which what a program said before it ended must have come. */
const lastWords = 300
const windows = process.platform === 'win32'
const needed = windows
  ? ['SystemRoot', 'PATH', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'TEMP']
  : ['PATH', 'HOME']

/** Groups that this process has started and not yet seen end. */
const alive = new Set<ChildProcess>()
let watching = false

/** Starts a program that the user configured. @throws KaojuError `internal` for a command that cannot be one */
export function startSpokenProcess(options: SpokenProcessOptions): SpokenProcess {
  const { grace = 1_500, maxLineBytes } = options
  const child = started(options)
  let tail = ''
  let ended = false
  const end = (why: string): void => {
    if (ended) return
    ended = true
    options.onEnd(why)
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // A program that was never started has no `exit` and no pipes to wait for.
      if (child.pid === undefined) resolve()
      alive.delete(child)
      end(error.code === 'ENOENT' ? `there is no program ${options.command}` : error.message)
    })
    child.once('exit', (code, signal) => {
      kill(child, 'SIGKILL')
      alive.delete(child)
      resolve()
      // What it said last may still be on its way; what has left its group may hold the pipes open for ever.
      const over = (): void => {
        clearTimeout(timer)
        end(`it ended with ${signal ?? `exit code ${code}`}`)
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      }
      const timer = setTimeout(over, lastWords)
      child.once('close', over)
      child.stdout?.resume()
    })
  })
  child.stdin?.on('error', () => undefined)
  child.stdout?.on('error', () => undefined)
  child.stderr
    ?.on('error', () => undefined)
    .setEncoding('utf8')
    .on('data', (text: string) => (tail = (tail + text).slice(-tailLength)))
  const lines = lineReader(maxLineBytes, (line) => options.onLine(line))
  child.stdout?.on('data', (bytes: Buffer) => {
    if (ended || lines(bytes)) return
    end(`it sent a line of more than ${megabytes(maxLineBytes)} MB`)
    kill(child, 'SIGKILL')
  })
  const listen = (wanted: boolean): void => {
    if (wanted) child.stdout?.resume()
    else child.stdout?.pause()
    holdAlive(child, wanted)
  }
  listen(false)

  return {
    pid: child.pid,
    write(line) {
      if (ended || !child.stdin?.writable) throw new Error('it is gone')
      if (child.stdin.writableLength > maxLineBytes) throw new Error('it reads nothing of what it is sent')
      child.stdin.write(`${line}\n`)
    },
    listen,
    tail: () => tail.trim().split('\n').at(-1)?.trim().slice(-300) ?? '',
    kill() {
      end('it was ended')
      kill(child, 'SIGKILL')
    },
    async close() {
      end('it was ended')
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return await gone
      holdAlive(child, true)
      child.stdin?.end()
      child.stdout?.resume()
      const timers = [
        setTimeout(() => kill(child, 'SIGTERM'), grace),
        setTimeout(() => kill(child, 'SIGKILL'), 2 * grace),
      ]
      await gone
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function started({ command, args, environment }: SpokenProcessOptions): ChildProcess {
  const own = needed.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  try {
    const child = spawn(command, args, {
      env: { ...Object.fromEntries(own), ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: !windows,
      windowsHide: true,
    })
    alive.add(child)
    if (!watching) process.once('exit', () => alive.forEach((one) => kill(one, 'SIGKILL')))
    watching = true
    return child
  } catch (error) {
    // A null byte in the command, for example.
    throw new KaojuError('internal', { reason: (error as Error).message }, { cause: error })
  }
}

/** The whole group; what has left the group (`setsid`) is out of reach. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (windows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // There is nobody left.
  }
}

function holdAlive(child: ChildProcess, hold: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr] as (
    | { ref?(): void; unref?(): void }
    | null
    | undefined
  )[])
    if (hold) handle?.ref?.()
    else handle?.unref?.()
}

/** Cuts bytes into lines; false: one is longer than the limit. */
function lineReader(most: number, onLine: (line: string) => void): (bytes: Buffer) => boolean {
  let rest: Buffer[] = []
  let length = 0
  return (bytes) => {
    let from = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      const line = Buffer.concat([...rest, bytes.subarray(from, at)])
      if (line.length > most) return false
      rest = []
      length = 0
      from = at + 1
      const text = line.toString('utf8').trim()
      if (text !== '') onLine(text)
    }
    if (from < bytes.length) {
      rest.push(bytes.subarray(from))
      length += bytes.length - from
    }
    return length <= most
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
