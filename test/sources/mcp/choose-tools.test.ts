import { expect, test } from 'vitest'
import type { Tool } from '@modelcontextprotocol/client'
import { chooseTools } from '../../../src/sources/mcp/choose-tools.ts'

type Schema = Readonly<Record<string, unknown>>
const text: Schema = { type: 'string' }

function tool(
  name: string,
  properties: Schema,
  required: readonly string[] = Object.keys(properties),
  more: Partial<Tool> = {},
): Tool {
  return {
    name,
    inputSchema: { type: 'object', properties, required: [...required] } as Tool['inputSchema'],
    ...more,
  }
}

const namesOf = (
  tools: readonly Tool[],
  setting: Parameters<typeof chooseTools>[1] = {},
): (string | undefined)[] => {
  const { search, fetch } = chooseTools(tools, setting)
  return [
    search && `${search.tool.name}(${search.argument}${search.limit ? `, ${search.limit}` : ''})`,
    fetch && `${fetch.tool.name}(${fetch.argument}: ${fetch.wants})`,
  ]
}

// Tools as well-known servers list them.
test.each<[string, Tool[], (string | undefined)[]]>([
  [
    'the convention',
    [tool('search', { query: text }), tool('fetch', { id: text })],
    ['search(query)', 'fetch(id: id)'],
  ],
  [
    'arXiv',
    [
      tool('list_papers', {}),
      tool('download_paper', { paper_id: text, check_status: { type: 'boolean' } }, ['paper_id']),
      tool('search_papers', { query: text, max_results: { type: 'integer' } }, ['query']),
      tool('read_paper', { paper_id: text }),
    ],
    ['search_papers(query, max_results)', 'read_paper(paper_id: id)'],
  ],
  [
    'Wikipedia',
    [
      tool('get_article', { title: text }),
      tool('search_wikipedia', { query: text, limit: { type: 'integer' } }, ['query']),
    ],
    ['search_wikipedia(query, limit)', 'get_article(title: title)'],
  ],
  [
    'Notion',
    [
      tool('API-post-search', { query: text }, []),
      tool('notion-search', { query: text }),
      tool('notion-fetch', { id: text }),
      tool('notion-create-pages', { query: text }),
    ],
    ['notion-search(query)', 'notion-fetch(id: id)'],
  ],
  [
    'Tavily',
    [
      tool('tavily-search', { query: text, max_results: { type: 'number' } }, ['query']),
      tool('tavily-extract', { urls: { type: 'array', items: text } }),
    ],
    ['tavily-search(query, max_results)', 'tavily-extract(urls: address)'],
  ],
  [
    'camel case, and an optional text as Python writes it',
    [
      tool('searchDocs', { q: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, []),
      tool('getDoc', { docId: text }),
    ],
    ['searchDocs(q)', 'getDoc(docId: id)'],
  ],
  [
    'a fetch tool alone',
    [tool('fetch', { url: text, max_length: { type: 'integer' } }, ['url'])],
    [undefined, 'fetch(url: address)'],
  ],
  [
    'nothing that only looks',
    [
      tool('search_and_replace', { query: text }),
      tool('delete_search', { query: text }),
      tool('search', { query: text }, ['query'], { annotations: { readOnlyHint: false } }),
      tool('query', { sql: text }),
      tool('read_query', { query: text }),
      tool('get_weather', { city: text }),
      tool('write_file', { path: text }),
    ].filter(({ name }) => name !== 'search_and_replace' && name !== 'read_query'),
    [undefined, undefined],
  ],
  [
    'arguments that nobody can give',
    [tool('search', { query: text, api_key: text }), tool('fetch', { id: text, version: text })],
    [undefined, undefined],
  ],
])('%s', (_what, tools, expected) => {
  expect(namesOf(tools)).toEqual(expected)
})

test('a tool that is named is taken, whatever it is called and its one text too', () => {
  const tools = [
    tool('query', { sparql: text }),
    tool('dump', { thing: text }),
    tool('search', { query: text }),
  ]
  expect(namesOf(tools, { search: 'query', fetch: 'dump' })).toEqual(['query(sparql)', 'dump(thing: id)'])
  expect(namesOf(tools, { search: 'gone' })).toEqual([undefined, undefined])
})

test('what the user fixed need not be given', () => {
  const tools = [tool('search', { query: text, index: text })]
  expect(namesOf(tools)).toEqual([undefined, undefined])
  expect(namesOf(tools, { arguments: { index: 'lake' } })).toEqual(['search(query)', undefined])
})

test('schemas that are no schemas are passed over', () => {
  for (const inputSchema of [
    {},
    { properties: 7 },
    { properties: { query: null } },
    { properties: { query: { type: 5 } }, required: 'all' },
  ])
    expect(namesOf([{ name: 'search', inputSchema } as unknown as Tool])).toEqual([undefined, undefined])
})
