import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createContext } from '#runtime'
import {
  commandContestant,
  createWireLog,
  makeWorld,
  placeVariables,
  publishedFromMarkdown,
  runLab,
  serveWorld,
  type LabPlace,
  type SuiteResult,
  type World,
} from '../../../../src/arena/lab/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function script(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return `'${process.execPath}' '${path}'`
}

/** A research tool of a few lines: one search, the pages that it lists, one answer of the model; it believes every page. */
const searcher = script(
  'searcher.mjs',
  `
const { SEARXNG_URL, LAB_PAGES, OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL, LAB_QUESTION, LAB_DOCUMENTS } = process.env
const found = await (await fetch(SEARXNG_URL + '/search?format=json&q=' + encodeURIComponent(LAB_QUESTION))).json()
const sources = []
for (const { url, title } of found.results.slice(0, 5)) {
  const { hostname, pathname } = new URL(url)
  const reply = await fetch(LAB_PAGES + '/' + hostname + pathname).catch(() => undefined)
  if (!reply?.ok) continue
  const words = (await reply.text()).replace(/<(script|style|head)[\\s\\S]*?<\\/\\1>/g, '').replace(/<[^>]+>/g, '\\n')
  sources.push('[' + (sources.length + 1) + '] ' + title + '\\nURL: ' + url + '\\n' + words)
}
const content = sources.join('\\n\\n') + '\\n\\nQuestion: ' + LAB_QUESTION
const reply = await fetch(OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + OPENAI_API_KEY },
  body: JSON.stringify({ model: OPENAI_MODEL, messages: [{ role: 'user', content }] }),
})
const { choices } = await reply.json()
console.log('# ' + LAB_QUESTION + '\\n\\n' + choices[0].message.content)
`,
)

const facts = makeWorld({ seed: 'command', questions: 4, kinds: ['fact'] })

interface Measured {
  readonly contestant: string
  readonly suite: SuiteResult
  /** What a person who waits is told. */
  readonly warnings: readonly string[]
}

async function measure(
  command: string,
  options: { patience?: number; environment?: Record<string, string> } = {},
  world: World = facts,
): Promise<Measured> {
  const { context, log } = createContext()
  const contestant = commandContestant({ command, ...options })
  const { result } = await runLab({ suites: ['kinds'] }, world, contestant, context)
  const warnings = log.events.flatMap(({ event }) => (event.type === 'warning' ? [event.message] : []))
  return { contestant: result.contestant, suite: result.suites[0]!, warnings }
}

test('a tool that searches, reads and asks the model is measured by what it prints', async () => {
  const { contestant, suite, warnings } = await measure(searcher)
  const { summary, failures } = suite
  expect({ failures, warnings }).toEqual({ failures: [], warnings: [] })
  expect(summary.factRecall).toBeGreaterThanOrEqual(0.5)
  expect(summary).toMatchObject({ questions: 4, false: 0, unsupported: 0, inventedLinks: 0 })
  expect(summary.perQuestion).toMatchObject({ model: 1, search: 1 })
  expect(summary.perQuestion.page).toBeGreaterThan(1)
  expect(contestant).toBe(`command: ${searcher}`)
})

test.each([
  [
    'fails',
    'echo The bridge opened in 1931.; echo no such engine >&2; exit 3',
    {},
    /exit code 3: no such engine/,
  ],
  ['is not there', 'kaoju-no-such-tool', {}, /exit code 127: .*kaoju-no-such-tool/],
  ['prints nothing', 'echo; echo looked everywhere >&2', {}, /printed nothing: looked everywhere/],
  ['hangs', 'echo The bridge opened in 1931.; sleep 60', { patience: 300 }, /did not end within 0\.3 s/],
] as const)('a tool that %s has answered nothing, and why is told', async (_, command, options, why) => {
  const one = makeWorld({ seed: 'command', questions: 1, kinds: ['fact'] })
  const { suite, warnings } = await measure(command, options, one)
  expect(suite.failures).toEqual([{ question: 'q1', why: 'command-failed' }])
  expect(suite.summary).toMatchObject({ questions: 1, factRecall: 0, perQuestion: { words: 0 } })
  expect(warnings).toEqual([expect.stringMatching(why)])
})

