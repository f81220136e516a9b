import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { chanceOf, createContext, createMemoryJournal, KaojuError, type Journal } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { research } from '#research'
import { article, openSmallWeb, type Pages, type SmallWeb } from './small-web.ts'
import { figure } from '../../figure.ts'

/**
 * A run through the web, beside documents of the user's own, that loses its journal before or after any operation on
 * it: resumed, it says the same, and what had been recorded is neither asked nor fetched again. The whole sweep takes
 * minutes (`KAOJU_WEB_KILLS=all`); a few points of it are drawn by a seed.
 */
const question = 'How much did the restoration of Lake Orlin cost, and who led the restoration of Lake Orlin?'
const pages: Pages = {
  'http://a.example/1': article('Lake Orlin', [
    'Lake Orlin lies in the north. See <a href="http://a.example/costs">what the restoration of Lake Orlin cost</a>.',
    'Its shores are open to walkers in all seasons of the year.',
  ]),
  'http://a.example/costs': article('Costs', [
    'The restoration of Lake Orlin cost 41.7 million euros, of which the county paid a third.',
  ]),
  'http://b.example/2': article('The authority', [
    'The restoration of Lake Orlin was led by the water authority of the county.',
  ]),
  'http://c.example/3': { status: 302, headers: { location: 'http://b.example/4' } },
  'http://b.example/4': article('Moved', ['A newspaper wrote in 2024 that swimmers like the restored lake.']),
}
const found = [
  'http://a.example/1',
  'http://b.example/2',
  'http://c.example/3',
  'http://gone.example/5',
  'http://www.b.example/2?utm_source=x',
]

interface Room {
  readonly web: SmallWeb
  readonly library: Library
  close(): Promise<void>
}

async function openRoom(): Promise<Room> {
  const web = await openSmallWeb(pages, () => found)
  const home = mkdtempSync(join(tmpdir(), 'kaoju-web-kills-'))
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-web-kills-docs-'))
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  writeFileSync(join(folder, 'notes.md'), '# Notes\n\nThe restoration of Lake Orlin was a long work.\n')
  await addPaths(library, [folder], {}, context)
  const close = async (): Promise<void> => {
    await library.close()
    await web.close()
    for (const path of [home, folder]) rmSync(path, { recursive: true, force: true })
  }
  return { web, library, close }
}

async function ask({ web, library }: Room, journal: Journal): Promise<string> {
  const { context } = web.context({ run: 'run-web', journal })
  const report = await research(
    { question, language: 'en', effort: 'standard' },
    { library, web: web.parts() },
    context,
  )
  return said(report)
}

/** What a report says, without times, ports, and the ids and paths that come of them. */
function said({ createdAt: _at, timings: _timings, cost: _cost, ...rest }: Report): string {
  const plain = JSON.stringify(rest, (key, value: unknown) => (key === 'fetchedAt' ? undefined : value))
  return plain.replaceAll(/:\d{4,5}(?=\/)|file:\/\/[^"]*|[0-9a-f]{12,}/g, '')
}

interface Kill {
  readonly at: number
  readonly moment: 'before' | 'after'
}

/** A journal that is gone from one operation on; `operations` counts. */
function mortal(journal: Journal, kill?: Kill): Journal & { operations(): number } {
  let count = 0
  const proxy = new Proxy(journal, {
    get(of, name) {
      if (name === 'operations') return () => count
      const value = of[name as keyof Journal] as unknown
      if (typeof value !== 'function') return value
      return async (...given: unknown[]): Promise<unknown> => {
        count++
        const last = count === kill?.at
        const dead = kill !== undefined && (count > kill.at || (last && kill.moment === 'before'))
        const result: unknown = dead ? undefined : await value.apply(of, given)
        if (dead || last) throw new KaojuError('run-lost', { run: 'run-web' })
        return result
      }
    },
  })
  return proxy as Journal & { operations(): number }
}

/** What was asked or fetched, robots.txt aside: it is asked for once in an attempt at a run. */
const outside = ({ web }: Room): string[] => [
  ...web.queries,
  ...web.requests.filter((address) => !address.endsWith('/robots.txt')),
]

async function killed(kill: Kill, unharmed: string): Promise<void> {
  const room = await openRoom()
  try {
    const journal = createMemoryJournal()
    await expect(ask(room, mortal(journal, kill))).rejects.toMatchObject({ code: 'run-lost' })
    const lost = (await journal.allOpenAttempts()).length
    expect(await ask(room, journal)).toBe(unharmed)
    const twice = outside(room).filter((one, index, all) => all.indexOf(one) !== index)
    // One call may be a redirect's two exchanges.
    expect(twice.length, `${lost} in flight, twice: ${twice.join(' ')}`).toBeLessThanOrEqual(2 * lost)
    const all = outside(room).length
    expect(await ask(room, journal)).toBe(unharmed)
    expect(outside(room)).toHaveLength(all)
  } finally {
    await room.close()
  }
}

test('a web run that is killed at any operation on its journal says the same once it is resumed', async () => {
  const room = await openRoom()
  const journal = mortal(createMemoryJournal())
  const unharmed = await ask(room, journal)
  const operations = journal.operations()
  await room.close()
  expect(unharmed).toContain('41.7 million euros')
  expect(operations).toBeGreaterThan(60)
  const all = Array.from({ length: operations }, (_, index) => index + 1).flatMap((at): Kill[] => [
    { at, moment: 'before' },
    { at, moment: 'after' },
  ])
  const some =
    process.env['KAOJU_WEB_KILLS'] === 'all' ? all : chanceOf('web', 'kills').shuffle(all).slice(0, 2)
  for (const kill of some) await killed(kill, unharmed)
  figure(
    'kills of a web run at operations of its journal; other reports, things fetched twice',
    `${some.length}; 0`,
  )
}, 900_000)
