import { describe, expect, test } from 'vitest'
import type { CallToolResult } from '@modelcontextprotocol/client'
import {
  documentOf,
  foundDocument,
  itemsOf,
  resourceDocument,
} from '../../../src/sources/mcp/tool-results.ts'

const text = (...texts: string[]): CallToolResult => ({
  content: texts.map((one) => ({ type: 'text', text: one })),
})
const json = (value: unknown): CallToolResult => text(JSON.stringify(value))
const find = (result: CallToolResult): unknown => itemsOf(result, 'reeds').items
const read = (result: CallToolResult, id: string): unknown => {
  const told = documentOf(result, id)
  return 'document' in told ? told.document : told
}

describe('an answer to a search', () => {
  const item = { id: '1', title: 'Reeds', url: 'https://lake.example/1', text: 'Reeds <b>grow</b>.' }
  const expected = [
    { id: '1', title: 'Reeds', snippet: 'Reeds grow.', url: 'https://lake.example/1', text: item.text },
  ]

  test.each<[string, CallToolResult]>([
    ['as structured content', { content: [], structuredContent: { results: [item] } }],
    ['as JSON in a text', json({ results: [item] })],
    ['as a bare list', json([item])],
    ['one text for each', text(JSON.stringify(item), JSON.stringify(item))],
    ['one level down', json({ data: { items: [item] } })],
    [
      'in another dialect',
      json({ hits: [{ document_id: 1, name: 'Reeds', link: item.url, page_content: item.text }] }),
    ],
  ])('%s', (_what, result) => {
    expect(find(result)).toEqual(result.content.length > 1 ? [...expected, ...expected] : expected)
  })

  test('an empty list is one, whatever stands around it', () => {
    expect(find(json({ results: [] }))).toEqual([])
    expect(find({ content: [], structuredContent: { result: [] } })).toEqual([])
  })

  test('an error, nothing at all, and results without a name are failures', () => {
    expect(() => find({ isError: true, ...text('The key is missing.') })).toThrow('The key is missing.')
    expect(() => find({ isError: true, content: [] })).toThrow('it says that it failed')
    expect(() => find({ content: [] })).toThrow('its answer is empty')
    expect(() => find(text('  '))).toThrow('its answer is empty')
    expect(() => find(json({ results: [{ score: 1 }, null, []] }))).toThrow('3 results, none')
  })

  test('a plain text is one document; the one address in it is where it stands', () => {
    expect(find(text('# Reeds\n\nThey grow. Source: https://lake.example/reeds.'))).toEqual([
      {
        id: 'answer',
        title: 'Reeds',
        snippet: '# Reeds They grow. Source: https://lake.example/reeds.',
        url: 'https://lake.example/reeds',
        text: '# Reeds\n\nThey grow. Source: https://lake.example/reeds.',
      },
    ])
    expect(find(text('See https://a.example/ and https://b.example/'))).toMatchObject([{ id: 'answer' }])
    expect(find(text('See https://a.example/ and https://b.example/'))).not.toHaveProperty('0.url')
  })

  test('links to resources and embedded ones are items of their own', () => {
    expect(
      find({
        content: [
          { type: 'resource_link', uri: 'file:///reeds.md', name: 'reeds', description: 'About reeds' },
          { type: 'resource', resource: { uri: 'shelf://1', text: 'Reeds grow.' } },
        ],
      }),
    ).toEqual([
      { resource: 'file:///reeds.md', title: 'reeds', snippet: 'About reeds' },
      { id: 'shelf://1', title: 'Reeds grow.', snippet: 'Reeds grow.', text: 'Reeds grow.' },
    ])
  })

  test('what a terminal would obey, addresses with passwords and dates that are none are left out', () => {
    const {
      items: [found],
    } = itemsOf(
      json([
        {
          id: 'x',
          title: '\u001b[31mRed\u202e',
          url: 'https://me:pw@lake.example/',
          date: 'yesterday',
          text: 't',
        },
      ]),
      'reeds',
    )
    expect(found).toEqual({ id: 'x', title: '[31mRed', snippet: 't', text: 't' })
    const {
      items: [dated],
    } = itemsOf(json([{ id: 'x', title: 'T', published_date: '2024-05-01' }]), 'reeds')
    expect(dated).toMatchObject({ publishedAt: '2024-05-01' })
  })

  test('a hundred thousand results are a bounded number of items', () => {
    const many = Array.from({ length: 100_000 }, (_, id) => ({ id, title: 'x'.repeat(10) }))
    expect(find({ content: [], structuredContent: { results: many } })).toHaveLength(200)
  })
})

describe('an answer to a fetch', () => {
  test('the convention, as JSON and as structured content', () => {
    const said = {
      id: '1',
      title: 'Reeds',
      text: '# Reeds\n\nThey grow.',
      url: 'https://lake.example/1',
      metadata: {},
    }
    const expected = { title: 'Reeds', mediaType: 'text/markdown', text: said.text, url: said.url }
    expect(read(json(said), '1')).toEqual(expected)
    expect(read({ content: [], structuredContent: said }, '1')).toEqual(expected)
    expect(read(json({ document: said }), '1')).toEqual(expected)
    expect(read(json({ results: [{ url: said.url, raw_content: said.text }] }), '1')).toEqual(expected)
  })

  test('plain texts by what they look like', () => {
    expect(read(text('Reeds grow.'), 'reeds')).toEqual({
      title: 'Reeds grow.',
      mediaType: 'text/plain',
      text: 'Reeds grow.',
    })
    expect(
      read(text('<!DOCTYPE html><title>Reeds</title><p>They grow.'), 'https://lake.example/1'),
    ).toMatchObject({
      title: 'Reeds',
      mediaType: 'text/html',
      url: 'https://lake.example/1',
    })
    // JSON that is no document is the text that it is.
    expect(read(json({ level: 3 }), 'x')).toMatchObject({
      mediaType: 'text/plain',
      text: '{"level":3}',
    })
  })

  test('embedded resources, pictures and links', () => {
    expect(
      read(
        {
          content: [
            { type: 'text', text: 'Here:' },
            { type: 'resource', resource: { uri: 'a://b', blob: 'JVBERg==', mimeType: 'application/pdf' } },
          ],
        },
        'b',
      ),
    ).toEqual({ title: 'b', mediaType: 'application/pdf', base64: 'JVBERg==' })
    expect(read({ content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }, 'b')).toEqual({
      title: 'b',
      mediaType: 'image/png',
      base64: 'AAAA',
    })
    expect(read({ content: [{ type: 'resource_link', uri: 'a://c', name: 'c' }] }, 'b')).toEqual({
      resource: 'a://c',
    })
  })

  test('errors and nothing are failures', () => {
    expect(() => read({ isError: true, ...text('no such page') }, '1')).toThrow('no such page')
    expect(() => read({ content: [] }, '1')).toThrow('its answer is empty')
    expect(() => resourceDocument([], '1')).toThrow('the resource is empty')
    expect(() => resourceDocument([{ uri: 'a', text: ' ' }], '1')).toThrow('the resource is empty')
  })
})

test('an item that only tells where it stands is read as what is said of it', () => {
  expect(foundDocument({ title: 'Reeds', snippet: '', url: 'https://lake.example/1' })).toEqual({
    title: 'Reeds',
    mediaType: 'text/plain',
    text: 'Reeds',
    url: 'https://lake.example/1',
  })
})
