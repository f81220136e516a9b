import type { Block, Citation, Language, Origin, Page, Span, Table } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'
import { Refusal } from '../api/client.ts'
import { reportWords } from './words.ts'

/** A stretch of a document's text with its structure; all positions are the document's. */
export interface Stretch extends Span {
  /** Code units of the whole document. */
  readonly length: number
  readonly text: string
  readonly blocks: readonly Block[]
  readonly tables: readonly Table[]
  readonly pages: readonly Page[]
}

/** As the server sends it: positions within the stretch count from its beginning. */
interface SentText {
  readonly length: number
  readonly stretch: Span & {
    readonly text: string
    readonly blocks: readonly Block[]
    readonly tables: readonly Table[]
    readonly pages: readonly Page[]
  }
}

interface SentEvidence {
  readonly id: string
  readonly document: string
  readonly snapshot: string
  readonly uri?: string
  readonly title: string
  readonly quote: string
  readonly origin: Origin
  readonly start: number
  readonly end: number
  readonly page?: { readonly number: number }
  readonly cell?: NonNullable<Citation['cell']>
}

/** How far around a quote, and how far on, one asks at once; the server gives 16 k at most. */
const around = 4_000
export const step = 8_000

/** The surroundings of a quote. */
export function stretchAround({ document, start, end }: Citation): Promise<Stretch> {
  return stretchOf(document, Math.max(0, start - around), Math.max(end, start) + around)
}

export async function stretchOf(document: string, start: number, end: number): Promise<Stretch> {
  const { length, stretch } = await api.documentText<SentText>(document, start, end)
  const placed = <Piece extends Span>(piece: Piece): Piece => ({
    ...piece,
    start: piece.start + stretch.start,
    end: piece.end + stretch.start,
  })
  return {
    start: stretch.start,
    end: stretch.end,
    length,
    text: stretch.text,
    blocks: stretch.blocks.map(placed),
    tables: stretch.tables.map((table) => ({ ...placed(table), cells: table.cells.map(placed) })),
    pages: stretch.pages.map(placed),
  }
}

/** A piece of evidence that no report at hand cites, as the library knows it. */
export async function citationOf(evidence: string): Promise<Citation> {
  const { id, page, uri = '', ...found } = await api.evidence<SentEvidence>(evidence)
  return {
    ...found,
    evidence: id,
    uri,
    reader: { name: '', version: 0, options: '' },
    ...(page ? { page: page.number } : {}),
  }
}

/** Why something was refused, as the server said it, or that it said nothing. */
export function whyOf(error: unknown, language: Language): string {
  const said = error instanceof Refusal || error instanceof Error ? error.message : ''
  return said === '' ? reportWords[language].nobodyAnswered : said
}
