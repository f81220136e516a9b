import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

/** The repository's root. */
export const repository = resolve(import.meta.dirname, '../..')

/** How a command line ended. */
export interface Ended {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What the shared process is asked. */
export interface SharedLine {
  readonly parameters: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Is given the child once it has started, to send signals or close streams. */
  readonly meanwhile?: (child: ChildProcess) => void
}

/**
 * Runs the command line from source in a process of its own, in English, without colours and without a model
 * (whatever keys and servers this machine has) and without the web, unless told otherwise.
 */
export function runKaoju(parameters: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(repository, 'bin/kaoju.js'), ...parameters],
    {
      cwd: options.cwd ?? repository,
      env: environmentOf(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  options.meanwhile?.(child)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (exit) => done({ exit, stdout, stderr }))
  })
}

/** This machine's environment without what tells the command line how to behave, and with what the test says. */
function environmentOf({ env }: RunOptions): Record<string, string | undefined> {
  const {
    NO_COLOR: _no,
    FORCE_COLOR: _force,
    KAOJU_HOME: _home,
    LC_ALL: _all,
    LC_MESSAGES: _messages,
    ...inherited
  } = process.env
  return {
    ...inherited,
    LANG: 'en_US.UTF-8',
    KAOJU_MODEL: 'none',
    KAOJU_WEB_SCOPE: 'configured-only',
    ...env,
  }
}

let shared: ChildProcess | undefined
let before: Promise<unknown> = Promise.resolve()
afterAll(async () => {
  if (!shared) return
  const gone = once(shared, 'close')
  shared.kill('SIGKILL')
  await gone
  shared = undefined
})

/**
 * As `runKaoju`, in one process for all such calls of a test file, one after the other: for what a command line says
 * and does, where that it was another process proves nothing more. Most of a second is saved each time.
 */
export function runShared(
  parameters: readonly string[],
  options: Omit<RunOptions, 'meanwhile'> = {},
): Promise<Ended> {
  const run = before.then(async () => {
    shared ??= fork(join(repository, 'test/interfaces/shared-kaoju.ts'), [], {
      execArgv: ['--conditions=kaoju-source'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const line: SharedLine = { parameters, env: environmentOf(options), cwd: options.cwd ?? repository }
    const heard = new AbortController()
    const told = [once(shared, 'message', heard), once(shared, 'close', heard)]
    shared.send(line)
    const [said] = (await Promise.race(told)) as [Ended | number | null]
    heard.abort()
    await Promise.allSettled(told)
    if (said === null || typeof said === 'number')
      throw new Error(`the shared process ended over ${parameters.join(' ')}`)
    return said
  })
  before = run.catch(() => undefined)
  return run
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new empty folder that is gone after the file's last test (tests that run at once share no end of theirs). */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-cli-'))
  folders.push(folder)
  return folder
}
