import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext } from '#runtime'
import { createBrowser, type PageRenderer } from '#sources'
import { executable, openBrowserSite, refusedBy, shownBy, skipped, type BrowserSite } from './browser-site.ts'

const title = `hostile pages in a real browser${executable ? '' : ` ${skipped}`}`
describe.skipIf(!executable)(title, { timeout: 60_000 }, () => {
  let site: BrowserSite
  let browser: PageRenderer
  beforeAll(async () => {
    site = await openBrowserSite()
    const bounds = { settle: 300, seconds: 4, megabytes: 600, bytes: 5 * 2 ** 20 }
    browser = createBrowser({ executable: executable!, ...bounds })
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })
  const shown = (url: string): Promise<string> => shownBy(browser, url, site.context)
  const refused = (url: string): Promise<unknown> => refusedBy(browser, url, site.context)

  it('takes a page that never stands still as it is', async () => {
    const url = site.serve(
      '/endless',
      `<script>setInterval(() => document.body.append('more words '), 20); setInterval(() => fetch('/data'), 50)</script><p>Start.</p>`,
    )
    expect(await shown(url)).toContain('more words')
  })

  it.each([
    ['an endless loop', `<p>a</p><script>for (;;) {}</script>`],
    [
      'endless alerts',
      `<p>a</p><script>const a = document.createElement('iframe'); document.documentElement.append(a); for (;;) { alert(1); a.contentWindow.alert(2); confirm(3) }</script>`,
    ],
    ['endless navigation', `<script>location.href = '/go?' + Math.random()</script>`],
    [
      'a huge DOM',
      `<body><script>for (let i = 0; i < 500000; i++) document.body.append(document.createElement('i'))</script>`,
    ],
    [
      'a memory hog',
      `<script>const held = []; setInterval(() => { for (let i = 0; i < 8; i++) held.push(new Uint8Array(2 ** 24).fill(i + 1)) }, 5)</script><p>a</p>`,
    ],
    [
      'a heap hog',
      `<script>const held = []; for (let i = 0; ; i++) held.push({ i, text: 'x'.repeat(1000) + i, list: new Array(100).fill(i) })</script>`,
    ],
  ])('gives up %s by name, and shows the next page', async (_, html) => {
    const url = site.serve('/go', html)
    expect(await refused(url)).toMatch(/^(browser-failed|page-too-large)$/)
    expect(await shown(site.serve('/next', '<p>Next page.</p>'))).toContain('Next page.')
  })

  it('gives up a page that fetches without end', async () => {
    site.pages.set('/blob', (_, response) => void response.writeHead(200).end(Buffer.alloc(2 ** 23, 'x')))
    const url = site.serve(
      '/greedy',
      // It grows all the while: what stands still is taken as it is, whatever it fetches.
      `<p>a</p><script>const more = () => { document.body.append('more '); fetch('/blob?' + Math.random()).then(r => r.text()).then(more) }; more(); setInterval(() => document.body.append('words '), 20)</script>`,
    )
    expect(await refused(url)).toBe('browser-failed')
  })

  it('leaves at once when the run is aborted', async () => {
    const url = site.serve('/loop', '<script>for (;;) {}</script>')
    const stop = new AbortController()
    const { context: run } = createContext({ egress: site.egress, abort: stop.signal })
    const showing = browser.render(url, run)
    setTimeout(() => stop.abort(), 1_500)
    await expect(showing).rejects.toMatchObject({ name: 'AbortError' })
  })

  it.skipIf(process.platform !== 'linux')(
    'leaves no process and no file, and none outlives a killed parent',
    async () => {
      const own = mkdtempSync(join(tmpdir(), 'kaoju-killed-'))
      const program = `
      import { createContext, createWebEgress } from '#runtime'
      import { createBrowser } from '#sources'
      const egress = createWebEgress({ endpoints: [], allow: [new URL(process.argv[1]).host] })
      const { context } = createContext({ egress })
      const browser = createBrowser({ executable: process.argv[2], settle: 300 })
      await browser.render(process.argv[1] + '/next', context)
      console.log('shown')
      if (process.argv[3] === 'close') { await browser.close(); await egress.close(); console.log('closed') }
      else await browser.render(process.argv[1] + '/loop', context)`
      site.serve('/next', '<p>Next page.</p>')
      site.serve('/loop', '<script>for (;;) {}</script>')
      const run = (how: string, until: string): Promise<ReturnType<typeof spawn>> =>
        new Promise((done, fail) => {
          const child = spawn(
            process.execPath,
            [
              '--conditions=kaoju-source',
              '--input-type=module',
              '-e',
              program,
              site.origin,
              executable!,
              how,
            ],
            { cwd: resolve(import.meta.dirname, '../..'), env: { ...process.env, TMPDIR: own } },
          )
          let out = ''
          child.stdout.on('data', (text) => (out += text).includes(until) && done(child))
          child.stderr.on('data', (text) => (out += text))
          child.on('exit', (code) => (code === 0 ? done(child) : fail(new Error(out))))
        })
      const alive = (): number =>
        readdirSync('/proc').filter((pid) => {
          try {
            return (
              /^\d+$/.test(pid) &&
              readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`${own}/playwright`)
            )
          } catch {
            return false
          }
        }).length
      const left = async (): Promise<number> => {
        for (let i = 0; i < 100 && alive() > 0; i++) await new Promise((later) => setTimeout(later, 50))
        return alive()
      }
      await run('close', 'closed')
      expect(await left()).toBe(0)
      expect(readdirSync(own)).toEqual([])
      const child = await run('loop', 'shown')
      await expect.poll(() => site.asked.some(({ url }) => url === '/loop'), { timeout: 10_000 }).toBe(true)
      expect(alive()).toBeGreaterThan(2)
      child.kill('SIGKILL')
      expect(await left()).toBe(0)
      rmSync(own, { recursive: true, force: true })
    },
  )
})
