/**
 * Research over the web: an egress that lets nothing inside, search engines, and a report whose quotes open to the
 * pages they stand on. The web is a server on this machine here, so that the example runs anywhere; `allow` makes the
 * exception without which no address of this machine is ever fetched.
 *
 * From a checkout: `PATH="$PWD/node_modules/.bin:$PATH" node --conditions=kaoju-source examples/web.ts`
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createContext,
  createSearch,
  createWebEgress,
  createWebSearch,
  openLibrary,
  research,
  searchPlugs,
} from 'kaoju'

// One site, and a SearXNG that finds it.
const server = createServer(({ url = '/' }, response) => {
  if (url.startsWith('/search')) {
    response.setHeader('content-type', 'application/json')
    return response.end(
      JSON.stringify({ results: [{ url: `${origin}/lake`, title: 'Lake Orlin', content: 'restoration' }] }),
    )
  }
  if (url !== '/lake') return response.writeHead(404).end()
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(
    `<title>Lake Orlin</title><article><h1>Lake Orlin</h1>
    <p>The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.</p>
    <p>Divers counted 14 species of fish in the summer after, four more than before the work began.</p></article>`,
  )
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const { port } = server.address() as AddressInfo
const origin = `http://127.0.0.1:${port}`

const home = await mkdtemp(join(tmpdir(), 'kaoju-example-'))
const egress = createWebEgress({ endpoints: [origin], allow: [`127.0.0.1:${port}`] })
const { context, log } = createContext({ egress })
const queries: string[] = []
log.read(({ event }) => {
  if (event.type === 'query-sent') queries.push(event.query)
})
const library = await openLibrary({ home, mode: 'write' }, context)
const searxng = searchPlugs.find(({ name }) => name === 'searxng')!
const search = createWebSearch([
  { name: 'searxng', facts: searxng.facts, search: createSearch(searxng, { baseUrl: origin }) },
])
try {
  const question = 'How much did the restoration of Lake Orlin cost?'
  const report = await research(
    { question, language: 'en', effort: 'quick' },
    { library, web: { search, mcp: [], sendsPrivate: false } },
    context,
  )
  const [sentence] = report.sections[0]!.sentences
  const [citation] = sentence!.citations
  console.log(
    `${sentence!.text}\n  ${citation!.uri}, fetched ${citation!.fetchedAt}\n  asked outside: ${queries.join('; ')}`,
  )
  assert.match(sentence!.text, /41\.7 million euros/)
  assert.equal(citation!.uri, `${origin}/lake`)
  assert.deepEqual(queries, [question])

  // Nothing else leads inside: another port of this machine, another spelling of it, a cloud's metadata.
  for (const url of [
    'http://127.0.0.1/',
    'http://0x7f000001:80/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/',
  ])
    await assert.rejects(egress.found({ url }), { code: 'address-refused' })
} finally {
  await library.close()
  await egress.close()
  server.close()
  await rm(home, { recursive: true, force: true })
}
