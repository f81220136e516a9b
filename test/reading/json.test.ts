import { describe, expect, it } from 'vitest'
import type { Document } from '#vocabulary'
import { KaojuError } from '#runtime'
import { plug } from '../../src/reading/readers/json.ts'
import { readAs, readerConformance, resourceOf } from './reader-conformance.ts'

const article = {
  title: 'Ice on the lake',
  date: '2023-02-11',
  author: { name: 'Ann', mail: null },
  tags: ['ice', 'ferry'],
  days: [
    { year: 2022, days: 3 },
    { year: 2023, days: 9 },
  ],
  notes: [{ text: 'First.', by: { name: 'Wei' } }],
}
const lines = '{"id": 1, "text": "那一年湖水很早就结冰了。"}\n{"id": 2, "text": "渡船停了。"}\n'

readerConformance(plug, [
  {
    name: 'article.json',
    bytes: Buffer.from(JSON.stringify(article, null, 2)),
    contains: ['author.name: Ann', 'tags: ice, ferry', '2022 | 3'],
  },
  { name: 'lake.jsonl', bytes: Buffer.from(lines), contains: ['那一年湖水很早就结冰了。', '渡船停了。'] },
  { name: 'scalar.json', bytes: Buffer.from('"just words"'), contains: ['just words'] },
])

const read = (text: string, name = 'a.json'): Promise<Document> =>
  readAs(plug.create({}), resourceOf({ name, bytes: Buffer.from(text) }))
const blocksOf = ({ blocks, text }: Document): string[] =>
  blocks.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)

describe('JSON', () => {
  it('becomes records and tables', async () => {
    const document = await read(JSON.stringify(article))
    expect(document).toMatchObject({ title: 'Ice on the lake', publishedAt: '2023-02-11' })
    expect(blocksOf(document)).toEqual([
      'record: title: Ice on the lake\ndate: 2023-02-11\nauthor.name: Ann\ntags: ice, ferry',
      'heading: days',
      'table: year | days\n2022 | 3\n2023 | 9',
      'heading: notes',
      'record: notes[0].text: First.\nnotes[0].by.name: Wei',
    ])
  })

  it('keeps the digits of numbers', async () => {
    const { text } = await read('{"id": 12345678901234567890, "price": 1.50, "mass": 1e-400}')
    expect(text).toBe('id: 12345678901234567890\nprice: 1.50\nmass: 1e-400')
  })

  it('writes a list of objects with long values as records', async () => {
    const items = [1, 2, 3].map((id) => ({ id, text: 'word '.repeat(100) }))
    const document = await read(JSON.stringify(items))
    expect(document.tables).toEqual([])
    expect(document.blocks.map((block) => block.kind)).toEqual(['record', 'record', 'record'])
  })

  it('tells which lines of JSON Lines are broken', async () => {
    const document = await read(`${lines}{"id": 3, "te\n`, 'a.jsonl')
    expect(document.warnings).toEqual(['1 lines are not JSON and were left out (line 3).'])
    expect(document.tables[0]!.rows).toBe(3)
  })

  it('refuses JSON that is cut', async () => {
    const cut = JSON.stringify(article, null, 2).slice(0, 80)
    await expect(read(cut)).rejects.toThrow(KaojuError)
    await expect(read(cut)).rejects.toMatchObject({ code: 'file-damaged' })
  })

  it('refuses JSON that says nothing', async () => {
    for (const text of ['{}', '[]', 'null', '[[], {}]'])
      await expect(read(text)).rejects.toMatchObject({ code: 'file-no-text' })
  })

  it('survives deep nesting', async () => {
    const deep = '{"a":'.repeat(200) + '1' + '}'.repeat(200)
    expect((await read(deep)).text).toMatch(/^a(\.a)+: \{"a":/)
  })
})
