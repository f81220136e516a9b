import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createMemoryJournal, readOnly, type Context, type Journal } from '#runtime'
import { createRobotsKeeper } from '#sources'
import { addPaths, openLibrary } from '#library'
import { measureOf } from '../../../src/research/effort.ts'
import { inquire } from '../../../src/research/inquiry.ts'
import { recordLibrary } from '../../../src/research/recorded-library.ts'
import { openShelf, type Shelf } from '../../../src/research/shelf.ts'
import type { Reach, Wanted } from '../../../src/research/web/journey.ts'
import { createOutgoing } from '../../../src/research/web/outgoing.ts'
import { createReach } from '../../../src/research/web/reach.ts'
import { openVisitor } from '../../../src/research/web/visitor.ts'
import { article, openSmallWeb, type Finder, type Pages, type SmallWeb } from './small-web.ts'

const opened: { close(): void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

const both = 'http://register.example/orlin'
const copied =
  'Lake Orlin is one of the lakes of the county, and its register says so at length in every edition.'
const pages: Pages = {
  [both]: article('Register of Lake Orlin', [
    copied,
    'The register of Lake Orlin tells of its restoration and its fish.',
  ]),
  'http://cost.example/a': article('Restoration of Lake Orlin', [
    'The restoration of Lake Orlin was paid for by the county and by the people of Orlin themselves.',
    copied,
  ]),
  'http://cost.example/b': article('Costs', [
    'What the restoration of Lake Orlin cost was argued about for many years.',
  ]),
  'http://fish.example/a': article('Fish of Lake Orlin', [
    copied,
    'Fish came back to Lake Orlin after its restoration.',
  ]),
  'http://fish.example/b': article('Anglers', [
    'Anglers of Lake Orlin count the fish that they catch every summer.',
  ]),
  'http://deep.example/a': article('Depth of Lake Orlin', [
    'The depth of Lake Orlin is measured from a raft, and its restoration deepened it.',
    copied,
  ]),
}
const found: Finder = (query) => [
  ...(/cost|restoration/i.test(query) ? ['http://cost.example/a', 'http://cost.example/b', both] : []),
  ...(/fish/i.test(query) ? [both, 'http://fish.example/b', 'http://fish.example/a'] : []),
  ...(/deep|depth/i.test(query) ? ['http://deep.example/a'] : []),
]
const wanted: readonly Wanted[] = [
  { id: 'q1', text: 'Who argued about the cost of the restoration of Lake Orlin?' },
  { id: 'q2', text: 'Which fish are in Lake Orlin?', keywords: 'Orlin fish' },
  { id: 'q3', text: 'What is the depth of Lake Orlin?' },
]
const own = { 'notes.md': `# Lake Orlin\n\n${copied} Its fish are counted.\n` }

interface Run {
  readonly web: SmallWeb
  readonly reach: Reach
  readonly shelf: Shelf
  readonly context: Context
  /** Brings for one and looks for it at once. */
  readonly look: (one: Wanted) => Promise<unknown>
}

async function begin(
  given: { web?: SmallWeb; journal?: Journal; home?: string; banned?: (url: string) => boolean } = {},
): Promise<Run> {
  const web = given.web ?? (await openSmallWeb(pages, found))
  if (!given.web) opened.push(web)
  const home = given.home ?? mkdtempSync(join(tmpdir(), 'kaoju-sub-'))
  const { context } = web.context({ run: 'run-sub', ...(given.journal ? { journal: given.journal } : {}) })
  const library = await openLibrary({ home, mode: 'write' }, context)
  if (!given.home) {
    const folder = mkdtempSync(join(tmpdir(), 'kaoju-sub-docs-'))
    for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text)
    await addPaths(library, [folder], {}, web.context().context)
    rmSync(folder, { recursive: true })
  }
  const recorded = recordLibrary(library, context)
  const shelf = await openShelf(recorded, undefined, true)
  const parts = web.parts()
  const visitor = openVisitor(library, { ...parts, robots: createRobotsKeeper() }, context.at('web'))
  opened.push({
    close: async () => {
      await visitor.close()
      await library.close()
      if (!given.home) rmSync(home, { recursive: true, force: true })
    },
  })
  const task = { language: 'en' } as const
  const outgoing = createOutgoing('', false)
  const { banned } = given
  const reach = createReach(
    task,
    { library, recorded, shelf, web: parts, outgoing, visitor, ...(banned ? { banned } : {}) },
    context.at('web'),
  )
  const measure = measureOf('standard')
  return {
    web,
    reach,
    shelf,
    context,
    look: async (one) => {
      const { documents, missed, queries } = await reach.bring(one, measure.web, context.at(one.id))
      const among = shelf.within(documents)!
      const where = { library: recorded, shelf, documents: among, fetched: documents.length > 0 }
      const question = { ...one, origin: 'planned', dependsOn: [] }
      const { aim, gathered } = await inquire(question, one.text, 'en', measure, where, context)
      const candidates = gathered.candidates.map(({ evidence, score }) => [evidence[0]!.id, score])
      const read = gathered.read.map(({ passage, rankScore }) => [passage.id, rankScore])
      return { documents, missed, queries, weights: [...aim.weights], absent: aim.absent, candidates, read }
    },
  }
}

