/**
 * Reports of strangers: whatever stands in a report, a document or an address, showing it runs nothing and asks
 * nobody. The view is shown under the page's own policy, whose every breach counts as one; what the formats write is
 * opened without any.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { marked } from 'marked'
import { chromium, type Browser, type BrowserContext, type Page, type Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Document } from '#vocabulary'
import { renderReport } from '#report'
import { safeLink, shownAddress, visible } from '../../web/src/report/safe-link.ts'
import { buildPage, type BuiltPage } from './build-page.ts'
import { hostileCase, hostileLog, payloads, uris } from './hostile-reports.ts'

const count = process.env['KAOJU_HOSTILE'] === 'all' ? 500 : 60
const seeds = Array.from({ length: count }, (_, index) => index + 1)
/** Seconds on a quiet machine; tests share theirs. */
const patience = count * 1_500
const origin = 'http://kaoju.test'
/** As `src/interfaces/server/guard.ts` has it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

let built: BuiltPage
let whole: BuiltPage
let browser: Browser
/** What ran, what was asked of whom, what broke; with the seed. */
let faults: string[] = []
let doing = ''
const fault = (what: string): void => void faults.push(`${doing}: ${what}`)

beforeAll(async () => {
  ;[built, whole, browser] = await Promise.all([
    buildPage(resolve(import.meta.dirname, 'report-stage')),
    buildPage(),
    chromium.launch({ executablePath: '/usr/bin/chromium' }),
  ])
})
beforeEach(() => {
  faults = []
})
afterAll(async () => {
  await browser?.close()
  built?.remove()
  whole?.remove()
})

/** A tab that reports everything that a page could do. */
async function trapped(answer: (route: Route, url: URL) => Promise<void> | undefined): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript({ path: join(import.meta.dirname, 'report-stage/trap.js') })
  const inspector = readFileSync(join(import.meta.dirname, 'report-stage/inspect.js'), 'utf8')
  await context.addInitScript({
    content: `${inspector.replaceAll('export ', '')}; globalThis.inspect = inspect`,
  })
  const page = await context.newPage()
  page.on('dialog', (dialog) => {
    fault('dialog')
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.text().startsWith('TRAP')) fault(message.text())
  })
  page.on('pageerror', (error) => fault(`threw ${error.message.slice(0, 300)}`))
  page.on('popup', () => fault('popup'))
  page.on('download', () => fault('download'))
  await page.routeWebSocket(/./, () => fault('socket'))
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url())
    const answered = url.origin === origin ? answer(route, url) : undefined
    if (answered) return answered
    fault(`asked ${url.href.slice(0, 200)}`)
    return route.abort()
  })
  return page
}

/** The stage, and a server behind it that answers with a hostile document. */
function stageFor(current: () => Document) {
  return (route: Route, url: URL): Promise<void> | undefined => {
    const { pathname } = url
    if (pathname.endsWith('/feedback'))
      return route.fulfill({
        json: { feedback: [{ about: { kind: 'source', document: '__proto__', uri: '' }, judgement: '<b>' }] },
      })
    if (/^\/api\/v1\/documents\/[^/]+\/text$/.test(pathname)) {
      const { text, blocks, pages, title, id } = current()
      return route.fulfill({
        json: {
          document: id,
          title,
          length: text.length,
          stretch: { start: 0, end: text.length, text, blocks, tables: [], pages },
        },
      })
    }
    if (pathname.startsWith('/api/v1/evidence/')) {
      const { text, title, id, snapshot } = current()
      return route.fulfill({
        json: {
          id: text,
          document: id,
          snapshot,
          title,
          quote: text,
          origin: text,
          start: 0,
          end: text.length,
          uri: uris[0],
        },
      })
    }
    const file = built.file(pathname === '/' ? '/index.html' : pathname)
    return file && route.fulfill({ ...file, headers: { 'Content-Security-Policy': policy } })
  }
}

