import type { ComponentChildren } from 'preact'
import type { Block, Language, Page, Span, Table, TableCell } from '../../../src/vocabulary/index.ts'
import { wordsOf } from '../../../src/report/words.ts'
import { visible } from './safe-link.ts'
import type { Stretch } from './wire.ts'

/** A quote to mark in the text, under its number; 0: one that the report at hand does not number. */
export interface MarkedQuote extends Span {
  readonly number: number
}

/** Two neighbouring stretches as one; what the cut between them went through is whole again. */
export function joined(before: Stretch, after: Stretch): Stretch {
  const seam = after.start
  const blocks: readonly [Block | undefined, Block | undefined] = [before.blocks.at(-1), after.blocks[0]]
  return {
    start: before.start,
    end: after.end,
    length: after.length,
    text: before.text + after.text,
    blocks:
      blocks[0]?.kind === blocks[1]?.kind
        ? joinedAt(seam, before.blocks, after.blocks, (one, other) => ({ ...one, end: other.end }))
        : [...before.blocks, ...after.blocks],
    tables: joinedAt(seam, before.tables, after.tables, (one, other) => ({
      ...one,
      end: other.end,
      cells: joinedAt(seam, one.cells, other.cells, (left, right) => ({ ...left, end: right.end })),
    })),
    pages: joinedAt(seam, before.pages, after.pages, (one, other) => ({ ...one, end: other.end })),
  }
}

/** Pieces of both sides; the one that ends at the seam and the one that goes on there are one. */
function joinedAt<Piece extends Span>(
  seam: number,
  before: readonly Piece[],
  after: readonly Piece[],
  join: (one: Piece, other: Piece) => Piece,
): Piece[] {
  const [last, first] = [before.at(-1), after[0]]
  if (!last || !first || last.end !== seam || first.start !== seam) return [...before, ...after]
  return [...before.slice(0, -1), join(last, first), ...after.slice(1)]
}

/**
 * The text of a stretch with its structure, its pages' labels and the quotes marked. Everything is a text node; a
 * structure that contradicts itself (overlapping blocks or cells) is not believed, and plain text is shown.
 */
export function StretchText(given: {
  readonly stretch: Stretch
  readonly quotes: readonly MarkedQuote[]
  readonly current: number
  readonly language: Language
}) {
  const { stretch } = given
  const pen = createPen(given)
  const parts: ComponentChildren[] = []
  let cursor = stretch.start
  for (const block of believed(stretch)) {
    const start = Math.max(block.start, stretch.start)
    const end = Math.min(block.end, stretch.end)
    if (start >= end) continue
    parts.push(
      between(cursor, start, stretch, pen),
      <Pages key={`page-${start}`} from={cursor} to={start} {...given} />,
      <BlockText key={start} {...{ block, start, end, stretch, pen }} />,
    )
    cursor = end
  }
  parts.push(between(cursor, stretch.end, stretch, pen))
  return <>{parts}</>
}

/** Writes pieces of the text, marked and with page labels. */
type Pen = (start: number, end: number) => ComponentChildren

function createPen(given: {
  readonly stretch: Stretch
  readonly quotes: readonly MarkedQuote[]
  readonly current: number
  readonly language: Language
}): Pen {
  const { stretch, quotes, current, language } = given
  return (start, end) => {
    const pages = stretch.pages.filter((page) => page.start > start && page.start < end)
    const cuts = new Set([start, end, ...pages.map((page) => page.start)])
    for (const quote of quotes)
      for (const cut of [quote.start, quote.end]) if (cut > start && cut < end) cuts.add(cut)
    const places = [...cuts].sort((a, b) => a - b)
    return places.map((from, index) => {
      const to = places[index + 1]
      if (to === undefined) return null
      const text = stretch.text.slice(from - stretch.start, to - stretch.start)
      const page = pages.find((found) => found.start === from)
      const over = quotes.filter((quote) => quote.start < to && quote.end > from)
      const here = over.some(({ number }) => number === current)
      return (
        <>
          {page && <PageLabel page={page} language={language} />}
          {over.length === 0 ? text : <mark class={here ? 'current' : 'other'}>{text}</mark>}
        </>
      )
    })
  }
}

