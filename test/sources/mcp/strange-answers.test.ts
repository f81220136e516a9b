import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  array,
  assert,
  constantFrom,
  dictionary,
  json,
  jsonValue,
  nat,
  oneof,
  property,
  record,
  string,
  type Arbitrary,
} from 'fast-check'
import { expect, test } from 'vitest'
import type { CallToolResult, Tool } from '@modelcontextprotocol/client'
import { chooseTools } from '../../../src/sources/mcp/choose-tools.ts'
import { mcpUri, parseMcpUri, type McpAddress } from '../../../src/sources/mcp/mcp-address.ts'
import { McpFailure } from '../../../src/sources/mcp/mcp-failure.ts'
import { rankResources } from '../../../src/sources/mcp/rank-resources.ts'
import { documentOf, itemsOf } from '../../../src/sources/mcp/tool-results.ts'

const runs = { numRuns: 1_500, seed: 4 }
const names = constantFrom(
  'results',
  'data',
  'id',
  'title',
  'text',
  'url',
  'metadata',
  'content',
  'document',
  'name',
  'query',
  '__proto__',
)
const shaped: Arbitrary<unknown> = oneof(
  dictionary(names, oneof(jsonValue(), string(), array(dictionary(names, oneof(jsonValue(), string()))))),
  jsonValue(),
)
const said: Arbitrary<string> = oneof(
  json(),
  shaped.map((value) => JSON.stringify(value)),
  string({ unit: 'binary' }),
  constantFrom('# Reeds', 'https://a.example/', '{', '[]'),
)

/** The only way to fail is by name. */
function orFailure<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof McpFailure) return undefined
    throw error
  }
}

test('whatever a tool answers becomes items with a title, or a failure by name', () => {
  let found = 0
  const answer = record({
    texts: array(said, { maxLength: 3 }),
    structured: oneof(shaped, constantFrom(undefined)),
  })
  assert(
    property(answer, ({ texts, structured }) => {
      const result = {
        content: texts.map((text) => ({ type: 'text', text })),
        ...(structured === undefined ? {} : { structuredContent: structured }),
      } as unknown as CallToolResult
      for (const item of orFailure(() => itemsOf(result, 'reeds'))?.items ?? []) {
        found++
        expect(typeof item.title).toBe('string')
        expect(item.title.length).toBeLessThanOrEqual(300)
        expect(item.snippet.length).toBeLessThanOrEqual(1_000)
        if (item.url !== undefined) expect(item.url).toMatch(/^https?:/)
      }
      const told = orFailure(() => documentOf(result, 'reeds'))
      const document = told && 'document' in told ? told.document : undefined
      if (document && 'text' in document) {
        found++
        expect(document.text.trim()).not.toBe('')
        expect(typeof document.title).toBe('string')
      }
    }),
    runs,
  )
  expect(found).toBeGreaterThan(500)
})

test('whatever a server lists as tools and resources, what is chosen can be called', () => {
  const schema = dictionary(
    oneof(names, string()),
    oneof(jsonValue(), constantFrom({ type: 'string' }, { type: ['string', 'null'] })),
  )
  const tool = record({
    name: oneof(constantFrom('search', 'fetch', 'get_page'), string({ unit: 'binary' })),
    inputSchema: record({
      properties: oneof(schema, jsonValue()),
      required: oneof(array(string()), jsonValue()),
    }),
  })
  assert(
    property(
      array(tool),
      array(record({ uri: string(), name: string(), description: string() })),
      (tools, resources) => {
        const { search, fetch } = chooseTools(tools as unknown as Tool[], {})
        for (const chosen of [search, fetch])
          if (chosen) expect(Object.keys(chosen.tool.inputSchema.properties!)).toContain(chosen.argument)
        for (const { resource, title } of rankResources(resources, 'reeds of the lake')) {
          expect(resources.map(({ uri }) => uri)).toContain(resource)
          expect(typeof title).toBe('string')
        }
      },
    ),
    runs,
  )
})

