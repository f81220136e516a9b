import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createConfiguredEgress,
  createContext,
  createMemoryJournal,
  KaojuError,
  steppedClock,
  type Journal,
  type Limits,
} from '#runtime'
import { createSearch, createWebSearch, searchPlugs, type WebFindings, type WebSearch } from '#sources'
import { openEngineServer, type EngineServer, type PlayedReply, type SeenRequest } from './engine-server.ts'
import { moment } from './search-conformance.ts'

/*
 * All engines in one search, each at a server of its own that plays its recorded replies, some of which fail in every
 * way a service can.
 */
const names = searchPlugs.map(({ name }) => name)

/** Fits papers, code and encyclopedias at once, so that everybody is asked. */
const query = {
  text: 'history of tidal power: papers, and open source on github',
  language: 'en' as const,
  limit: 10,
}
const keyOf = (name: string): string => `key/of+${name}=`

const folder = join(import.meta.dirname, '../../fixtures/search')
const recorded = (name: string, { path }: SeenRequest): PlayedReply => {
  const files = readdirSync(join(folder, name)).filter((file) => /(?:^|-)en\.\w+$/.test(file))
  const file = files.find((one) => files.length === 1 || path.includes(one.split('-')[0]!))!
  return { body: readFileSync(join(folder, name, file), 'utf8') }
}

/** Ways to fail, and by what names each may be told. */
const ways: Readonly<
  Record<string, { readonly reply: PlayedReply | 'echoed' | 'said'; readonly code: RegExp }>
