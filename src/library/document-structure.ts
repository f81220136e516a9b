import type { Block, BlockKind, Document, LayoutLine, Page, Table, TableCell } from '#vocabulary'
import type { DocumentRecord } from './truth/messages.ts'

/**
 * The structure of a document as compact JSON: columns of numbers instead of objects with names, spans as the
 * gap since the span before and a length. A tenth of the plain JSON, and faster to write and read.
 * Version 1 is stored in homes: a change needs a new version beside it.
 */
interface Packed {
  readonly version: 1
  readonly kinds: readonly BlockKind[]
  /** kind, gap, length, level (-1: none), table (-1: none) */
  readonly blocks: readonly number[]
  readonly tables: readonly {
    readonly start: number
    readonly end: number
    readonly caption?: string
    readonly rows: number
    readonly columns: number
    /** row, column, header, gap, length */
    readonly cells: readonly number[]
  }[]
  /** number, gap, length */
  readonly pages: readonly number[]
  readonly labels: readonly (string | null)[]
  /** page, gap, length, x, y, width, height */
  readonly layout: readonly number[]
}

/** Turns a document into what is stored of it. */
export function packDocument(document: Document): DocumentRecord {
  const { blocks, tables, pages, layout, ...rest } = document
  const kinds = [...new Set(blocks.map((block) => block.kind))]
  const packed: Packed = {
    version: 1,
    kinds,
    blocks: packSpans(
      blocks,
      (block) => [kinds.indexOf(block.kind)],
      (block) => [block.level ?? -1, block.table ?? -1],
    ),
    tables: tables.map(({ cells, ...table }) => ({
      ...table,
      cells: packSpans(cells, (cell) => [cell.row, cell.column, cell.header ? 1 : 0]),
    })),
    pages: packSpans(pages, (page) => [page.number]),
    labels: pages.map((page) => page.label ?? null),
    layout: packSpans(
      layout,
      (line) => [line.page],
      (line) => line.box,
    ),
  }
  return { ...rest, structure: JSON.stringify(packed) }
}

/** The document again, equal to what was packed. */
export function unpackDocument({ structure, ...rest }: DocumentRecord): Document {
  const packed = structure === '' ? nothing : (JSON.parse(structure) as Packed)
  return {
    ...rest,
    blocks: unpackSpans(packed.blocks, 1, 2).map(({ before, span, after }): Block => ({
      kind: packed.kinds[before[0]!]!,
      ...span,
      ...(after[0] === -1 ? {} : { level: after[0]! }),
      ...(after[1] === -1 ? {} : { table: after[1]! }),
    })),
    tables: packed.tables.map(({ cells, ...table }): Table => ({
      ...table,
      cells: unpackSpans(cells, 3, 0).map(({ before, span }): TableCell => ({
        row: before[0]!,
        column: before[1]!,
        header: before[2] === 1,
        ...span,
      })),
    })),
    pages: unpackSpans(packed.pages, 1, 0).map(({ before, span }, index): Page => ({
      number: before[0]!,
      ...span,
      ...(packed.labels[index] === null ? {} : { label: packed.labels[index]! }),
    })),
    layout: unpackSpans(packed.layout, 1, 4).map(({ before, span, after }): LayoutLine => ({
      page: before[0]!,
      ...span,
      box: after as [number, number, number, number],
    })),
  }
}

/** What is left of a purged document. */
const nothing: Packed = { version: 1, kinds: [], blocks: [], tables: [], pages: [], labels: [], layout: [] }

function packSpans<T extends { readonly start: number; readonly end: number }>(
  spans: readonly T[],
  before: (span: T) => readonly number[],
  after: (span: T) => readonly number[] = () => [],
): number[] {
  const numbers: number[] = []
  let last = 0
  for (const span of spans) {
    numbers.push(...before(span), span.start - last, span.end - span.start, ...after(span))
    last = span.end
  }
  return numbers
}

function unpackSpans(
  numbers: readonly number[],
  before: number,
  after: number,
): { before: readonly number[]; span: { start: number; end: number }; after: readonly number[] }[] {
  const width = before + 2 + after
  let last = 0
  return Array.from({ length: numbers.length / width }, (_, index) => {
    const row = numbers.slice(index * width, (index + 1) * width)
    const start = last + row[before]!
    last = start + row[before + 1]!
    return { before: row.slice(0, before), span: { start, end: last }, after: row.slice(before + 2) }
  })
}
