import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { chanceOf } from '#runtime'
import { makeRequest, type KnownIds, type MadeRequest } from './made-requests.ts'
import { answersBy, documentOf, templateOf, type OpenApiDocument } from './openapi-document.ts'
import { ended, openServer, type OpenServer } from './open-server.ts'

/** `KAOJU_FUZZ=all`: as many as the promise names. */
const requests = process.env['KAOJU_FUZZ'] === 'all' ? 10_000 : 400
const patience = 10_000
/** Answers that any address may get, whatever the document says of it. */
const common = new Set([404, 405, 414, 431])

let server: OpenServer
let document: OpenApiDocument
let known: KnownIds

beforeAll(async () => {
  server = await openServer({
    files: Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `${index}.md`,
        `# Report ${index}\n\nThe lake was dredged in 20${10 + index}, which cost ${index + 3} million euro. 清湖清淤花费${index}万元。\n`,
      ]),
    ),
    together: 2,
  })
  document = await documentOf(server)
  const { body } = await send({
    method: 'POST',
    path: '/api/v1/runs',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question: 'When was the lake dredged?', effort: 'glance' }),
  })
  const { id } = body as { id: string }
  await ended(server.host, id)
  const report = (await send({ method: 'GET', path: `/api/v1/runs/${id}/report`, headers: {} }))
    .body as Report
  const cited = report.sections.flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations))
  known = {
    runs: [id, 'nowhere'],
    documents: cited.map(({ document: one }) => one),
    evidence: cited.map(({ evidence }) => evidence),
    snapshots: cited.map(({ snapshot }) => snapshot),
  }
}, 60_000)
afterAll(() => server.close())

interface Sent {
  readonly status: number
  readonly type: string
  readonly body: unknown
}

/** Whether the document speaks of it. */
function isRoute({ method, path }: MadeRequest): boolean {
  const template = templateOf(path, document)
  return template !== undefined && document.paths[template]?.[method.toLowerCase()] !== undefined
}

async function send({ method, path, headers, body }: MadeRequest): Promise<Sent> {
  const answer = await server.fetch(path, {
    method,
    headers,
    signal: AbortSignal.timeout(patience),
    ...(body === undefined || method === 'GET' ? {} : { body }),
  })
  const text = await answer.text()
  const type = answer.headers.get('Content-Type')?.split(';')[0] ?? ''
  return { status: answer.status, type, body: type === 'application/json' ? JSON.parse(text) : text }
}

test(`${requests} requests that are wrong somewhere are answered by the document, and none breaks the server`, async ({
  annotate,
}) => {
  const check = answersBy(document)
  const chance = chanceOf('fuzz', process.env['KAOJU_FUZZ_SEED'] ?? '1')
  const statuses = new Map<number, number>()
  const wrong: string[] = []
  const one = async (): Promise<void> => {
    const made = makeRequest(document, known, chance)
    const shown = `${made.method} ${made.path.slice(0, 200)} ${made.body?.slice(0, 300) ?? ''}`
    try {
      const { status, type, body } = await send(made)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status >= 500) wrong.push(`${status} ${JSON.stringify(body)} ${shown}`)
      const free = common.has(status) || !isRoute(made)
      const fault = free ? undefined : check(made.method, made.path, { status, type, body })
      if (fault) wrong.push(`${fault} ${shown}`)
    } catch (error) {
      wrong.push(`${String(error)} ${shown}`)
    }
  }
  for (let sent = 0; sent < requests; sent += 8) await Promise.all(Array.from({ length: 8 }, one))
  await annotate(
    [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, times]) => `${status}: ${times}`)
      .join(', '),
  )
  expect(wrong).toEqual([])
  // A generator whose every request is refused at the door would prove nothing.
  expect(statuses.get(200)).toBeGreaterThan(requests / 20)
  expect((await server.fetch('/api/v1/status')).status).toBe(200)
}, 900_000)
