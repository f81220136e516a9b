import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createContext, createWebEgress, KaojuError, systemClock, type Egress } from '#runtime'
import { createSearch, createWebSearch, searchPlugs, type WebSearchEngine } from '#sources'
import { openLibrary, type Library } from '#library'
import { checkText, poll, research } from '#research'
import { hostileRoom, noLoopbackNet } from './hostile-room.ts'
import { allowed } from './hostile-web.ts'

/** Hostile addresses in what people hand in and engines find: whole runs; beside `ssrf.test.ts`. */
const room = hostileRoom('ssrf-research')

let home: string
let library: Library
let egress: Egress & { close(): Promise<void> }
beforeEach(async () => {
  const { web, resolve } = room()
  home = mkdtempSync(join(tmpdir(), 'kaoju-ssrf-'))
  library = await openLibrary({ home, mode: 'write' }, createContext().context)
  egress = createWebEgress({
    endpoints: [web.origin],
    resolve,
    allow: [`${allowed}:${web.port}`],
    together: 64,
    perHost: 64,
  })
})
afterEach(async () => {
  await egress.close()
  await library.close()
  rmSync(home, { recursive: true })
})

/** Nobody waits before an address is tried again. */
const contextOf = (): ReturnType<typeof createContext> =>
  createContext({ egress, clock: { ...systemClock, sleep: () => Promise.resolve() } })

/** Each as a page of its own: what is spelled differently and means one host would be one address for a run. */
function addresses(): string[] {
  const { urls } = room()
  return urls.flatMap((text, index) => {
    const url = URL.parse(text)
    if (!url || !/^https?:$/.test(url.protocol)) return []
    url.pathname = `/page-${index}`
    const { href } = url
    url.port = ''
    return [href, url.href].slice(0, href === url.href ? 1 : 2)
  })
}

/** An engine that finds whatever is wanted; the origin answers for it. */
function findingEngine(found: readonly string[]): WebSearchEngine {
  const { web } = room()
  const plug = searchPlugs.find(({ name }) => name === 'searxng')!
  web.answers.set('/search', () =>
    JSON.stringify({ results: found.map((url) => ({ url, title: 'Lake Orlin islands', content: '' })) }),
  )
  return { name: 'searxng', facts: plug.facts, search: createSearch(plug, { baseUrl: web.origin }) }
}

describe.skipIf(noLoopbackNet)('whole runs', () => {
  test('check --web of a text that cites them', { timeout: 120_000 }, async () => {
    const { web, expectNothing } = room()
    const cited = [...addresses().slice(0, 5_300), `${web.origin}/good`]
    expect(cited.length).toBeGreaterThan(5_000)
    const lines = cited.map((url, index) => `Lake Orlin has ${index} islands [source ${index}](${url}).`)
    const { context, log } = contextOf()
    const refused = new Set<string>()
    log.read(({ event }) => event.type === 'page-failed' && refused.add(event.url))
    await checkText(
      { file: 'draft.md', text: `# Lake Orlin\n\n${lines.join('\n\n')}\n`, language: 'en' },
      { library, web: { mcp: [], sendsPrivate: false } },
      context,
    )
    expect(web.reached('/good')).toBe(1)
    expect(refused.size).toBeGreaterThan(5_000)
    expectNothing()
  })

  test('research whose engine finds nothing else', { timeout: 120_000 }, async () => {
    const { web, expectNothing } = room()
    const found = addresses().filter((_, index) => index % 40 === 0)
    const search = createWebSearch([
      findingEngine([...found.slice(0, 20), `${web.origin}/found`, ...found.slice(20)]),
    ])
    const { context, log } = contextOf()
    const refused = new Set<string>()
    log.read(({ event }) => event.type === 'page-failed' && refused.add(event.url))
    await research(
      { question: 'How many islands has Lake Orlin?', language: 'en', effort: 'standard' },
      { library, web: { search, mcp: [], sendsPrivate: false } },
      context,
    ).catch((error: unknown) => expect(error).toBeInstanceOf(KaojuError))
    expect(web.reached('/search')).toBeGreaterThan(0)
    expect(refused.size).toBeGreaterThan(2)
    expectNothing()
  })

  test('a poll of a feed whose items and pages are elsewhere', { timeout: 120_000 }, async () => {
    const { web, expectNothing } = room()
    const items = addresses().filter((_, index) => index % 20 === 0)
    const escaped = (url: string): string => url.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    web.answers.set(
      '/feed',
      () =>
        `<rss version="2.0"><channel><title>Orlin</title>${items.map((url, index) => `<item><guid>${index}</guid><title>Islands ${index}</title><link>${escaped(url)}</link></item>`).join('')}</channel></rss>`,
    )
    const feed = `${web.origin}/feed`
    await library.feeds.putSubscription({ url: feed, title: 'Orlin', kind: '', addedAt: 0 })
    const { context } = contextOf()
    const { feeds } = await poll({ feeds: [feed], items: items.length }, { library }, context)
    expect(feeds[0]!.listed).toBeGreaterThan(300)
    expect(feeds[0]!.failed.length).toBeGreaterThan(300)
    expectNothing()
  })
})
