import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Document } from '#vocabulary'
import { plug } from '../../src/reading/readers/csv.ts'
import { dataFolder } from '../data-folder.ts'
import { encodeAs } from './legacy-encoder.ts'
import {
  checkDocument,
  readAs,
  readerConformance,
  resourceOf,
  type ReaderSample,
} from './reader-conformance.ts'

const chinese = '城市,人口（万）,备注\n青湖,123.5,"含郊区,约数"\n白山,67,\n'
const folder = 'documents/docling/csv/sources'
const shared: ReaderSample[] = dataFolder
  ? readdirSync(join(dataFolder, folder)).map((name) => ({
      name,
      bytes: readFileSync(join(dataFolder!, folder, name)),
    }))
  : []

readerConformance(plug, [
  {
    name: '城市.csv',
    bytes: encodeAs(chinese, 'gb18030'),
    contains: ['城市 | 人口（万） | 备注', '青湖 | 123.5 | 含郊区,约数'],
  },
  { name: 'days.tsv', bytes: Buffer.from('Year\tDays\n2022\t3\n2023\t9\n'), contains: ['2022 | 3'] },
  ...shared,
])

const read = (text: string, options = {}): Promise<Document> =>
  readAs(plug.create(plug.options.parse(options)), resourceOf({ name: 'a.csv', bytes: Buffer.from(text) }))
const cellsOf = ({ tables, text }: Document): string[][] => {
  const rows: string[][] = []
  for (const { row, start, end } of tables[0]!.cells) (rows[row] ??= []).push(text.slice(start, end))
  return rows
}

describe('delimiters', () => {
  test.each([
    ['comma', 'a,b\n1,2\n3,4\n'],
    ['semicolon with decimal commas', 'a;b\n1,5;2,5\n3,5;4,5\n'],
    ['tab', 'a\tb\n1, 2\t3\n4\t5\n'],
    ['pipe', 'a|b\n1|2\n3|4\n'],
  ])('%s', async (_, text) => expect((await read(text)).tables[0]).toMatchObject({ columns: 2, rows: 3 }))
})

describe('rows', () => {
  it('keeps quoted delimiters, line breaks and quotes within a cell', async () => {
    expect(cellsOf(await read('a,b\n"x, y","say ""hi""\nthere"\n'))).toEqual([
      ['a', 'b'],
      ['x, y', 'say "hi" there'],
    ])
  })

  it('takes the first row as header only when it names columns', async () => {
    expect((await read('name,age\nAnn,5\n')).tables[0]!.cells[0]!.header).toBe(true)
    expect((await read('1,2\n3,4\n')).tables[0]!.cells[0]!.header).toBe(false)
  })

  it('keeps ragged rows and says so', async () => {
    const document = await read('a,b,c\n1,2\n3,4,5,6\n')
    expect(cellsOf(document)).toEqual([
      ['a', 'b', 'c'],
      ['1', '2'],
      ['3', '4', '5', '6'],
    ])
    expect(document.warnings).toEqual(['2 of 3 rows have more or fewer cells than the first.'])
  })

  it('reads on past a quotation mark that never closes', async () => {
    expect(cellsOf(await read('a,b\n"broken,1\nfine,2\n'))).toEqual([
      ['a', 'b'],
      ['"broken', '1'],
      ['fine', '2'],
    ])
  })
})

describe('large files', () => {
  const many = `name,value\n${Array.from({ length: 5000 }, (_, i) => `row ${i},${i * 7}`).join('\n')}\n`

  it('reads the rows beyond the table as records', async () => {
    const document = await read(many, { tableCells: 2000 })
    checkDocument(document)
    expect(document.tables[0]!.rows).toBe(1000)
    expect(document.text).toContain('name: row 4999; value: 34993')
    expect(document.warnings).toEqual([
      'The table holds the first 1000 of 5001 rows; the other 4001 are read as records.',
    ])
  })

  it('tells what it did not read at all', async () => {
    const document = await read(many, { mostCells: 1000 })
    expect(document.tables[0]!.rows).toBe(500)
    expect(document.warnings[0]).toMatch(/^About \d+ characters after row 500 were not read/)
  })
})

describe.skipIf(!dataFolder)('docling tables (skipped without the shared data)', () => {
  test.each(shared.map(({ name }) => name))('%s has the recorded cells', async (name) => {
    const sample = shared.find((candidate) => candidate.name === name)!
    const truth = readFileSync(join(dataFolder!, 'documents/docling/csv/groundtruth', `${name}.md`), 'utf8')
    const expected = truth
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^\|[-| :]+\|$/.test(line))
      .map((line) =>
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.replaceAll('&#124;', '|').replace(/\s+/g, ' ').trim())
          .filter(Boolean),
      )
    const document = await readAs(plug.create(plug.options.parse({})), resourceOf(sample))
    expect(cellsOf(document).map((row) => row.filter(Boolean))).toEqual(expected)
  })
})