/** The stage's functions, in the page. */
interface Staged {
  readonly stage: { everything(report: unknown): Promise<string[]> }
}

/** The page as it is, and a server behind it whose every word is hostile. */
function wholePage(route: Route, { pathname }: URL, seed: number): Promise<void> | undefined {
  const { report } = hostileCase(seed, { lawless: true })
  const run = {
    id: `run-${seed}`,
    kind: 'research',
    subject: report.question,
    state: 'done',
    createdAt: report.title,
    updatedAt: '2026-11-22T05:33:36.456Z',
    attempts: 1,
    effort: report.effort,
    strategy: report.method,
    spent: { calls: 1, tokens: 1, usd: 0, unpriced: 1 },
    limits: {},
    error: { code: report.effort, message: report.title },
  }
  const rest = pathname.replace(/^\/api\/v1/, '')
  if (rest.endsWith('/events')) {
    const lines = hostileLog(seed, run.id).map(
      (line) => `id: ${line.sequence}\nevent: ${line.event.type}\ndata: ${JSON.stringify(line)}\n\n`,
    )
    const body = `${lines.join('')}event: end\ndata: {"state":"done"}\n\n`
    return route.fulfill({ contentType: 'text/event-stream', body })
  }
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/\/feedback$/, { feedback: [] }],
    [/\/steering$/, { told: [] }],
    [/\/report$/, report],
    [/^\/runs\/[^/]+$/, run],
    [/^\/runs$/, { runs: [run] }],
    [/^\/library$/, { total: 32, documents: uris.map((uri, index) => listed(uri, index, report.title)) }],
    [
      /^\/status$/,
      {
        version: report.title,
        language: 'en',
        home: report.method,
        model: report.method,
        effort: 'standard',
        efforts: ['standard', report.effort],
        strategies: [report.method],
        scope: report.title,
        running: 1,
        waiting: 1,
      },
    ],
  ]
  const answer = pathname === rest ? undefined : answers.find(([path]) => path.test(rest))
  if (answer) return route.fulfill({ json: answer[1] })
  const file = whole.file(pathname === '/' ? '/index.html' : pathname)
  return file && route.fulfill({ ...file, headers: { 'Content-Security-Policy': policy } })
}

function listed(uri: string, index: number, title: string): unknown {
  return {
    uri,
    state: 'listed',
    document: `d_${index}`,
    title,
    mediaType: title,
    language: 'en',
    passages: 1,
    fetchedAt: '2026-11-22T05:33:36.456Z',
    earlier: [],
  }
}

describe('hostile reports', () => {
  test(
    `${count} are shown, live and finished and with their sources, and nothing runs or leaves`,
    async () => {
      let shown: Document
      const page = await trapped(stageFor(() => shown))
      await page.goto(`${origin}/`)
      await page.waitForFunction('globalThis.stage !== undefined')
      for (const seed of seeds) {
        const { report, document } = hostileCase(seed, { lawless: seed % 2 === 0 })
        shown = document
        doing = `seed ${seed}`
        const found = await page.evaluate(
          (json) => (globalThis as unknown as Staged).stage.everything(JSON.parse(json)),
          JSON.stringify(report),
        )
        for (const what of found) fault(what)
      }
      expect(faults).toEqual([])
    },
    patience,
  )

  test(
    `${count / 5} logs of runs are watched on the whole page, with the lists, and nothing runs or leaves`,
    async () => {
      let seed = 0
      const page = await trapped((route, url) => wholePage(route, url, seed))
      await page.goto(`${origin}/`)
      for (const next of seeds.filter((each) => each % 5 === 0)) {
        seed = next
        doing = `log ${seed}`
        for (const [hash, there] of [
          [`#/run/run-${seed}/work`, '.run-report .sentence'],
          [`#/run/run-${seed}`, '.report .head'],
          ...(seed % 25 === 0 ? [['#/library', 'main li'] as const, ['#/runs', 'main li'] as const] : []),
        ] as const) {
          await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
          await page.locator(there).first().waitFor({ state: 'attached' })
          for (const what of await page.evaluate<string[]>('inspect()')) fault(`${hash} ${what}`)
        }
      }
      expect(faults).toEqual([])
    },
    patience,
  )

  test(
    `${count} are written as HTML and Markdown, and nothing runs or leaves where they are opened`,
    async () => {
      const bodies = new Map<string, string>()
      const page = await trapped((route, url) =>
        route.fulfill({ body: bodies.get(url.pathname) ?? '', contentType: 'text/html; charset=utf-8' }),
      )
      for (let first = 0; first < seeds.length; first += 20) {
        const batch = seeds.slice(first, first + 20)
        doing = `written ${batch[0]}–${batch.at(-1)}`
        bodies.clear()
        for (const seed of batch) await write(seed, bodies)
        const frames = [...bodies.keys()].map((path) => `<iframe src="${path}"></iframe>`)
        bodies.set('/', `<!doctype html>${frames.join('')}`)
        await page.goto(`${origin}/`)
        expect(page.frames()).toHaveLength(1 + 2 * batch.length)
      }
      expect(faults).toEqual([])
    },
    patience,
  )
})

