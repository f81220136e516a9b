import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit, Document, Language, Report } from '#vocabulary'
import { renderReport } from '#report'
import { createDocumentBuilder } from '#reading'
import { citationOf, sample } from './sample-report.ts'

/** A real browser, never a test tool's own download: KAOJU_CHROMIUM or Debian's. */
const executablePath = [process.env['KAOJU_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
const args =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const name = executablePath
  ? 'a report in a real browser'
  : 'a report in a real browser (skipped: no Chromium; install Debian’s chromium or set KAOJU_CHROMIUM)'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-report-'))
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const
const desk = { viewport: { width: 1280, height: 900 } } as const

describe.skipIf(!executablePath)(name, () => {
  let browser: Browser
  /** Where hostile text would call home; `calls` is what it heard. */
  let server: Server
  let evil = ''
  const calls: string[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      calls.push(request.url ?? '')
      response.end('window.hacked=1')
    })
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
    evil = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath: executablePath!, args: args.split(' ') })
  })
  afterAll(async () => {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Opened {
    readonly page: Page
    /** Every request but the one for the file itself. */
    readonly requests: string[]
    /** Uncaught errors, dialogs and what the console said. */
    readonly complaints: string[]
  }

  async function open(html: string, options: BrowserContextOptions = desk): Promise<Opened> {
    const file = join(folder, `${Math.random().toString(36).slice(2)}.html`)
    writeFileSync(file, html)
    const address = pathToFileURL(file).href
    const page = await (await browser.newContext(options)).newPage()
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => void (request.url() === address || requests.push(request.url())))
    page.on('console', (message) => void complaints.push(message.text()))
    page.on('pageerror', (error) => void complaints.push(error.message))
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(address)
    return { page, requests, complaints }
  }

  async function htmlOf(language: Language, subject: 'report' | 'audit' = 'report'): Promise<string> {
    const made = sample(language)
    return String(await renderReport(made[subject], 'html', made.assets))
  }

  /** What the browser shows as the current quote, and whether all of it is on the screen, unhidden. */
  async function currentMark(page: Page): Promise<{ text: string; visible: boolean }> {
    return page.evaluate(`(() => {
      const marks = [...document.querySelectorAll('#panel mark.current')];
      const seen = (mark) => [...mark.getClientRects()].every((line) => {
        const hit = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
        return line.top >= 0 && line.bottom <= innerHeight && line.width > 0 && mark.contains(hit); });
      return { text: marks.map((mark) => mark.textContent).join(''), visible: marks.length > 0 && marks.every(seen) };
    })()`)
  }

  test.each([
    ['en', desk],
    ['zh', phone],
  ] as const)(
    'each citation opens its source at exactly the quote, asking nothing of the network (%s)',
    async (language, screen) => {
      const { report } = sample(language)
      const { page, requests, complaints } = await open(await htmlOf(language), screen)
      const links = await page.locator('.sentence a.cite').all()
      expect(links.length).toBeGreaterThan(10)
      let opened = 0
      for (const link of links) {
        const number = await link.getAttribute('data-open')
        const quote = await page.locator(`#quote-${number}`).textContent()
        await link.click()
        if (!(await page.locator('#panel').isVisible())) {
          // The source was withdrawn: the link leads to the quote as it was recorded.
          expect(report.sections[2]!.sentences.at(-1)!.citations[0]!.quote).toBe(quote)
          await page.goto(page.url().split('#')[0]!)
          continue
        }
        opened++
        expect(await currentMark(page)).toEqual({ text: quote, visible: true })
        await page.keyboard.press('Escape')
        expect(await page.locator('#panel').isVisible()).toBe(false)
      }
      expect(opened).toBe(links.length - 1)
      expect(requests).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  test('the keyboard reaches, opens, steps through and closes a source, and comes back', async () => {
    const { page } = await open(await htmlOf('en'))
    const focused = (): Promise<string> =>
      page.evaluate(`document.activeElement.getAttribute('data-open') ?? document.activeElement.id`)
    for (let turn = 0; turn < 30 && (await focused()) !== '1'; turn++) await page.keyboard.press('Tab')
    expect(await focused()).toBe('1')
    expect(await page.locator('#card .card-quote').textContent()).toBe(
      sample('en').report.sections[0]!.sentences[0]!.text,
    )
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('q1')
    expect(await currentMark(page)).toEqual({
      text: sample('en').report.sections[0]!.sentences[0]!.text,
      visible: true,
    })
    await page.locator('#panel [data-part="next"]').press('Enter')
    expect(await currentMark(page)).toEqual({ text: '0.082', visible: true })
    await page.keyboard.press('Escape')
    expect(await page.locator('#panel').isVisible()).toBe(false)
    expect(await focused()).toBe('1')
  })

  test('the quote card shows on hover and goes away', async () => {
    const { page } = await open(await htmlOf('zh'))
    await page.locator('.sentence a.cite').first().hover()
    const card = page.locator('#card')
    expect(await card.locator('.card-quote').textContent()).toBe(
      sample('zh').report.sections[0]!.sentences[0]!.text,
    )
    expect(await card.locator('.card-place').textContent()).toBe('第 2 页')
    await page.mouse.move(5, 5)
    expect(await card.isVisible()).toBe(false)
  })

  test('without scripts a citation is a link to its visible mark', async () => {
    const { page, requests } = await open(await htmlOf('en'), { ...desk, javaScriptEnabled: false })
    const link = page.locator('.sentence a.cite').nth(1)
    const number = await link.getAttribute('data-open')
    await link.click()
    const mark = page.locator(`#q${number}`)
    expect(page.url()).toMatch(new RegExp(`#q${number}$`))
    expect(await mark.textContent()).toBe('0.082')
    const box = (await mark.boundingBox())!
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.y + box.height).toBeLessThanOrEqual(900)
    expect(requests).toEqual([])
  })

  test('an address with a quote opens it', async () => {
    const { page } = await open(await htmlOf('en'))
    await page.goto(`${page.url()}#q7`)
    expect((await currentMark(page)).text).toContain('grebes')
  })

  test.each(['report', 'audit'] as const)(
    'the %s fits every width, light and dark, with enough contrast',
    async (subject) => {
      for (const language of ['en', 'zh'] as const) {
        const { page } = await open(await htmlOf(language, subject))
        for (const width of [320, 390, 768, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBeLessThanOrEqual(
            width,
          )
        }
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await page.evaluate(contrastCheck), `${language} ${colorScheme}`).toEqual([])
        }
        await page.context().close()
      }
    },
  )

  test('on paper the documents and the panel are left out, the quotes are not', async () => {
    const { page } = await open(await htmlOf('en'))
    await page.locator('.sentence a.cite').first().click()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('#panel').isVisible()).toBe(false)
    expect(await page.locator('#quote-1').isVisible()).toBe(true)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
  })

  test('“only what needs attention” hides the supported sentences of an audit', async () => {
    const { page } = await open(await htmlOf('zh', 'audit'))
    await page.locator('#only').check()
    expect(await page.locator('.claim.supported:visible').count()).toBe(0)
    expect(await page.locator('.claim.unsupported:visible').count()).toBe(3)
  })

  test('a hostile report runs nothing and asks for nothing', async () => {
    const { subjects, document, words } = hostile(evil)
    for (const made of subjects) {
      const html = String(await renderReport(made, 'html', { documents: new Map([[document.id, document]]) }))
      const { page, requests, complaints } = await open(html)
      await page.locator('a.cite').first().hover()
      await page.locator('a.cite').first().click()
      expect(await currentMark(page)).toEqual({ text: words, visible: true })
      expect(await page.evaluate('window.hacked')).toBeUndefined()
      expect(await page.locator('img, iframe, object, embed, link, base, form, main script').count()).toBe(0)
      expect([...requests, ...complaints, ...calls]).toEqual([])
      await page.context().close()
    }
  })

  test('even a hole in the escaping would be closed by the policy of the page', async () => {
    const hole = `<img src="${evil}/x.png" onerror="window.hacked=1"><script>window.hacked=1</script><script src="${evil}/x.js"></script><link rel="stylesheet" href="${evil}/x.css"><iframe src="${evil}/"></iframe>`
    const { page, complaints } = await open(
      (await htmlOf('en')).replace('<p class="method">', `<p class="method">${hole}`),
    )
    await page.waitForTimeout(200)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(calls).toEqual([])
    expect(
      complaints.filter((line) => line.includes('Content Security Policy')).length,
    ).toBeGreaterThanOrEqual(4)
  })
})

