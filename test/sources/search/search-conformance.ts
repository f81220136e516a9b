import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createConfiguredEgress,
  createContext,
  createMemoryJournal,
  KaojuError,
  steppedClock,
  type ErrorCode,
  type Journal,
} from '#runtime'
import { createSearch, type EngineOptions, type SearchPlug, type SourceHit, type WebQuery } from '#sources'
import { openEngineServer, type EngineServer, type PlayedReply, type SeenRequest } from './engine-server.ts'

/** What an engine's own test knows that the suite cannot: recorded replies, and how a reply is made. */
export interface SearchCases {
  /** Options besides `baseUrl` and `key`. */
  readonly options?: Readonly<Record<string, unknown>>
  /** At least one in English and one in Chinese. */
  readonly recorded: readonly RecordedCase[]
  /** The replies to one query, exchange by exchange, that mean: nothing was found. */
  readonly empty: readonly PlayedReply[]
  /** Answers that are failures: errors with status 200, and the service's own error bodies. */
  readonly failures: readonly FailureCase[]
  /** The replies, exchange by exchange, that state these hits in the engine's own format, untouched (escaped as the format demands). */
  readonly stating: (hits: readonly StatedHit[]) => readonly PlayedReply[]
  /** Where the key travels: a header's name in lower case, `body:<field>`, `query:<field>`; absent for engines without one. */
  readonly keyIn?: string
  /** What the suite cannot hold against this engine, each with its reason. */
  readonly except?: {
    /** The engine builds addresses itself, from ids: none can be foreign. */
    readonly addresses?: string
    /** The engine cannot ask for, or be given, this many hits. */
    readonly limit?: string
    /** The query leaves in other words than it came, because … */
    readonly query?: string
  }
}

/** A hit as the service states it. */
export interface StatedHit {
  readonly url: string
  readonly title: string
  readonly snippet: string
  readonly date?: string
}

export interface RecordedCase {
  readonly name: string
  readonly query: Partial<WebQuery> & { readonly text: string }
  /** Files below `test/fixtures/search/<engine>/`, or replies, exchange by exchange. */
  readonly replies: readonly (string | PlayedReply)[]
  readonly requests: readonly ExpectedRequest[]
  /** All hits, in order (`{base}` in an address: where the engine is asked); ranks and the engine's name are added by the suite. */
  readonly hits: readonly Omit<SourceHit, 'engine' | 'rank'>[]
}

/** What must have arrived. Query and body: these fields, with these values; undefined: must be absent. */
export interface ExpectedRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export interface FailureCase {
  readonly name: string
  readonly reply: PlayedReply
  readonly code: ErrorCode
  /** What the reason must say. */
  readonly says?: RegExp
}

/** A key that needs escaping in a URL. */
const key = 'sk-test/4711+secret='

/** The moment at which every test runs: 2026-03-15T12:00:00Z. */
export const moment = Date.UTC(2026, 2, 15, 12)

