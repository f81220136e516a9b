import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  createConfiguredEgress,
  createContext,
  createMemoryJournal,
  KaojuError,
  steppedClock,
  type Clock,
  type Context,
  type Limits,
} from '#runtime'
import { createSearch, type SearchPlug, type SearchTuning, type WebQuery } from '#sources'
import { handClock, settled } from '../runtime/hand-clock.ts'
import { openEngineServer, type EngineServer, type PlayedReply } from './search/engine-server.ts'

/** An engine that needs two exchanges: the first names the hits, the second tells about them. */
const twoSteps: SearchPlug = {
  name: 'two-steps',
  facts: {
    title: 'Two Steps',
    covers: 'general',
    key: 'required',
    keyVariables: ['TWO_STEPS_KEY'],
    addressVariables: [],
    baseUrl: 'https://two-steps.example',
    home: 'https://two-steps.example/keys',
    filtersDates: false,
    concurrency: 2,
    usd: 0.004,
  },
  options: z.object({ baseUrl: z.string(), key: z.string().optional() }),
  create:
    ({ key }) =>
    async ({ text }, ask) => {
      const headers = { 'x-key': key ?? '' }
      const list = (await ask({ path: `/ids?q=${encodeURIComponent(text)}`, headers })).json() as string[]
      const about = (await ask({ path: '/about', method: 'POST', headers, body: list })).json() as string[]
      return list.map((url, index) => ({ url, title: about[index] ?? '', snippet: '', rank: index + 1 }))
    },
}

const query: WebQuery = { text: 'rain', language: 'en', limit: 5 }
const key = 'a-secret-key/1'
const ids: PlayedReply = { body: '["https://example.org/1","https://example.org/2"]' }
const titles: PlayedReply = { body: '["One","Two"]' }

