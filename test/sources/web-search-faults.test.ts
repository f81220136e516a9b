import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chanceOf, createConfiguredEgress, createContext, steppedClock, type Clock } from '#runtime'
import { createSearch, createWebSearch, searchPlugs, type WebFindings } from '#sources'
import {
  openEngineServer,
  type EngineServer,
  type PlayedReply,
  type SeenRequest,
} from './search/engine-server.ts'

/*
 * How much evidence is left when searches fail. Three real engines at servers of their own know most of the same web:
 * 30 pages a question, each engine knows four in five of them, orders them by their worth and an opinion of its own,
 * and gives the first ten. Evidence of a question: the pages a run would read, the first ten of the fused list.
 */
const names = ['tavily', 'brave', 'searxng'] as const
type Name = (typeof names)[number]
const questions = Array.from({ length: 40 }, (_, index) => `question ${index}`)
const pagesEach = 30
const readEach = 10

function knows(engine: Name, question: string): string[] {
  return Array.from({ length: pagesEach }, (_, page) => {
    const opinion = chanceOf('opinions', `${engine}/${question}/${page}`)
    return { page, known: opinion.next() < 0.8, worth: page + 6 * opinion.next() }
  })
    .filter(({ known }) => known)
    .toSorted((one, other) => one.worth - other.worth)
    .map(({ page }) => `https://site-${page}.example/${encodeURIComponent(question)}`)
}

function askedBy(name: Name, request: SeenRequest): { question: string; count: number } {
  const fields = name === 'tavily' ? (request.sent as Record<string, unknown>) : request.query
  return {
    question: String(fields['query'] ?? fields['q']),
    count: Number(fields['max_results'] ?? fields['count'] ?? 20),
  }
}

function answer(name: Name, request: SeenRequest): PlayedReply {
  const { question, count } = askedBy(name, request)
  const found = knows(name, question)
    .slice(0, count)
    .map((url) => ({ url, title: url, content: 'text', description: 'text' }))
  const body = name === 'brave' ? { type: 'search', web: { results: found } } : { results: found }
  return { body: JSON.stringify(body) }
}

/** Faults that pass when one asks again. */
const passing: readonly PlayedReply[] = [
  { status: 500, body: 'Internal Server Error' },
  { status: 429, headers: { 'retry-after': '1' }, body: '{"error":"too many requests"}' },
  { broken: 'before' },
  { status: 503, headers: { 'retry-after': '2' }, body: '<html><title>Service Unavailable</title></html>' },
  { body: '{"results":[{"url":"https://site-' },
  { body: '<html><title>Bad gateway</title></html>' },
  { body: '{"results":[]}'.repeat(50), broken: 'half' },
]

