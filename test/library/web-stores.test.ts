import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLibrary } from '#library'
import { chanceOf, connect, createContext, sha256 } from '#runtime'
import { subscriptions } from '../../src/library/truth/feeds.ts'
import { standIn } from '../../src/library/truth/migrations.ts'
import { isKept, pageAt } from '../../src/library/truth/web.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { readingOf } from './readings.ts'
import { pageOf } from './web-stores-conformance.ts'

// What every backend must do stands in web-stores-conformance.ts; here is what concerns the embedded one.
keepCompiledModules()

const { context } = createContext()
let home: string
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'kaoju-web-')), 'home')
})
afterEach(() => rm(join(home, '..'), { recursive: true, force: true }))

test('killed at any moment, no page names bytes that are not there, and what was acknowledged is', async () => {
  const moments = chanceOf('web', 'moments')
  const kept = new Set<number>()
  const remembered = new Set<number>()
  for (let round = 0; round < 6; round++) {
    await runUntilKilled(Math.max(-1, ...kept) + 1, Math.floor(moments.next() * 60), kept, remembered)
    const library = await openLibrary({ home, mode: 'write' }, context)
    const findings = await library.inspect({ repair: false })
    expect(findings.filter((finding) => !finding.includes('belong to no document'))).toEqual([])
    for (const number of kept)
      expect(Buffer.from((await library.pages.bytes(sha256(`page ${number}`)))!).toString()).toBe(
        `page ${number}`,
      )
    for (let place = 0; place < 7; place++) {
      const page = await library.pages.page(`https://lake.example/${place}`)
      if (page) expect(sha256((await library.pages.bytes(page.snapshot))!)).toBe(page.snapshot)
      else expect([...remembered].filter((number) => number % 7 === place)).toEqual([])
    }
    await library.close()
  }
  expect(remembered.size).toBeGreaterThan(6)
})

async function runUntilKilled(
  first: number,
  milliseconds: number,
  kept: Set<number>,
  remembered: Set<number>,
): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(import.meta.dirname, 'web-child.ts'), home, String(first)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const [verb, number] = line.split(' ')
      if (verb === 'kept') kept.add(Number(number))
      if (verb === 'remembered') remembered.add(Number(number))
      if (verb === 'ready') setTimeout(() => child.kill('SIGKILL'), 20 + milliseconds)
    }
  })
  const signal = await new Promise((resolveSignal) => child.once('close', (_code, how) => resolveSignal(how)))
  expect(signal).toBe('SIGKILL')
}

test('pages that were kept while an inspection waits are not swept by it', async () => {
  const library = await openLibrary({ home, mode: 'write' }, context)
  const ids = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      if (index % 8 === 0) await library.inspect({ repair: true })
      const id = await library.pages.keep(Buffer.from(`page ${index}`))
      if (index % 8 === 4) await library.inspect({ repair: true })
      return id
    }),
  )
  for (const id of ids) expect(await library.pages.bytes(id)).toBeDefined()
  expect(await library.inspect({ repair: false })).toEqual([])
  await library.close()
})

test('a purged page can be found nowhere in the home', async () => {
  const secret = readingOf(['The password is xylophonequartz.'], { uri: 'https://lake.example/xylophone' })
  const library = await openLibrary({ home, mode: 'write' }, context)
  const feed = { url: 'https://lake.example/feed', title: '', kind: 'rss', addedAt: 1 } as const
  await library.pages.keep(secret.bytes)
  await library.pages.remember(
    pageOf('', {
      url: 'https://lake.example/?q=xylophonequartz',
      finalUrl: secret.uri,
      snapshot: secret.document.snapshot,
    }),
  )
  await library.feeds.putSubscription(feed)
  await library.feeds.putSeen([
    { feed: feed.url, id: '1', title: 'xylophonequartz', seenAt: 1, hash: '0', uri: secret.uri },
  ])
  await library.add(secret)
  await library.refresh()
  await library.purge(secret.uri)
  await library.refresh()
  await library.close()
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(2)
  for (const entry of files)
    expect(readFileSync(join(entry.parentPath, entry.name)).includes('xylophonequartz'), entry.name).toBe(
      false,
    )
  expect(
    existsSync(join(home, 'blobs', secret.document.snapshot.slice(0, 2), secret.document.snapshot)),
  ).toBe(false)
})

test.each(['home-v1', 'home-v2'])('%s on a disk that cannot be written has no pages and no feeds', (name) => {
  cpSync(join(resolve(import.meta.dirname, '../fixtures'), name, 'home'), home, { recursive: true })
  const sql = connect(new DatabaseSync(join(home, 'kaoju.sqlite'), { readOnly: true }))
  expect(standIn(sql, home)).toBe(true)
  expect(pageAt(sql, 1, 'https://lake.example/')).toBeUndefined()
  expect(isKept(sql, 1, '00')).toBe(false)
  expect(subscriptions(sql, 1)).toEqual([])
  sql.database.close()
})
