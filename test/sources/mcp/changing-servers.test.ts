import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
} from '@modelcontextprotocol/server'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createConfiguredEgress,
  createContext,
  steppedClock,
  type Clock,
  type Context,
  type KaojuError,
} from '#runtime'
import { createMcpSource, type McpSetting, type McpSource, type SourceHit } from '#sources'
import {
  complaint,
  fetching,
  json,
  said,
  searching,
  serveChanging,
  text,
  tool,
  type Changing,
} from './changing-server.ts'
import { serveServer, type Served } from './http-servers.ts'
import * as z from 'zod'

const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of closing.splice(0).toReversed()) await one.close()
})

interface Met {
  readonly source: McpSource
  readonly context: Context
  readonly warnings: string[]
  readonly waits: number[]
}

/** A source at the address, and what its run is told. */
function meet(url: string, more: Partial<McpSetting> = {}, limits: { bytes?: number } = {}): Met {
  const setting = { name: 'lake', transport: 'http', url, ...more } as McpSetting
  const source = createMcpSource(
    setting,
    { environment: {}, token: 'sesame-open' },
    { answer: 5_000, ...limits },
  )
  const egress = createConfiguredEgress({ endpoints: [url] })
  closing.push(egress, source)
  const waits: number[] = []
  const stepped = steppedClock(0)
  const clock: Clock = {
    ...stepped,
    sleep: (milliseconds) => {
      waits.push(milliseconds)
      return stepped.sleep(milliseconds)
    },
  }
  const { context } = createContext({ egress, clock })
  const warnings: string[] = []
  context.log.read(({ event }) => void (event.type === 'warning' && warnings.push(event.message)))
  return { source, context, warnings, waits }
}

async function serveAndMeet(changing: Partial<Changing>, more: Parameters<typeof meet>[1] = {}, limits = {}) {
  const served = await serveChanging({
    list: () => [searching, fetching],
    call: () => complaint('There is nothing.'),
    ...changing,
  })
  const met = meet(served.url, more, limits)
  closing.push(served)
  return { ...met, asked: served.asked }
}

type Failed = { readonly code: string; readonly why: string }
const failed = (error: unknown): Failed => ({
  code: (error as KaojuError).code,
  why: (error as KaojuError).message,
})

const search = ({ source, context }: Met, limit = 5): Promise<SourceHit[] | Failed> =>
  source.search!({ text: 'reeds', language: 'en', limit }, context.at('search')).catch(failed)

const read = ({ source, context }: Met, uri = 'mcp://lake/1'): Promise<string | Failed> =>
  source.read(uri, context.at('read')).then(({ bytes }) => Buffer.from(bytes).toString(), failed)

const item = (id: number): object => ({ id: `${id}`, title: `Reed ${id}`, text: `Reed ${id} grows.` })
const titlesOf = (found: SourceHit[] | Failed): unknown =>
  Array.isArray(found) ? found.map(({ title }) => title) : found

describe('an answer that breaks off', () => {
  const whole = JSON.stringify({ results: [item(1), item(2), item(3)] })
  const brokenOff = (length: number): Partial<Changing> => ({ call: () => said(whole.slice(0, length)) })

  test('leaves the results that are whole, and it is told', async () => {
    const met = await serveAndMeet(brokenOff(whole.length - 10))
    expect(titlesOf(await search(met))).toEqual(['Reed 1', 'Reed 2'])
    expect(met.warnings).toEqual([expect.stringContaining('breaks off; whole are 2 results')])
  })

  test('before the first whole result is a failure by name', async () => {
    const met = await serveAndMeet(brokenOff(30))
    expect(await search(met)).toMatchObject({
      code: 'mcp-failed',
      why: expect.stringContaining('breaks off'),
    })
  })

  test('is never read as a document, wherever it breaks', async () => {
    const document = JSON.stringify({ id: '1', title: 'Reeds', text: 'Reeds "grow" \\ fast.', pages: [1, 2] })
    for (const length of [3, 8, 20, 40, document.length - 5, document.length - 1]) {
      const met = await serveAndMeet({ call: () => said(document.slice(0, length)) })
      expect(await read(met)).toMatchObject({
        code: 'mcp-failed',
        why: expect.stringContaining('breaks off'),
      })
    }
  })

  test('is none where prose holds braces', async () => {
    for (const prose of ['{sic} Reeds grow [2', '[1] Reeds, 2019. {', '["Reeds" grow, she said…', '{']) {
      const met = await serveAndMeet({ call: () => said(prose) })
      expect(await read(met)).toBe(prose)
    }
  })
})

