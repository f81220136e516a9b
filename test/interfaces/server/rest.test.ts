import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Citation, Report } from '#vocabulary'
import type { z } from 'zod'
import type {
  documentFacts,
  documentText,
  foundPassages,
  libraryPage,
  openedEvidence,
} from '../../../src/interfaces/server/schemas/documents.ts'
import type { run as runSchema, runPage } from '../../../src/interfaces/server/schemas/runs.ts'
import type { ResearchRunTask, RunConfiguration } from '../../../src/interfaces/runs/tasks.ts'
import { answersBy, documentOf, type CheckAnswer } from './openapi-document.ts'
import { ended, openServer, type OpenServer } from './open-server.ts'

let server: OpenServer
let check: CheckAnswer
/** A finished run, and the first words that it cites. */
let run: string
let report: Report
let cited: Citation

const wetland = 'examples/library/news/2024-06-05-heyan-wetland-opens.html'
const asked = 'How much sediment was dredged from the north basin of Qing Lake?'

beforeAll(async () => {
  server = await openServer({
    folder: 'examples/library/reports',
    files: {
      'heyan-wetland-opens.html': readFileSync(wetland, 'utf8'),
      '2021-03-18-规划修订专题会议纪要.md': '# 规划修订专题会议纪要\n\n会议决定，清淤预算为420万元。\n',
    },
  })
  check = answersBy(await documentOf(server))
  run = await done('/api/v1/runs', { question: asked, effort: 'glance' })
  report = await got<Report>(`/api/v1/runs/${run}/report`)
  cited = report.sections[0]!.sentences[0]!.citations[0]!
}, 60_000)
afterAll(() => server.close())

/** What of answers is looked at here. */
interface Body extends z.infer<typeof runSchema> {
  readonly answer: string
  readonly removed: unknown
  readonly usd: unknown
  readonly error: { readonly code: string; readonly message: string; readonly status: number }
}
interface Held {
  readonly feedback: readonly { readonly about: { readonly kind: string }; readonly judgement: string }[]
}

