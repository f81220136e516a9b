import { describe, expect, it } from 'vitest'
import {
  createContext,
  createMemoryJournal,
  KaojuError,
  steppedClock,
  type Context,
  type ErrorCode,
} from '#runtime'
import {
  createWebSearch,
  type EngineFacts,
  type Search,
  type SourceHit,
  type WebQuery,
  type WebSearchEngine,
} from '#sources'

const query: WebQuery = { text: 'tide tables for Saint-Malo in the coming week', language: 'en', limit: 10 }

/** An engine of which the test says what happens at each query, and which tells when it was asked. */
function engine(
  name: string,
  covers: EngineFacts['covers'],
  says: (asked: number) => readonly string[] | ErrorCode,
  turns = 0,
): WebSearchEngine & { asked: number } {
  const one = {
    name,
    facts: { covers },
    asked: 0,
    search: (async (about, context) => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      return context.call<SourceHit[]>({
        name: 'ask',
        inputs: { name, about },
        kind: 'search',
        service: name,
        purpose: 'search',
        endpoint: name,
        bound: { queries: 1 },
        attempts: 1,
        attempt: () => {
          const said = says(one.asked++)
          if (typeof said === 'string')
            return Promise.reject(new KaojuError(said, { engine: name, reason: 'told so', status: 200 }))
          const result = said.map((url, index) => ({
            url,
            title: url,
            snippet: '',
            engine: name,
            rank: index + 1,
          }))
          return Promise.resolve({
            result,
            cost: {
              inputTokens: 0,
              outputTokens: 0,
              cachedTokens: 0,
              measured: 'reported' as const,
              usd: 0,
              amounts: { queries: 1 },
            },
          })
        },
      })
    }) satisfies Search,
  }
  return one
}

const finds =
  (...urls: readonly string[]) =>
  (): readonly string[] =>
    urls.map((url) => `https://example.org/${url}`)
const fails = (code: ErrorCode) => (): ErrorCode => code

function run(journal = createMemoryJournal()): {
  context: Context
  clock: ReturnType<typeof steppedClock>
  skipped: () => string[]
} {
  const clock = steppedClock(0)
  const { context, log } = createContext({ clock, journal })
  return {
    context,
    clock,
    skipped: () => log.events.flatMap(({ event }) => (event.type === 'engine-skipped' ? [event.engine] : [])),
  }
}