/** What every engine promises, against a real server on loopback that plays the service. */
export function searchConformance<Options extends EngineOptions>(
  plug: SearchPlug<Options>,
  cases: SearchCases,
): void {
  const { facts, name } = plug
  const fixture = (file: string): string =>
    readFileSync(join(import.meta.dirname, '../../fixtures/search', name, file), 'utf8')
  const replyOf = (reply: string | PlayedReply): PlayedReply =>
    typeof reply === 'string' ? { body: fixture(reply) } : reply
  let server: EngineServer
  let egress: ReturnType<typeof createConfiguredEgress>
  beforeAll(async () => {
    server = await openEngineServer()
    egress = createConfiguredEgress({ endpoints: [server.origin] })
  })
  afterAll(async () => {
    await egress.close()
    await server.close()
  })

  const search = async (
    query: Partial<WebQuery> & { readonly text: string },
    how: { readonly prefix?: string; readonly journal?: Journal; readonly maxBytes?: number } = {},
  ): Promise<{ hits: SourceHit[]; told: string; failure: KaojuError | undefined }> => {
    const journal = how.journal ?? createMemoryJournal()
    const written: unknown[] = []
    const { context, log } = createContext({
      journal: {
        ...journal,
        write: (entries) => {
          written.push(entries)
          return journal.write(entries)
        },
      },
      egress,
      clock: steppedClock(moment),
      seed: query.text,
    })
    const find = createSearch(
      plug,
      {
        ...cases.options,
        baseUrl: `${server.origin}${how.prefix ?? ''}`,
        ...(facts.key === 'none' ? {} : { key }),
      },
      {
        interval: 0,
        times: { connect: 2_000, firstByte: 2_000, idle: 2_000, whole: 4_000 },
        maxBytes: how.maxBytes ?? 2 ** 20,
      },
    )
    let hits: SourceHit[] = []
    let failure: KaojuError | undefined
    try {
      hits = await find({ language: 'en', limit: 10, ...query }, context.at('here'))
    } catch (error) {
      if (!(error instanceof KaojuError)) throw error
      failure = error
    }
    const told = JSON.stringify([hits, log.events, written, failure?.message, failure?.parameters])
    return { hits, told, failure }
  }
  const play = (replies: readonly (string | PlayedReply)[]): void => {
    const all = replies.map(replyOf)
    server.play((_request, index) => all[Math.min(index, all.length - 1)] ?? { status: 500 })
  }
  /** Fails unless the answer is a failure by one of these names, told without the key. */
  const expectFailure = async (
    replies: readonly PlayedReply[],
    codes: readonly ErrorCode[],
  ): Promise<KaojuError> => {
    play(replies)
    const { failure, told, hits } = await search({ text: 'rain' })
    expect(failure?.code, `${JSON.stringify(hits)} ${failure?.message ?? ''}`).toBeOneOf([...codes])
    expect(failure!.message).toContain(name)
    expect(failure!.message).not.toContain('could not be taken apart')
    expectNoKey(told)
    return failure!
  }

  describe(`search ${name}`, () => {
    it('states facts that can be shown and used', () => {
      expect(facts.title).not.toBe('')
      expect(facts.home).toMatch(/^https:\/\//)
      expect(facts.concurrency).toBeGreaterThanOrEqual(1)
      if (facts.key !== 'none') expect(facts.keyVariables).not.toEqual([])
      for (const variable of [...facts.keyVariables, ...facts.addressVariables])
        expect(variable).toMatch(/^[A-Z][A-Z0-9_]+$/)
      if (facts.baseUrl === undefined) expect(facts.addressVariables).not.toEqual([])
      else expect(facts.baseUrl).toMatch(/^https:\/\//)
      expect(cases.recorded.map(({ query }) => query.language ?? 'en')).toEqual(
        expect.arrayContaining(['en', 'zh']),
      )
      expect(cases.keyIn === undefined).toBe(facts.key === 'none')
    })

    it.each(cases.recorded.map((recorded) => [recorded.name, recorded] as const))(
      'reads what the service really sends: %s',
      async (_name, recorded) => {
        play(recorded.replies)
        const before = server.seen.length
        const { hits, failure, told } = await search(recorded.query)
        expect(failure?.message).toBeUndefined()
        const stated = recorded.hits.map(({ url, ...hit }, index) => ({
          ...hit,
          url: url.replace('{base}', server.origin),
          engine: name,
          rank: index + 1,
        }))
        expect(hits).toEqual(stated)
        const seen = server.seen.slice(before)
        expect(seen).toHaveLength(recorded.requests.length)
        recorded.requests.forEach((expected, index) => expectRequest(seen[index]!, expected))
        expectNoKey(told)
        if (cases.keyIn !== undefined) for (const request of seen) expectKeyOnlyIn(request, cases.keyIn)
      },
    )

    it('finds nothing where the service says so', async () => {
      play(cases.empty)
      const { hits, failure } = await search({ text: 'nothing like this' })
      expect(failure?.message).toBeUndefined()
      expect(hits).toEqual([])
    })

    it.each(cases.failures.map((one) => [one.name, one] as const))(
      'names the failure: %s',
      async (_name, { reply, code, says }) => {
        const failure = await expectFailure([reply], [code])
        if (says) expect(failure.message).toMatch(says)
      },
    )

    it.each<[number, PlayedReply['headers'], ErrorCode]>([
      [400, {}, 'search-failed'],
      [401, {}, 'search-refused'],
      [402, {}, 'search-refused'],
      [403, {}, 'search-refused'],
      [404, {}, 'search-refused'],
      [408, {}, 'search-failed'],
      [429, { 'retry-after': '1' }, 'search-busy'],
      [429, { 'retry-after': '86400' }, 'search-busy'],
      [500, {}, 'search-failed'],
      [502, {}, 'search-failed'],
      [503, { 'retry-after': '2' }, 'search-failed'],
      [504, {}, 'search-failed'],
    ])('names status %i %o', async (status, headers, code) => {
      const reply = { status, headers: headers ?? {}, body: `{"said":"${key} was wrong"}` }
      await expectFailure([reply], [code])
    })

    it('never takes for an empty list what is no list of results', async () => {
      const [first] = cases.stating([{ url: 'https://example.org/', title: 'One', snippet: 'Two' }])
      const whole = String(first!.body)
      const pages = [
        '<!doctype html><html><head><title>Welcome</title></head><body><h1>Sign in</h1></body></html>',
        '<html><head><title>Just a moment...</title></head><body>Verify you are human: captcha</body></html>',
        '<html lang="zh"><head><title>百度安全验证</title></head><body>请完成安全验证</body></html>',
      ]
      const bodies = ['', ' ', 'OK', '\u0000\u0001', ...pages]
      for (const body of bodies)
        await expectFailure([{ body }], ['search-unreadable', 'search-refused', 'search-failed'])
      for (const part of [0.2, 0.4, 0.6, 0.8, 0.95]) {
        play([{ body: whole.slice(0, whole.length * part) }])
        const { hits, failure } = await search({ text: `rain ${part}` })
        // Half a page may show a whole hit; half a JSON value shows nothing.
        expect(failure !== undefined || (hits.length > 0 && whole.trimStart().startsWith('<'))).toBe(true)
      }
      for (const status of [200, 202, 403, 503])
        await expectFailure([{ status, body: pages[1]! }], ['search-refused'])
      await expectFailure([{ body: pages[2]! }], ['search-refused'])
      for (const body of [
        'null',
        '0',
        '""',
        '"text"',
        'true',
        '[]',
        '[null]',
        '{',
        '[[',
        '{"a":',
        '['.repeat(20_000),
      ])
        await expectFailure([{ body }], ['search-unreadable', 'search-failed', 'search-refused'])
    })

    it('ends what does not end, and names what breaks off', async () => {
      await expectFailure([{ body: ' '.repeat(65_536), endless: true }], ['search-unreadable'])
      await expectFailure([{ broken: 'before' }], ['search-unreachable'])
      await expectFailure([{ ...cases.stating([plainHit])[0], broken: 'half' }], ['search-unreachable'])
    })

    it('gives hits or a named failure, whatever the reply holds', async () => {
      const samples = cases.recorded.map(({ replies }) => replies.map(replyOf))
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...samples), fc.nat(), damage, async (replies, which, how) => {
          const place = which % replies.length
          const damaged = replies.map((reply, index) =>
            index === place ? { ...reply, body: how(String(reply.body)) } : reply,
          )
          play(damaged)
          const { hits, failure } = await search({ text: 'rain' })
          if (failure) {
            expect(failure.code).toBeOneOf([
              'search-unreadable',
              'search-refused',
              'search-failed',
              'search-busy',
            ])
            expect(failure.message).not.toContain('could not be taken apart')
          }
          for (const hit of hits) expectSound(hit)
        }),
        { numRuns: 300, seed: 4 },
      )
    }, 30_000)

    it('makes plain text of hostile titles and snippets', async () => {
      const hostile = [
        '<script>alert(1)</script>Rain <b>in</b> &amp; out',
        '&lt;img src=x onerror=alert(1)&gt;Rain &#x1F327; &quot;quoted&quot;',
        'Rain\u0007\u001b[31m\u202Eevil\u200B\uFEFF\n\n\tafter',
        `Rain ${'x'.repeat(1_000)}`,
        `Rain ${'<a'.repeat(5_000)}`,
        `Rain ${'&#x41;'.repeat(5_000)}`,
      ]
      play(
        cases.stating(
          hostile.map((text, index) => ({ ...plainHit, url: nth(index), title: text, snippet: text })),
        ),
      )
      const { hits, failure } = await search({ text: 'rain' })
      expect(failure?.message).toBeUndefined()
      expect(hits).toHaveLength(hostile.length)
      for (const hit of hits) {
        expectSound(hit)
        expect(hit.title).toContain('Rain')
      }
      play(cases.stating([{ ...plainHit, title: 'Rain '.repeat(200_000) }]))
      const long = await search({ text: 'rain' }, { maxBytes: 2 ** 22 })
      expect(long.failure?.message).toBeUndefined()
      expect(long.hits[0]!.title.length).toBeLessThanOrEqual(300)
    })

    it.skipIf(cases.except?.addresses)('drops addresses that are not of the web', async () => {
      const bad = [
        'javascript:alert(1)',
        'data:text/html,hello',
        'file:///etc/passwd',
        'ftp://example.org/',
        '/relative',
        'example.org/no-scheme',
        'https://name:password@example.org/',
        'http://',
        'https://exa mple.org/',
      ]
      play(cases.stating([...bad.map((url) => ({ ...plainHit, url })), { ...plainHit, url: nth(7) }]))
      const { hits, failure } = await search({ text: 'rain', limit: 20 })
      expect(failure?.message).toBeUndefined()
      expect(hits.map(({ url }) => url)).toEqual([nth(7)])
      await expectFailure(cases.stating(bad.map((url) => ({ ...plainHit, url }))), ['search-unreadable'])
    })

    it('takes dates in odd forms for dates or for nothing', async () => {
      const odd = [
        'yesterday',
        '32 Foo 2024',
        '0000-00-00',
        '9999-12-31',
        '2024-02-30',
        '-1',
        '1e400',
        '2024-13',
      ]
      for (const date of odd) {
        play(cases.stating([{ ...plainHit, date }]))
        const { hits } = await search({ text: 'rain' })
        for (const hit of hits) expectSound(hit)
      }
    })

    it('finds its way below a prefix, and stays there', async () => {
      play(cases.stating([plainHit]))
      const before = server.seen.length
      const { hits, failure } = await search({ text: 'rain' }, { prefix: '/proxy/of-mine' })
      expect(failure?.message).toBeUndefined()
      expect(hits).toHaveLength(1)
      for (const { path } of server.seen.slice(before)) expect(path).toMatch(/^\/proxy\/of-mine\//)
    })

    it.skipIf(cases.except?.limit)('gives no more than the limit', async () => {
      const many = cases.stating(Array.from({ length: 40 }, (_, index) => ({ ...plainHit, url: nth(index) })))
      for (const limit of [1, 3, 10]) {
        play(many)
        const { hits } = await search({ text: `rain ${limit}`, limit })
        expect(hits.map(({ rank }) => rank)).toEqual(Array.from({ length: limit }, (_, index) => index + 1))
      }
    })

    it
      .skipIf(cases.except?.query)
      .each([
        '长江三峡的水位变化',
        'a&key=b#c?d=e%20f+g',
        '"quoted" site:example.org \\ {x} [y]',
        'ligne\nnouvelle',
        'lone \uD800 surrogate',
        '🌧️ rain'.repeat(20),
      ])('sends the query as it is, and tells it: %j', async (text) => {
      play(cases.stating([plainHit]))
      const before = server.seen.length
      const { told, failure } = await search({ text, language: 'zh' })
      expect(failure?.message).toBeUndefined()
      const [request] = server.seen.slice(before)
      const sent = [...Object.values(request!.query), ...textsIn(request!.sent)]
      const plain = text.toWellFormed()
      expect(sent.some((value) => value.replaceAll('\r\n', '\n').includes(plain))).toBe(true)
      expect(told).toContain(JSON.stringify({ type: 'query-sent', engine: name, query: plain }).slice(1, -1))
    })

    it('asks once: a replay of the run asks nobody', async () => {
      const journal = createMemoryJournal()
      play(cases.stating([plainHit]))
      const first = await search({ text: 'rain' }, { journal })
      const before = server.seen.length
      const again = await search({ text: 'rain' }, { journal })
      expect(again.hits).toEqual(first.hits)
      expect(server.seen).toHaveLength(before)
    })

    it.runIf(facts.key === 'required')('says that the key is missing, and sends nothing', async () => {
      const { context } = createContext({ egress })
      const before = server.seen.length
      const find = createSearch(plug, { ...cases.options, baseUrl: server.origin })
      await expect(find({ text: 'rain', language: 'en', limit: 5 }, context)).rejects.toMatchObject({
        code: 'search-refused',
      })
      expect(server.seen).toHaveLength(before)
    })

    it('sends nothing in a run that is offline', async () => {
      const { context, log } = createContext()
      const find = createSearch(plug, {
        ...cases.options,
        baseUrl: server.origin,
        ...(facts.key === 'none' ? {} : { key }),
      })
      await expect(find({ text: 'rain', language: 'en', limit: 5 }, context)).rejects.toMatchObject({
        code: 'egress-refused',
      })
      expect(JSON.stringify(log.events)).not.toContain('query-sent')
    })
  })
}

