import { spawn, type ChildProcess } from 'node:child_process'
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
  const {
    NO_COLOR: _no,
    FORCE_COLOR: _force,
    KAOJU_HOME: _home,
    LC_ALL: _all,
    LC_MESSAGES: _messages,
    ...inherited
  } = process.env
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(repository, 'bin/kaoju.js'), ...parameters],
    {
      cwd: options.cwd ?? repository,
      env: {
        ...inherited,
        LANG: 'en_US.UTF-8',
        KAOJU_MODEL: 'none',
        KAOJU_WEB_SCOPE: 'configured-only',
        ...options.env,
      },
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
