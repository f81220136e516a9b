import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve as absolute } from 'node:path'
import { wordsIn } from '../../../src/interfaces/cli/words.ts'
import { readSettings } from '../../../src/interfaces/config/settings.ts'
import { openHost, type Host } from '../../../src/interfaces/host/host.ts'
import { createApp } from '../../../src/interfaces/server/app.ts'
import type { Policy } from '../../../src/interfaces/server/door.ts'
import { listen } from '../../../src/interfaces/server/listen.ts'
import { copyExampleHome, exampleLibrary } from '../../example-home.ts'

/** A real server on loopback over a home of its own. */
export interface OpenServer {
  readonly origin: string
  readonly home: string
  readonly host: Host
  /** Answers of the server's own origin. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Closes server and host, and opens the same home again at another port, or at the one named. */
  restart(port?: number): Promise<OpenServer>
  close(): Promise<void>
}

export interface ServerGiven {
  /** Brought into the library before it answers: names and texts. */
  readonly files?: Readonly<Record<string, string>>
  /** A folder brought into the library; `examples/library` is in it already. */
  readonly folder?: string
  /** As the process would have it: models, engines. */
  readonly environment?: Readonly<Record<string, string>>
  readonly policy?: Partial<Policy>
  readonly together?: number
  /** The folder of the built page; absent: as in the checkout. */
  readonly page?: string
}

/** Opens a server; without models and without the network unless the environment says otherwise. */
export async function openServer(given: ServerGiven = {}): Promise<OpenServer> {
  const root = mkdtempSync(join(tmpdir(), 'kaoju-server-'))
  const home = join(root, 'home')
  const docs = join(root, 'docs')
  mkdirSync(docs)
  for (const [name, text] of Object.entries(given.files ?? {})) {
    mkdirSync(dirname(join(docs, name)), { recursive: true })
    writeFileSync(join(docs, name), text)
  }
  const isExample = given.folder !== undefined && absolute(given.folder) === exampleLibrary
  if (isExample) await copyExampleHome(home)
  else if (given.folder) cpSync(given.folder, docs, { recursive: true })
  const first = await open(home, given, () => rmSync(root, { recursive: true, force: true }))
  if (given.files || (given.folder && !isExample)) await bringIn(first.host, docs)
  return first
}

async function open(home: string, given: ServerGiven, removed: () => void, port = 0): Promise<OpenServer> {
  const environment = { KAOJU_WEB_SCOPE: 'configured-only', ...given.environment }
  const settings = readSettings({ home }, environment, home)
  const place = { settings, language: 'en', words: wordsIn('en'), environment } as const
  const host = await openHost(place, given.together === undefined ? {} : { together: given.together })
  const policy = { hosts: [], origins: [], ...given.policy }
  const app = createApp({ host, policy, ...(given.page === undefined ? {} : { page: [given.page] }) })
  const listening = await listen(app, { hostname: '127.0.0.1', port })
  const down = async (): Promise<void> => {
    await listening.close()
    await host.close()
  }
  return {
    origin: listening.origin,
    home,
    host,
    fetch: (path, init) => fetch(new URL(path, listening.origin), init),
    restart: async (again) => {
      await down()
      return open(home, given, removed, again)
    },
    close: async () => {
      await down()
      removed()
    },
  }
}

/** Adds a folder by a run, as an upload does. */
async function bringIn(host: Host, folder: string): Promise<void> {
  const { run } = await host.begin({
    kind: 'add',
    subject: folder,
    task: { paths: [folder], maxFileBytes: 1 << 28, reEmbed: false },
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  await ended(host, run.id)
}

/** Waits until nobody executes a run any more. */
export function ended(host: Host, run: string): Promise<string> {
  return new Promise((resolve, reject) => {
    host
      .follow(run, 0, { lines: () => true, ended: (state) => resolve(state) })
      .catch((error: unknown) => reject(error as Error))
  })
}