type Order = (look: Run['look']) => Promise<unknown[]>
const orders: Readonly<Record<string, Order>> = {
  'one after the other': async (look) => {
    const all: unknown[] = []
    for (const one of wanted) all.push(await look(one))
    return all
  },
  'the last first': async (look) => {
    const all: unknown[] = []
    for (const one of wanted.toReversed()) all.unshift(await look(one))
    return all
  },
  'all at once': (look) => Promise.all(wanted.map(look)),
}

/** All that came of them, and how the shelf stands in the end. */
async function outcome(order: Order, run: Run): Promise<unknown> {
  const { reach, shelf, web } = run
  const all = await order(run.look)
  const { documents, ...journey } = reach.journey
  const port = new URL(web.url('http://lake.example/')).port
  const places = shelf.holdings.map(({ uri }) => uri.replace(/^file:.*\//, ''))
  const told = { all, journey, documents, places, taken: shelf.inOrder().map(({ id }) => id) }
  return JSON.parse(JSON.stringify(told).replaceAll(`:${port}`, ''))
}

describe('sub-questions side by side', () => {
  test('what one sees does not depend on what came for another first', async () => {
    const web = await openSmallWeb(pages, found)
    opened.push(web)
    const outcomes = []
    for (const order of Object.values(orders)) {
      web.requests.length = 0
      outcomes.push(await outcome(order, await begin({ web })))
      const fetched = web.requests.filter((address) => !address.endsWith('/robots.txt'))
      expect(fetched.toSorted()).toEqual(Object.keys(pages).toSorted())
    }
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(outcomes[2]).toEqual(outcomes[0])
  }, 120_000)

  test('a page that two have chosen is fetched once, and both see it', async () => {
    const run = await begin()
    const [cost, fish] = await Promise.all(
      wanted
        .slice(0, 2)
        .map((one) => run.reach.bring(one, measureOf('standard').web, run.context.at(one.id))),
    )
    const register = run.shelf.holdings.find(({ uri }) => uri === run.web.url(both))!.document!
    expect(cost!.documents).toContain(register)
    expect(fish!.documents).toContain(register)
    expect(run.web.requests.filter((address) => address === both)).toHaveLength(1)
  })

  test('a replay in another order asks nobody and sees the same', async () => {
    const journal = createMemoryJournal()
    const home = mkdtempSync(join(tmpdir(), 'kaoju-sub-'))
    const first = await begin({ journal, home })
    const seen = await outcome(orders['all at once']!, first)
    const asked = [first.web.requests.length, first.web.queries.length]
    await opened.pop()!.close()
    const again = await begin({ web: first.web, journal: readOnly(journal, 'run-sub'), home })
    expect(await outcome(orders['the last first']!, again)).toEqual(seen)
    expect([first.web.requests.length, first.web.queries.length]).toEqual(asked)
    opened.unshift({ close: () => rmSync(home, { recursive: true }) })
  })

  test('both forms are asked at once where both are known, and only the first where there is one look', async () => {
    const run = await begin()
    const { web } = measureOf('standard')
    const one = await run.reach.bring(wanted[1]!, { ...web, waves: 1 }, run.context.at('once'))
    expect(one.queries).toEqual([wanted[1]!.text])
    const two = await run.reach.bring(wanted[1]!, web, run.context.at('twice'))
    expect(two.queries.slice(0, 2)).toEqual([wanted[1]!.text, 'Orlin fish'])
  })
})

describe('what the user leaves out', () => {
  test('a site that is banned is not fetched, and what was found there is told as missed', async () => {
    const run = await begin({ banned: (url) => new URL(url).hostname === 'fish.example' })
    const { documents, missed } = await run.reach.bring(
      wanted[1]!,
      measureOf('standard').web,
      run.context.at('q2'),
    )
    expect(documents.length).toBeGreaterThan(0)
    expect(missed.map(({ url, code }) => `${code} ${url}`).toSorted()).toEqual([
      `page-banned ${run.web.url('http://fish.example/a')}`,
      `page-banned ${run.web.url('http://fish.example/b')}`,
    ])
    expect(run.web.requests.filter((address) => address.includes('fish.example'))).toEqual([])
  })

  test('where a page leads to a banned site, nothing of it is taken', async () => {
    const web = await openSmallWeb(
      { ...pages, 'http://way.example/': { status: 302, headers: { location: 'http://fish.example/a' } } },
      () => ['http://way.example/'],
    )
    opened.push(web)
    const run = await begin({ web, banned: (url) => new URL(url).hostname === 'fish.example' })
    const { documents, missed } = await run.reach.bring(
      wanted[1]!,
      measureOf('standard').web,
      run.context.at('q2'),
    )
    expect(documents).toEqual([])
    expect(missed.map(({ code }) => code)).toEqual(['page-banned'])
  })
})
