import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block, Document, LayoutLine, Page, Table } from '#vocabulary'
import { packDocument, unpackDocument } from '../../src/library/document-structure.ts'
import { readingOf } from './readings.ts'

const { document } = readingOf(['The lake is clear.', '清湖'])
const at = fc.nat(100_000)
const span = fc.record({ start: at, end: at })
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
/** Leaves out what is undefined, as the builder does. */
const plain = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T

const block = fc
  .record({
    span,
    kind: fc.constantFrom<Block['kind']>('title', 'heading', 'paragraph', 'table', 'record'),
    level: optional(fc.integer({ min: 1, max: 9 })),
    table: optional(fc.nat(5)),
  })
  .map(({ span: where, ...rest }): Block => plain({ ...rest, ...where }))
const cell = fc.record({ row: fc.nat(50), column: fc.nat(50), header: fc.boolean(), start: at, end: at })
const table = fc
  .record({
    start: at,
    end: at,
    caption: optional(fc.string()),
    rows: fc.nat(50),
    columns: fc.nat(50),
    cells: fc.array(cell, { maxLength: 6 }),
  })
  .map((value): Table => plain(value))
const page = fc
  .record({ number: fc.nat(999), start: at, end: at, label: optional(fc.string({ unit: 'grapheme' })) })
  .map((value): Page => plain(value))
const length = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  .map((value) => value + 0)
const line = fc.record({
  page: fc.nat(999),
  start: at,
  end: at,
  box: fc.tuple(length, length, length, length),
}) as fc.Arbitrary<LayoutLine>
const structure = fc.record({
  blocks: fc.array(block, { maxLength: 8 }),
  tables: fc.array(table, { maxLength: 3 }),
  pages: fc.array(page, { maxLength: 4 }),
  layout: fc.array(line, { maxLength: 8 }),
})

test('any structure comes back as it was, even one that no reader should make', () => {
  fc.assert(
    fc.property(structure, (parts) => {
      const given: Document = { ...document, ...parts }
      expect(unpackDocument(packDocument(given))).toEqual(given)
    }),
  )
})

test('is a fraction of plain JSON', () => {
  const layout = Array.from({ length: 1000 }, (_, i): LayoutLine => ({
    page: 1 + (i >> 5),
    start: i * 60,
    end: i * 60 + 58,
    box: [72, 90.5 + i, 450.25, 12],
  }))
  const { structure: packed } = packDocument({ ...document, layout })
  expect(packed.length).toBeLessThan(JSON.stringify(layout).length / 2)
})
