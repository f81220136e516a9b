import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { createContext, KaojuError, type ContextOptions } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { McpSource } from '#sources'
import { research, type ResearchParts, type ResearchTask } from '#research'
import { scriptedModels } from '../scripted-models.ts'
import { article, openSmallWeb, type Finder, type Pages, type SmallWeb } from './small-web.ts'

const question = 'How much did the restoration of Lake Orlin cost?'
const opened: { close(): void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

async function openWeb(pages: Pages, found?: Finder): Promise<SmallWeb> {
  const web = await openSmallWeb(pages, found)
  opened.push(web)
  return web
}

async function openHome(documents: Readonly<Record<string, string>> = {}): Promise<Library> {
  const home = mkdtempSync(join(tmpdir(), 'kaoju-reach-'))
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-reach-docs-'))
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  opened.push({
    close: async () => {
      await library.close()
      for (const path of [home, folder]) rmSync(path, { recursive: true, force: true })
    },
  })
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text)
  if (Object.keys(documents).length > 0) await addPaths(library, [folder], {}, context)
  return library
}

async function ask(
  web: SmallWeb,
  library: Library,
  {
    task = {},
    parts = {},
    context: given = {},
  }: { task?: Partial<ResearchTask>; parts?: Partial<ResearchParts>; context?: ContextOptions } = {},
): Promise<Report> {
  const { context } = web.context({ run: 'run-web', ...given })
  return research(
    { question, language: 'en', effort: 'standard', ...task },
    { library, web: web.parts(), ...parts },
    context,
  )
}

const own = { 'notes.md': '# Lake Orlin\n\nThe restoration of Lake Orlin cost 41.7 million euros in all.\n' }
const pagesIn = (web: SmallWeb) => web.requests.filter((address) => !address.endsWith('/robots.txt'))

/** A server that finds one document for everything, and counts how often it is asked. */
function server(found: Partial<McpSource> = {}): McpSource & { readonly reads: string[] } {
  const reads: string[] = []
  return {
    name: 'wiki',
    guarded: true,
    reads,
    search: async () => [{ url: 'mcp://wiki/orlin', title: 'Orlin', snippet: '', engine: 'wiki', rank: 1 }],
    read: async (uri) => {
      reads.push(uri)
      const text = 'The restoration of Lake Orlin cost 41.7 million euros and was led by the county.'
      return { uri, title: 'Orlin', mediaType: 'text/plain', bytes: Buffer.from(text) }
    },
    close: async () => {},
    ...found,
  }
}

