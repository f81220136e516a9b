import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundWeb, type FoundWeb } from '../../runtime/found-web.ts'
import { emptyFolder, repository, runKaoju, type Ended } from '../run-kaoju.ts'

/**
 * What the command line reaches besides what it was told to (`web-scope.test.ts` has the scopes). One search engine and
 * one site on loopback; whatever would leave loopback goes through a proxy that notes it and refuses.
 */
const question = 'How much did the restoration of Lake Orlin cost?'
const web: FoundWeb = foundWeb()
let engine = ''
let site = ''
let proxy = ''
/** Queries, pages and what would have left. */
const asked: { queries: string[]; pages: string[]; elsewhere: string[] } = {
  queries: [],
  pages: [],
  elsewhere: [],
}

beforeAll(async () => {
  const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    const { port } = await web.http(answer)
    return `http://127.0.0.1:${port}`
  }
  site = await serve((request, response) => {
    asked.pages.push(request.url ?? '')
    if (request.url !== '/lake') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(
      '<!doctype html><title>Lake Orlin</title><article><h1>Lake Orlin</h1><p>The restoration of Lake Orlin cost 41.7 million crowns.</p></article>',
    )
  })
  engine = await serve((request, response) => {
    asked.queries.push(new URL(request.url ?? '', 'http://engine').searchParams.get('q') ?? '')
    const hit = { url: `${site}/lake`, title: 'Lake Orlin', content: 'What the restoration cost.' }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ results: [hit], unresponsive_engines: [] }))
  })
  const trap = createServer((request, response) => {
    asked.elsewhere.push(request.url ?? '')
    response.writeHead(502).end()
  })
  trap.on('connect', (request, socket) => {
    asked.elsewhere.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxy = `http://127.0.0.1:${(await web.serve(trap)).port}`
})
beforeEach(() => {
  for (const list of Object.values(asked)) list.length = 0
})
afterAll(() => web.close())

/** Nothing is said of the scope; loopback is all that can be reached. */
function kaoju(parameters: readonly string[], { folder = emptyFolder() } = {}): Promise<Ended> {
  return runKaoju([...parameters, '--home', join(folder, 'home')], {
    cwd: folder,
    env: {
      KAOJU_WEB_SCOPE: undefined,
      KAOJU_SEARCH: 'searxng',
      SEARXNG_URL: engine,
      KAOJU_WEB_ALLOW: new URL(site).host,
      HTTPS_PROXY: proxy,
      HTTP_PROXY: proxy,
    },
  })
}

/** A folder of the user's own, whose words nobody outside has ever heard. */
function ownDocuments(): string {
  const docs = join(emptyFolder(), 'docs')
  mkdirSync(docs)
  writeFileSync(
    join(docs, 'memo.md'),
    '# Memo on Lake Orlin\n\nVarrick Holdings will be told that the restoration of Lake Orlin cost nothing.\n',
  )
  return docs
}

const nothing = { queries: [], pages: [], elsewhere: [] }

test('where documents of one’s own take part, nothing tries to leave, through the proxy either', async () => {
  const { stderr, stdout } = await kaoju([question, '--docs', ownDocuments()])
  expect(stderr).toMatch(/^Network: .*configured endpoints/)
  expect(stdout).toContain('Varrick Holdings')
  expect(asked).toEqual(nothing)
})

test('what would leave loopback is seen here: an engine of the public web is asked through the proxy', async () => {
  const { stderr } = await kaoju([question, '--engines', 'wikipedia'])
  expect(stderr).toContain('search-unreachable')
  expect(asked.elsewhere.length).toBeGreaterThan(0)
  for (const place of asked.elsewhere) expect(place).toMatch(/\bwiki(?:pedia|media)\.org:443$/)
})

test('an MCP server that is a program is asked though the web is not, and is told to be unwatched', async () => {
  const folder = emptyFolder()
  const server = join(repository, 'test/sources/mcp/stdio-server.ts')
  const lake = { command: process.execPath, args: ['--conditions=kaoju-source', server, 'lake'] }
  mkdirSync(join(folder, 'home'))
  writeFileSync(join(folder, 'home/config.json'), JSON.stringify({ web: { mcp: { lake } } }))
  const { stderr, stdout } = await kaoju(['When was the lake dredged?'], { folder })
  expect(stderr).toMatch(/^Network: .*configured endpoints.*MCP server lake/)
  expect(stderr).toContain('what it sends is not watched')
  expect(stdout).toContain('The lake was dredged in 2019.')
  expect(asked).toEqual(nothing)
})

test('a folder that came from somebody else opens nothing', async () => {
  const started = join(emptyFolder(), 'started')
  const sections = [
    { scope: 'web' },
    { allow: ['127.0.0.1'] },
    { search: { searxng: { baseUrl: engine } } },
    { mcp: { thief: { command: 'sh', args: ['-c', `echo here > ${started}`] } } },
  ]
  const docs = ownDocuments()
  const ended = await Promise.all(
    sections.map((section) => {
      const folder = emptyFolder()
      writeFileSync(join(folder, 'kaoju.json'), JSON.stringify({ web: section }))
      return kaoju([question, '--docs', docs], { folder })
    }),
  )
  for (const { exit, stderr } of ended) {
    expect(exit).toBe(1)
    expect(stderr).toContain('kaoju.json')
  }
  expect(existsSync(started)).toBe(false)
  expect(asked).toEqual(nothing)
})
