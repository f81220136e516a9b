/** The page in a real browser, on a real server over a web on loopback whose pages come when the test lets them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoggedEvent } from '#vocabulary'
import { lake, openLoopbackWeb, type LoopbackWeb } from '../interfaces/loopback-web.ts'
import { openServer, type OpenServer } from '../interfaces/server/open-server.ts'
import { article } from '../research/web/small-web.ts'
import { buildPage, type BuiltPage } from './build-page.ts'

let page: BuiltPage
let web: LoopbackWeb
let server: OpenServer
let browser: Browser
let context: BrowserContext
const folder = mkdtempSync(join(tmpdir(), 'kaoju-dropped-'))
/** All that any tab asked for, and what the browser held against it. */
const asked: string[] = []
const complaints: string[] = []

/** A page of the web that is withheld while runs shall be steered. */
let held = true
const waiting: ServerResponse[] = []
const slow = (response: ServerResponse): void => {
  if (held) waiting.push(response)
  else send(response)
}
const send = (response: ServerResponse): void =>
  void response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(article('Ice', ['Lake Orlin froze over in January 2024 for the first time in nine years.']))
const letGo = (): void => {
  held = false
  for (const response of waiting.splice(0)) send(response)
}

const question = 'What did the restoration of Lake Orlin cost, and when did the lake reopen to swimmers?'

