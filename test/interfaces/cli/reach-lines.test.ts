import { describe, expect, test } from 'vitest'
import type { Session } from '../../../src/interfaces/cli/command.ts'
import { createContext } from '#runtime'
import { endpointsOf } from '../../../src/interfaces/runs/models.ts'
import {
  beforeTheWeb,
  reachLines,
  webConfigurationOf,
  webInReplay,
  withinBudget,
} from '../../../src/interfaces/runs/reach.ts'
import { fill, wordsIn } from '../../../src/interfaces/cli/words.ts'
import type { WebConfiguration } from '../../../src/interfaces/runs/tasks.ts'

const speaking = (language: 'en' | 'zh'): Session =>
  ({ language, words: wordsIn(language) }) as unknown as Session

const model = 'https://api.model.example/v1'
const searxng = { name: 'searxng', baseUrl: 'http://127.0.0.1:8888' }
const web: WebConfiguration = { ...beforeTheWeb, scope: 'web', because: 'empty', engines: [searxng] }

describe('the first line of a run', () => {
  const line = (kind: 'research' | 'check' | 'add', reach: WebConfiguration, endpoints: string[]): string[] =>
    reachLines(kind, reach, endpoints, speaking('en'))

  test('names models by their hosts and engines by their names, each once', () => {
    expect(line('research', web, [searxng.baseUrl, model])).toEqual([
      'Network: the web, through api.model.example, searxng. There are no documents of your own; --offline or --docs FOLDER keeps it at home.',
    ])
    expect(reachLines('research', web, [searxng.baseUrl, model], speaking('zh'))).toEqual([
      '网络：全网，经由 api.model.example、searxng。没有你自己的文献；用 --offline 或 --docs 文件夹 可不出本机。',
    ])
  })

  test('says that nobody is asked where no engine is chosen', () => {
    expect(line('research', { ...web, engines: [] }, [])[0]).toMatch(
      /^Network: the web, through no search engine\./,
    )
  })

  test('of an audit speaks of what the text cites, of files only where somebody is called', () => {
    const asked: WebConfiguration = { ...beforeTheWeb, scope: 'web', because: 'asked' }
    expect(line('check', asked, [])[0]).toMatch(/^Network: the addresses that the text cites\. /)
    expect(line('check', asked, [model])[0]).toMatch(/that the text cites, and api\.model\.example\. /)
    expect(line('add', beforeTheWeb, [])).toEqual([])
    expect(line('add', beforeTheWeb, [model])).toEqual([
      'Network: configured endpoints only (api.model.example). --offline calls nobody.',
    ])
  })

  test('is followed by a line for each program of the user’s own', () => {
    const mcp = [
      { name: 'notes', transport: 'stdio', command: 'notes-server' },
      { name: 'wiki', transport: 'http', url: 'https://wiki.example/mcp' },
    ] as const
    const lines = line('research', { ...beforeTheWeb, mcp }, [])
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain('(MCP server notes, MCP server wiki)')
    expect(lines[1]).toBe(fill(wordsIn('en').web.unguarded, { name: 'notes' }))
  })
})

describe('a budget in money', () => {
  const engines = [
    { plug: { name: 'free', facts: { usd: 0 } } },
    { plug: { name: 'priced', facts: { usd: 0.005 } } },
    { plug: { name: 'unknown', facts: { usd: null } } },
  ]
  test('leaves engines out whose price is not known, and only then', () => {
    const { kept, unpriced } = withinBudget(engines, true)
    expect(kept.map(({ plug }) => plug.name)).toEqual(['free', 'priced'])
    expect(unpriced).toEqual(['unknown'])
    expect(withinBudget(engines, false)).toEqual({ kept: engines, unpriced: [] })
  })
})

describe('a replay', () => {
  test('has the engines that the run had, and asks none', async () => {
    const parts = webInReplay(web)
    expect(parts?.search?.engines).toEqual(['searxng'])
    await expect(
      parts!.search!.search({ text: 'x', language: 'en', limit: 1 }, undefined as never),
    ).rejects.toMatchObject({ code: 'scope-refused' })
    expect(webInReplay(beforeTheWeb)).toBeUndefined()
    expect(webInReplay({ ...web, scope: 'offline' })).toBeUndefined()
  })
})

test('an engine with a server for each language may be asked at all of them', async () => {
  const session = {
    ...speaking('en'),
    environment: { KAOJU_SEARCH: 'wikipedia' },
    settings: { home: '/nowhere/at/all' },
    context: createContext().context,
    terminal: { note: () => {}, colour: { note: false } },
  } as unknown as Session
  const library = () => Promise.resolve({ holdings: () => Promise.resolve([]) })
  const made = await webConfigurationOf({ web: true }, { docs: false, kind: 'research', library }, session)
  expect(endpointsOf({ castings: [], web: made })).toEqual([
    'https://en.wikipedia.org',
    'https://zh.wikipedia.org',
  ])
})