/** A report in both formats, as pages that nothing protects. */
async function write(seed: number, bodies: Map<string, string>): Promise<void> {
  const { report, document } = hostileCase(seed, { lawless: false })
  const assets = { documents: new Map([[document.id, document]]) }
  const written = String(await renderReport(report, 'html', assets))
  // Its own policy would hide a hole in the escaping.
  const bare = written.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
  expect(bare).not.toBe(written)
  bodies.set(`/${seed}.html`, bare)
  // As a reader of Markdown shows it that cleans nothing.
  const markdown = String(await renderReport(report, 'md', assets))
  bodies.set(`/${seed}.md`, `<!doctype html><meta charset=utf-8>${marked.parse(markdown, { async: false })}`)
}

test('the trap catches what it is set for', async () => {
  const staying = payloads.filter((payload) => !payload.includes('refresh'))
  const page = await trapped((route) =>
    route.fulfill({ body: `<!doctype html><p>${staying.join('<p>')}`, contentType: 'text/html' }),
  )
  await page.goto(`${origin}/`)
  await expect.poll(() => faults.some((what) => what.includes('TRAP ran'))).toBe(true)
  expect(faults.some((what) => what.includes('asked http://evil.example/'))).toBe(true)
  expect(await page.evaluate<string[]>('inspect()')).not.toEqual([])
})

describe('addresses', () => {
  test('only absolute http and https addresses without credentials are links', () => {
    const links = uris.map(safeLink).filter((link) => link !== undefined)
    for (const link of links) {
      const url = new URL(link)
      expect(['http:', 'https:']).toContain(url.protocol)
      expect(url.username + url.password).toBe('')
    }
    expect(safeLink('https://example.org/paper.pdf')).toBe('https://example.org/paper.pdf')
    for (const refused of [
      '//evil.example/x',
      ' https://a.example',
      'http:evil.example',
      'https://u@evil.example/',
      'file:///a',
    ])
      expect(safeLink(refused), refused).toBeUndefined()
  })

  test('a shown address hides nothing: hosts in ASCII, directions and controls as their numbers', () => {
    expect(shownAddress('http://еxample.com/')).toBe('http://xn--xample-2of.com/')
    expect(shownAddress('https://evil.example/%E2%80%AEgnp.exe')).toBe('https://evil.example/‹U+202E›gnp.exe')
    expect(shownAddress('https://example.org/%E6%B8%85%E6%B9%96')).toBe('https://example.org/清湖')
    expect(visible('a\u0000\uD800b')).toBe('a‹U+0000›\uFFFDb')
  })
})

test('no file of the page writes markup', () => {
  const web = resolve(import.meta.dirname, '../../web/src')
  const writers =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|setHTML|\beval\(|new Function/
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((name) => writers.test(readFileSync(join(web, name), 'utf8')))).toEqual([])
})