test('an address says again what it was made of, and is a URI', () => {
  const address: Arbitrary<McpAddress> = record({
    how: constantFrom('fetched', 'resource', 'found'),
    id: string({ unit: 'grapheme', minLength: 1 }),
    query: string({ unit: 'grapheme' }),
  }).map(({ how, id, query }) => (how === 'found' ? { how, id, query } : { how, id }))
  assert(
    property(address, (one) => {
      const uri = mcpUri('lake', one)!
      expect(URL.canParse(uri)).toBe(true)
      expect(parseMcpUri('lake', uri)).toEqual(one)
      expect(parseMcpUri('lakes', uri)).toBeUndefined()
    }),
    runs,
  )
  expect(mcpUri('lake', { how: 'fetched', id: 'x'.repeat(5_000) })).toBeUndefined()
  expect(mcpUri('lake', { how: 'fetched', id: '\ud800' })).toBe('mcp://lake/%EF%BF%BD')
})

test('JSON cut anywhere leaves items that were whole, or is a failure by name, and is never a text', () => {
  const item = record({ id: string({ minLength: 1 }), title: string(), text: oneof(said, string()) })
  const dressed: Arbitrary<[string, string]> = constantFrom(['{"results":', '}'], ['', ''], ['{"n":1,"data":{"items":', '}}']) // prettier-ignore
  let salvaged = 0
  assert(
    property(array(item, { minLength: 1, maxLength: 4 }), dressed, nat(), (items, [before, after], place) => {
      const whole = `${before}${JSON.stringify(items)}${after}`
      const begun = whole.indexOf('"') + 1
      const cut = whole.slice(0, begun + (place % (whole.length - begun)))
      const result = { content: [{ type: 'text', text: cut }] } as CallToolResult
      const all = itemsOf({ content: [{ type: 'text', text: whole }] }, 'reeds').items
      const told = orFailure(() => itemsOf(result, 'reeds'))
      if (told) {
        salvaged++
        expect(told.brokenOff).toBe(true)
        expect(told.items.length).toBeGreaterThan(0)
        expect(told.items).toEqual(all.slice(0, told.items.length))
      }
      expect(orFailure(() => documentOf(result, 'reeds'))).toBeUndefined()
    }),
    runs,
  )
  expect(salvaged).toBeGreaterThan(300)
})

test('broken JSON made to be slow or deep is not', () => {
  for (const text of [
    `{"a":"${'\\'.repeat(500_000)}`,
    `{"a":"${'\\"'.repeat(500_000)}`,
    `[${'"a",'.repeat(300_000)}`,
    '{"a":'.repeat(300_000),
    `{"results":${'[{"results":'.repeat(100_000)}`,
    `{"a":${'1'.repeat(500_000)}`,
  ]) {
    const result: CallToolResult = { content: [{ type: 'text', text }] }
    expect(orFailure(() => documentOf(result, 'q')) === undefined).toBe(true)
    // A list of texts is one of results; the rest holds none.
    expect(orFailure(() => itemsOf(result, 'q'))?.items.length).toBe(
      text.startsWith('["a"') ? 200 : undefined,
    )
  }
})

test('texts made to be slow are not', () => {
  const slow = ['|'.repeat(500_000), `|${' '.repeat(500_000)}`, '#'.repeat(500_000), `#${'\t'.repeat(500_000)}`, '<title'.repeat(100_000), 'http://'.repeat(100_000), '['.repeat(500_000), `https://${'a.'.repeat(500_000)}`, '<'.repeat(500_000), '&#'.repeat(300_000)] // prettier-ignore
  for (const text of slow) {
    const result: CallToolResult = { content: [{ type: 'text', text }] }
    expect(itemsOf(result, 'q').items).toHaveLength(1)
    expect(documentOf(result, 'q')).toMatchObject({ document: { text: expect.any(String) as string } })
  }
})

test('the client of the protocol is loaded by nobody who only imports a room', () => {
  const folder = join(import.meta.dirname, '../../../src')
  const importing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // Who serves the protocol is loaded by those who serve it: `kaoju mcp`, and `/mcp` at its first request.
    .filter((name) => name.endsWith('.ts') && !name.startsWith(join('interfaces', 'mcp')))
    .flatMap(
      (name) =>
        readFileSync(join(folder, name), 'utf8').match(/import [^;]*?from '@modelcontextprotocol[^']*'/g) ??
        [],
    )
  expect(importing.length).toBeGreaterThan(3)
  for (const statement of importing) expect(statement).toMatch(/^import type /)
})
