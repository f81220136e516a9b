/** Reports of real runs, read in a real browser: looked at, opened in their sources, judged, taken along. */
import { resolve } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Feedback, LoggedEvent, Report } from '#vocabulary'
import { ended, openServer, type OpenServer } from '../interfaces/server/open-server.ts'
import { buildPage, type BuiltPage } from './build-page.ts'

const library = resolve(import.meta.dirname, '../../examples/library')
/** One long document, whose middle speaks of what nothing else does. */
const paragraphs = Array.from(
  { length: 400 },
  (_, index) =>
    `Paragraph ${index + 1}. Gauge ${index + 1} was read twice and its level noted in the ledger.`,
)
paragraphs[200] = 'The weir at Oldbrook was rebuilt in 1974 by the mason Elsbeth Kerr.'

interface Stage {
  readonly stage: {
    readonly asked: readonly string[]
    report(report: unknown, run?: string): void
    live(sections: unknown, conflicts: unknown, run: string): void
    speak(language: 'en' | 'zh'): void
    readonly check: { names(): string[]; headings(): string[]; contrast(): string[]; width(): number }
  }
}

let server: OpenServer
let built: BuiltPage
let browser: Browser
let reports: Readonly<Record<'dredging' | 'money' | 'spending' | 'weir', Report>>

beforeAll(async () => {
  ;[server, built, browser] = await Promise.all([
    openServer({ folder: library, files: { 'ledger.txt': paragraphs.join('\n\n') } }),
    buildPage(resolve(import.meta.dirname, 'report-stage')),
    chromium.launch({ executablePath: '/usr/bin/chromium' }),
  ])
  const [dredging, money, spending, weir] = await Promise.all([
    ask('When was the dredging of the North Basin completed?'),
    ask('清湖治理规划的总投资是多少？'),
    ask('What was the total spending from 2016 to 2024?'),
    ask('Who rebuilt the weir at Oldbrook?'),
  ])
  reports = { dredging, money, spending, weir }
})
afterAll(async () => {
  await browser?.close()
  built?.remove()
  await server?.close()
})

async function ask(question: string): Promise<Report> {
  const begun = await post('/api/v1/runs', { question, effort: 'quick', model: false, web: 'offline' })
  const { id } = (await begun.json()) as { id: string }
  await ended(server.host, id)
  return (await (await server.fetch(`/api/v1/runs/${id}/report?format=json`)).json()) as Report
}