beforeAll(async () => {
  writeFileSync(join(folder, 'plan.md'), '# Plan\n\nThe vault of Lake Orlin is 12 metres deep.\n')
  mkdirSync(join(folder, 'deep'))
  writeFileSync(join(folder, 'deep', 'notes.txt'), 'The ferry of Lake Orlin crosses twice a day.\n')
  writeFileSync(join(folder, 'deep', 'broken.pdf'), '%PDF-1.7 broken')
  writeFileSync(join(folder, '.hidden'), 'not for anybody')
  const [built, opened, started] = await Promise.all([
    buildPage(),
    openLoopbackWeb({ ...lake, '/slow': slow }),
    chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
  ])
  page = built
  web = opened
  browser = started
  const { KAOJU_WEB_SCOPE: _, ...reach } = web.env
  server = await openServer({
    page: page.folder,
    environment: { ...(reach as Record<string, string>), KAOJU_WEB_SCOPE: 'web' },
  })
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(15_000)
  context.on('request', (request) => void asked.push(request.url()))
  context.on('console', (message) => {
    // A connection that is refused while the server is away is told by the browser itself.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('net::ERR_'))
      complaints.push(message.text())
  })
  context.on('weberror', (error) => void complaints.push(String(error.error())))
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await web?.close()
  page?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const openTab = async (address = '/'): Promise<Page> => {
  const tab = await context.newPage()
  await tab.goto(new URL(address, server.origin).href)
  return tab
}
const ask = async (tab: Page): Promise<string> => {
  await tab.fill('#question', question)
  await tab.press('#question', 'Enter')
  await tab.waitForURL(/#\/run\//)
  return tab.url().replace(/.*#/, '/#')
}
const planned = (tab: Page, id: string) => tab.locator('.plan-node', { hasText: id })
const told = (tab: Page, text: string) => tab.locator('.told li', { hasText: text })

test('a dropped folder is uploaded file by file, read by a run, and what cannot be read is named', async () => {
  const tab = await openTab('/#/library')
  const zone = await tab.locator('.drop').boundingBox()
  const [x, y] = [zone!.x + 20, zone!.y + 20]
  const session = await context.newCDPSession(tab)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  await tab.getByText('2 documents read.').waitFor()
  await tab.getByText('1 could not be read').click()
  expect(await tab.locator('.failures').innerText()).toContain('broken.pdf')
  await tab.locator('.row', { hasText: 'notes.txt' }).waitFor()
  expect(await tab.locator('.row').count()).toBe(2)
  await tab.getByRole('button', { name: 'Remove: Plan' }).click()
  await tab.getByRole('button', { name: 'Remove it' }).click()
  await tab.locator('.row', { hasText: 'plan.md' }).waitFor({ state: 'detached' })
  await tab.close()
})

test('Enter sends a question, and does not while Chinese characters are being chosen', async () => {
  const tab = await openTab()
  await tab.fill('#question', '湖的修复花了多少钱？')
  await tab.locator('#question').dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  await tab.press('#question', 'Shift+Enter')
  expect(await tab.inputValue('#question')).toContain('\n')
  expect(tab.url()).not.toContain('#/run/')
  // What was typed is still there after a reload.
  await tab.waitForTimeout(400)
  await tab.reload()
  expect(await tab.inputValue('#question')).toContain('湖的修复')
  await tab.close()
})

describe('a run', () => {
  test('is watched, steered from two tabs, and stopped to write', async () => {
    held = true
    const first = await openTab()
    const address = await ask(first)
    await planned(first, 'q2').waitFor()
    await first.locator('.feed-line', { hasText: '/news' }).waitFor()
    const second = await openTab(address)
    // Both have the same sub-question before them.
    for (const tab of [first, second]) {
      await planned(tab, 'q2').click()
      await tab.locator('.editor textarea').waitFor()
    }
    await second.locator('.editor textarea').fill('In which year did Lake Orlin reopen to swimmers?')
    await first.locator('.editor textarea').fill('When did Lake Orlin reopen?')
    await first.getByRole('button', { name: 'Change it' }).click()
    await told(first, 'When did Lake Orlin reopen?').getByText('sent').waitFor()
    await second.getByRole('button', { name: 'Change it' }).click()
    const other = second.locator('.editor .notice')
    expect(await other.innerText()).toContain('When did Lake Orlin reopen?')
    await second.getByRole('button', { name: 'Send mine all the same' }).click()
    await told(second, 'In which year').getByText('sent').waitFor()
    await second.close()

    await first.locator('.feed-line', { hasText: '/news' }).getByRole('button').click()
    await first.getByRole('button', { name: 'This address' }).click()
    await told(first, 'Leave out').waitFor()
    await first.locator('.steer select').selectOption('note')
    await first.locator('.steer textarea').fill('Only figures.')
    await first.locator('.steer textarea').press('Enter')
    await told(first, 'Only figures.').getByText('sent').waitFor()
    await first.locator('.steer select').selectOption('source-add')
    await first.locator('.steer input').fill('http://192.168.7.7/')
    await first.getByRole('button', { name: 'Tell it', exact: true }).click()
    expect(await first.locator('.panel .notice').innerText()).toContain('192.168.7.7')

    await first.locator('h1').click()
    await first.keyboard.press('s')
    await first.getByRole('dialog').getByRole('button', { name: 'Stop and write' }).click()
    letGo()
    await first.locator('.report h1').waitFor()
    await first.getByRole('link', { name: 'How it was worked on' }).click()
    await told(first, 'Only figures.').waitFor()
    expect(await first.locator('.badge').first().innerText()).toMatch(/Stopped|Done/)
    await first.close()
  })

  test('goes on before the same eyes when the server comes back, and nothing is told twice', async () => {
    held = true
    const tab = await openTab()
    await ask(tab)
    await tab.locator('.feed-line', { hasText: '/news' }).waitFor()
    const { port } = new URL(server.origin)
    const lost = tab.getByText('Connection lost').waitFor()
    server = await server.restart(Number(port))
    await lost
    await tab.getByText('Connection lost').waitFor({ state: 'detached' })
    letGo()
    await tab.locator('.report h1').waitFor()
    await tab.getByRole('link', { name: 'How it was worked on' }).click()
    const lines = await tab.locator('.feed-line .feed-body').allInnerTexts()
    expect(lines.filter((line) => line.includes('/restoration')).length).toBeGreaterThan(0)
    const run = tab.url().split('/').at(-2)!
    const log = await server.fetch(`/api/v1/runs/${run}/events`, { headers: { accept: 'application/json' } })
    const { events } = (await log.json()) as { readonly events: readonly LoggedEvent[] }
    const searches = events.filter(({ event }) => event.type === 'question-searched').length
    expect(await tab.locator('.feed-label', { hasText: /^Searched$/ }).count()).toBe(searches)
    await tab.close()
  })
})

test('it fits a phone, speaks Chinese, and is worked without a mouse', async () => {
  const phone = await browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 740 } })
  const tab = await phone.newPage()
  for (const address of ['/', '/#/library', '/#/runs']) {
    await tab.goto(server.origin + address)
    await tab.locator('main h1').waitFor()
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(360)
  }
  expect(await tab.locator('main h1').innerText()).toBe('记录')
  await tab.locator('.row-main').first().waitFor()
  await tab.keyboard.press('?')
  await tab.getByRole('dialog').waitFor()
  await tab.keyboard.press('Escape')
  await tab.getByRole('dialog').waitFor({ state: 'detached' })
  await tab.keyboard.press('/')
  await tab.locator('#question:focus').waitFor()
  await tab.getByRole('button', { name: 'Switch to English' }).click()
  expect(await tab.locator('main h1').innerText()).toBe('What do you want to know?')
  await phone.close()
})

test('a server that wants a token is entered with one, and a wrong one is refused in words', async () => {
  const guarded = await openServer({ page: page.folder, policy: { admits: (token) => token === 'right' } })
  try {
    const tab = await context.newPage()
    await tab.goto(guarded.origin)
    await tab.getByLabel('Token').fill('wrong')
    await tab.keyboard.press('Enter')
    await tab.getByRole('alert').waitFor()
    await tab.getByLabel('Token').fill('right')
    await tab.keyboard.press('Enter')
    await tab.locator('#question').waitFor()
    await tab.getByText('Nothing was asked yet.').waitFor()
    expect(await tab.evaluate('document.cookie')).toBe('')
    asked.splice(0, asked.length, ...asked.filter((url) => !url.startsWith(guarded.origin)))
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('401')))
    await tab.close()
  } finally {
    await guarded.close()
  }
})

test('nothing was asked of another host, and the browser had nothing to say against the page', () => {
  expect(asked.length).toBeGreaterThan(50)
  expect(asked.filter((url) => !url.startsWith(server.origin))).toEqual([])
  expect(complaints.filter((text) => !/\b(409|400|422)\b/.test(text))).toEqual([])
})