/** Labels of the pages that begin before a block, in white space that is not shown; at the top, of the page one is on. */
function Pages(given: {
  readonly from: number
  readonly to: number
  readonly stretch: Stretch
  readonly language: Language
}) {
  const { from, to, stretch, language } = given
  const pages = stretch.pages.filter(
    (page) =>
      page.start <= to &&
      (page.start >= from || (from === stretch.start && page.end > from)) &&
      page.end > to,
  )
  return (
    <>
      {pages.map((page) => (
        <p key={page.start} class="page-edge">
          <PageLabel page={page} language={language} />
        </p>
      ))}
    </>
  )
}

function PageLabel({ page, language }: { readonly page: Page; readonly language: Language }) {
  const number = wordsOf(language).page(page.number)
  const label =
    page.label && page.label !== String(page.number) ? `${number} · ${visible(page.label)}` : number
  return <span class="page-label">{label}</span>
}

/** White space between blocks is not shown; anything else is text that no block claims. */
function between(start: number, end: number, stretch: Stretch, pen: Pen): ComponentChildren {
  if (start >= end || stretch.text.slice(start - stretch.start, end - stretch.start).trim() === '')
    return null
  return (
    <p key={`plain-${start}`} class="plain">
      {pen(start, end)}
    </p>
  )
}

function BlockText(given: {
  readonly block: Block
  readonly start: number
  readonly end: number
  readonly stretch: Stretch
  readonly pen: Pen
}) {
  const { block, start, end, stretch, pen } = given
  const table = stretch.tables.find((found) => found.start < block.end && found.end > block.start)
  if (block.kind === 'table' && table && cellsIn(table, start, end)) {
    return <TableText table={table} start={start} end={end} pen={pen} />
  }
  const text = pen(start, end)
  switch (block.kind) {
    case 'title':
      return (
        <p class="doc-title" role="heading" aria-level={3}>
          {text}
        </p>
      )
    case 'heading':
      return (
        <p
          class="doc-heading"
          role="heading"
          aria-level={Math.min(6, 3 + Math.max(1, Math.trunc(block.level ?? 1)))}
        >
          {text}
        </p>
      )
    case 'code':
      return (
        <pre>
          <code>{text}</code>
        </pre>
      )
    case 'quote':
      return <blockquote>{text}</blockquote>
    case 'paragraph':
    case 'list-item':
    case 'caption':
    case 'footnote':
    case 'record':
    case 'table':
      return <p class={block.kind}>{text}</p>
    default:
      return <p class="plain">{text}</p>
  }
}

/** A table of nonsense stays small: holes that merged cells leave are filled up to here. */
const widest = 200

function TableText(given: {
  readonly table: Table
  readonly start: number
  readonly end: number
  readonly pen: Pen
}) {
  const { table, start, end, pen } = given
  const rows = new Map<number, TableCell[]>()
  for (const cell of cellsIn(table, start, end) ?? [])
    rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell])
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={visible((table.caption ?? '…').slice(0, 120))}>
      <table>
        <tbody>
          {[...rows].map(([row, cells]) => (
            <tr key={row}>
              {cells.flatMap((cell, index) => {
                const before =
                  Math.min(widest, cell.column) - (index === 0 ? 0 : cells[index - 1]!.column + 1)
                const holes = Array.from({ length: Math.max(0, before) }, (_, hole) => (
                  <td key={`hole-${index}-${hole}`} />
                ))
                const text = pen(cell.start, cell.end)
                return [
                  ...holes,
                  cell.header ? (
                    <th key={index} scope="col">
                      {text}
                    </th>
                  ) : (
                    <td key={index}>{text}</td>
                  ),
                ]
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The cells within a stretch where they follow one another; undefined where they cannot be believed. */
function cellsIn(table: Table, start: number, end: number): readonly TableCell[] | undefined {
  const cells = table.cells.filter((cell) => cell.start >= start && cell.end <= end)
  const sound = cells.every((cell, index) => {
    const last = cells[index - 1]
    if (cell.end < cell.start || cell.row < 0 || cell.column < 0) return false
    return (
      !last ||
      (cell.start >= last.end &&
        (cell.row > last.row || (cell.row === last.row && cell.column > last.column)))
    )
  })
  return sound && cells.length > 0 ? cells : undefined
}

/** Blocks in order and apart, else none. */
function believed({ blocks }: Stretch): readonly Block[] {
  const sorted = [...blocks].sort((a, b) => a.start - b.start)
  return sorted.every(
    (block, index) => block.end >= block.start && block.start >= (sorted[index - 1]?.end ?? 0),
  )
    ? sorted
    : []
}