describe('createSearch', () => {
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

  const place = (options: { clock?: Clock; limits?: Limits; stop?: AbortSignal } = {}) => {
    const journal = createMemoryJournal()
    const clock = options.clock ?? steppedClock(1_700_000_000_000)
    const { context, log } = createContext({ journal, egress, ...options, clock })
    return { context, log, journal, clock }
  }
  const searchWith = (context: Context, tuning: SearchTuning = {}, baseUrl = server.origin) =>
    createSearch(twoSteps, { baseUrl, key }, tuning)(query, context)
  const play = (...replies: readonly PlayedReply[]): void =>
    server.play((_request, index) => replies[Math.min(index, replies.length - 1)]!)
  const playBoth = (): void => server.play(({ path }) => (path.endsWith('/about') ? titles : ids))
  const askedSince = (before: number): string[] => server.seen.slice(before).map(({ path }) => path)

  it('is one call for several exchanges: one query, one price, one line in the log', async () => {
    play(ids, titles)
    const { context, log, journal } = place()
    const hits = await searchWith(context)
    expect(hits.map(({ title, rank }) => [title, rank])).toEqual([
      ['One', 1],
      ['Two', 2],
    ])
    const [charge, ...others] = await journal.charges()
    expect(others).toEqual([])
    expect(charge).toMatchObject({
      kind: 'search',
      service: 'two-steps',
      outcome: 'answered',
      usd: 0.004,
      amounts: { queries: 1, 'micro-usd': 4_000 },
    })
    expect(log.events.filter(({ event }) => event.type === 'query-sent')).toHaveLength(1)
  })

  it('tries again what may pass, telling the query each time it leaves, and pays for what answered', async () => {
    play({ status: 503 }, ids, { broken: 'before' }, ids, titles)
    const { context, log, journal } = place()
    expect(await searchWith(context)).toHaveLength(2)
    expect(log.events.filter(({ event }) => event.type === 'query-sent')).toHaveLength(3)
    const charges = await journal.charges()
    expect(charges.map(({ outcome, usd }) => [outcome, usd])).toEqual([
      ['failed', 0],
      ['failed', 0],
      ['answered', 0.004],
    ])
    expect(context.budget.spent('queries')).toBe(1)
    expect(context.budget.spent('calls')).toBe(3)
  })

  it('does not ask again for a host that nobody knows', async () => {
    const nowhere = createConfiguredEgress({ endpoints: ['http://nobody.invalid'] })
    const journal = createMemoryJournal()
    const { context } = createContext({ egress: nowhere, journal })
    const search = createSearch(twoSteps, { baseUrl: 'http://nobody.invalid', key })
    await expect(search(query, context)).rejects.toMatchObject({ code: 'search-unreachable' })
    expect(await journal.charges()).toHaveLength(1)
    await nowhere.close()
  })

  it('does not try again what would be the same: key, request, address', async () => {
    for (const status of [400, 401, 402, 403, 404, 422]) {
      play({ status, body: '{"error":"no"}' })
      const before = server.seen.length
      await expect(searchWith(place().context)).rejects.toBeInstanceOf(KaojuError)
      expect([status, askedSince(before).length]).toEqual([status, 1])
    }
  })

  it('waits for as long as it is asked to, and not for ages', async () => {
    play({ status: 429, headers: { 'retry-after': '3' } }, ids, titles)
    const { context, clock } = place()
    const started = clock.elapsed()
    expect(await searchWith(context)).toHaveLength(2)
    expect(clock.elapsed() - started).toBeGreaterThanOrEqual(3_000)

    for (const seconds of [20, 3_600]) {
      play({ status: 429, headers: { 'retry-after': String(seconds) } })
      const before = server.seen.length
      await expect(searchWith(place().context)).rejects.toMatchObject({
        code: 'search-busy',
        message: expect.stringContaining(`${seconds} s`) as string,
      })
      expect(askedSince(before)).toHaveLength(1)
    }
  })

  it('pays for an answer that cannot be read, and asks once more', async () => {
    play({ body: '{"half":' })
    const { context, journal } = place()
    const before = server.seen.length
    await expect(searchWith(context)).rejects.toMatchObject({ code: 'search-unreadable' })
    expect(askedSince(before)).toHaveLength(2)
    expect((await journal.charges()).map(({ usd }) => usd)).toEqual([0.004, 0.004])
  })

  it('keeps the key to itself, whoever echoes it', async () => {
    for (const reply of [
      { status: 401, body: JSON.stringify({ error: `key ${key} is wrong` }) },
      { status: 500, body: `<html><title>${key}</title></html>` },
      { body: JSON.stringify({ error: { detail: encodeURIComponent(key) } }) },
      // Where a reason is cut, and as PHP writes it.
      ...[130, 140, 145, 150, 155].map((length) => ({
        status: 400,
        body: JSON.stringify({ error: `${'x'.repeat(length)}${key}` }),
      })),
      { status: 400, body: `{"error":"${'x'.repeat(150)}${key.replace('/', '\\/')}"}` },
    ]) {
      play(reply)
      const { context, log, journal } = place()
      const failure = await searchWith(context).catch((error: unknown) => error as KaojuError)
      const told = JSON.stringify([log.events, await journal.charges(), (failure as KaojuError).parameters])
      expect(told).not.toContain(key)
      expect(told).not.toContain(encodeURIComponent(key))
      expect(told).not.toContain(key.slice(0, 5))
    }
  })

  it('keeps what is secret in the address to itself', async () => {
    const { context, log, journal } = place()
    play({ status: 500, body: '{"error":"proxy-secret and pass-word are wrong"}' })
    const baseUrl = `${server.origin.replace('//', '//name:pass-word@')}/way?code=proxy-secret`
    const failure = await searchWith(context, {}, baseUrl).catch((error: unknown) => error as KaojuError)
    expect(server.seen.at(-1)).toMatchObject({ path: '/way/ids', query: { q: 'rain', code: 'proxy-secret' } })
    const told = JSON.stringify([log.events, await journal.charges(), (failure as KaojuError).parameters])
    expect(told).toContain('… and … are wrong')
    expect(told).not.toMatch(/proxy-secret|pass-word/)
  })

  it('sends what engines take: 400 characters, 50 words, days that are days', async () => {
    const sent = async (asked: Partial<WebQuery>): Promise<string> => {
      playBoth()
      const { context, log } = place()
      await createSearch(twoSteps, { baseUrl: server.origin, key })({ ...query, ...asked }, context)
      const told = log.events.flatMap(({ event }) => (event.type === 'query-sent' ? [event.query] : []))
      const [first] = server.seen.slice(-2)
      expect(told).toEqual([first!.query['q']])
      return told[0]!
    }
    expect(await sent({ text: 'as  it\tis ' })).toBe('as  it\tis ')
    expect(await sent({ text: 'word '.repeat(60) })).toBe('word '.repeat(50).trim())
    expect(await sent({ text: 'longer-words '.repeat(40) })).toBe('longer-words '.repeat(30).trim())
    expect(await sent({ text: '字'.repeat(500) })).toBe('字'.repeat(400))
    expect(await sent({ text: '😀'.repeat(250) })).toBe('😀'.repeat(200))
    await expect(searchWith(place().context).then(() => sent({ text: ' \n' }))).rejects.toMatchObject({
      code: 'question-empty',
    })
    for (const limit of [0, -5, Number.NaN, Infinity]) expect(await sent({ limit })).toBe('rain')
    expect(await sent({ since: 'long ago', until: '2024' })).toBe('rain')
  })

  it('names what stood in the way, and why', async () => {
    play({ status: 302, headers: { location: 'https://elsewhere.example/' } })
    const before = server.seen.length
    await expect(searchWith(place().context)).rejects.toMatchObject({
      code: 'search-unreachable',
      message: expect.stringContaining('https://elsewhere.example') as string,
    })
    expect(askedSince(before)).toHaveLength(1)

    const nowhere = await openEngineServer()
    await nowhere.close()
    const away = createConfiguredEgress({ endpoints: [nowhere.origin] })
    const { context } = createContext({ egress: away, clock: steppedClock(0) })
    await expect(searchWith(context, {}, nowhere.origin)).rejects.toMatchObject({
      code: 'search-unreachable',
      message: expect.stringContaining('nothing listens there') as string,
    })
    await away.close()
  })

  it('does not reach an endpoint that is not configured, and charges nothing for that', async () => {
    const { context, journal } = place()
    await expect(searchWith(context, {}, 'http://127.0.0.1:9')).rejects.toMatchObject({
      code: 'egress-refused',
    })
    expect((await journal.charges()).map(({ usd, amounts }) => [usd, amounts])).toEqual([[0, {}]])
  })

  it('keeps the interval between two requests, in order of arrival, for everybody', async () => {
    playBoth()
    const clock = handClock()
    const { context } = place({ clock })
    const before = server.seen.length
    const done = Promise.all([
      createSearch(twoSteps, { baseUrl: server.origin, key }, { interval: 1_000 })(query, context.at('a')),
      createSearch(twoSteps, { baseUrl: server.origin, key }, { interval: 1_000 })(query, context.at('b')),
    ])
    const arrived = async (count: number): Promise<void> => {
      while (server.seen.length - before < count) await settled()
      for (let turn = 0; turn < 20; turn++) await settled()
      expect(server.seen.length - before).toBe(count)
    }
    await arrived(1)
    await clock.pass(999)
    await arrived(1)
    await clock.pass(1)
    await arrived(2)
    await clock.pass(1_000)
    await arrived(3)
    await clock.pass(1_000)
    await arrived(4)
    expect((await done).map((hits) => hits.length)).toEqual([2, 2])
  })

  it('does not let queries wait for a turn that comes too late, and holds it against nobody', async () => {
    playBoth()
    const journal = createMemoryJournal()
    const clock = steppedClock(0)
    const { context } = createContext({ journal, egress, clock })
    const papers: SearchPlug = {
      ...twoSteps,
      facts: { ...twoSteps.facts, covers: 'papers', interval: 3_000 },
    }
    const ten = (plug: SearchPlug, from: Context) =>
      Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          createSearch(plug, { baseUrl: server.origin, key })(query, from.at(String(index))).then(
            () => 'answered',
            (error: KaojuError) => error.code,
          ),
        ),
      )
    const outcomes = await ten(papers, context)
    // At once, after three seconds, after six.
    expect(outcomes.filter((one) => one === 'answered')).toHaveLength(3)
    expect(outcomes.filter((one) => one === 'search-queued')).toHaveLength(7)
    expect(context.budget.spent('queries')).toBe(3)
    // Places are given back, and what was decided is met again.
    await clock.sleep(60_000)
    await createSearch(papers, { baseUrl: server.origin, key })(query, context.at('later'))
    const before = server.seen.length
    expect(await ten(papers, createContext({ journal, egress, clock }).context)).toEqual(outcomes)
    expect(server.seen.length).toBe(before)
    // A general engine may be the only one.
    const general: SearchPlug = {
      ...twoSteps,
      name: 'general',
      facts: { ...twoSteps.facts, interval: 2_000 },
    }
    expect(await ten(general, context.at('general'))).toEqual(Array.from({ length: 10 }, () => 'answered'))
  })

  it('knows what is otherwise with a key', async () => {
    const waits = async (withKey: string | undefined): Promise<readonly number[]> => {
      playBoth()
      const facts = {
        ...twoSteps.facts,
        key: 'optional',
        interval: 5_000,
        withKey: { interval: 500 },
      } as const
      const clock = handClock()
      const { context } = place({ clock })
      const asking = createSearch({ ...twoSteps, facts }, { baseUrl: server.origin, key: withKey })(
        query,
        context,
      )
      while (clock.asked.length === 0) await settled()
      await clock.pass(5_000)
      await asking
      return clock.asked.map(Math.round)
    }
    expect(await waits(undefined)).toEqual([5_000])
    expect(await waits(key)).toEqual([500])
  })

  it('is not waited for beyond a deadline: asked it was slow, not yet asked it was queued and cost nothing', async () => {
    for (const [asked, code, queries] of [
      [true, 'search-slow', 1],
      [false, 'search-queued', 0],
    ] as const) {
      const { context } = place({ clock: handClock() })
      const passing = new AbortController()
      const late = new KaojuError('search-queued', { engine: 'two-steps' })
      server.play(() => {
        passing.abort(late)
        return { body: ' ', endless: true }
      })
      const asking = createSearch(twoSteps, { baseUrl: server.origin, key }, { interval: asked ? 0 : 1_000 })
      // The first takes the moment, the second waits for its turn.
      if (!asked) {
        playBoth()
        void asking(query, context.at('first')).catch(() => {})
        await settled()
        setImmediate(() => passing.abort(late))
      }
      await expect(asking(query, context.at('second').before(passing.signal))).rejects.toMatchObject({
        code,
        parameters: { engine: 'two-steps' },
      })
      expect(context.budget.spent('queries')).toBe(queries)
    }
  })

  it('is slow, and was paid for, once anything was asked of it', async () => {
    playBoth()
    const { context } = place({ clock: handClock() })
    const passing = new AbortController()
    const before = server.seen.length
    // The second exchange waits for its turn.
    const asking = createSearch(
      twoSteps,
      { baseUrl: server.origin, key },
      { interval: 1_000 },
    )(query, context.before(passing.signal))
    const refused = expect(asking).rejects.toMatchObject({ code: 'search-slow' })
    while (server.seen.length === before) await settled()
    for (let turn = 0; turn < 20; turn++) await settled()
    passing.abort(new KaojuError('search-queued', { engine: 'two-steps' }))
    await refused
    expect(server.seen.length - before).toBe(1)
    expect(context.budget.spent('queries')).toBe(1)
  })

  it('gives its place back when the journal refuses', async () => {
    playBoth()
    const clock = steppedClock(0)
    const papers: SearchPlug = {
      ...twoSteps,
      facts: { ...twoSteps.facts, covers: 'papers', interval: 3_000 },
    }
    const search = createSearch(papers, { baseUrl: server.origin, key })
    const full = {
      ...createMemoryJournal(),
      write: () => Promise.reject(new KaojuError('disk-full', { path: 'home' })),
    }
    for (let count = 0; count < 5; count++)
      await expect(
        search(query, createContext({ journal: full, egress, clock }).context),
      ).rejects.toMatchObject({ code: 'disk-full' })
    expect(await search(query, createContext({ egress, clock }).context)).toHaveLength(2)
  })

  it('names the engine that is left alone, and not its address', async () => {
    play({ status: 500 })
    const { context } = place()
    const codes: string[] = []
    for (let count = 0; count < 12 && codes.at(-1) !== 'circuit-open'; count++)
      await createSearch(twoSteps, { baseUrl: server.origin, key })(query, context.at(String(count))).catch(
        (error: KaojuError) => {
          codes.push(error.code)
          if (error.code === 'circuit-open') expect(error.message).toMatch(/^Two Steps failed/)
        },
      )
    expect(codes.at(-1)).toBe('circuit-open')
    // Queries that an engine turns down close nothing.
    play({ status: 400, body: '{"error":"bad query"}' })
    const other = place().context
    for (let count = 0; count < 12; count++)
      await expect(searchWith(other.at(String(count)))).rejects.toMatchObject({ code: 'search-failed' })
  })

  it('keeps a budget of queries and of money', async () => {
    playBoth()
    const spent = place({ limits: { queries: 0 } }).context
    await expect(searchWith(spent)).rejects.toMatchObject({ code: 'budget-exhausted' })
    const poor = place({ limits: { 'micro-usd': 3_999 } }).context
    await expect(searchWith(poor)).rejects.toMatchObject({ code: 'budget-exhausted' })
    const enough = place({ limits: { 'micro-usd': 4_000, queries: 1 } }).context
    expect(await searchWith(enough)).toHaveLength(2)
    const unpriced = place({ limits: { 'micro-usd': 1e6 } }).context
    await expect(searchWith(unpriced, { usd: null })).rejects.toMatchObject({ code: 'budget-unpriced' })
    expect(await searchWith(place().context, { usd: null })).toHaveLength(2)
  })

  it('knows an answer again whatever the key is now', async () => {
    const journal = createMemoryJournal()
    for (const now of [key, 'another-key']) {
      playBoth()
      const { context } = createContext({ journal, egress, clock: steppedClock(0) })
      const before = server.seen.length
      expect(await createSearch(twoSteps, { baseUrl: server.origin, key: now })(query, context)).toHaveLength(
        2,
      )
      expect(server.seen.length - before).toBe(now === key ? 2 : 0)
    }
  })

  it('answers another query anew, and the same query of another address', async () => {
    const journal = createMemoryJournal()
    const again = async (text: string, baseUrl: string): Promise<number> => {
      play(ids, titles)
      const before = server.seen.length
      const { context } = createContext({ journal, egress, clock: steppedClock(0) })
      await createSearch(twoSteps, { baseUrl, key })({ ...query, text }, context)
      return server.seen.length - before
    }
    expect(await again('rain', server.origin)).toBe(2)
    expect(await again('rain', server.origin)).toBe(0)
    expect(await again('snow', server.origin)).toBe(2)
    expect(await again('rain', `${server.origin}/mirror`)).toBe(2)
  })

  it('leaves when it is told to', async () => {
    const abort = new AbortController()
    server.play(() => {
      abort.abort(new KaojuError('aborted'))
      return { body: ' ', endless: true }
    })
    const { context } = createContext({ egress, abort: abort.signal })
    await expect(searchWith(context)).rejects.toMatchObject({ code: 'aborted' })
  })

  it('survives a defect in an engine, and says so', async () => {
    play({ body: '{"not":"a list"}' }, { body: 'null' })
    await expect(searchWith(place().context)).rejects.toMatchObject({
      code: 'search-unreadable',
      message: expect.stringContaining('could not be taken apart') as string,
    })
  })

  it('refuses options that name no address', () => {
    for (const baseUrl of ['', 'nonsense', 'ftp://example.org', 'javascript:1'])
      expect(() => createSearch(twoSteps, { baseUrl })).toThrow(
        expect.objectContaining({ code: 'option-invalid' }) as Error,
      )
    expect(() => createSearch(twoSteps, {})).not.toThrow()
  })
})
