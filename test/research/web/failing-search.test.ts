import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { chanceOf, createContext, systemClock, type Clock } from '#runtime'
import { openLibrary } from '#library'
import { research } from '#research'
import { figure } from '../../figure.ts'
import { article, openSmallWeb, type Finder, type Pages } from './small-web.ts'

const lakes = ['Orlin', 'Vesk', 'Tarn', 'Mirow', 'Selva', 'Quarr']
const sites = ['water', 'county', 'press'] as const

const pages: Pages = Object.fromEntries(
  lakes.flatMap((lake, index) =>
    sites.map((site) => [
      `http://${site}.example/${lake.toLowerCase()}`,
      article(`Lake ${lake}, ${site}`, [
        `The restoration of Lake ${lake} cost ${20 + index}.${sites.indexOf(site) + 1} million euros according to the ${site} office.`,
        `Work on Lake ${lake} began in ${2010 + index} and the ${site} office measured its water for five years.`,
      ]),
    ]),
  ),
)
/** Each engine knows two of the three sites. */
const knows: Readonly<Record<string, readonly string[]>> = {
  one: ['water', 'county'],
  two: ['county', 'press'],
  three: ['press', 'water'],
}
const find: Finder = (query, engine) =>
  Object.keys(pages).filter(
    (address) =>
      lakes.some((lake) => query.includes(lake) && address.endsWith(lake.toLowerCase())) &&
      knows[engine]!.some((site) => address.includes(`//${site}.`)),
  )
/** A clock on which a second is five milliseconds: waits and rests keep their proportions. */
const hurried: Clock = {
  ...systemClock,
  elapsed: () => systemClock.elapsed() * 200,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 200, signal),
}

const homes: string[] = []
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})

/** Reports on every lake, and the pages that they cite. */
async function askAll(finder: Finder): Promise<{ cited: Set<string>; reports: Report[] }> {
  const web = await openSmallWeb(pages, finder)
  const home = mkdtempSync(join(tmpdir(), 'kaoju-failing-'))
  homes.push(home)
  const library = await openLibrary({ home, mode: 'write' }, createContext().context)
  try {
    const cited = new Set<string>()
    const reports: Report[] = []
    // Engines remember over the runs of a process who failed.
    const parts = web.parts({ engines: ['one', 'two', 'three'] })
    for (const lake of lakes) {
      const { context } = web.context({ run: `run-${lake}`, clock: hurried })
      const question = `How much did the restoration of Lake ${lake} cost?`
      const report = await research(
        { question, language: 'en', effort: 'quick' },
        { library, web: parts },
        context,
      )
      reports.push(report)
      // Of values that disagree one is told, and the others stand beside it.
      const sides = report.conflicts.flatMap((conflict) => conflict.sides)
      for (const { sentences } of [...report.sections, { sentences: sides }])
        for (const { citations } of sentences)
          for (const { uri } of citations) cited.add(new URL(uri).hostname + new URL(uri).pathname)
    }
    return { cited, reports }
  } finally {
    await library.close()
    await web.close()
  }
}

test('one search in three failing: at least 95 % of the evidence is kept, and the coverage notes name who failed', async () => {
  const whole = await askAll(find)
  expect(whole.cited.size).toBeGreaterThanOrEqual(lakes.length * 2)
  let asked = 0
  const statuses = [500, 503, 429, 502, 504, 408]
  let failures = 0
  const chance = chanceOf('failing', 'searches')
  const failing = await askAll((query, engine) => {
    asked++
    if (chance.next() >= 1 / 3) return find(query, engine)
    return { status: statuses[failures++ % statuses.length]! }
  })
  const kept = [...whole.cited].filter((uri) => failing.cited.has(uri)).length / whole.cited.size
  expect(failures).toBeGreaterThanOrEqual(lakes.length / 2)
  expect(kept, `kept ${(100 * kept).toFixed(1)} % of ${whole.cited.size}`).toBeGreaterThanOrEqual(0.95)
  const named = failing.reports.filter(({ coverage }) =>
    coverage.notes.some((note) => /gave nothing at some point/.test(note)),
  )
  expect(named.length).toBeGreaterThan(0)
  figure(
    'one search in three failing: evidence kept',
    `${(100 * kept).toFixed(1)} % of ${whole.cited.size} cited pages (${failures} failures in ${asked} searches)`,
  )

  const dead = await askAll((query, engine) => (engine === 'two' ? { status: 500 } : find(query, engine)))
  const keptOfTwo = [...whole.cited].filter((uri) => dead.cited.has(uri)).length / whole.cited.size
  expect(keptOfTwo, 'one engine of three dead').toBeGreaterThanOrEqual(0.95)
  expect(dead.reports[0]!.coverage.notes.join(' ')).toMatch(/two gave nothing at some point/)
}, 240_000)