describe('evidence when searches fail', () => {
  const servers: Partial<Record<Name, EngineServer>> = {}
  let egress: ReturnType<typeof createConfiguredEgress>
  let whole: WebFindings[]
  beforeAll(async () => {
    for (const name of names) servers[name] = await openEngineServer()
    egress = createConfiguredEgress({ endpoints: names.map((name) => servers[name]!.origin) })
    whole = (await ask(() => undefined)).findings
  })
  afterAll(async () => {
    await egress.close()
    for (const server of Object.values(servers)) await server.close()
  })

  /** Asks every question; `fault` says what goes wrong with the nth request to an engine. */
  async function ask(fault: (name: Name, nth: number) => PlayedReply | undefined, pause = 5_000) {
    for (const name of names)
      servers[name]!.play((request, index) => fault(name, index) ?? answer(name, request))
    const clock: Clock = steppedClock(0)
    const { context, log } = createContext({ egress, clock })
    const search = createWebSearch(
      names.map((name) => {
        const plug = searchPlugs.find((one) => one.name === name)!
        const options = { baseUrl: servers[name]!.origin, key: 'key' }
        return { name, facts: plug.facts, search: createSearch(plug, options, { interval: 0 }) }
      }),
    )
    const findings: WebFindings[] = []
    for (const text of questions) {
      findings.push(await search.search({ text, language: 'en', limit: 10 }, context.at(text)))
      // What a run does with what it found takes its time.
      await clock.sleep(pause)
    }
    return { findings, log }
  }

  const urls = ({ hits }: WebFindings, most = Infinity): string[] => hits.slice(0, most).map(({ url }) => url)
  /** The share of what the run without faults read, and of all it found, that is found in spite of the faults. */
  function kept(findings: readonly WebFindings[]): { read: number; all: number } {
    const share = (most: number): number => {
      let before = 0
      let after = 0
      for (const [index, one] of whole.entries()) {
        const now = new Set(urls(findings[index]!))
        for (const url of urls(one, most)) {
          before++
          if (now.has(url)) after++
        }
      }
      return after / before
    }
    return { read: share(readEach), all: share(Infinity) }
  }

  it('keeps it when each third request fails in a way that passes', async () => {
    const { findings, log } = await ask((_name, nth) =>
      nth % 3 === 2 ? passing[Math.floor(nth / 3) % passing.length] : undefined,
    )
    const share = kept(findings)
    expect(share.all).toBeGreaterThanOrEqual(0.95)
    expect(share.read).toBeGreaterThanOrEqual(0.95)
    // Nothing is passed over in silence: each repetition is in the log.
    expect(log.events.filter(({ event }) => event.type === 'call-retry').length).toBeGreaterThan(40)
  })

  it.each(names)('keeps it when %s is dead from the first question on', async (dead) => {
    const { findings, log } = await ask((name) => (name === dead ? { broken: 'before' } : undefined))
    const share = kept(findings)
    expect(share.read).toBeGreaterThanOrEqual(0.95)
    expect(share.all).toBeGreaterThanOrEqual(0.95)
    for (const { failed, asked } of findings) {
      expect(failed.map(({ engine, code }) => [engine, code])).toEqual([
        [dead, expect.stringMatching(/^(?:search-unreachable|circuit-open)$/)],
      ])
      expect(asked).toEqual(names.filter((name) => name !== dead))
    }
    // It was left alone meanwhile, and that was told.
    const skipped = log.events.filter(({ event }) => event.type === 'engine-skipped')
    expect(skipped.length).toBeGreaterThan(20)
  })

  const captcha: PlayedReply = { body: '<html><title>captcha</title></html>' }

  it.each(names)('keeps it when %s refuses each third search for good', async (moody) => {
    const { findings } = await ask((name, nth) => (name === moody && nth % 3 === 2 ? captcha : undefined))
    const share = kept(findings)
    expect(share.read).toBeGreaterThanOrEqual(0.95)
    expect(share.all).toBeGreaterThanOrEqual(0.95)
    const refused = findings.filter(({ failed }) => failed.length > 0)
    expect(refused.length).toBeGreaterThan(10)
    for (const { failed } of refused)
      expect(failed).toMatchObject([{ engine: moody, code: 'search-refused' }])
  })

  it('keeps nine tenths when all three refuse each third search for good', async () => {
    const { findings } = await ask((name, nth) =>
      (nth + names.indexOf(name)) % 3 === 2 ? captcha : undefined,
    )
    expect(kept(findings).read).toBeGreaterThanOrEqual(0.9)
    for (const { asked, failed } of findings) expect(asked.length + failed.length).toBe(names.length)
  })

  it('names who failed, whatever the pattern of faults', async () => {
    const dice = fc.array(fc.constantFrom<Name | undefined>(...names, undefined), {
      minLength: 5,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(dice, async (dead) => {
        const { findings } = await ask(
          (name, nth) => (dead[nth % 5] === name ? { status: 401, body: '{"error":"no"}' } : undefined),
          0,
        )
        for (const { asked, failed } of findings)
          expect([...asked, ...failed.map(({ engine }) => engine)].toSorted()).toEqual(names.toSorted())
      }),
      { numRuns: 3, seed: 5 },
    )
  })
})