/** Every answer of these tests is what the document says. */
async function ask(
  method: string,
  path: string,
  given: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; body: Body; bytes: Buffer }> {
  const answer = await server.fetch(path, {
    method,
    headers: {
      ...(given.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...given.headers,
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const type = answer.headers.get('Content-Type')?.split(';')[0] ?? ''
  const body: unknown = type === 'application/json' ? JSON.parse(bytes.toString()) : bytes.toString()
  expect(check(method, path, { status: answer.status, type, body })).toBeUndefined()
  return { status: answer.status, headers: answer.headers, body: body as Body, bytes }
}

async function got<T>(path: string): Promise<T> {
  const { status, body } = await ask('GET', path)
  expect(status).toBe(200)
  return body as unknown as T
}

async function done(path: string, body: object): Promise<string> {
  const begun = await ask('POST', path, { body })
  expect(begun.status).toBe(201)
  expect(begun.headers.get('Location')).toBe(`/api/v1/runs/${begun.body.id}`)
  await ended(server.host, begun.body.id)
  return begun.body.id
}

/** The code of a refusal, with its status. */
async function refused(method: string, path: string, body?: unknown): Promise<string> {
  const answer = await ask(method, path, body === undefined ? {} : { body })
  expect(answer.status).toBe(answer.body.error.status)
  return `${answer.status} ${answer.body.error.code}`
}

test('status tells who thinks and how far runs may reach', async () => {
  expect(await got('/api/v1/status')).toMatchObject({
    model: null,
    scope: 'configured-only',
    home: server.home,
    efforts: ['glance', 'quick', 'standard', 'deep', 'exhaustive'],
    running: 0,
    waiting: 0,
  })
})

test('the library is listed by pages, each place once, and can be filtered in both languages', async () => {
  const seen: string[] = []
  for (let next: string | undefined = ''; next !== undefined;) {
    const page: z.infer<typeof libraryPage> = await got(
      `/api/v1/library?limit=3${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`,
    )
    seen.push(...page.documents.map(({ uri }) => uri))
    next = page.next
  }
  const counts = await server.host.library.counts()
  expect(seen).toHaveLength(counts.documents)
  expect(new Set(seen).size).toBe(seen.length)
  const found = await got<z.infer<typeof libraryPage>>(
    `/api/v1/library?query=${encodeURIComponent('会议纪要')}`,
  )
  expect(found.documents.map(({ title }) => title)).toHaveLength(1)
  expect(await refused('GET', '/api/v1/library?limit=0')).toBe('400 request-invalid')
  expect(await refused('GET', '/api/v1/library?limit=501')).toBe('400 request-invalid')
})

test('search finds passages whose places say what they say', async () => {
  const { hits } = await got<z.infer<typeof foundPassages>>(
    '/api/v1/library/search?query=dredging%20cost&limit=3',
  )
  expect(hits).toHaveLength(3)
  const { document, start, end, text } = hits[0]!
  const place = await got<z.infer<typeof documentText>>(
    `/api/v1/documents/${document}/text?start=${start}&end=${end}`,
  )
  expect(place.stretch.text).toBe(text)
  expect(await refused('GET', '/api/v1/library/search?query=%20')).toBe('400 question-empty')
  expect(await refused('GET', '/api/v1/library/search')).toBe('400 request-invalid')
})

test('asking twice under one key is asking once; another question under it is refused', async () => {
  const headers = { 'Idempotency-Key': 'same-1' }
  const body = { question: 'What did the dredging cost?', effort: 'glance' }
  const first = await ask('POST', '/api/v1/runs', { body, headers })
  const again = await ask('POST', '/api/v1/runs', { body, headers })
  expect([first.status, again.status]).toEqual([201, 200])
  expect(again.body.id).toBe(first.body.id)
  const other = await ask('POST', '/api/v1/runs', { body: { ...body, effort: 'quick' }, headers })
  expect([other.status, other.body.error.code]).toEqual([409, 'run-key-reused'])
  await ended(server.host, first.body.id)
})

test('a question carries its budget, language, strategy and reach into its run', async () => {
  const { body } = await ask('POST', '/api/v1/runs', {
    body: {
      question: 'What did the dredging cost?',
      language: 'zh',
      effort: 'glance',
      strategy: 'extractive',
      web: 'offline',
      budget: { usd: 0.25, tokens: 1_000, calls: 3, seconds: 30 },
      writing: { length: 'short' },
    },
  })
  expect(body).toMatchObject({
    language: 'zh',
    effort: 'glance',
    strategy: 'extractive',
    limits: { usd: 0.25, tokens: 1_000, calls: 3 },
  })
  const record = await server.host.runs.find(body.id)
  const task = record.task as ResearchRunTask
  const configuration = record.configuration as RunConfiguration
  expect(task.writing).toEqual({ length: 'short' })
  expect(configuration).toMatchObject({ milliseconds: 30_000, served: true })
  expect(configuration.web).toMatchObject({ scope: 'offline', because: 'asked' })
  await ended(server.host, body.id)
  const told = await got<Report>(`/api/v1/runs/${body.id}/report`)
  expect([told.language, told.strategy?.name]).toEqual(['zh', 'extractive'])
})

test.each([
  [{}, '400 request-invalid'],
  [{ question: '' }, '400 question-empty'],
  [{ question: 'x', effort: 'most' }, '400 request-invalid'],
  [{ question: 'x', strategy: 'unheard-of' }, '400 request-invalid'],
  [{ question: 'x', colour: 'red' }, '400 request-invalid'],
  [{ question: 'x', budget: { usd: -1 } }, '400 request-invalid'],
  [{ question: 'x', since: '2024-13-01' }, '400 request-invalid'],
  [{ question: 'x\ud800' }, '400 request-invalid'],
  [{ question: 'x', engines: ['nobody'], web: 'web' }, /4\d\d engine-unknown/],
  [{ question: 'x', model: 'nobody/no-model' }, '400 request-invalid'],
  [{ question: 'x', follow: 'run-nowhere' }, '404 run-unknown'],
])('a question that cannot be asked is refused: %j', async (body, answer) => {
  expect(await refused('POST', '/api/v1/runs', body)).toEqual(expect.stringMatching(answer))
})

test('a question can ask on from a finished run', async () => {
  const { body } = await ask('POST', '/api/v1/runs', {
    body: { question: 'And what did it cost?', effort: 'glance', follow: run },
  })
  expect(body.subject).toBe('And what did it cost?')
  const { task: given } = await server.host.runs.find(body.id)
  const task = given as ResearchRunTask
  expect(task.previous?.run).toBe(run)
  expect(task.question).not.toBe(body.subject)
  await ended(server.host, body.id)
})

test('runs are listed newest first by pages, and opened by the beginning of their ids', async () => {
  const first = await got<z.infer<typeof runPage>>('/api/v1/runs?limit=2')
  const second = await got<z.infer<typeof runPage>>(`/api/v1/runs?limit=200&before=${first.next}`)
  const all = [...first.runs, ...second.runs].map(({ id }) => id)
  expect(all).toEqual((await server.host.runs.list()).map(({ id }) => id))
  expect(second.next).toBeUndefined()
  const record = await got(`/api/v1/runs/${run.slice(0, -3)}`)
  expect(record).toMatchObject({ id: run, kind: 'research', subject: asked, state: 'done' })
  expect(await refused('GET', '/api/v1/runs/run-')).toBe('409 id-ambiguous')
  expect(await refused('GET', '/api/v1/runs/nowhere')).toBe('404 run-unknown')
  expect(await refused('GET', '/api/v1/runs?before=nowhere')).toBe('404 run-unknown')
})

test('a report is told as data, as text and as a page that is foreign to this server', async () => {
  expect(report).toMatchObject({ schema: 'kaoju-report/1', run, question: asked })
  const text = await ask('GET', `/api/v1/runs/${run}/report?format=md`)
  expect(text.body).toContain(report.sections[0]!.sentences[0]!.text)
  const page = await ask('GET', `/api/v1/runs/${run}/report?format=html&inline=true`)
  expect(page.headers.get('Content-Security-Policy')).toMatch(/^sandbox allow-scripts; default-src 'none'/)
  expect(page.headers.get('Content-Disposition')).toBe(`inline; filename="${run}.html"`)
  const saved = await ask('GET', `/api/v1/runs/${run}/report?format=html`)
  expect(saved.headers.get('Content-Disposition')).toMatch(/^attachment/)
  expect(await refused('GET', `/api/v1/runs/${run}/report?format=exe`)).toBe('400 request-invalid')
})

test('a report is made again from its journal where its file is gone', async () => {
  const { rmSync } = await import('node:fs')
  rmSync(`${server.home}/reports/${run}.json`)
  expect(await got(`/api/v1/runs/${run}/report`)).toEqual(report)
})

test('what is not finished, or tells nothing, has no report', async () => {
  const { run: waiting } = await server.host.runs.submit({
    kind: 'research',
    subject: 'x',
    task: {},
    configuration: {},
    seed: 'kaoju',
  })
  expect(await refused('GET', `/api/v1/runs/${waiting.id}/report`)).toBe('409 run-not-finished')
  const adding = (await server.host.runs.list()).find(({ kind }) => kind === 'add')!
  expect(await refused('GET', `/api/v1/runs/${adding.id}/report`)).toBe('404 route-unknown')
})

test('a report is told anew by a run of its own', async () => {
  const anew = await done(`/api/v1/runs/${run}/rewrite`, { length: 'short', language: 'zh' })
  const told = await got<Report>(`/api/v1/runs/${anew}/report`)
  expect([told.from, told.language]).toEqual([run, 'zh'])
  expect(await refused('POST', `/api/v1/runs/${run}/rewrite`, {})).toBe('400 request-invalid')
})

test('a text is audited', async () => {
  const checked = await done('/api/v1/check', { text: 'The dredging of the north basin began in 1931.' })
  expect(await got(`/api/v1/runs/${checked}/report`)).toMatchObject({ schema: 'kaoju-audit/1', run: checked })
  expect(await refused('POST', '/api/v1/check', { text: ' ' })).toBe('400 request-invalid')
})

test('an estimate costs nothing where nobody thinks', async () => {
  const { body, status } = await ask('POST', '/api/v1/estimate', { body: { question: asked } })
  expect([status, body.usd]).toEqual([200, [0, 0]])
})

test('evidence is opened at its place, and the place says what was quoted', async () => {
  const evidence = await got<z.infer<typeof openedEvidence>>(
    `/api/v1/evidence/${cited.evidence.slice(0, 12)}`,
  )
  const { stretch, highlight } = evidence
  expect(stretch.text.slice(highlight.start, highlight.end)).toBe(cited.quote)
  expect(evidence).toMatchObject({ quote: cited.quote, uri: cited.uri, page: { number: cited.page } })
  const document = await got<z.infer<typeof documentFacts>>(`/api/v1/documents/${cited.document}`)
  expect(document.pages.length).toBeGreaterThan(1)
  const whole = await got<z.infer<typeof documentText>>(`/api/v1/documents/${cited.document}/text`)
  expect(whole.stretch.text.slice(cited.start, cited.end)).toBe(cited.quote)
  const late = await got<z.infer<typeof documentText>>(
    `/api/v1/documents/${cited.document}/text?start=100&end=140`,
  )
  expect(late.stretch.text).toBe(whole.stretch.text.slice(100, 140))
  for (const { start, end } of late.stretch.blocks) expect(start >= 0 && end <= 40 && start < end).toBe(true)
  const beyond = await got<z.infer<typeof documentText>>(
    `/api/v1/documents/${cited.document}/text?start=99999999`,
  )
  expect(beyond.stretch).toMatchObject({ text: '', blocks: [], pages: [] })
  expect(await refused('GET', `/api/v1/documents/${cited.document}/text?start=9&end=3`)).toBe(
    '400 request-invalid',
  )
  expect(await refused('GET', `/api/v1/documents/${cited.evidence}`)).toBe('404 not-found')
  expect(await refused('GET', '/api/v1/evidence/e_000000000000')).toBe('404 not-found')
})

test('a snapshot is the bytes as they arrived, to be saved and not to be run', async () => {
  const { headers, bytes } = await ask('GET', `/api/v1/snapshots/${cited.snapshot}`)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(cited.snapshot)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
  expect(headers.get('Content-Disposition')).toMatch(/^attachment; filename="[0-9a-f]{16}\.pdf"$/)
  const page: z.infer<typeof libraryPage> = await got('/api/v1/library?query=heyan-wetland-opens')
  const html = await ask('GET', `/api/v1/snapshots/${page.documents[0]!.snapshot}`)
  expect(html.headers.get('Content-Type')).toBe('application/octet-stream')
  expect(html.bytes).toEqual(readFileSync(wetland))
  expect(await refused('GET', `/api/v1/snapshots/${'0'.repeat(64)}`)).toBe('404 not-found')
  expect(await refused('GET', '/api/v1/snapshots/..%2F..%2Fetc%2Fpasswd')).toBe('400 request-invalid')
})

test('what readers say of sentences and sources is kept; what was said last holds', async () => {
  const path = `/api/v1/runs/${run}/feedback`
  const sentence = { kind: 'sentence', section: 0, sentence: 0, text: report.sections[0]!.sentences[0]!.text }
  const source = { kind: 'source', document: cited.document, uri: cited.uri }
  const say = async (body: object) => (await ask('POST', path, { body })).status
  expect(await say({ about: sentence, judgement: 'wrong', note: '不对' })).toBe(201)
  expect(await say({ about: source, judgement: 'useful' })).toBe(201)
  expect(await say({ about: sentence, judgement: 'right' })).toBe(201)
  const held = await got<Held>(path)
  expect(held.feedback.map(({ about, judgement }) => [about.kind, judgement])).toEqual([
    ['sentence', 'right'],
    ['source', 'useful'],
  ])
  expect(await say({ about: sentence, judgement: 'none' })).toBe(201)
  expect((await got<Held>(path)).feedback).toHaveLength(1)
  for (const about of [
    { ...sentence, text: 'It never was.' },
    { ...sentence, section: 99 },
    { ...sentence, sentence: 99 },
    { ...source, uri: 'https://example.com/' },
  ])
    expect(await refused('POST', path, { about, judgement: 'right' })).toBe('400 request-invalid')
})

test('instructions to a run that is over come too late, and wrong ones are refused', async () => {
  const path = `/api/v1/runs/${run}/steering`
  expect((await ask('POST', path, { body: { kind: 'note', text: 'late' } })).body.answer).toBe('finished')
  expect((await ask('POST', path, { body: { kind: 'write' } })).body.answer).toBe('finished')
  expect((await ask('POST', `/api/v1/runs/${run}/stop`)).body.answer).toBe('finished')
  expect(await got(path)).toEqual({ told: [] })
  for (const [body, answer] of [
    [{ kind: 'question-drop', id: 'q99' }, '400 steering-refused'],
    [{ kind: 'note', text: '' }, '400 steering-refused'],
    [{ kind: 'source-add', url: 'http://127.0.0.1/secret' }, /^4\d\d address-refused$/],
    [{ kind: 'budget-raise', limits: {} }, '400 steering-refused'],
    [{ kind: 'dance' }, '400 request-invalid'],
  ] as const)
    expect(await refused('POST', path, body)).toEqual(expect.stringMatching(answer))
})

test('of two tabs that edit one question, the second learns what the first has written', async () => {
  const { run: idle } = await server.host.runs.submit({
    kind: 'research',
    subject: 'x',
    task: {},
    configuration: {},
    seed: 'kaoju',
  })
  const taken = await server.host.runs.take(idle.id)
  const plan = [{ id: 'q1', text: 'How deep?', origin: 'asked', dependsOn: [], state: 'unanswered', why: '' }]
  await taken.journal.write([
    {
      kind: 'event',
      event: {
        sequence: 1,
        run: idle.id,
        at: new Date().toISOString(),
        path: '',
        event: { type: 'plan-made', plan } as never,
      },
    },
  ])
  const edit = (text: string, was: string) =>
    ask('POST', `/api/v1/runs/${idle.id}/steering`, { body: { kind: 'question-edit', id: 'q1', text, was } })
  const both = await Promise.all([edit('How deep is it?', 'How deep?'), edit('How wide?', 'How deep?')])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  const [winner, loser] = both[0].status === 200 ? ['How deep is it?', both[1]] : ['How wide?', both[0]]
  expect(loser.body.error).toMatchObject({ code: 'plan-changed', current: winner })
  expect((await edit('How long?', winner)).body.answer).toBe('sent')
  await taken.release()
})

test('a paused run is told to go on when it is gone on with, and a stop finishes what nobody works on', async () => {
  const { run: left } = await server.host.runs.submit({
    kind: 'research',
    subject: 'left',
    task: { question: asked, language: 'en', effort: 'glance', maxFileBytes: 1e6 },
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  expect(
    (await ask('POST', `/api/v1/runs/${left.id}/steering`, { body: { kind: 'pause' } })).body.answer,
  ).toBe('idle')
  expect((await ask('POST', `/api/v1/runs/${left.id}/resume`)).status).toBe(200)
  expect(await ended(server.host, left.id)).toBe('done')
  const { run: other } = await server.host.runs.submit({
    kind: 'research',
    subject: 'other',
    task: { question: asked, language: 'en', effort: 'glance', maxFileBytes: 1e6 },
    configuration: { castings: [], limits: {} },
    seed: 'kaoju',
  })
  expect((await ask('POST', `/api/v1/runs/${other.id}/stop`)).body.answer).toBe('sent')
  expect(await ended(server.host, other.id)).toBe('stopped')
  expect((await ask('POST', '/api/v1/runs/nowhere/stop')).status).toBe(404)
})

test('errors are told in the language of the reader', async () => {
  const { body } = await ask('GET', '/api/v1/runs/nowhere', {
    headers: { 'Accept-Language': 'zh-CN,zh;q=0.9' },
  })
  expect(body.error.message).toContain('没有运行')
})

// Last: it takes things away.
test('what is taken out is no longer found but can be opened; what is purged never comes back', async () => {
  const path = `/api/v1/library/${cited.document}`
  const search = async (): Promise<string[]> =>
    (
      await got<z.infer<typeof foundPassages>>('/api/v1/library/search?query=phosphorus%20release&limit=100')
    ).hits.map(({ document }) => document)
  expect(await search()).toContain(cited.document)
  const before = encodeURIComponent(cited.uri)
  const next = (): Promise<unknown> => got(`/api/v1/library?after=${before}&limit=1`)
  const following = await next()
  expect((await ask('DELETE', path)).body.removed).toMatchObject([{ state: 'removed' }])
  expect(await next()).toMatchObject({ documents: (following as { documents: unknown }).documents })
  expect(await refused('GET', '/api/v1/library?after=nowhere')).toBe('400 request-invalid')
  expect(await search()).not.toContain(cited.document)
  expect((await ask('GET', `/api/v1/evidence/${cited.evidence}`)).status).toBe(200)
  expect((await ask('DELETE', `${path}?purge=true`)).body.removed).toMatchObject([{ state: 'purged' }])
  for (const gone of [
    `/api/v1/documents/${cited.document}`,
    `/api/v1/documents/${cited.document}/text`,
    `/api/v1/evidence/${cited.evidence}`,
    `/api/v1/snapshots/${cited.snapshot}`,
  ])
    expect(await refused('GET', gone)).toBe('410 withdrawn')
  expect(await search()).not.toContain(cited.document)
  const told = await got<Report>(`/api/v1/runs/${run}/report`)
  expect(told.sections[0]!.sentences[0]!.citations[0]!.withdrawn).toBe(true)
  expect(await refused('DELETE', path)).toBe('410 withdrawn')
  expect(await refused('DELETE', '/api/v1/library/d_00000000000000000000000000000000')).toBe('404 not-found')
})
