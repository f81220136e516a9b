import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpenAPIHono } from '@hono/zod-openapi'
import { afterAll, describe, expect, test } from 'vitest'
import type { App } from '../../../src/interfaces/server/door.ts'
import { addPage } from '../../../src/interfaces/server/page.ts'

const root = mkdtempSync(join(tmpdir(), 'kaoju-page-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = join(root, 'web')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<title>Kaoju</title>')
writeFileSync(join(folder, 'assets', 'index-B1x_y-Z9.js'), 'export {}')
writeFileSync(join(folder, 'icon.svg'), '<svg/>')
writeFileSync(join(folder, '.secret.json'), '{}')
writeFileSync(join(root, 'outside.json'), '{}')
mkdirSync(join(folder, 'folder.json'))

function pageIn(...folders: readonly string[]): App {
  const app: App = new OpenAPIHono()
  addPage(app, folders)
  return app
}
const page = pageIn(join(root, 'absent'), folder)
const html = { Accept: 'text/html,*/*' }

describe('the page', () => {
  test('is asked about again; what has a hash in its name is not', async () => {
    const index = await page.request('/')
    expect([index.headers.get('Content-Type'), index.headers.get('Cache-Control')]).toEqual([
      'text/html; charset=utf-8',
      'no-cache',
    ])
    const tag = index.headers.get('ETag')!
    expect((await page.request('/', { headers: { 'If-None-Match': `"x", W/${tag}` } })).status).toBe(304)
    writeFileSync(join(folder, 'index.html'), '<title>Kaoju, built again</title>')
    expect((await page.request('/', { headers: { 'If-None-Match': tag } })).status).toBe(200)
    const script = await page.request('/assets/index-B1x_y-Z9.js')
    expect([script.headers.get('Content-Type'), script.headers.get('Cache-Control')]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    expect((await page.request('/icon.svg')).headers.get('Cache-Control')).toBe('no-cache')
  })

  test('answers a person at any path that is no data, and a program at none', async () => {
    expect(await (await page.request('/some/where', { headers: html })).text()).toContain('<title>')
    expect((await page.request('/some/where')).status).toBe(404)
    for (const path of ['/api/v1/none', '/v1/none', '/mcp', '/api'])
      expect((await page.request(path, { headers: html })).status).toBe(404)
  })

  test.each([
    '/../outside.json',
    '/%2e%2e/outside.json',
    '/..%2foutside.json',
    '/assets/..%2f..%2foutside.json',
    '/.secret.json',
    '/folder.json',
    '/%00.json',
    '/assets\\..\\..\\outside.json',
  ])('gives nothing out for %s', async (path) => {
    expect((await page.request(path)).status).toBe(404)
  })

  test('that was not built says how to build it, in the language of whoever asks', async () => {
    const app = pageIn(join(root, 'absent'))
    const answer = await app.request('/', { headers: { ...html, 'Accept-Language': 'zh-CN' } })
    expect(answer.status).toBe(503)
    const text = await answer.text()
    expect(text).toContain('npm run build:web')
    expect(text).toContain('页面尚未构建')
  })
})