describe('createWebSearch', () => {
  it('asks the general engines, and those that fit', async () => {
    const all = [
      engine('web', 'general', finds('1')),
      engine('papers', 'papers', finds('2')),
      engine('code', 'code', finds('3')),
    ]
    const search = createWebSearch(all)
    const { context } = run()
    expect((await search.search(query, context.at('1'))).asked).toEqual(['web'])
    const about = { ...query, text: 'systematic review of tidal barrages' }
    expect((await search.search(about, context.at('2'))).asked).toEqual(['web', 'papers'])
    expect(search.engines).toEqual(['web', 'papers', 'code'])
  })

  it('asks all where no general engine is there', async () => {
    const search = createWebSearch([
      engine('papers', 'papers', finds('2')),
      engine('code', 'code', finds('3')),
    ])
    expect((await search.search(query, run().context)).asked).toEqual(['papers', 'code'])
  })

  it('goes on with the others when some fail, and names those', async () => {
    const search = createWebSearch([
      engine('a', 'general', fails('search-refused')),
      engine('b', 'general', finds('1')),
      engine('c', 'general', fails('search-unreadable')),
    ])
    const { hits, failed, asked } = await search.search(query, run().context)
    expect(hits).toHaveLength(1)
    expect(asked).toEqual(['b'])
    expect(failed.map(({ engine: name, code }) => [name, code])).toEqual([
      ['a', 'search-refused'],
      ['c', 'search-unreadable'],
    ])
    expect(failed[0]!.why).toContain('told so')
  })

  it('tells nothing found from nobody answering', async () => {
    const none = createWebSearch([
      engine('a', 'general', finds()),
      engine('b', 'general', fails('search-failed')),
    ])
    expect((await none.search(query, run().context)).hits).toEqual([])
    const dead = createWebSearch([
      engine('a', 'general', fails('search-busy')),
      engine('b', 'papers', fails('search-failed')),
    ])
    await expect(dead.search(query, run().context)).rejects.toMatchObject({
      code: 'search-none',
      message: expect.stringContaining('a: search-busy, b: search-failed') as string,
    })
    await expect(createWebSearch([]).search(query, run().context)).rejects.toMatchObject({
      code: 'search-none',
    })
    const one = createWebSearch([engine('a', 'general', fails('search-refused'))])
    await expect(one.search(query, run().context)).rejects.toMatchObject({
      message: expect.stringMatching(/a: search-refused, \S/) as string,
    })
  })

  it('asks those it had not chosen before it gives up', async () => {
    const code = engine('code', 'code', finds('3'))
    const search = createWebSearch([engine('web', 'general', fails('search-failed')), code])
    const { asked, failed } = await search.search(query, run().context)
    expect(asked).toEqual(['code'])
    expect(failed.map(({ engine: name }) => name)).toEqual(['web'])
  })

  it('lets who failed rest, twice as long each time, and says so', async () => {
    const bad = engine('bad', 'general', fails('search-failed'))
    const search = createWebSearch([engine('good', 'general', finds('1')), bad])
    const { context, clock, skipped } = run()
    let count = 0
    const ask = () => search.search(query, context.at(`q${count++}`))
    for (const pause of [30, 60, 120, 240, 480, 600, 600]) {
      const before = bad.asked
      await ask()
      expect(bad.asked).toBe(before + 1)
      await clock.sleep(pause * 1_000 - 1)
      const { failed } = await ask()
      expect(bad.asked).toBe(before + 1)
      expect(failed).toMatchObject([{ engine: 'bad', code: 'search-failed' }])
      await clock.sleep(1)
    }
    expect(skipped()).toEqual(Array.from({ length: 7 }, () => 'bad'))
  })

  it('waits a little for the others once a general engine has found something, and names who is late', async () => {
    const journal = createMemoryJournal()
    const never = (name: string, covers: EngineFacts['covers']): WebSearchEngine => {
      const one = engine(name, covers, finds('9'))
      return {
        ...one,
        search: (about, context) =>
          context.call<SourceHit[]>({
            name: 'ask',
            inputs: { name, about },
            kind: 'search',
            service: name,
            purpose: 'search',
            endpoint: name,
            bound: { queries: 1 },
            attempts: 3,
            attempt: ({ context: { abort } }) =>
              new Promise((_, reject) => {
                abort.addEventListener('abort', () => reject(new KaojuError('search-slow', { engine: name })))
              }),
          }),
      }
    }
    const papers = engine('papers', 'papers', finds('2'))
    const about = { ...query, text: 'systematic review of tidal barrages' }
    const all = [
      engine('web', 'general', finds('1')),
      never('hole', 'general'),
      never('gap', 'papers'),
      papers,
    ]
    const first = run(journal)
    const search = createWebSearch(all, { patience: 20 })
    const found = await search.search(about, first.context.at('1'))
    expect(found.asked).toEqual(['web', 'papers'])
    expect(found.failed.map(({ engine: name, code }) => [name, code])).toEqual([
      ['hole', 'search-slow'],
      ['gap', 'search-slow'],
    ])
    // They rest like any that failed, and no longer.
    expect((await search.search(about, first.context.at('2'))).asked).toEqual(['web', 'papers'])
    expect(first.skipped()).toEqual(['hole', 'gap'])
    // A replay takes the same turn, whatever is fast by then.
    const again = createWebSearch(
      [
        engine('web', 'general', finds('1')),
        engine('hole', 'general', finds('7')),
        engine('gap', 'papers', finds('8')),
        papers,
      ],
      { patience: 20 },
    )
    expect(await again.search(about, run(journal).context.at('1'))).toEqual(found)
  })

  it('hurries nobody while only special engines, or none with a hit, have answered', async () => {
    let answer: ((hits: SourceHit[]) => void) | undefined
    const general: WebSearchEngine = {
      name: 'web',
      facts: { covers: 'general' },
      search: (_, { deadline }) =>
        new Promise((resolve, reject) => {
          answer = resolve
          deadline?.addEventListener('abort', () => reject(deadline.reason as Error))
        }),
    }
    const about = { ...query, text: 'systematic review of tidal barrages' }
    const all = [general, engine('empty', 'general', finds()), engine('papers', 'papers', finds('2'))]
    const searching = createWebSearch(all, { patience: 0 }).search(about, run().context)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
    answer!([])
    expect((await searching).asked).toEqual(['web', 'empty', 'papers'])
  })

  it('does not let an engine rest for a query that it turned down, or that it had no turn for', async () => {
    const told = (code: ErrorCode, status: number): WebSearchEngine => ({
      name: code,
      facts: { covers: 'general' },
      search: () => Promise.reject(new KaojuError(code, { engine: code, status, reason: 'no' })),
    })
    const search = createWebSearch([
      engine('good', 'general', finds('1')),
      told('search-failed', 400),
      told('search-queued', 0),
    ])
    const { context, skipped } = run()
    for (const name of ['1', '2']) {
      const { failed } = await search.search(query, context.at(name))
      expect(failed.map(({ code }) => code)).toEqual(['search-failed', 'search-queued'])
    }
    expect(skipped()).toEqual([])
  })

  it('asks the others for more while one rests, twice as much at most', async () => {
    const limits: number[] = []
    const good = engine('good', 'general', finds('1'))
    const watched: WebSearchEngine = {
      ...good,
      search: (about, context) => {
        limits.push(about.limit)
        return good.search(about, context)
      },
    }
    const bad = ['b', 'c', 'd'].map((name) =>
      engine(name, 'general', (asked) =>
        name === 'b' && asked === 0 ? ['https://example.org/3'] : 'search-failed',
      ),
    )
    // What does not fit is not missing.
    const search = createWebSearch([watched, ...bad, engine('papers', 'papers', finds('9'))])
    const { context } = run()
    for (const name of ['1', '2', '3']) await search.search({ ...query, limit: 9 }, context.at(name))
    expect(limits).toEqual([9, 18, 18])
  })

  it('forgets what was, once an engine answers', async () => {
    const moody = engine('moody', 'general', (asked) =>
      asked === 1 ? ['https://example.org/2'] : 'search-failed',
    )
    const search = createWebSearch([engine('good', 'general', finds('1')), moody])
    const { context, clock } = run()
    for (const [index, pause] of [30_000, 0, 30_000, 0].entries()) {
      await search.search(query, context.at(`q${index}`))
      await clock.sleep(pause)
    }
    // Failed, rested 30 s, answered, failed, rested 30 s and not 60.
    expect(moody.asked).toBe(4)
  })

  it('asks an engine that rests for the first time rather than nobody, and a second time nobody', async () => {
    const only = engine('only', 'general', fails('search-failed'))
    const search = createWebSearch([only])
    const { context, clock } = run()
    for (const name of ['1', '2', '3', '4', '5'])
      await expect(search.search(query, context.at(name))).rejects.toMatchObject({ code: 'search-none' })
    expect(only.asked).toBe(2)
    await clock.sleep(60_000)
    await expect(search.search(query, context.at('6'))).rejects.toMatchObject({ code: 'search-none' })
    expect(only.asked).toBe(3)
  })

  it('takes failures of queries that were under way together for one', async () => {
    const bad = engine('bad', 'general', fails('search-failed'))
    const search = createWebSearch([engine('good', 'general', finds('1')), bad])
    const { context, clock } = run()
    await Promise.all(['1', '2', '3', '4'].map((name) => search.search(query, context.at(name))))
    expect(bad.asked).toBe(4)
    await clock.sleep(30_000)
    await search.search(query, context.at('5'))
    expect(bad.asked).toBe(5)
  })

  it('takes the same turn when the run is replayed, and does not hold old failures against an engine', async () => {
    const journal = createMemoryJournal()
    const build = () => {
      const bad = engine('bad', 'general', fails('search-failed'))
      return {
        bad,
        good: engine('good', 'general', finds('1', '2')),
        other: engine('other', 'papers', finds('2')),
      }
    }
    const first = build()
    const ask = async (some: ReturnType<typeof build>, context: Context) => {
      const search = createWebSearch(Object.values(some))
      return [await search.search(query, context.at('1')), await search.search(query, context.at('2'))]
    }
    const found = await ask(first, run(journal).context)
    expect(first.bad.asked).toBe(1)
    const again = build()
    const replay = run(journal)
    const search = createWebSearch(Object.values(again))
    expect([
      await search.search(query, replay.context.at('1')),
      await search.search(query, replay.context.at('2')),
    ]).toEqual(found)
    expect([again.bad.asked, again.good.asked, again.other.asked]).toEqual([0, 0, 0])
    expect(replay.skipped()).toEqual([])
    await search.search(query, replay.context.at('3'))
    expect(again.bad.asked).toBe(1)
  })

  it('finds the same in whatever order the answers arrive', async () => {
    const found = await Promise.all(
      [
        [0, 30, 60],
        [60, 0, 30],
        [30, 60, 0],
      ].map(([a, b, c]) =>
        createWebSearch([
          engine('a', 'general', finds('1', '2', '3'), a),
          engine('b', 'general', finds('3', '4'), b),
          engine('c', 'general', finds('5', '4', '1'), c),
        ]).search(query, run().context),
      ),
    )
    expect(found[1]).toEqual(found[0])
    expect(found[2]).toEqual(found[0])
  })

  it('says that the run has ended, and not that the engines failed', async () => {
    const search = createWebSearch([engine('a', 'general', finds('1')), engine('b', 'general', finds('2'))])
    const { context } = createContext({ clock: steppedClock(0), limits: { queries: 0 } })
    await expect(search.search(query, context.at('1'))).rejects.toMatchObject({ code: 'budget-exhausted' })
    // And holds it against nobody.
    const other = run()
    expect((await search.search(query, other.context)).asked).toEqual(['a', 'b'])
    expect(other.skipped()).toEqual([])
  })

  it('tells each engine by the name it has here', async () => {
    const one = engine('searxng', 'general', finds('1'))
    const search = createWebSearch([
      { ...one, name: 'home' },
      { ...engine('searxng', 'general', finds('1')), name: 'office' },
    ])
    expect((await search.search(query, run().context)).hits[0]!.engines).toEqual(['home', 'office'])
    expect(() => createWebSearch([one, one])).toThrow(/searxng/)
  })
})