const plainHit: StatedHit = {
  url: 'https://example.org/rain',
  title: 'Rain in spring',
  snippet: 'It rained for three days.',
  date: '2026-03-01',
}

function nth(index: number): string {
  return `https://example.org/page-${index + 1}`
}

function expectNoKey(told: string): void {
  for (const secret of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)])
    expect(told).not.toContain(secret)
}

/** The key travels in one place, and in no other. */
function expectKeyOnlyIn(request: SeenRequest, place: string): void {
  if (place.startsWith('query:')) {
    expect(request.query[place.slice('query:'.length)]).toBe(key)
    expect(`${request.raw}\n${request.body}`.split(encodeURIComponent(key))).toHaveLength(2)
    expect(`${request.raw}\n${request.body}`).not.toContain(key)
    return
  }
  const inBody = place.startsWith('body:')
  if (inBody) expect((request.sent as Record<string, unknown>)[place.slice('body:'.length)]).toBe(key)
  else expect(request.headers[place]).toContain(key)
  const count = `${request.raw}\n${request.body}`.split(key).length - 1
  expect(count).toBe(1)
  expect(request.raw).not.toContain(encodeURIComponent(key))
}

function expectRequest(seen: SeenRequest, expected: ExpectedRequest): void {
  expect(seen.method).toBe(expected.method)
  expect(seen.path).toBe(expected.path)
  for (const [field, value] of Object.entries(expected.query ?? {}))
    expect([field, seen.query[field]]).toEqual([field, value])
  for (const [field, value] of Object.entries(expected.headers ?? {}))
    expect([field, seen.headers[field]]).toEqual([field, value])
  for (const [field, value] of Object.entries(expected.body ?? {}))
    expect([field, (seen.sent as Record<string, unknown>)[field]]).toEqual([field, value])
}

