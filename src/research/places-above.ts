import type { Document, Span, Table } from '#vocabulary'

/** What stands over a sentence or row and names what it is about. */
export interface PlaceAbove {
  readonly text: string
  /** Absent: it stands in the document's properties alone. */
  readonly span?: Span
}

/**
 * What stands over a place, nearest first: a row of its table that is one cell, the caption, the headings from the
 * innermost out, the document's title.
 */
export function placesAbove(document: Document, { start, end }: Span): readonly PlaceAbove[] {
  const table = document.tables.find((one) => one.start < end && one.end > start)
  const headed = headingsOver(document, table?.start ?? start)
  if (!table) return headed
  const alone = rowsOfOneCell(document, table).filter((cell) => cell.end <= start)
  return [
    ...alone.toReversed().map((cell) => placeOf(document, cell)),
    ...(table.caption ? [{ text: table.caption }] : []),
    ...headed,
  ]
}

const lone = new WeakMap<Table, readonly Span[]>()

function rowsOfOneCell(document: Document, table: Table): readonly Span[] {
  const known = lone.get(table)
  if (known) return known
  const rows = new Map<number, Span[]>()
  for (const cell of table.cells)
    if (document.text.slice(cell.start, cell.end).trim() !== '')
      rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell].slice(0, 2))
  const found = [...rows.values()].flatMap((cells) => (cells.length === 1 ? cells : []))
  lone.set(table, found)
  return found
}

interface Headings {
  /** Where each begins to stand over the text. */
  readonly starts: readonly number[]
  readonly places: readonly (readonly PlaceAbove[])[]
}

const outlines = new WeakMap<Document, Headings>()

/** Looked up by halving: a long document has thousands of headings and tens of thousands of sentences. */
function headingsOver(document: Document, at: number): readonly PlaceAbove[] {
  const { starts, places } = outlineOf(document)
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= at) low = middle + 1
    else high = middle
  }
  return places[low - 1] ?? [{ text: document.title }]
}

function outlineOf(document: Document): Headings {
  const known = outlines.get(document)
  if (known) return known
  const outline = { starts: [] as number[], places: [] as (readonly PlaceAbove[])[] }
  let path: { level: number; place: PlaceAbove }[] = []
  const titles: PlaceAbove[] = [{ text: document.title }]
  for (const block of document.blocks) {
    if (block.kind !== 'heading' && block.kind !== 'title') continue
    const place = placeOf(document, block)
    if (block.kind === 'title') titles.unshift(place)
    else {
      const level = block.level ?? 1
      path = [...path.filter((one) => one.level < level), { level, place }]
    }
    outline.starts.push(block.start)
    outline.places.push([...path.toReversed().map((one) => one.place), ...titles])
  }
  outlines.set(document, outline)
  return outline
}

function placeOf(document: Document, { start, end }: Span): PlaceAbove {
  return { text: document.text.slice(start, end), span: { start, end } }
}
