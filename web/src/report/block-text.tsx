import type { ComponentChildren } from 'preact'
import type { Block, Table, TableCell } from '../../../src/vocabulary/index.ts'
import { visible } from './safe-link.ts'
import type { Stretch } from './wire.ts'

/** Writes pieces of the text, marked and with page labels. */
export type Pen = (start: number, end: number) => ComponentChildren

/** A block as what it is: heading, list item, table, code. */
export function BlockText(given: {
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