describe('who did not answer', () => {
  test.each(['en', 'zh'] as const)(
    'all engines failing beside the user’s own documents is told (%s)',
    async (language) => {
      const web = await openWeb({}, () => ({ status: 403 }))
      const { coverage, sections } = await ask(web, await openHome(own), { task: { language } })
      expect(sections[0]!.sentences[0]!.text).toContain('41.7 million')
      expect(coverage.notes.join('\n')).toMatch(
        language === 'en' ? /No search engine could be asked \(one: / : /没有可用的搜索引擎（one: /,
      )
    },
  )

  test('engines that fail later do not undo that they answered: a report tells what could not be read', async () => {
    let asked = 0
    const web = await openWeb({}, () => (++asked === 1 ? ['http://lake.example/gone'] : { status: 403 }))
    const { coverage, sections } = await ask(web, await openHome())
    expect(sections).toEqual([])
    expect(asked).toBeGreaterThan(1)
    expect(coverage.notes.join('\n')).toMatch(/0 pages were brought in from outside; 1 could not be read/)
    expect(coverage.notes.join('\n')).toMatch(/No search engine could be asked/)
  })

  test('engines that found nothing are no failure', async () => {
    const web = await openWeb({}, () => [])
    const { coverage, sections } = await ask(web, await openHome())
    expect(sections).toEqual([])
    expect(coverage.notes.join('\n')).not.toMatch(/could be asked/)
  })
})

describe('nothing twice', () => {
  const sites = Array.from({ length: 10 }, (_, index) => `http://site${index}.example/lake`)
  const pages = Object.fromEntries(
    sites.map((address, index) => [
      address,
      article(`Notes on Lake Orlin ${index}`, [
        `Lake Orlin is one of the lakes of the county, as number ${index} of its register says at length.`,
        'Its shores are open to walkers in every season, and a path leads all the way around it.',
      ]),
    ]),
  )

  test('a page found by every query takes one place among the chosen', async () => {
    const web = await openWeb(pages, () => sites)
    await ask(web, await openHome())
    expect(pagesIn(web).toSorted()).toEqual(sites)
  })

  test('sub-questions that may ask the same only ask it once', async () => {
    const web = await openWeb(pages, () => sites.slice(0, 1))
    const questions = ['heron', 'password', 'estimate', 'valley'].map(
      (word) => `How much did the restoration cost, ${word} and all?`,
    )
    await ask(web, await openHome(own), {
      parts: { models: scriptedModels({ plan: () => JSON.stringify({ questions }) }) },
    })
    expect(web.queries.length).toBeGreaterThan(0)
    expect(web.queries).toEqual([...new Set(web.queries)])
  })

  test('a document of a server is read once, however many sub-questions find it', async () => {
    const web = await openWeb({})
    const wiki = server()
    const { sections } = await ask(web, await openHome(), {
      task: {
        question: 'What did the restoration of Lake Orlin cost, and who led the restoration of Lake Orlin?',
      },
      parts: { web: { mcp: [wiki], sendsPrivate: false } },
    })
    expect(sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(0)
    expect(wiki.reads).toEqual(['mcp://wiki/orlin'])
  })
})

describe('an end that comes early', () => {
  test('a server that is left while engines are asked leaves no failure unheard', async () => {
    const leaving = new AbortController()
    const unheard: unknown[] = []
    const hear = (reason: unknown): void => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    opened.push({ close: () => void process.off('unhandledRejection', hear) })
    const web = await openWeb({}, () => {
      leaving.abort(new KaojuError('aborted'))
      return []
    })
    const wiki = server({
      search: (_query, { abort }) =>
        new Promise((_, reject) =>
          abort.addEventListener('abort', () => setTimeout(() => reject(new KaojuError('aborted')), 50)),
        ),
    })
    await expect(
      ask(web, await openHome(), {
        parts: { web: { ...web.parts(), mcp: [wiki] } },
        context: { abort: leaving.signal },
      }),
    ).rejects.toMatchObject({ code: 'aborted' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(unheard).toEqual([])
  })

  test('when the disk is full, nothing is under way any more once the run has ended', async () => {
    const slow = 'http://slow.example/lake'
    const full = 'http://full.example/lake'
    const web = await openWeb(
      {
        [slow]: article('Lake Orlin', ['Lake Orlin, slowly.']),
        [full]: article('Lake Orlin', ['Lake Orlin is full.']),
      },
      () => [slow, full],
    )
    const library = await openHome()
    let underWay = 0
    const { pages: kept } = library
    const keep: typeof kept.keep = async (bytes) => {
      if (Buffer.from(bytes).includes('full')) throw new KaojuError('disk-full', { path: 'home' })
      underWay++
      await new Promise((resolve) => setTimeout(resolve, 200))
      underWay--
      return kept.keep(bytes)
    }
    const pages = new Proxy(kept, { get: (of, name) => (name === 'keep' ? keep : bound(of, name)) })
    const broken = new Proxy(library, { get: (of, name) => (name === 'pages' ? pages : bound(of, name)) })
    await expect(ask(web, broken)).rejects.toMatchObject({ code: 'disk-full' })
    expect(underWay).toBe(0)
  })
})

function bound<T extends object>(of: T, name: string | symbol): unknown {
  const value = (of as Record<string | symbol, unknown>)[name]
  return typeof value === 'function' ? (value.bind(of) as unknown) : value
}
