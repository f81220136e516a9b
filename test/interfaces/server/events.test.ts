import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoggedEvent } from '#vocabulary'
import { chanceOf } from '#runtime'
import { ended, openServer, type OpenServer } from './open-server.ts'
import { framesIn, readEvents, type Frame } from './read-events.ts'

/** `KAOJU_READERS=all`: as many as the promise names. */
const disconnects = process.env['KAOJU_READERS'] === 'all' ? 10_000 : 300

let server: OpenServer
/** A run that was over long ago, and its log. */
let run: string
let log: readonly LoggedEvent[]

const question = { question: 'When was the lake dredged?', effort: 'glance' }

beforeAll(async () => {
  server = await openServer({
    files: Object.fromEntries(
      ['plan', 'report', 'letter'].map((name, index) => [
        `${name}.md`,
        `# The ${name}\n\nThe lake was dredged in 20${10 + index}. The dredging of the lake cost ${index + 3} million euro.\n`,
      ]),
    ),
  })
  run = await ask()
  await ended(server.host, run)
  log = await server.host.runs.events(run)
}, 60_000)
afterAll(() => server.close())

async function ask(): Promise<string> {
  const answer = await server.fetch('/api/v1/runs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
  })
  return ((await answer.json()) as { id: string }).id
}

const told = (frames: readonly Frame[]): unknown[] =>
  frames.filter(({ id }) => id !== undefined).map(({ data }) => data)

test('a frame is a line of the log with its number and type; the last one tells how the run stands', async () => {
  const { frames } = await readEvents(server, run)
  expect(told(frames)).toEqual(log)
  for (const { id, event, data } of frames.slice(0, -1))
    expect([id, event]).toEqual([data.sequence, data.event.type])
  const { state } = await server.host.runs.find(run)
  expect(frames.at(-1)).toEqual({ event: 'end', data: { state } })
})

test('reading begins after any number', async () => {
  for (const lastId of [0, 1, log.length - 1, log.length])
    expect(told((await readEvents(server, run, { lastId })).frames)).toEqual(log.slice(lastId))
  const both = await server.fetch(`/api/v1/runs/${run}/events?after=1`, { headers: { 'Last-Event-ID': '3' } })
  expect(framesIn(await both.text())[0]!.id).toBe(4)
})

test('whoever has heard everything is told the end, by a whole answer, however many ask at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const answer = await server.fetch(`/api/v1/runs/${run}/events?after=${log.length}`)
      return [answer.headers.get('Content-Type'), framesIn(await answer.text()).map(({ event }) => event)]
    }),
  )
  for (const answer of answers) expect(answer).toEqual(['text/event-stream; charset=utf-8', ['end']])
})

test('the log can be had as data, by pages', async () => {
  const pages: unknown[] = []
  for (let next: number | undefined = 0; next !== undefined;) {
    const page = (await (
      await server.fetch(`/api/v1/runs/${run}/events?after=${next}&limit=3`, {
        headers: { Accept: 'application/json' },
      })
    ).json()) as { readonly events: readonly LoggedEvent[]; readonly next?: number }
    expect(page.events.length).toBeLessThanOrEqual(3)
    pages.push(...page.events)
    next = page.next
  }
  expect(pages).toEqual(log)
})

test.each(['x', '-1', '1.5', '9'.repeat(40), '1 2'])(
  'a number that is none is refused: %s',
  async (number) => {
    const path = `/api/v1/runs/${run}/events`
    const query = await server.fetch(`${path}?after=${encodeURIComponent(number)}`)
    const header = await server.fetch(path, { headers: { 'Last-Event-ID': number } })
    expect([query.status, header.status]).toEqual([400, 400])
    expect((await query.json()) as object).toMatchObject({ error: { code: 'request-invalid' } })
  },
)

test('an unknown run is refused before anything is sent', async () => {
  const answer = await server.fetch('/api/v1/runs/nowhere/events', {
    headers: { Accept: 'text/event-stream' },
  })
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/json'])
})

test('the answer keeps itself out of stores and off the hands of proxies, and carries what every answer does', async () => {
  const answer = await server.fetch(`/api/v1/runs/${run}/events`)
  await answer.text()
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  expect(answer.headers.has('x-hono-already-sent')).toBe(false)
  const head = await server.fetch(`/api/v1/runs/${run}/events`, { method: 'HEAD' })
  expect([head.status, head.headers.get('Content-Type'), await head.text()]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
    '',
  ])
})