function attacksFrom(evil: string): string {
  return [
    '<script>window.hacked=1</script>',
    `<img src="${evil}/x.png" onerror="window.hacked=1">`,
    '"><svg onload=window.hacked=1>',
    "' onmouseover='window.hacked=1",
    `</mark></p></article></main><iframe src="${evil}"></iframe>`,
    '<!--',
    `<meta http-equiv=refresh content="0;url=${evil}">`,
    '</script><script>window.hacked=1</script>',
    `</title></style><base href="${evil}">`,
  ].join(' ')
}

/** A report and an audit in which every free text is an attack, and the cited document really says it. */
function hostile(evil: string): {
  readonly subjects: readonly (Report | Audit)[]
  readonly document: Document
  readonly words: string
} {
  const all = attacksFrom(evil)
  const builder = createDocumentBuilder()
  builder.block('heading', all)
  builder.endPage(1, all)
  builder.block('paragraph', `Before. ${all} After.`)
  builder.table(
    [
      [all, 'x'],
      ['y', all],
    ],
    { headerRows: 1, caption: all },
  )
  const resource = {
    uri: `javascript:window.hacked=1//${all}`,
    name: all,
    bytes: new Uint8Array([1]),
    mediaType: all,
  }
  const document = builder.finish({
    resource,
    reader: { name: all, version: 1, options: {} },
    title: all,
    publishedAt: all,
  })
  const citation = {
    ...citationOf(document, all),
    uri: resource.uri,
    title: all,
    copies: [{ document: 'd_1', uri: resource.uri, title: all }],
  }
  const { report, audit } = sample('en')
  const claim = {
    text: all,
    reasons: [{ code: 'number-differs', text: all, instead: all }],
    citations: [citation],
  } as const
  const coverage = {
    asked: 1,
    answered: 0,
    failed: [{ what: all, why: all }],
    filesRead: 1,
    filesFailed: 1,
    notes: [all],
  }
  return {
    document,
    words: all,
    subjects: [
      {
        ...report,
        title: all,
        question: `${all}?`,
        method: all,
        effort: all,
        run: all,
        coverage,
        plan: [{ id: all, text: all, origin: all, dependsOn: [all], state: 'partly', why: all }],
        sections: [
          {
            heading: all,
            subQuestion: all,
            sentences: [{ ...claim, kind: 'inferred', verdict: 'unsupported', writer: all, premises: [all] }],
          },
        ],
        conflicts: [
          {
            about: all,
            kind: 'number',
            resolution: 'open',
            note: all,
            sides: [{ value: all, sentence: all, citations: [citation] }],
          },
        ],
        timings: { total: 1, [all]: 2 },
      },
      {
        ...audit,
        title: all,
        file: all,
        method: all,
        run: all,
        coverage,
        missingSources: [all],
        sentences: [{ ...claim, start: 0, end: 1, verdict: 'partly', cites: [{ label: all, held: false }] }],
      },
    ],
  }
}

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3), as the browser computes it. */
const contrastCheck = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) };
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const color = parse(getComputedStyle(at).backgroundColor); if (color.length === 3 || color[3] === 1) return color } return [255, 255, 255] };
  const faint = [];
  for (const element of document.querySelectorAll('main *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility()) continue;
    if (element.classList.contains('verse') || element.classList.contains('seal')) continue;
    const style = getComputedStyle(element), a = light(parse(style.color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.push(element.className + ' ' + element.tagName + ' ' + ratio.toFixed(2));
  }
  return [...new Set(faint)];
})()`
