import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Report, RunEvent } from '#vocabulary'
import { createContext, createMemoryJournal, type ContextOptions } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { research, type ResearchTask } from '#research'
import { scriptedModels } from '../scripted-models.ts'
import {
  article,
  openSmallWeb,
  type Finder,
  type Pages,
  type SmallWeb,
  type SmallWebOptions,
} from './small-web.ts'

const lake: Pages = {
  'http://lake.example/restoration': article('Restoration of Lake Orlin', [
    'The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.',
    'The work removed 380,000 cubic metres of sediment from the southern basin.',
    'It was led by the regional water authority together with two universities, which measured the water for five years.',
  ]),
  'http://news.example/orlin': article('Lake Orlin reopens', [
    'After three years of work Lake Orlin reopened to swimmers in June 2024, the water authority said.',
    'Phosphorus in Lake Orlin fell from 0.19 to 0.05 milligrams per litre between 2019 and 2024, its yearly report shows.',
  ]),
  'http://other.example/bread': article('Baking bread at home', [
    'Sourdough needs time, flour, water and salt, and an oven that holds its heat for an hour.',
  ]),
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

async function openWeb(pages: Pages = lake, found?: Finder): Promise<SmallWeb> {
  const web = await openSmallWeb(pages, found)
  opened.push(web)
  return web
}

async function emptyLibrary(): Promise<Library> {
  const home = mkdtempSync(join(tmpdir(), 'kaoju-web-'))
  const library = await openLibrary({ home, mode: 'write' }, createContext().context)
  opened.push({
    close: async () => {
      await library.close()
      rmSync(home, { recursive: true, force: true })
    },
  })
  return library
}

interface Asked {
  readonly task?: Partial<ResearchTask>
  readonly models?: Models
  readonly web?: SmallWebOptions
  readonly context?: ContextOptions
}

async function ask(
  question: string,
  web: SmallWeb,
  library: Library,
  { task = {}, models, web: options, context: given = {} }: Asked = {},
): Promise<{ report: Report; events: RunEvent[] }> {
  const { context, log } = web.context({ run: 'run-web', ...given })
  const events: RunEvent[] = []
  log.read(({ event }) => void events.push(event))
  const report = await research(
    { question, language: 'en', effort: 'quick', ...task },
    { library, web: web.parts(options), ...(models ? { models } : {}) },
    context,
  )
  return { report, events }
}

const saidIn = (report: Report) => report.sections.flatMap(({ sentences }) => sentences)
const pagesIn = (web: SmallWeb) => web.requests.filter((address) => !address.endsWith('/robots.txt'))

describe('the web in research', () => {
  test('an empty library is no obstacle: what the web says is quoted with its address and when it was fetched', async () => {
    const web = await openWeb()
    const { report, events } = await ask(
      'How much did the restoration of Lake Orlin cost?',
      web,
      await emptyLibrary(),
    )
    const [first] = saidIn(report)
    expect(first!.text).toContain('41.7 million euros')
    expect(first!.verdict).toBe('supported')
    expect(first!.citations[0]).toMatchObject({
      uri: web.url('http://lake.example/restoration'),
      quote: 'The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.',
      fetchedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    })
    expect(events.filter(({ type }) => type === 'query-sent')).toHaveLength(1)
    expect(report.coverage.notes.join(' ')).toMatch(/brought in from outside/)
  })

  test('documents of the user and the web answer together', async () => {
    const web = await openWeb()
    const library = await emptyLibrary()
    const folder = mkdtempSync(join(tmpdir(), 'kaoju-docs-'))
    writeFileSync(
      join(folder, 'notes.md'),
      '# Lake Orlin\n\nThe restoration of Lake Orlin was paid from the county fund 7/2018.\n',
    )
    const { documents } = await addPaths(library, [folder], {}, createContext().context)
    const { report } = await ask(
      'Who paid for the restoration of Lake Orlin and how much did it cost?',
      web,
      library,
      { task: { documents } },
    )
    const cited = new Set(
      saidIn(report).flatMap(({ citations }) => citations.map(({ uri }) => new URL(uri).protocol)),
    )
    expect([...cited].toSorted()).toEqual(['file:', 'http:'])
    rmSync(folder, { recursive: true })
  })

  test('a page is fetched once, however many sub-questions find it, and not at all the second time', async () => {
    const web = await openWeb(
      {
        ...lake,
        'http://lake.example/restoration': {
          headers: { 'cache-control': 'max-age=600' },
          body: lake['http://lake.example/restoration'] as string,
        },
      },
      () => ['http://lake.example/restoration'],
    )
    const library = await emptyLibrary()
    await ask(
      'What did the restoration of Lake Orlin cost, and who led the restoration of Lake Orlin?',
      web,
      library,
    )
    expect(pagesIn(web)).toEqual(['http://lake.example/restoration'])
    await ask('When did the restoration of Lake Orlin end?', web, library, { context: { run: 'run-2' } })
    expect(pagesIn(web)).toHaveLength(1)
  })

  test('a replay asks nobody and says the same', async () => {
    const web = await openWeb()
    const library = await emptyLibrary()
    const journal = createMemoryJournal()
    const question = 'How much did the restoration of Lake Orlin cost?'
    const first = await ask(question, web, library, { context: { journal } })
    const asked = [web.requests.length, web.queries.length]
    const again = await ask(question, web, library, { context: { journal } })
    expect(again.report).toEqual(first.report)
    expect([web.requests.length, web.queries.length]).toEqual(asked)
  })

  test('robots.txt is asked for and obeyed, and the report says what was not read', async () => {
    const web = await openWeb({
      ...lake,
      'http://lake.example/robots.txt': {
        headers: { 'content-type': 'text/plain' },
        body: 'User-agent: *\nDisallow: /',
      },
    })
    const { report } = await ask(
      'How much did the restoration of Lake Orlin cost?',
      web,
      await emptyLibrary(),
    )
    expect(pagesIn(web)).not.toContain('http://lake.example/restoration')
    expect(report.coverage.notes.join(' ')).toMatch(/robots\.txt/)
  })

  test('no engine in reach and nothing in the library is an error that says what to do, not an empty report', async () => {
    const web = await openWeb(lake, () => ({ status: 403 }))
    await expect(ask('What about Lake Orlin?', web, await emptyLibrary())).rejects.toMatchObject({
      code: 'search-none',
    })
  })

  test('an engine that fails is named in the coverage note, and the others answer', async () => {
    const web = await openWeb(lake, (_query, engine) =>
      engine === 'bad' ? { status: 403 } : ['http://lake.example/restoration'],
    )
    const { report } = await ask(
      'How much did the restoration of Lake Orlin cost?',
      web,
      await emptyLibrary(),
      {
        web: { engines: ['bad', 'good'] },
      },
    )
    expect(saidIn(report)[0]!.text).toContain('41.7 million')
    expect(report.coverage.notes.join(' ')).toMatch(/bad gave nothing/)
    expect(report.coverage.notes.join(' ')).toMatch(/Answered: good/)
  })

  test('a link of a fetched page is followed when the page itself does not answer', async () => {
    const web = await openWeb(
      {
        'http://hub.example/': article('Lake Orlin: an overview', [
          'Lake Orlin lies in the north. See <a href="http://hub.example/costs">the costs of the restoration of Lake Orlin</a> and <a href="http://hub.example/cats">cats</a>.',
          'The lake is a favourite of walkers, and its shores have been protected by the county since 1978.',
        ]),
        'http://hub.example/costs': article('Costs', [
          'The restoration of Lake Orlin cost 41.7 million euros, of which the county paid a third.',
        ]),
        'http://hub.example/cats': article('Cats', [
          'Cats sleep a great deal, as everybody knows who has one.',
        ]),
      },
      () => ['http://hub.example/'],
    )
    const { report } = await ask(
      'How much did the restoration of Lake Orlin cost?',
      web,
      await emptyLibrary(),
      {
        task: { effort: 'standard' },
      },
    )
    expect(saidIn(report)[0]!.text).toContain('41.7 million')
    expect(pagesIn(web)).toEqual(['http://hub.example/', 'http://hub.example/costs'])
  })

  test('with models too', async () => {
    const web = await openWeb()
    const { report } = await ask(
      'How much did the restoration of Lake Orlin cost?',
      web,
      await emptyLibrary(),
      {
        models: scriptedModels(),
      },
    )
    expect(saidIn(report).some(({ text }) => text.includes('41.7 million euros'))).toBe(true)
  })

  test('a browser that runs share is left open by each of them', async () => {
    const shell =
      '<html><body><div id="root"></div><noscript>Enable JavaScript.</noscript><script>1</script></body></html>'
    const web = await openWeb({ 'http://app.example/lake': shell }, () => ['http://app.example/lake'])
    const shown: string[] = []
    let closed = 0
    const html = new TextEncoder().encode(lake['http://lake.example/restoration'] as string)
    const renderer = {
      render: (url: string) => {
        shown.push(url)
        return Promise.resolve({ finalUrl: url, html, bytes: html.length })
      },
      close: () => Promise.resolve(void closed++),
    }
    for (const run of ['run-1', 'run-2']) {
      const { context } = web.context({ run })
      const report = await research(
        { question: 'How much did the restoration of Lake Orlin cost?', language: 'en', effort: 'quick' },
        { library: await emptyLibrary(), web: { ...web.parts(), renderer } },
        context,
      )
      expect(saidIn(report)[0]!.text).toContain('41.7 million euros')
    }
    expect(shown).toHaveLength(2)
    expect(closed).toBe(0)
  })
})