function post(path: string, body: unknown): Promise<Response> {
  return server.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

interface Given {
  readonly language?: 'en' | 'zh'
  readonly width?: number
  readonly dark?: boolean
  readonly hash?: string
}

/** Tabs of one kind share a browser's memory: to open one costs little. */
const contexts = new Map<string, Promise<BrowserContext>>()
function contextFor(width: number, dark: boolean): Promise<BrowserContext> {
  const kind = `${width} ${dark}`
  const made =
    contexts.get(kind) ??
    browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
      hasTouch: width < 500,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
  contexts.set(kind, made)
  return made
}

/** A report on the stage, of the server's own origin, so that it asks the server. */
async function open(report: Report, given: Given = {}): Promise<Page> {
  const { width = 1280, language = 'en', dark = false, hash = '' } = given
  const page = await (await contextFor(width, dark)).newPage()
  page.setDefaultTimeout(10_000)
  await page.route(`${server.origin}/stage/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice('/stage'.length)
    const file = built.file(path === '/' ? '/index.html' : path)
    return file ? route.fulfill(file) : route.abort()
  })
  await page.goto(`${server.origin}/stage/${hash}`)
  await page.waitForFunction('globalThis.stage !== undefined')
  await page.evaluate(
    ([shown, speaks]) => {
      const { stage } = globalThis as unknown as Stage
      stage.speak(speaks)
      stage.report(shown)
    },
    [report, language] as const,
  )
  return page
}

const current = (page: Page): Promise<string[]> =>
  page.locator('dialog[open] .source-text mark.current').allTextContents()

describe('citations', () => {
  test('under a pointer the exact quote, its source, page and date; away from it nothing', async () => {
    const page = await open(reports.dredging)
    const cited = reports.dredging.sections[0]!.sentences[0]!.citations[0]!
    const mark = page.locator('.sentence .cite').first()
    expect(await mark.getAttribute('aria-label')).toBe(`citation 1, ${cited.title}, p. ${cited.page}`)
    await mark.hover()
    const card = page.locator('.glance')
    await card.waitFor({ state: 'visible' })
    const told = await card.innerText()
    for (const part of [cited.quote, cited.title, 'p. 1', '2020-02-24', 'by code'])
      expect(told).toContain(part)
    await page.mouse.move(5, 5)
    await card.waitFor({ state: 'hidden' })
    await page.close()
  })

  test('a click opens the source at the quote; Escape leads back to where one was; the address opens it again', async () => {
    const page = await open(reports.dredging)
    const cited = reports.dredging.sections[0]!.sentences[0]!.citations[0]!
    const mark = page.locator('.sentence .cite').first()
    await mark.click()
    await page.locator('dialog[open] mark.current').first().waitFor()
    expect((await current(page)).join('')).toBe(cited.quote)
    expect(new URL(page.url()).hash).toBe(`#/run/${reports.dredging.run}/evidence/${cited.evidence}`)
    expect(await page.evaluate('document.querySelector("dialog").contains(document.activeElement)')).toBe(
      true,
    )
    const [inSight] = await page.locator('mark.current').evaluateAll((marks) =>
      marks.map((found) => {
        const box = found.getBoundingClientRect()
        return box.top > 0 && box.bottom < 800
      }),
    )
    expect(inSight).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect(await mark.evaluate((found) => found === found.ownerDocument.activeElement)).toBe(true)

    const again = await open(reports.dredging, {
      hash: `#/run/${reports.dredging.run}/evidence/${cited.evidence}`,
    })
    await again.locator('dialog[open] mark.current').first().waitFor()
    expect((await current(again)).join('')).toBe(cited.quote)
    await Promise.all([page.close(), again.close()])
  })

  test('of a long document more is read on either side, down to its end, and the quote stays marked', async () => {
    const page = await open(reports.weir)
    await page.locator('.sentence .cite').first().click()
    const text = page.locator('.source-text')
    await text.locator('mark.current').waitFor()
    expect(await text.innerText()).not.toContain('Paragraph 1.')
    while (await text.getByRole('button', { name: 'before' }).count())
      await Promise.all([
        page.waitForResponse(/\/text\?/),
        text.getByRole('button', { name: 'before' }).click(),
      ])
    while (await text.getByRole('button', { name: 'after' }).count())
      await Promise.all([
        page.waitForResponse(/\/text\?/),
        text.getByRole('button', { name: 'after' }).click(),
      ])
    await text.getByText('The document ends here.').waitFor()
    const shown = await text.locator('p:not(.edge):not(.page-edge)').allTextContents()
    expect(shown).toEqual(paragraphs)
    expect((await current(page)).join('')).toContain('Elsbeth Kerr')
    await page.close()
  })

  test('a cell is marked in its table', async () => {
    const page = await open(reports.spending)
    const inTable = reports.spending.sections
      .flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations))
      .find(({ cell }) => cell !== undefined)!
    await page.evaluate(`location.hash = '#/run/${reports.spending.run}/evidence/${inTable.evidence}'`)
    const cell = page.locator('dialog[open] td:has(mark.current), dialog[open] th:has(mark.current)')
    await cell.first().waitFor()
    expect(await cell.first().innerText()).toContain(inTable.quote)
    await page.close()
  })

  test('the keyboard alone: from sentence to sentence, to a mark, into the source and back', async () => {
    const page = await open(reports.money)
    const focused = (): Promise<unknown> =>
      page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.className')
    await page.keyboard.press('j')
    await expect.poll(focused).toBe('Sentence 1')
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('Sentence 2')
    await page.keyboard.press('k')
    await expect.poll(focused).toBe('Sentence 1')
    await page.keyboard.press('Tab')
    await expect.poll(focused).toMatch(/^citation 1, /)
    await page.locator('.glance').waitFor({ state: 'visible' })
    await page.keyboard.press('Enter')
    await page.locator('dialog[open] mark.current').first().waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await expect.poll(focused).toMatch(/^citation 1, /)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await expect.poll(() => page.locator('.say[aria-pressed="true"]').count()).toBe(1)
    await page.close()
  })
})