describe('results of another schema', () => {
  test('are found one and two levels down', async () => {
    const nested = (one: object): Partial<Changing> => ({
      call: (name) =>
        name === 'search'
          ? json({ schemaVersion: 2, data: { items: [one] } })
          : json({ data: { record: { key: 'r1', heading: 'Reeds', paragraphs: ['One.', 'Two.'] } } }),
    })
    for (const one of [
      { score: 1, record: { key: 'r1', heading: 'Reeds', excerpt: 'They grow.' } },
      { id: 'rank-1', node: { document: { id: 'r1', title: 'Reeds', snippet: 'They grow.' } } },
      { score: 1, _source: { id: 'r1', name: 'Reeds', body: 'They grow.' } },
      { score: 1, whatever: { id: 'r1', name: 'Reeds', text: 'They grow.' } },
    ]) {
      const met = await serveAndMeet(nested(one))
      expect(await search(met)).toMatchObject([
        { url: 'mcp://lake/r1', title: 'Reeds', snippet: 'They grow.' },
      ])
      expect(await read(met, 'mcp://lake/r1')).toBe('One.\n\nTwo.')
    }
  })

  test('are not taken from the people around them, nor from the bottom of a bomb', async () => {
    const spelled = `${'{"record":'.repeat(2_000)}{"id":"1","title":"Bottom"}${'}'.repeat(2_000)}`
    for (const results of [
      `[${spelled}]`,
      '[{"score":1,"author":{"name":"Ann","url":"https://ann.example/"}}]',
    ]) {
      const met = await serveAndMeet({ call: () => said(`{"results":${results}}`) })
      expect(await search(met)).toMatchObject({
        code: 'mcp-failed',
        why: expect.stringContaining('none with'),
      })
    }
  })
})