> = {
  'status 500': { reply: { status: 500, body: 'oops' }, code: /^search-failed$/ },
  'status 503 for a day': {
    reply: { status: 503, headers: { 'retry-after': '86400' } },
    code: /^search-failed$/,
  },
  'status 429': { reply: { status: 429, headers: { 'retry-after': '1' } }, code: /^search-busy$/ },
  'status 429 for a day': {
    reply: { status: 429, headers: { 'retry-after': '86400' } },
    code: /^search-busy$/,
  },
  'status 401': { reply: { status: 401, body: '{"message":"bad key"}' }, code: /^search-refused$/ },
  'no connection': { reply: { broken: 'before' }, code: /^search-unreachable$/ },
  'half an answer': {
    reply: { body: '{"results":[]}'.repeat(100), broken: 'half' },
    code: /^search-unreachable$/,
  },
  'no end': { reply: { body: '[ '.repeat(65_536), endless: true }, code: /^search-unreadable$/ },
  'no beginning': { reply: { stalls: true }, code: /^search-unreachable$/ },
  'sent on elsewhere': {
    reply: { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
    code: /^search-unreachable$/,
  },
  'sent on with all it was told': { reply: 'echoed', code: /^search-unreachable$/ },
  'told its own words': { reply: 'said', code: /^search-(?:failed|refused)$/ },
  'a captcha': {
    reply: { body: '<!doctype html><title>Just a moment...</title>captcha' },
    code: /^search-refused$/,
  },
  'a page': {
    reply: { body: '<html><title>Maintenance</title></html>' },
    code: /^search-(?:unreadable|failed)$/,
  },
  'broken JSON': { reply: { body: '{"results":[' }, code: /^search-unreadable$/ },
  'other JSON': { reply: { body: '{"hello":"world"}' }, code: /^search-(?:unreadable|failed)$/ },
  'nothing at all': { reply: { body: '' }, code: /^search-(?:unreadable|failed)$/ },
}
const wayNames = Object.keys(ways)

describe('all engines in one search', () => {
  const servers = new Map<string, EngineServer>()
  const failing = new Map<string, string>()
  let egress: ReturnType<typeof createConfiguredEgress>
  beforeAll(async () => {
    await Promise.all(names.map(async (name) => servers.set(name, await openEngineServer())))
    egress = createConfiguredEgress({ endpoints: [...servers.values()].map(({ origin }) => origin) })
    for (const [name, server] of servers)
      server.play((request) => {
        const way = failing.get(name)
        if (way === undefined) return recorded(name, request)
        const { reply } = ways[way]!
        if (typeof reply === 'object') return reply
        // Services that repeat what they were sent: keys in addresses and headers come back.
        return reply === 'echoed'
          ? {
              status: 302,
              headers: {
                location: `/login/${encodeURIComponent(request.raw)}?next=${encodeURIComponent(request.raw)}`,
              },
            }
          : {
              status: 400,
              body: JSON.stringify({ message: `Not understood: ${request.raw} ${request.body}` }),
            }
      })
  })
  afterAll(async () => {
    await egress.close()
    await Promise.all([...servers.values()].map((server) => server.close()))
  })

  const times = { connect: 1_000, firstByte: 300, idle: 300, whole: 2_000 }
  const createAll = (order: readonly string[] = names): WebSearch =>
    createWebSearch(
      order.map((name) => {
        const plug = searchPlugs.find((one) => one.name === name)!
        const options = { baseUrl: servers.get(name)!.origin, key: keyOf(name) }
        const tuning = { interval: 0, times, maxBytes: 2 ** 20, usd: 0.001 }
        return { name, search: createSearch(plug, options, tuning), facts: plug.facts }
      }),
    )
  const find = async (
    web: WebSearch,
    about: { journal?: Journal; limits?: Limits; stop?: AbortSignal; abort?: AbortSignal } = {},
  ): Promise<WebFindings> => {
    const { context, log } = createContext({ egress, clock: steppedClock(moment), ...about })
    const outcome: unknown[] = []
    try {
      const found = await web.search(query, context.at('here'))
      outcome.push(found)
      return found
    } catch (error) {
      outcome.push(error instanceof KaojuError ? [error.message, error.parameters, error.stack] : error)
      throw error
    } finally {
      const told = JSON.stringify([outcome, log.events])
      for (const name of names)
        for (const written of [keyOf(name), encodeURIComponent(keyOf(name))])
          expect(told).not.toContain(written)
    }
  }
  const failWith = (some: readonly (readonly [string, string])[]): void => {
    failing.clear()
    for (const [name, way] of some) failing.set(name, way)
  }
  const asked = (): number => [...servers.values()].reduce((sum, { seen }) => sum + seen.length, 0)

  it('are all asked, and found together', async () => {
    failWith([])
    const found = await find(createAll())
    expect(names).toHaveLength(16)
    expect(found.failed).toEqual([])
    expect(found.asked).toEqual(names)
    for (const name of names) expect(found.hits.some(({ engines }) => engines.includes(name))).toBe(true)
  })

  it('keep all that the others found when a third fails, in whichever ways, and name those', async () => {
    failWith([])
    const whole = await find(createAll())
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names, { minLength: 5, maxLength: 6 }),
        fc.array(fc.constantFrom(...wayNames), { minLength: 6, maxLength: 6 }),
        async (some, how) => {
          failWith(some.map((name, index) => [name, how[index]!]))
          const journal = createMemoryJournal()
          const found = await find(createAll(), { journal })
          expect(found.failed.map(({ engine }) => engine).toSorted()).toEqual(some.toSorted())
          for (const { engine, code, why } of found.failed) {
            expect(`${engine} ${failing.get(engine)} ${code}`).toMatch(
              new RegExp(
                ways[failing.get(engine)!]!.code.source.replace('^', `^${engine} ${failing.get(engine)} `),
              ),
            )
            expect(why).toContain(engine)
          }
          const kept = whole.hits.filter(({ engines }) => engines.some((name) => !failing.has(name)))
          expect(found.hits.map(({ url }) => url).toSorted()).toEqual(kept.map(({ url }) => url).toSorted())
          // A replay hears the same, and asks nobody.
          failWith([])
          const before = asked()
          expect(await find(createAll(), { journal })).toEqual(found)
          expect(asked()).toBe(before)
        },
      ),
      { numRuns: 6, seed: 16 },
    )
  }, 60_000)

  it.each(wayNames)('are named when all fail in one way: %s', async (way) => {
    failWith(names.map((name) => [name, way]))
    const failure = await find(createAll()).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(KaojuError)
    expect((failure as KaojuError).code).toBe('search-none')
    for (const name of names) expect((failure as KaojuError).message).toContain(name)
  })

  it('are left alone after they failed, and named while they are', async () => {
    failWith([
      ['brave', 'status 500'],
      ['arxiv', 'no connection'],
    ])
    const web = createAll()
    const clock = steppedClock(moment)
    const { context } = createContext({ egress, clock })
    const first = await web.search(query, context.at('first'))
    expect(first.failed.map(({ engine }) => engine)).toEqual(['arxiv', 'brave'])
    failWith([])
    const before = servers.get('brave')!.seen.length
    const second = await web.search(query, context.at('second'))
    expect(second.failed.map(({ engine, code }) => `${engine} ${code}`)).toEqual([
      'arxiv search-unreachable',
      'brave search-failed',
    ])
    expect(servers.get('brave')!.seen).toHaveLength(before)
    await clock.sleep(3_600_000)
    const third = await web.search(query, context.at('third'))
    expect(third.failed).toEqual([])
    expect(third.asked).toEqual(names)
  })

  it('answer as far as the budget reaches; who was not asked for it is named', async () => {
    failWith([])
    const found = await find(createAll(), { limits: { queries: 5 } })
    expect(found.asked).toHaveLength(5)
    expect(found.failed).toHaveLength(names.length - 5)
    for (const { code } of found.failed) expect(code).toBe('budget-exhausted')
    await expect(find(createAll(), { limits: { queries: 0 } })).rejects.toMatchObject({
      code: 'budget-exhausted',
    })
  })

  it('are not asked in a run that stops, and left at once by one that is aborted', async () => {
    failWith(names.map((name) => [name, 'no beginning']))
    const before = asked()
    await expect(find(createAll(), { stop: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'run-stopping',
    })
    expect(asked()).toBe(before)
    const abort = new AbortController()
    const leaving = find(createAll(), { abort: abort.signal })
    while (asked() < before + names.length) await new Promise((resolve) => setTimeout(resolve, 5))
    abort.abort(new Error('left'))
    await expect(leaving).rejects.toThrow('left')
  })

  it.each([400, 200])(
    'show no beginning of a key either, where a sentence is cut short (status %i)',
    async (status) => {
      const plug = searchPlugs.find(({ name }) => name === 'jina')!
      const server = await openEngineServer()
      const way = createConfiguredEgress({ endpoints: [server.origin] })
      const secret = 'jina_0123456789abcdefghijklmnopqrstuvwxyz'
      const jina = createSearch(plug, { baseUrl: server.origin, key: secret }, { interval: 0, times })
      for (let before = 100; before < 170; before += 4) {
        const { context } = createContext({ egress: way, clock: steppedClock(moment) })
        const message = `${'x'.repeat(before)}${secret} is no key`
        server.play(() => ({ status, body: JSON.stringify({ code: 400, message }) }))
        const failure = await jina(query, context).catch((error: unknown) => error)
        expect(failure).toBeInstanceOf(KaojuError)
        expect(`${before} ${(failure as KaojuError).message}`).toMatch(/x{99}/)
        expect(`${before} ${(failure as KaojuError).message}`).not.toContain(secret.slice(0, 5))
      }
      await way.close()
      await server.close()
    },
  )

  it('count a work once that several know by other addresses', async () => {
    failWith([])
    const found = await find(createAll())
    const paper = found.hits.filter(({ title }) => title.startsWith('Drafting Less'))
    expect(paper.map(({ url, engines }) => `${url} ${engines.toSorted().join(' ')}`)).toEqual([
      'https://arxiv.org/abs/2511.01234 arxiv openalex semantic-scholar',
    ])
  })
})