describe('what a reader says', () => {
  test('is kept as events of the run, shown again, and taken back', async () => {
    const { run, sections } = reports.dredging
    const page = await open(reports.dredging)
    const useful = page.locator('.sentence').first().getByRole('button', { name: 'Useful' })
    const wrong = page.locator('.source').first().getByRole('button', { name: 'Wrong' })
    await page.locator('.sentence').first().hover()
    await useful.click()
    await wrong.click()
    await expect.poll(() => said(run)).toHaveLength(2)
    expect(await said(run)).toEqual([
      {
        about: { kind: 'sentence', section: 0, sentence: 0, text: sections[0]!.sentences[0]!.text },
        judgement: 'useful',
      },
      expect.objectContaining({ judgement: 'wrong' }) as Feedback,
    ])
    const again = await open(reports.dredging)
    const same = again.locator('.sentence').first().getByRole('button', { name: 'Useful' })
    await expect.poll(() => same.getAttribute('aria-pressed')).toBe('true')
    await again.locator('.sentence').first().hover()
    await same.click()
    await expect.poll(async () => (await said(run)).at(-1)?.judgement).toBe('none')
    await Promise.all([page.close(), again.close()])
  })

  test('is taken back, with the reason, where the server refuses it', async () => {
    const page = await open(reports.weir)
    await page.route('**/feedback', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 503,
            json: { error: { code: 'home-busy', message: 'Busy.', status: 503 } },
          })
        : route.continue(),
    )
    const right = page.locator('.sentence').first().getByRole('button', { name: 'Right' })
    await page.locator('.sentence').first().hover()
    await right.click()
    await page.getByRole('alert').getByText('Busy.').waitFor()
    expect(await right.getAttribute('aria-pressed')).toBe('false')
    await page.close()
  })

  async function said(run: string): Promise<Feedback[]> {
    const answer = await server.fetch(`/api/v1/runs/${run}/events`, {
      headers: { Accept: 'application/json' },
    })
    const { events } = (await answer.json()) as { events: LoggedEvent[] }
    return events.flatMap(({ event }) => (event.type === 'feedback-given' ? event.feedback : []))
  }
})