describe('a tool that is renamed under way', () => {
  const document = json({ id: '1', title: 'Reeds', text: 'Reeds grow.' })
  const unknown: [string, () => CallToolResult][] = [
    ['an error of the protocol', () => { throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown tool: fetch') }],
    ['an error of a method', () => { throw new ProtocolError(ProtocolErrorCode.MethodNotFound, 'Method not found') }],
    ['words', () => complaint('MCP error -32602: Tool fetch not found')],
    ['words in Chinese', () => complaint('工具 fetch 已移除')],
  ] // prettier-ignore

  test.each(unknown)('is looked for in the list once more, told by %s', async (_how, answer) => {
    let gone = false
    const met = await serveAndMeet({
      list: () => [searching, gone ? tool('read_record', { record_id: text, id: text }, ['id']) : fetching],
      call: (name) => {
        if (name === 'read_record') return document
        gone = true
        return answer()
      },
    })
    expect(await read(met)).toBe('Reeds grow.')
    expect(met.asked).toEqual(['list', 'fetch {"id":"1"}', 'list', 'read_record {"id":"1"}'])
  })

  test('is found by its new argument too', async () => {
    let changed = false
    const met = await serveAndMeet({
      list: () => [changed ? tool('search', { q: text }, ['q']) : searching],
      call: (_name, given) => {
        changed = true
        return 'q' in given ? json([item(1)]) : complaint('Invalid arguments: q is required')
      },
    })
    expect(titlesOf(await search(met))).toEqual(['Reed 1'])
  })

  test('and renamed again, or gone for good, is a failure by name', async () => {
    let names = 0
    const restless = await serveAndMeet({
      list: () => [tool(`fetch_${++names}`, { id: text }, ['id'])],
      call: (name) => complaint(`Unknown tool: ${name}`),
    })
    expect(await read(restless)).toMatchObject({ code: 'mcp-failed' })
    expect(restless.asked).toEqual(['list', 'fetch_1 {"id":"1"}', 'list', 'fetch_2 {"id":"1"}'])
    const stubborn = await serveAndMeet({ call: (name) => complaint(`Unknown tool: ${name}`) })
    expect(await read(stubborn)).toMatchObject({
      code: 'mcp-failed',
      why: expect.stringContaining('Unknown tool'),
    })
    expect(stubborn.asked).toEqual(['list', 'fetch {"id":"1"}', 'list'])
    let gone = false
    const emptied = await serveAndMeet({
      list: () => (gone ? [searching] : [searching, fetching]),
      call: (name) => {
        gone = true
        return complaint(`Unknown tool: ${name}`)
      },
    })
    expect(await read(emptied)).toMatchObject({ code: 'mcp-tool-missing' })
  })

  test('into one that changes something is not called, nor another than the user named', async () => {
    let gone = false
    const changing: Partial<Changing> = {
      list: () => [gone ? tool('delete_record', { id: text }, ['id']) : fetching],
      call: (name) => {
        gone = true
        return complaint(`Unknown tool: ${name}`)
      },
    }
    const met = await serveAndMeet(changing)
    expect(await read(met)).toMatchObject({ code: 'mcp-tool-missing' })
    gone = false
    const named = await serveAndMeet(
      { ...changing, list: () => [gone ? tool('get_record', { id: text }, ['id']) : fetching] },
      { fetch: 'fetch' },
    )
    expect(await read(named)).toMatchObject({ code: 'mcp-tool-missing' })
    expect(named.asked.filter((one) => one.startsWith('get_record'))).toEqual([])
  })

  test('by the SDK’s own registry is found', async () => {
    // Made anew for each request: from the first call on it has another name.
    const served: Served = await serveServer(() => {
      const server = new McpServer({ name: 'registry', version: '1.0.0' })
      const called = served.requests.some(({ body }) => body.includes('"tools/call"'))
      server.registerTool(
        called ? 'read_page' : 'fetch',
        { inputSchema: z.object({ id: z.string() }) },
        () => document,
      )
      return server
    })
    closing.push(served)
    expect(await read(meet(served.url))).toBe('Reeds grow.')
    const calls = served.requests.filter(({ body }) => body.includes('"tools/call"'))
    expect(calls.map(({ body }) => /"name":"(\w+)","arguments"/.exec(body)?.[1])).toEqual([
      'fetch',
      'read_page',
    ])
  })
})

describe('a tool that says that it is busy', () => {
  test.each([
    ['429 Too Many Requests: rate limit exceeded, retry after 1 s', 1_000],
    ['请求过于频繁，请在 2 秒后重试', 2_000],
    ['The server is overloaded. Try again later.', undefined],
    ['The upstream request timed out', undefined],
  ])('(%s) is asked again, after the wait that it names', async (words, wait) => {
    let calls = 0
    const met = await serveAndMeet({ call: () => (calls++ === 0 ? complaint(words) : json([item(1)])) })
    expect(titlesOf(await search(met))).toEqual(['Reed 1'])
    expect(calls).toBe(2)
    if (wait !== undefined) expect(Math.max(...met.waits)).toBeGreaterThanOrEqual(wait)
  })

  test('by an error of the protocol is asked again', async () => {
    let calls = 0
    const met = await serveAndMeet({
      call: () => {
        if (calls++ > 0) return json([item(1)])
        throw new ProtocolError(ProtocolErrorCode.InternalError, 'rate limit exceeded, retry after 1 s')
      },
    })
    expect(titlesOf(await search(met))).toEqual(['Reed 1'])
  })

  test('again and again, or for longer than anybody waits, is a failure by name', async () => {
    const busy = await serveAndMeet({ call: () => complaint('429, retry after 1 s') })
    expect(await search(busy)).toMatchObject({ code: 'mcp-failed' })
    expect(busy.asked.filter((one) => one !== 'list')).toHaveLength(2)
    const tomorrow = await serveAndMeet({ call: () => complaint('Too many requests. Retry after 86400 s.') })
    expect(await search(tomorrow)).toMatchObject({
      code: 'mcp-failed',
      why: expect.stringContaining('asks to wait 86400 s'),
    })
    expect(tomorrow.asked.filter((one) => one !== 'list')).toHaveLength(1)
    expect(tomorrow.waits).toEqual([])
  })
})

describe('results in pages', () => {
  const paged =
    (next: (page: number) => object, limit = 1): Changing['call'] =>
    (_name, { cursor = '0' }) => {
      const page = Number(cursor)
      return json({
        results: Array.from({ length: limit }, (_, index) => item(page * limit + index)),
        ...next(page),
      })
    }

  test('are followed until there are enough of them', async () => {
    const met = await serveAndMeet({ call: paged((page) => ({ nextCursor: `${page + 1}` })) })
    expect(titlesOf(await search(met, 3))).toEqual(['Reed 0', 'Reed 1', 'Reed 2'])
    expect(met.asked).toHaveLength(4)
    const few = await serveAndMeet({
      call: paged((page) => (page < 1 ? { next_cursor: `${page + 1}` } : {})),
    })
    expect(titlesOf(await search(few, 3))).toEqual(['Reed 0', 'Reed 1'])
    expect(few.warnings).toEqual([])
  })

  test('without end, in a circle or of the same again are bounded', async () => {
    const endless = await serveAndMeet({ call: paged((page) => ({ nextCursor: `${page + 1}` })) })
    expect(titlesOf(await search(endless, 1_000))).toHaveLength(20)
    expect(endless.asked.length).toBeLessThan(30)
    const circle = await serveAndMeet({ call: paged((page) => ({ nextCursor: `${(page + 1) % 2}` })) })
    expect(titlesOf(await search(circle, 9))).toEqual(['Reed 0', 'Reed 1'])
    let cursors = 0
    const same = await serveAndMeet({ call: () => json({ results: [item(1)], nextCursor: `${++cursors}` }) })
    expect(titlesOf(await search(same, 9))).toEqual(['Reed 1'])
    expect(cursors).toBe(2)
    const long = await serveAndMeet({ call: paged(() => ({ nextCursor: 'x'.repeat(100_000) })) })
    expect(titlesOf(await search(long, 9))).toEqual(['Reed 0'])
  })

  test('are kept when a further one fails, and it is told without the token', async () => {
    const first = paged(() => ({ nextCursor: '1' }))
    const met = await serveAndMeet({
      call: (name, given) => ('cursor' in given ? complaint('sesame-open is too slow') : first(name, given)),
    })
    expect(titlesOf(await search(met))).toEqual(['Reed 0'])
    expect(met.warnings).toEqual([expect.stringContaining('after 1 results: … is too slow')])
  })

  test('are not asked for where the tool has no argument for it, or the user fixed it', async () => {
    const call = paged((page) => ({ nextCursor: `${page + 1}` }))
    const plain = await serveAndMeet({ call, list: () => [tool('search', { query: text }, ['query'])] })
    expect(titlesOf(await search(plain))).toEqual(['Reed 0'])
    const fixed = await serveAndMeet({ call }, { arguments: { cursor: '7' } })
    expect(titlesOf(await search(fixed))).toEqual(['Reed 7'])
  })

  test('hold the document that one of them told of', async () => {
    const call = paged((page) => ({ nextCursor: `${page + 1}` }))
    const met = await serveAndMeet({ call, list: () => [searching] })
    const found = await search(met, 3)
    expect(await read(met, (found as SourceHit[])[2]!.url)).toBe('Reed 2 grows.')
  })
})

describe('a text in parts', () => {
  const numbered = (parts: number, textOf = (part: number) => `Part ${part} ends.`): Changing['call'] =>
    (_name, { part = 1 }) => json({ id: '1', title: 'Reeds', text: textOf(Number(part)), part, parts }) // prettier-ignore

  test('is read whole, by number, by cursor and by offset', async () => {
    const parts = await serveAndMeet({ call: numbered(3) })
    expect(await read(parts)).toBe('Part 1 ends.\n\nPart 2 ends.\n\nPart 3 ends.')
    expect(parts.asked).toEqual([
      'list',
      'fetch {"id":"1"}',
      'fetch {"id":"1","part":2}',
      'fetch {"id":"1","part":3}',
    ])
    const cursors = await serveAndMeet({
      call: (_name, { cursor }) =>
        cursor === undefined
          ? json({ text: '水质', nextCursor: 'b' })
          : json({ text: '良好。', nextCursor: null }),
    })
    expect(await read(cursors)).toBe('水质\n良好。')
    const whole = 'Reeds grow where the water is still.'
    const offsets = await serveAndMeet({
      call: (_name, { offset = 0 }) => {
        const start = Number(offset)
        const more = start + 10 < whole.length ? { next_offset: start + 10 } : {}
        return json({ document: { text: whole.slice(start, start + 10) }, pagination: more })
      },
    })
    expect(await read(offsets)).toBe(whole)
    for (const met of [parts, cursors, offsets]) expect(met.warnings).toEqual([])
  })

  test('counted from 0 ends where it ends', async () => {
    const met = await serveAndMeet({
      call: (_name, { part = 0 }) =>
        Number(part) > 1
          ? complaint('no such part')
          : json({ text: `Part ${part as number}.`, part, parts: 2 }),
    })
    expect(await read(met)).toBe('Part 0.\n\nPart 1.')
  })

  test.each<[string, Partial<Changing>, string]>([
    ['has no end', { call: numbered(1e9) }, 'more than 50 parts'],
    ['gives the same part again', { call: numbered(3, () => 'The same.') }, 'the same part again'],
    [
      'goes round in a circle',
      {
        call: (_name, { cursor = 'a' }) =>
          json({ text: `At ${String(cursor)}.`, nextCursor: cursor === 'a' ? 'b' : 'a' }),
      },
      'circle|same part',
    ],
    [
      'says no way on',
      { call: numbered(2), list: () => [tool('fetch', { id: text }, ['id'])] },
      'cannot be asked for',
    ],
    [
      'says only that it is cut',
      { call: () => json({ text: 'Reeds', truncated: true }) },
      'cannot be asked for',
    ],
    [
      'goes on with what is no text',
      { call: (name, given) => ('part' in given ? said('…') : numbered(2)(name, given)) },
      'no text',
    ],
  ])('that %s is told to be cut', async (_what, changing, why) => {
    const met = await serveAndMeet(changing)
    expect(await read(met)).toMatch(/^(?:Part 1 ends|The same|At a|Reeds)/)
    expect(met.warnings).toEqual([expect.stringMatching(new RegExp(`is cut after part \\d+: .*(?:${why})`))])
    expect(met.asked.length).toBeLessThan(60)
  })

  test('of huge parts is bounded in all', async () => {
    const met = await serveAndMeet(
      { call: numbered(40, (part) => `${part}`.repeat(60_000)) },
      {},
      { bytes: 400_000 },
    )
    const found = await read(met)
    expect((found as string).length).toBeLessThanOrEqual(400_100)
    expect(met.warnings).toEqual([expect.stringContaining('too long')])
  })

  test('of which one fails is a failure, and read whole by the next attempt where it was only busy', async () => {
    const breaking = await serveAndMeet({
      call: (name, given) => ('part' in given ? said('{"text":"Par') : numbered(2)(name, given)),
    })
    expect(await read(breaking)).toMatchObject({
      code: 'mcp-failed',
      why: expect.stringContaining('part 2: '),
    })
    let refused = 0
    const busy = await serveAndMeet({
      call: (name, given) =>
        'part' in given && refused++ === 0 ? complaint('429, retry after 1 s') : numbered(2)(name, given),
    })
    expect(await read(busy)).toBe('Part 1 ends.\n\nPart 2 ends.')
  })
})
