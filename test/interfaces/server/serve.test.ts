import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startWireServer, type WireServer } from '../../models/wire-server.ts'
import { emptyFolder, repository, runShared } from '../run-kaoju.ts'

/** A `kaoju serve` of its own. */
interface Served {
  readonly origin: string
  readonly child: ChildProcess
  /** What it has said on stderr so far. */
  said(): string
  /** @returns its exit code, once it has ended */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const home = join(emptyFolder(), 'home')
const token = 'kj_of-this-test-alone'
const running: ChildProcess[] = []
let model: WireServer
/** Lets the model answer. */
let answer: () => void
beforeAll(async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  answer = resolve
  model = await startWireServer({ until: promise })
})
afterAll(async () => {
  answer()
  for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await model.close()
})

async function serve(...line: readonly string[]): Promise<Served> {
  const { KAOJU_HOME: _home, LC_ALL: _all, LC_MESSAGES: _messages, ...inherited } = process.env
  const child = spawn(
    process.execPath,
    [
      '--conditions=kaoju-source',
      '--liftoff-only',
      join(repository, 'bin/kaoju.js'),
      'serve',
      '--json',
      ...line,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited,
        LANG: 'en_US.UTF-8',
        KAOJU_HOME: home,
        KAOJU_TOKEN: token,
        KAOJU_WEB_SCOPE: 'configured-only',
        KAOJU_MODEL: 'openai/gpt-4o-mini',
        OPENAI_BASE_URL: model.v1,
        OPENAI_API_KEY: 'sk-loopback-0123456789',
      },
    },
  )
  running.push(child)
  let out = ''
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const told = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) resolve(out)
    })
    child.once('close', () => reject(new Error(`kaoju serve ended: ${err}`)))
  })
  return {
    origin: (JSON.parse(await told) as { origin: string }).origin,
    child,
    said: () => err,
    end: async (signal) => {
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
      // One line, and nothing after it.
      expect(out.trimEnd().split('\n')).toHaveLength(1)
      return child.exitCode
    },
  }
}

const headers = { Authorization: `Bearer ${token}` }

async function post<T>(origin: string, path: string, body: object): Promise<T> {
  const said = { ...headers, 'Content-Type': 'application/json' }
  const given = await fetch(origin + path, { method: 'POST', headers: said, body: JSON.stringify(body) })
  return (await given.json()) as T
}

interface Frame {
  readonly id?: number
  readonly event: string
  readonly data: string
}

/** Reads a run's events after one, until `enough`, the end or a break. */
async function readEvents(
  origin: string,
  run: string,
  after: number,
  enough: (frame: Frame) => boolean = () => false,
): Promise<readonly Frame[]> {
  const last: Record<string, string> = after > 0 ? { 'Last-Event-ID': String(after) } : {}
  const answered = await fetch(`${origin}/api/v1/runs/${run}/events`, {
    headers: { ...headers, ...last, Accept: 'text/event-stream' },
  })
  const frames: Frame[] = []
  let text = ''
  try {
    for await (const piece of answered.body!.pipeThrough(new TextDecoderStream())) {
      text += piece
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const lines = text.slice(0, at).split('\n')
        text = text.slice(at + 2)
        const field = (name: string): string | undefined =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
        const [id, event, data] = [field('id'), field('event'), field('data')]
        if (event === undefined || data === undefined) continue
        const frame = { ...(id === undefined ? {} : { id: Number(id) }), event, data }
        frames.push(frame)
        if (enough(frame)) return frames
      }
    }
  } catch {
    // The server was ended in the middle of a sentence.
  }
  return frames
}

describe('kaoju serve', () => {
  test('ends and is killed in the midst of a run, goes on when it is started again, and its readers miss nothing', async () => {
    const heard: Frame[] = []
    const lastId = (): number => heard.findLast(({ id }) => id !== undefined)?.id ?? 0
    const hear = (frames: readonly Frame[]): void =>
      void heard.push(...frames.filter(({ id }) => id !== undefined))

    const first = await serve('--port', '0')
    for (const [path, body] of [
      ['lake.md', '# Heron Lake\n\nHeron Lake covers 47 square kilometres.\n'],
      ['otter.txt', 'Otters returned to Heron Lake in 2021 after the weir was removed.\n'],
    ] as const)
      await fetch(`${first.origin}/api/v1/uploads/batch-12345/files?path=${path}`, {
        method: 'PUT',
        headers,
        body,
      })
    const added = await post<{ run: { id: string } }>(first.origin, '/api/v1/library', {
      upload: 'batch-12345',
    })
    expect((await readEvents(first.origin, added.run.id, 0)).at(-1)).toMatchObject({
      event: 'end',
      data: expect.stringContaining('"done"') as string,
    })
    const { id } = await post<{ id: string }>(first.origin, '/api/v1/runs', {
      question: 'How large is Heron Lake?',
      effort: 'glance',
    })
    const asked = model.asks.length
    hear(await readEvents(first.origin, id, 0, ({ event }) => event === 'run-start'))
    await vi.waitFor(() => expect(model.asks.length).toBeGreaterThan(asked), 10_000)
    // Asked to end, it gives the run back and tells who reads along that nobody works on it.
    const reading = readEvents(first.origin, id, lastId())
    await new Promise((later) => setTimeout(later, 100))
    expect(await first.end('SIGINT')).toBe(0)
    expect(first.said()).toContain('1 run(s) were given back')
    const told = await reading
    expect(told.at(-1)).toMatchObject({
      event: 'end',
      data: expect.stringContaining('"interrupted"') as string,
    })
    hear(told)

    const second = await serve('--port', '0')
    hear(await readEvents(second.origin, id, lastId(), ({ event }) => event === 'run-resumed'))
    expect(await second.end('SIGKILL')).toBeNull()

    const third = await serve('--port', '0')
    answer()
    const rest = await readEvents(third.origin, id, lastId())
    expect(rest.at(-1)).toMatchObject({
      event: 'end',
      data: expect.stringMatching(/"(?:done|incomplete)"/) as string,
    })
    hear(rest)
    expect(heard.map((frame) => frame.id)).toEqual(heard.map((_, index) => index + 1))
    expect((await readEvents(third.origin, id, 0)).slice(0, -1)).toEqual(heard)
    const report = await fetch(`${third.origin}/api/v1/runs/${id}/report`, { headers })
    expect(report.status).toBe(200)

    // While it runs: the same home, and the same port.
    const busy = await runShared(['serve', '--port', '0', '--home', home])
    expect([busy.exit, busy.stderr]).toEqual([1, expect.stringContaining(`process ${third.child.pid}`)])
    const { port } = new URL(third.origin)
    const taken = await runShared(['serve', '--port', port, '--home', emptyFolder(), '--json'])
    expect([taken.exit, JSON.parse(taken.stdout)]).toMatchObject([1, { error: { code: 'port-busy' } }])
    expect(await third.end('SIGTERM')).toBe(0)
  })

  test.each([
    [['--host', '0.0.0.0'], 1, /no token is set/],
    [['--host', '::', '--token', 'short'], 2, /--token: 16 to 200 characters/],
    [['--port', '70000'], 2, /a port is a number from 0 to 65535/],
    [['--allow-origin', 'https://app.example/path'], 2, /is no origin/],
    [['--allow-host', 'a b'], 2, /is no name of a host/],
  ])('%j is refused before anything is opened', async (line, exit, why) => {
    const refused = await runShared(['serve', ...line, '--home', emptyFolder()])
    expect([refused.exit, refused.stderr]).toEqual([exit, expect.stringMatching(why)])
  })
})