test('HTTP/1.0 gets the frames and the end of the connection, without chunks', async () => {
  const { hostname, port } = new URL(server.origin)
  const text = await new Promise<string>((resolve, reject) => {
    let got = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET /api/v1/runs/${run}/events HTTP/1.0\r\nHost: ${hostname}:${port}\r\n\r\n`),
    )
    socket.setEncoding('utf8').on('data', (piece: string) => (got += piece))
    socket.on('close', () => resolve(got)).on('error', reject)
  })
  const [head = '', ...body] = text.split('\r\n\r\n')
  expect(head).not.toMatch(/transfer-encoding/i)
  expect(told(framesIn(body.join('\r\n\r\n')))).toEqual(log)
})

test(`${disconnects} readers that are cut off anywhere and come back lose nothing and get nothing twice`, async () => {
  const random = chanceOf('readers', 'cuts')
  const runs: string[] = []
  let cuts = 0
  const follow = async (id: string): Promise<void> => {
    const got: unknown[] = []
    let lastId: number | undefined
    for (let over = false; !over;) {
      // Now and then nobody is cut off, so that streams come to their end too.
      const leaves = cuts < disconnects && random.next() < 0.95
      if (leaves) cuts++
      const heard = await readEvents(server, id, {
        ...(lastId === undefined ? {} : { lastId }),
        ...(leaves ? { leaveAfter: 1 + Math.floor(random.next() * 3_000) } : {}),
      })
      got.push(...told(heard.frames))
      lastId = heard.frames.findLast(({ id: number }) => number !== undefined)?.id ?? lastId
      over = heard.ended && !leaves
    }
    expect(got).toEqual(await server.host.runs.events(id))
  }
  while (cuts < disconnects) {
    const id = await ask()
    runs.push(id)
    // Some are there from the first line, some come when it is over.
    await Promise.all(Array.from({ length: 12 }, () => follow(id)))
  }
  expect(runs.length).toBeGreaterThan(1)
}, 300_000)

test('a reader that does not read holds nobody up, and gets everything when it does', async () => {
  const { run: long } = await server.host.runs.submit({
    kind: 'research',
    subject: 'long',
    task: {},
    configuration: {},
    seed: 'kaoju',
  })
  const taken = await server.host.runs.take(long.id)
  const lines = 3_000
  await taken.journal.write(
    Array.from({ length: lines }, (_, index) => ({
      kind: 'event' as const,
      event: {
        sequence: index + 1,
        run: long.id,
        at: new Date().toISOString(),
        path: '',
        event: { type: 'thinking', service: 's', purpose: 'p', text: 'x'.repeat(2_000) } as const,
      },
    })),
  )
  await taken.finish('done')
  let resume = (): void => undefined
  const slow = readEvents(server, long.id, {
    opened: (response) => {
      response.pause()
      resume = () => void response.resume()
    },
  })
  const quick = await readEvents(server, long.id)
  expect(told(quick.frames)).toHaveLength(lines)
  await pause(100)
  resume()
  const { frames, ended: whole } = await slow
  expect([told(frames).length, whole]).toEqual([lines, true])
})

test('readers that come before a run begins see it from its first line, each for itself', async () => {
  const { run: waiting } = await server.host.runs.submit({
    kind: 'research',
    subject: question.question,
    task: { ...question, language: 'en', maxFileBytes: 1e6 },
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  const early = [readEvents(server, waiting.id), readEvents(server, waiting.id)]
  await pause(30)
  await server.host.resume(waiting.id)
  const [one, other] = await Promise.all(early)
  expect(told(one!.frames)).toEqual(await server.host.runs.events(waiting.id))
  expect(other).toEqual(one)
})

test('a run that nobody works on ends the stream as it stands', async () => {
  const { run: left } = await server.host.runs.submit({
    kind: 'research',
    subject: 'left',
    task: {},
    configuration: {},
    seed: 'kaoju',
  })
  await (await server.host.runs.take(left.id)).release()
  const { frames } = await readEvents(server, left.id)
  expect(frames).toEqual([{ event: 'end', data: { state: 'interrupted' } }])
})

test('a failed run ends with why, in the language of the reader', async () => {
  const { run: bad } = await server.host.begin({
    kind: 'research',
    subject: 'bad',
    task: { question: ' ', language: 'en', effort: 'glance', maxFileBytes: 1 },
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  await ended(server.host, bad.id)
  const answer = await server.fetch(`/api/v1/runs/${bad.id}/events`, { headers: { 'Accept-Language': 'zh' } })
  const last = framesIn(await answer.text()).at(-1)!
  expect(last.data).toMatchObject({ state: 'failed', error: { code: 'question-empty' } })
  expect(last.data.error?.message).toContain('问题是空的')
})

// Last: another server takes over.
test('a run that a restart cuts short is gone on with, and its reader too', async () => {
  const { run: paused } = await server.host.begin({
    kind: 'research',
    subject: question.question,
    task: { ...question, language: 'en', maxFileBytes: 1e6 } as never,
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  await server.host.runs.steer(paused.id, { kind: 'pause' })
  const first = await readEvents(server, paused.id, { leaveAfter: 400 })
  server = await server.restart()
  const lastId = first.frames.at(-1)?.id ?? 0
  const rest = readEvents(server, paused.id, { lastId })
  await server.fetch(`/api/v1/runs/${paused.id}/resume`, { method: 'POST' })
  const { frames, ended: over } = await rest
  expect(over).toBe(true)
  expect(['done', 'incomplete']).toContain(frames.at(-1)!.data.state)
  const whole = await server.host.runs.events(paused.id)
  expect([...told(first.frames), ...told(frames)]).toEqual(whole)
  expect(whole.map(({ event }) => event.type)).toContain('run-resumed')
})