describe('the whole view', () => {
  test('conflicts, coverage, plan and working are told; a question asks on; a rewriting is a run of its own', async () => {
    const page = await open(reports.dredging)
    const sides = await page.locator('.conflict .side').allInnerTexts()
    expect(sides.some((side) => side.includes('14 September 2019'))).toBe(true)
    expect(sides.some((side) => side.includes('30 November 2019'))).toBe(true)
    expect(await page.locator('.report-coverage').innerText()).toContain('Nothing was looked for outside')
    expect(await page.locator('.report-plan tbody').innerText()).toContain('Answered')
    await page.locator('.follow textarea').fill('And who paid?')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    expect(await page.evaluate('stage.asked')).toEqual(['And who paid?'])
    await page.getByLabel('Language').selectOption('zh')
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/run\/(?!.*evidence)/)
    const id = new URL(page.url()).hash.slice('#/run/'.length)
    expect(id).not.toBe(reports.dredging.run)
    await ended(server.host, id)
    await page.locator('.sentence').first().hover()
    await page.locator('.sentence').first().getByRole('button', { name: 'Copy' }).click()
    await page.locator('.copied').getByText('Copied').first().waitFor()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    const [first] = reports.dredging.sections[0]!.sentences
    expect(copied).toContain(`${first!.text} [1]`)
    expect(copied).toContain(`“${first!.citations[0]!.quote}”`)
    for (const format of ['md', 'html', 'json'])
      expect(
        (await server.fetch(`/api/v1/runs/${reports.dredging.run}/report?format=${format}`)).status,
      ).toBe(200)

    const spending = await open(reports.spending)
    expect(await spending.locator('.working').first().innerText()).toContain('Executed again by code')
    await Promise.all([page.close(), spending.close()])
  })

  test('Chinese: the page speaks it, the report is set in it', async () => {
    const page = await open(reports.money, { language: 'zh' })
    const text = await page.locator('.report').innerText()
    for (const word of ['各来源的分歧', '覆盖说明', '来源', '问了什么', '有据', '本文如何生成'])
      expect(text).toContain(word)
    expect(await page.locator('.report h1').getAttribute('lang')).toBe('zh')
    expect(await page.locator('.sentence .cite').first().getAttribute('aria-label')).toMatch(
      /^引文 1，《.+》/,
    )
    await page.locator('.sentence .cite').first().click()
    await page.locator('dialog[open] mark.current').first().waitFor()
    expect(await page.locator('dialog[open]').innerText()).toContain('下载原件')
    await page.close()
  })

  test('while it is written it looks the same, and nothing is judged yet', async () => {
    const page = await open(reports.dredging)
    await page.evaluate(
      ({ sections, conflicts, run }) => (globalThis as unknown as Stage).stage.live(sections, conflicts, run),
      reports.dredging,
    )
    expect(await page.locator('.sentence').count()).toBe(reports.dredging.sections[0]!.sentences.length)
    expect(await page.locator('.say').count()).toBe(0)
    await page.locator('.sentence .cite').first().click()
    await page.locator('dialog[open] mark.current').first().waitFor()
    await page.close()
  })

  test.each([
    [1280, false],
    [1280, true],
    [360, false],
  ])('at %i px (dark: %s) all is named, in order, legible and in sight', async (width, dark) => {
    const page = await open(reports.money, { width, dark, language: width < 500 ? 'zh' : 'en' })
    const check = (): Promise<unknown> =>
      page.evaluate(() => {
        const { check: look } = (globalThis as unknown as Stage).stage
        return {
          names: look.names(),
          headings: look.headings(),
          contrast: look.contrast(),
          reach: look.width(),
        }
      })
    const none = { names: [], headings: [], contrast: [], reach: 0 }
    expect(await check()).toEqual(none)
    await page.locator('.sentence .cite').first().focus()
    await page.evaluate(`document.querySelector('.sentence .cite').click()`)
    await page.locator('dialog[open] mark.current').first().waitFor()
    expect(await check()).toEqual(none)
    await page.close()
  })

  test('what was erased is said to be, and its quote is shown as it was recorded', async () => {
    const [cited] = reports.weir.sections[0]!.sentences[0]!.citations
    const erased = await server.fetch(`/api/v1/library/${cited!.document}?purge=true`, { method: 'DELETE' })
    expect(erased.ok).toBe(true)
    const answer = await server.fetch(`/api/v1/runs/${reports.weir.run}/report?format=json`)
    const page = await open((await answer.json()) as Report)
    await page.locator('.sentence .cite').first().click()
    await page.locator('dialog[open] mark.current').waitFor()
    expect((await current(page)).join('')).toBe(cited!.quote)
    const told = await page.locator('dialog[open]').innerText()
    expect(told).toContain('Withdrawn')
    expect(told).not.toContain('Download the original')
    await page.close()
  })
})
