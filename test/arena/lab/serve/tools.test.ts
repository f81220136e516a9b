import { afterEach, describe, expect, test } from 'vitest'
import { chanceOf, createConfiguredEgress, createContext, steppedClock } from '#runtime'
import { createMcpSource } from '#sources'
import {
  mutateTools,
  plainTools,
  toolMutations,
  type ToolMutation,
} from '../../../../src/arena/lab/serve/tool-mutations.ts'
import type { ServiceFaults } from '../../../../src/arena/lab/serve/faults.ts'
import type { WireExchange } from '../../../../src/arena/lab/serve/wire-log.ts'
import { closeServed, lakeTools, serve } from './small-world.ts'

const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
  await closeServed()
})

/** What Kaoju's MCP source makes of the server: titles and snippets of hits, texts of the documents, or codes. */
interface Seen {
  readonly mutation: ToolMutation | undefined
  readonly hits: readonly { readonly title: string; readonly snippet: string }[] | string
  readonly documents: readonly string[]
  readonly exchanges: readonly WireExchange[]
}

async function look(faults: ServiceFaults, query = 'vehicles on Ostrel Bridge'): Promise<Seen> {
  const { served, log } = await serve({ stall: 20, ...faults }, { clock: steppedClock(0) })
  const [tool] = served.tools
  const egress = createConfiguredEgress({ endpoints: [tool!.url] })
  const source = createMcpSource(
    { name: tool!.name, transport: 'http', url: tool!.url },
    { environment: {} },
    { connect: 5_000, answer: 5_000 },
  )
  closing.push(source, egress)
  const { context } = createContext({ egress, clock: steppedClock(0) })
  const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error)
  const found = await source.search!({ text: query, language: 'en', limit: 5 }, context.at('search')).catch(
    (error: unknown) => codeOf(error),
  )
  const documents: string[] = []
  for (const [index, hit] of (typeof found === 'string' ? [] : found).entries())
    documents.push(
      await source.read(hit.url, context.at(`read-${index}`)).then(
        ({ bytes }) => Buffer.from(bytes).toString(),
        (error: unknown) => codeOf(error),
      ),
    )
  const hits = typeof found === 'string' ? found : found.map(({ title, snippet }) => ({ title, snippet }))
  return { mutation: tool!.mutation, hits, documents, exchanges: log.exchanges }
}

const first = lakeTools.records[0]!

test('a server is searched and read by Kaoju’s own source, and the log holds the calls', async () => {
  const { hits, documents, exchanges, mutation } = await look({})
  expect(mutation).toBeUndefined()
  expect(hits).toEqual([
    { title: first.title, snippet: first.text },
    { title: lakeTools.records[1]!.title, snippet: lakeTools.records[1]!.text },
  ])
  expect(documents[0]).toBe(first.text)
  expect(exchanges.map(({ service, name, request, outcome }) => [service, name, request, outcome])).toEqual([
    ['tool', 'survey-desk', 'search {"limit":5,"query":"vehicles on Ostrel Bridge"}', 'answered'],
    ['tool', 'survey-desk', 'fetch {"id":"r1"}', 'answered'],
    ['tool', 'survey-desk', 'fetch {"id":"r2"}', 'answered'],
  ])
  expect(exchanges[1]!.response).toBe(`${first.title}\n${first.text}`)
})

test('what it does not hold it does not find', async () => {
  expect((await look({}, 'volcano')).hits).toEqual([])
})

/** Mutations whose details are drawn, by seeds that draw others than the small world's. */
test.each(
  (
    ['schema-v2', 'overloaded', 'renamed-parameter', 'optional-fields', 'timeout', 'removed'] as const
  ).flatMap((mutation) => ['one', 'two', 'three'].map((seed) => [mutation, seed] as const)),
)('%s by the seed %s leaves hits, or a failure by name', async (mutation, seed) => {
  const { hits, documents } = await look({ seed, tools: { rate: 1, mutations: [mutation] } })
  if (typeof hits === 'string') expect(hits).toMatch(/^mcp-(?:failed|tool-missing|unreachable)$/)
  else expect(hits.map(({ title }) => title)[0]).toMatch(/^Ostrel Bridge/)
  for (const text of documents) expect(text).toMatch(/^mcp-failed$|vehicles a day/)
})

/** What Kaoju does under each mutation, as found; the seed is the small world's. */
describe.each(toolMutations)('under %s', (mutation) => {
  test('Kaoju neither breaks nor takes failure for nothing, and two servers do the same', async () => {
    const faults: ServiceFaults = { tools: { rate: 1, mutations: [mutation], slowBy: 700 } }
    const seen = await look(faults)
    expect(seen.mutation).toBe(mutation)
    if (typeof seen.hits === 'string') expect(seen.hits).toMatch(/^mcp-/)
    else expect(seen.hits).not.toEqual([])
    for (const text of seen.documents) expect(text).not.toBe('')
    expect(outcomes(seen)).toMatchSnapshot()
    expect(await look(faults)).toEqual(seen)
  })
})

function outcomes({ hits, documents, exchanges }: Seen): unknown {
  return { hits, documents, wire: exchanges.map(({ request, outcome }) => `${outcome}: ${request}`) }
}

describe('a mutation', () => {
  const chance = () => chanceOf('seed', 'path')
  const mutated = (mutation: ToolMutation) => mutateTools(lakeTools, mutation, chance())

  test('is the same for the same chance, and changes something or what calls meet', () => {
    for (const mutation of toolMutations) {
      expect(mutated(mutation)).toEqual(mutated(mutation))
      expect(mutated(mutation).mutation).toBe(mutation)
    }
    const { mutation: _, ...other } = mutated('schema-v2')
    expect(other).not.toEqual(plainTools(lakeTools))
  })

  test('that makes records stale changes their numbers, not their words', () => {
    const [record] = mutated('stale').records
    expect(record!.text).toMatch(
      /^Ostrel Bridge carries 41,\d00 vehicles a day\. It was counted in 20(?:1\d|2[0-2])\./,
    )
    expect(record!.text).not.toContain('41,700')
    expect(record!.text).toContain('The count took 12 days.')
    expect(record!.updated).toMatch(/^(?:199|200)\d-\d\d-\d\d$/)
  })

  test('that contradicts keeps the record and adds a twin', () => {
    const { records } = mutated('contradictory')
    expect(records.map(({ id }) => id)).toEqual(['r1', 'r1-b', 'r2', 'r2-b', 'r3', 'r3-b'])
    expect(records[0]!.text).toBe(first.text)
    expect(records[1]!.text).not.toBe(first.text)
  })
})

test('a removed tool is listed under another name by then, and answers there', async () => {
  const { served } = await serve({ tools: { rate: 1, mutations: ['removed'] } })
  const rpc = async (method: string, params: object): Promise<string> => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    return (await fetch(served.tools[0]!.url, { method: 'POST', headers, body })).text()
  }
  const fetched = (name: string) =>
    Promise.all(['r1', 'r2', 'r3'].map((id) => rpc('tools/call', { name, arguments: { id } })))
  expect(await rpc('tools/list', {})).toContain('"fetch"')
  const old = await fetched('fetch')
  expect(old.filter((answer) => answer.includes('Unknown tool: fetch')).length).toBeGreaterThan(0)
  const list = await rpc('tools/list', {})
  expect(list).not.toContain('"fetch"')
  const name = /get_record|read_record/.exec(list)?.[0]
  for (const answer of await fetched(name!)) expect(answer).toContain('survey')
  served.clear()
  expect(await rpc('tools/list', {})).toContain('"fetch"')
})