/** A hit as the rest of the house relies on it. */
function expectSound(hit: SourceHit): void {
  for (const url of [hit.url, ...(hit.also ?? [])]) {
    expect(url).toMatch(/^https?:\/\/[^@/]+(?:\/|$)/)
    expect(URL.canParse(url)).toBe(true)
  }
  for (const text of [hit.title, hit.snippet, ...(hit.authors ?? [])]) {
    expect(text).not.toMatch(/[\p{Cc}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/u)
    expect(text).not.toMatch(/<\/?(?:script|img|b|a|iframe|svg)\b[^<>]*>/i)
    expect(text.isWellFormed()).toBe(true)
    expect(text.length).toBeLessThanOrEqual(2_000)
  }
  expect(hit.title).not.toBe('')
  expect(hit.title.length).toBeLessThanOrEqual(300)
  if (hit.publishedAt !== undefined)
    expect(hit.publishedAt).toMatch(/^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?)?)?$/)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

/** Ways to spoil a reply: any JSON in place of any field of a JSON one, pieces cut out of and put into any other. */
const damage: fc.Arbitrary<(body: string) => string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(
      ([which, value]) =>
        (body: string) =>
          replaced(body, which, value),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(2_000)).map(
      ([from, length]) =>
        (body: string) =>
          cut(body, from, length, ''),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 20 })).map(
      ([from, length, put]) =>
        (body: string) =>
          cut(body, from, length, put.toWellFormed()),
    ),
  },
)

function cut(body: string, from: number, length: number, put: string): string {
  const start = from % (body.length + 1)
  return body.slice(0, start) + put + body.slice(start + length)
}

function replaced(body: string, which: number, value: unknown): string {
  let whole: unknown
  try {
    whole = JSON.parse(body)
  } catch {
    return cut(body, which, 30, JSON.stringify(value))
  }
  const places: { readonly holder: Record<string, unknown>; readonly name: string }[] = []
  const root = { whole }
  const walk = (holder: Record<string, unknown>): void => {
    for (const name of Object.keys(holder)) {
      places.push({ holder, name })
      const inner = holder[name]
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>)
    }
  }
  walk(root)
  const { holder, name } = places[which % places.length]!
  holder[name] = value
  return JSON.stringify(root.whole)
}
