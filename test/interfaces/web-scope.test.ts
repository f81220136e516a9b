/**
 * How far a run of the command line reaches, whoever says so: flags, environment, files, what takes part. Real
 * processes, and a web on loopback that counts what comes.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { startWireServer } from '../models/wire-server.ts'
import { lake, lakeQuestion, openLoopbackWeb, type LoopbackWeb } from './loopback-web.ts'
import { emptyFolder, runShared, type Ended } from './run-kaoju.ts'

interface Place {
  readonly folder: string
  readonly home: string
  readonly docs: string
  readonly web: LoopbackWeb
  readonly run: (
    line: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ) => Promise<Ended>
}

const webs: LoopbackWeb[] = []
afterAll(async () => {
  await Promise.all(webs.map((web) => web.close()))
})

const secret = 'The private diary of Ferryman Quill says that the boathouse key hangs behind the third oar.'

async function newPlace(): Promise<Place> {
  const folder = emptyFolder()
  const home = join(folder, 'home')
  const docs = join(folder, 'docs')
  mkdirSync(home)
  mkdirSync(docs)
  writeFileSync(join(docs, 'diary.md'), `# Diary\n\n${secret}\n\nLake Orlin was cold in the spring.\n`)
  const web = await openLoopbackWeb(lake)
  webs.push(web)
  return {
    folder,
    home,
    docs,
    web,
    run: (line, env = {}) =>
      runShared([...line, '--home', home], { cwd: folder, env: { ...web.env, ...env } }),
  }
}

const firstLine = ({ stderr }: Ended): string => stderr.split('\n')[0]!

describe('the scope of a run', () => {
  test('is the web for an empty home, and again once the library holds web pages only', async () => {
    const { web, run } = await newPlace()
    const first = await run([lakeQuestion])
    expect(firstLine(first)).toBe(
      'Network: the web, through searxng. There are no documents of your own; --offline or --docs FOLDER keeps it at home.',
    )
    expect(first.stderr).toContain(`Asks outside: ${lakeQuestion}`)
    expect(first.stdout).toContain('The restoration of Lake Orlin cost 41.7 million euros')
    expect(first.stdout).toContain(`${web.origin}/restoration`)
    expect(first.exit).toBe(0)
    const again = await run(['When did Lake Orlin reopen to swimmers?'])
    expect(firstLine(again)).toMatch(/^Network: the web, through searxng\./)
    expect(web.queries).toContain('When did Lake Orlin reopen to swimmers?')
  })

  test('narrows to configured endpoints with --docs, and nothing leaves, then or later', async () => {
    const { web, run, docs } = await newPlace()
    const given = await run(['Where does the boathouse key hang?', '--docs', docs])
    expect(firstLine(given)).toBe(
      'Network: none; only configured endpoints may be called, and there are none. Your own documents take part; --web opens the web (their text is not sent), --offline closes all.',
    )
    expect(given.stdout).toContain('behind the third oar')
    const later = await run([lakeQuestion])
    expect(firstLine(later)).toMatch(/Your own documents take part; --web opens the web/)
    expect([web.queries, web.requests]).toEqual([[], []])
  })

  test('is the web with --web, and queries hold words of the question only', async () => {
    const { web, run, docs } = await newPlace()
    const ended = await run([
      'Where does the boathouse key hang, and what did the restoration of Lake Orlin cost?',
      '--docs',
      docs,
      '--web',
      '--effort',
      'deep',
    ])
    expect(firstLine(ended)).toMatch(/^Network: the web, through searxng\. As you asked/)
    expect(ended.stdout).toContain('behind the third oar')
    expect(ended.stdout).toContain('41.7 million euros')
    expect(web.queries.length).toBeGreaterThan(0)
    for (const query of web.queries) {
      const own = new Set(
        'where does the boathouse key hang and what did the restoration of lake orlin cost'.split(' '),
      )
      const words = query.toLowerCase().match(/\p{L}+/gu) ?? []
      expect(words.filter((word) => !own.has(word))).toEqual([])
      expect(ended.stderr).toContain(`Asks outside: ${query}`)
    }
  })

  test('is nobody with --offline, not even a model that is configured', async () => {
    const { web, run, docs } = await newPlace()
    const server = await startWireServer({})
    try {
      const env = {
        OPENAI_BASE_URL: server.v1,
        OPENAI_API_KEY: 'sk-loopback-0123456789',
        KAOJU_MODEL: 'openai/gpt-4o-mini',
      }
      const ended = await run(['Where does the boathouse key hang?', '--docs', docs, '--offline'], env)
      expect(firstLine(ended)).toMatch(/^Network: none\. As you asked/)
      expect(ended.stdout).toContain('behind the third oar')
      expect(server.asks).toEqual([])
      expect([web.queries, web.requests]).toEqual([[], []])
      const both = await run([lakeQuestion, '--offline', '--web'], env)
      expect(both.stderr).toBe('kaoju: --web: cannot be given together with --offline. See kaoju --help.\n')
      const model = await run([lakeQuestion, '--offline', '--model', 'openai/gpt-4o-mini'], env)
      expect(model.stderr).toBe(
        'kaoju: --model: this run is offline (--offline), so no model is called. See kaoju --help.\n',
      )
      expect([both.exit, model.exit, server.asks.length]).toEqual([2, 2, 0])
    } finally {
      await server.close()
    }
  })

  test('is what the home’s file fixes, and it is named; a flag changes it for one run', async () => {
    const { web, run, home } = await newPlace()
    const path = join(home, 'config.json')
    writeFileSync(path, JSON.stringify({ web: { scope: 'configured-only' } }))
    const fixed = await run([lakeQuestion])
    expect(firstLine(fixed)).toContain(`As configured (${path}); --web and --offline change it for one run.`)
    expect(fixed.exit).toBe(1)
    expect(web.queries).toEqual([])
    const variable = await run([lakeQuestion], { KAOJU_WEB_SCOPE: 'offline', LANG: 'zh_CN.UTF-8' })
    expect(firstLine(variable)).toBe(
      '网络：不联网。按配置（KAOJU_WEB_SCOPE）；--web 和 --offline 可单次更改。',
    )
  })

  test('is not widened by a folder’s kaoju.json', async () => {
    const { web, run, folder } = await newPlace()
    writeFileSync(join(folder, 'kaoju.json'), JSON.stringify({ web: { allow: ['10.0.0.0/8'] } }))
    const ended = await run([lakeQuestion, '--json'])
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { code: 'config-field-unknown', message: expect.stringContaining('kaoju.json') },
    })
    expect(ended.exit).toBe(1)
    expect(web.queries).toEqual([])
  })

  test('is told in Chinese', async () => {
    const { run } = await newPlace()
    const LANG = 'zh_CN.UTF-8'
    expect(firstLine(await run([lakeQuestion], { LANG }))).toBe(
      '网络：全网，经由 searxng。没有你自己的文献；用 --offline 或 --docs 文件夹 可不出本机。',
    )
  })
})

describe('engines of a run', () => {
  test('asked for by name without what they need: refused when none is left, else told in a line after the first', async () => {
    const { web, run } = await newPlace()
    const refused = await run([lakeQuestion, '--engines', 'brave'])
    expect(refused.stderr).toMatch(/^kaoju: .*--engines: .*brave.*BRAVE_API_KEY/)
    expect(refused.exit).toBe(2)
    const partly = await run([lakeQuestion, '--engines', 'brave', 'searxng'])
    expect(partly.stderr).toMatch(
      /^Network: the web, through searxng\.[^\n]*\n[^\n]*brave[^\n]*BRAVE_API_KEY/,
    )
    expect(partly.stdout).toContain('41.7 million euros')
    expect(web.queries[0]).toBe(lakeQuestion)
  })

  test('--engines and --since are said to do nothing where the web is not open', async () => {
    const { web, run, docs } = await newPlace()
    const ended = await run([lakeQuestion, '--docs', docs, '--engines', 'searxng', '--since', '2026-01-01'])
    expect(ended.stderr).toMatch(
      /^Network: [^\n]*\n--engines does nothing here[^\n]*--web[^\n]*\n--since does nothing here/,
    )
    expect(web.queries).toEqual([])
  })

  test('--estimate tells what they may cost, and asks nobody', async () => {
    const { web, run } = await newPlace()
    const free = await run([lakeQuestion, '--estimate'])
    expect(free.stdout).toContain('Search engines and pages cost nothing.')
    const env = {
      KAOJU_SEARCH: 'searxng brave',
      BRAVE_API_KEY: 'BSA-0123456789abcdef',
      BRAVE_BASE_URL: web.origin,
    }
    const priced = await run([lakeQuestion, '--estimate', '--json'], env)
    const { search } = JSON.parse(priced.stdout) as { search: { usd: number[]; queries: number[] } }
    expect(search).toMatchObject({ engines: ['brave'], queries: [1, expect.any(Number)] })
    expect(search.usd[1]).toBeCloseTo(search.usd[0]! * search.queries[1]!)
    expect((await run([lakeQuestion, '--estimate'], env)).stdout).toMatch(
      /Search engines: \$0\.005–\$[\d.]+ for 1–\d+ queries to each of brave/,
    )
    expect(web.queries).toEqual([])
  })

  test('a budget in money leaves free engines in', async () => {
    const { web, run } = await newPlace()
    const ended = await run([lakeQuestion, '--budget', '0.01'])
    expect(ended.stdout).toContain('41.7 million euros')
    expect(ended.stderr).not.toContain('left out')
    expect(web.queries[0]).toBe(lakeQuestion)
  })
})

describe('a key', () => {
  let place: Place
  let first: Report
  let asked: readonly string[]
  beforeAll(async () => {
    place = await newPlace()
    const { stdout } = await place.run([lakeQuestion, '--key', 'k', '--json'])
    first = JSON.parse(stdout) as Report
    asked = [...place.web.queries]
  })

  test('means the same run though the scope would be another by now', async () => {
    await place.run(['add', place.docs])
    const again = await place.run([lakeQuestion, '--key', 'k', '--json'])
    expect(JSON.parse(again.stdout)).toEqual(first)
    expect([asked[0], place.web.queries]).toEqual([lakeQuestion, asked])
  })

  test.each([[['--web']], [['--offline']], [['--engines', 'searxng']], [['--since', '2020-01-01']]])(
    'does not mean the same run with %j',
    async (more) => {
      const other = await place.run([lakeQuestion, '--key', 'k', ...more])
      expect(other.stderr).toMatch(new RegExp(`key k belongs to the run ${first.run}`))
      expect(other.exit).toBe(1)
    },
  )
})