test('what is printed counts as it was printed: paragraphs stay apart, a last line needs no end', async () => {
  const report = '# Two bridges\n\nOpened: 1931\n\nLength: 45 metres\n\n- one\n- two'
  const { context } = createContext()
  const place = await placeOf(facts)
  const contestant = commandContestant({ command: `printf '${report.replaceAll('\n', '\\n')}'` })
  try {
    const question = { id: 'q1', text: 'Which?', language: 'en' } as const
    expect(await contestant.answer(question, place, context)).toEqual(publishedFromMarkdown(report))
  } finally {
    await place.close()
  }
})

test('a tool sees the question, the addresses, the files and what it was given, and nothing else of ours', async () => {
  process.env['KAOJU_TEST_SECRET'] = 'do not tell'
  const place = await placeOf(facts)
  const documents = [{ name: 'notes/a.md', language: 'en', body: 'A note: seven.', states: [] }] as const
  const { context } = createContext()
  const contestant = commandContestant({
    command:
      'cat; echo "$LAB_QUESTION ($LAB_LANGUAGE)"; cat "$LAB_DOCUMENTS/notes/a.md"; echo; env | cut -d= -f1 | sort | tr "\\n" " "',
    environment: { GIVEN: 'yes' },
  })
  try {
    const question = { id: 'q1', text: '桥有多长？', language: 'zh' } as const
    const { sentences } = await contestant.answer(question, { ...place, documents }, context)
    const said = sentences.map(({ text }) => text).join(' ')
    expect(said).toContain('桥有多长？ (zh)')
    expect(said).toContain('A note: seven.')
    expect(said).toMatch(/\bGIVEN\b.*\bLAB_PAGES\b.*\bSEARXNG_URL\b/)
    expect(said).not.toContain('KAOJU_TEST_SECRET')
  } finally {
    delete process.env['KAOJU_TEST_SECRET']
    await place.close()
  }
})

test('every service has its variable, and those that take no part have none', async () => {
  const world = makeWorld({ seed: 'command', questions: 2, kinds: ['tool', 'feed'] })
  const place = await placeOf(world)
  try {
    const { engines, pages, tools, feeds } = place.served
    expect(tools.length * feeds.length).toBeGreaterThan(0)
    const model = {
      url: 'http://127.0.0.1:9/v1',
      name: 'm',
      contextWindow: 1,
      price: { input: 0, output: 0 },
    }
    const all = placeVariables({ ...place, model })
    expect(all).toMatchObject({
      SEARXNG_URL: engines.searxng,
      TAVILY_BASE_URL: engines.tavily,
      FIRECRAWL_BASE_URL: engines.firecrawl,
      BRAVE_BASE_URL: engines.brave,
      LAB_PAGES: `http://127.0.0.1:${pages}`,
      LAB_MCP: tools.map(({ url }) => url).join(','),
      LAB_FEEDS: feeds.join(','),
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'm',
    })
    const told = Object.values(all)
    for (const address of [...Object.values(engines), model.url]) expect(told).toContain(address)
    const bare = Object.keys(placeVariables({ ...place, served: { ...place.served, tools: [], feeds: [] } }))
    expect(bare.filter((name) => /MCP|FEEDS|OPENAI|MODEL/.test(name))).toEqual([])
  } finally {
    await place.close()
  }
})

async function placeOf(world: World): Promise<LabPlace & { close(): Promise<void> }> {
  const { context } = createContext()
  const latency = { search: 0, page: 0, tool: 0 }
  const served = await serveWorld(world, { latency, faults: {}, log: createWireLog() }, context)
  return { served, documents: [], close: () => served.close() }
}

test('a run that is stopped says so, and what was asked before counts', async () => {
  const stopping = new AbortController()
  const contestant = {
    name: 'stopped',
    answer: () => {
      stopping.abort()
      return Promise.resolve(publishedFromMarkdown('Nothing was found.'))
    },
    close: () => Promise.resolve(),
  }
  const { context } = createContext({ stop: stopping.signal })
  const { result } = await runLab({ suites: ['kinds'], model: null }, facts, contestant, context)
  expect(result.stopped).toBe(true)
  expect(result.suites.map(({ answers }) => answers.length)).toEqual([1])
})

test('nothing is begun where nothing would be asked', async () => {
  const { context } = createContext()
  const contestant = {
    name: 'idle',
    answer: () => Promise.reject(new Error('asked')),
    close: () => Promise.resolve(),
  }
  await expect(runLab({ suites: ['tools-mutate'] }, facts, contestant, context)).rejects.toMatchObject({
    code: 'option-invalid',
  })
})
