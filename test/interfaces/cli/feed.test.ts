import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundWeb, type FoundWeb } from '../../runtime/found-web.ts'
import { pageOf, rssOf } from '../../research/feed-site.ts'
import { runShared } from '../run-kaoju.ts'

const home = mkdtempSync(join(tmpdir(), 'kaoju-feed-cli-'))
const pages = new Map<string, string>()
let web: FoundWeb
let origin: string
beforeAll(async () => {
  web = foundWeb()
  const { port } = await web.http((request, response) => {
    const body = pages.get(request.url ?? '')
    if (body === undefined) response.writeHead(404).end()
    else
      response
        .writeHead(200, {
          'content-type': body.startsWith('<!doctype') ? 'text/html' : 'application/rss+xml',
        })
        .end(body)
  })
  origin = `http://127.0.0.1:${port}`
  writeFileSync(join(home, 'config.json'), JSON.stringify({ web: { allow: [`127.0.0.1:${port}`] } }))
  pages.set(
    '/',
    `<!doctype html><html><head><title>Lake</title><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hello.</body></html>`,
  )
  pages.set(
    '/p',
    pageOf('Dredging', [
      'The dredging of the basin was completed in May 2024.',
      'Work went on for three years and cost less than planned.',
      'The water is clearer than it was before.',
    ]),
  )
})
afterAll(async () => {
  await web.close()
  rmSync(home, { recursive: true, force: true })
})

/** Only commands of feeds may reach beyond configured endpoints here, and only to loopback. */
const kaoju = (...parameters: string[]) =>
  runShared(
    [...parameters, '--home', home],
    parameters[0] === 'feed' ? { env: { KAOJU_WEB_SCOPE: 'auto' } } : {},
  )
const json = async (...parameters: string[]) => {
  const { exit, stdout } = await kaoju(...parameters, '--json')
  return { exit, document: JSON.parse(stdout) as unknown }
}

test('subscribed through a page, polled, asked for what is new, taken off the list', async () => {
  pages.set('/feed', rssOf([{ id: 'a', path: '/p' }]))
  expect(await json('feed', 'list')).toMatchObject({ exit: 0, document: { feeds: [] } })
  const added = await kaoju('feed', 'add', `${origin}/`)
  expect(added).toMatchObject({ exit: 0 })
  expect(added.stdout).toContain(`Subscribed: Lake news (rss, 1 items)\n  ${origin}/feed`)
  expect(await json('feed', 'add', `${origin}/feed`)).toMatchObject({ exit: 0, document: { items: null } })

  const poll = await json('feed', 'poll')
  expect(poll).toMatchObject({
    exit: 0,
    document: {
      feeds: [{ url: `${origin}/feed`, outcome: 'read', items: [{ uri: `${origin}/p`, outcome: 'added' }] }],
      library: { documents: 1 },
    },
  })
  const { document: news } = await json('research', 'What is new since the last run?', '--no-model')
  expect(news).toMatchObject({
    sections: [
      {
        heading: 'Lake news',
        sentences: [{ text: 'The dredging of the basin was completed in May 2024.' }, {}],
      },
    ],
  })
  const again = await kaoju('自上次以来有哪些更新？', '--no-model')
  expect(again).toMatchObject({ exit: 0 })
  expect(again.stdout).toContain('没有新内容')

  pages.set(
    '/feed',
    rssOf([
      { id: 'a', path: '/p' },
      { id: 'b', path: '/none', title: 'Nowhere' },
    ]),
  )
  const second = await kaoju('feed', 'poll', `${origin}/feed`)
  expect(second.exit).toBe(3)
  expect(second.stdout).toContain('Nowhere: ')
  expect(second.stderr).toContain('Network: the subscribed feeds and the pages they list.')

  const { document } = await json('runs')
  const { runs } = document as { runs: { id: string; kind: string; state: string }[] }
  const polls = runs.filter(({ kind }) => kind === 'poll')
  expect(polls.map(({ state }) => state).toSorted()).toEqual(['done', 'incomplete'])
  const first = polls.find(({ state }) => state === 'done')!
  expect(await json('replay', first.id)).toEqual(poll)

  expect(await json('feed', 'remove', `${origin}/feed`)).toMatchObject({
    exit: 0,
    document: { removed: { title: 'Lake news' } },
  })
  expect(await json('feed', 'remove', `${origin}/feed`)).toMatchObject({
    exit: 1,
    document: { error: { code: 'feed-unknown' } },
  })
  expect(await json('list')).toMatchObject({ document: { holdings: [{ uri: `${origin}/p` }] } })
}, 120_000)

test('what is no feed is refused by name, and offline nothing is asked', async () => {
  expect(await json('feed', 'add', `${origin}/p`)).toMatchObject({
    exit: 1,
    document: { error: { code: 'feed-none' } },
  })
  expect(await json('feed', 'add', 'ftp://a.example/feed')).toMatchObject({
    exit: 2,
    document: { error: { code: 'option-invalid' } },
  })
  expect(await json('feed', 'add', 'http://169.254.169.254/feed')).toMatchObject({
    exit: 1,
    document: { error: { code: 'address-refused' } },
  })
  expect(await json('feed', 'poll', `${origin}/feed`)).toMatchObject({
    exit: 1,
    document: { error: { code: 'feed-unknown' } },
  })
  pages.set('/feed', rssOf([]))
  await kaoju('feed', 'add', `${origin}/feed`)
  const offline = await json('feed', 'poll', '--offline')
  expect(offline).toMatchObject({
    exit: 3,
    document: { feeds: [{ outcome: 'failed', failure: { code: 'scope-refused' } }] },
  })
}, 120_000)
