import { z } from 'zod'
import type { Block, Page, Table } from '#vocabulary'
import { count, documentId, instant, list, sha256 } from './common.ts'
import type { Same } from './same.ts'

const origin = z
  .enum(['native', 'ocr', 'described'])
  .describe('Typed by its author, recognised from an image, or described by a model')
const publishedAt = z.string().describe('As the document states it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD…`')
const start = count.describe('UTF-16 code units')
const end = count.describe('Exclusive')

const block = z
  .object({
    kind: z.enum([
      'title',
      'heading',
      'paragraph',
      'list-item',
      'table',
      'code',
      'quote',
      'caption',
      'footnote',
      'record',
    ]),
    level: z.int().optional().describe('Depth of a heading, 1 = top'),
    table: count.optional(),
    start,
    end,
  })
  .readonly()

const table = z
  .object({
    caption: z.string().optional().describe('Its sheet, its caption or the nearest heading'),
    rows: count.describe('Of the whole table'),
    columns: count,
    cells: list(
      z
        .object({ row: count, column: count, header: z.boolean(), start, end })
        .readonly()
        .describe('Rows and columns from 0; a merged cell stands once, at its top left'),
    ),
    start,
    end,
  })
  .readonly()

const page = z
  .object({
    number: z.int().min(1),
    label: z.string().optional().describe('The printed page label, the sheet or the chapter'),
    start,
    end,
  })
  .readonly()

/** A place of the library, and what it holds. */
export const heldDocument = z
  .object({
    uri: z.string(),
    state: z.enum(['listed', 'missing', 'removed', 'purged', 'failed']),
    document: documentId.optional(),
    snapshot: sha256.optional(),
    title: z.string(),
    mediaType: z.string(),
    language: z.string(),
    passages: count,
    publishedAt: publishedAt.optional(),
    fetchedAt: instant,
    earlier: list(documentId).describe('What stood there before, newest first: still citable'),
  })
  .meta({ id: 'HeldDocument' })

export const libraryPage = z
  .object({
    documents: z.array(heldDocument),
    total: count.describe('Of all pages'),
    next: z.string().optional().describe('`after` of the next page'),
  })
  .meta({ id: 'LibraryPage' })

export const foundPassages = z
  .object({
    query: z.string(),
    method: z.string(),
    hits: z.array(
      z.object({
        passage: z.string(),
        document: documentId,
        score: z.number().describe('Higher is better; comparable only within one search'),
        title: z.string(),
        uri: z.string().optional(),
        page: z.int().optional(),
        headings: list(z.string()),
        start,
        end,
        text: z.string(),
      }),
    ),
  })
  .meta({ id: 'FoundPassages' })

export const documentFacts = z
  .object({
    id: documentId,
    snapshot: sha256,
    uri: z.string().optional().describe('Absent where no place holds it any more'),
    state: heldDocument.shape.state.optional(),
    title: z.string(),
    mediaType: z.string(),
    language: z.enum(['en', 'zh', 'other']),
    origin,
    authors: list(z.string()),
    publishedAt: publishedAt.optional(),
    length: count.describe('UTF-16 code units of its text'),
    pages: list(page).describe('Pages, slides, sheets or chapters; empty where there are none'),
    reader: z.object({ name: z.string(), version: count }).readonly(),
    warnings: list(z.string()).describe('What of it could not be read'),
  })
  .meta({ id: 'Document' })

/** A piece of a document's text. */
export const stretch = z
  .object({
    start: count.describe('Where it begins in the text of the document; UTF-16 code units'),
    end,
    text: z.string(),
    blocks: list(block).describe('What it is made of: `start` and `end` count from the beginning of `text`'),
    tables: list(table).describe('Tables of which it holds a part, with those of their cells; likewise'),
    pages: list(page).describe('The pages on which it stands; `start` and `end` likewise'),
  })
  .meta({ id: 'Stretch' })

export const documentText = z
  .object({ document: documentId, title: z.string(), length: count, stretch })
  .meta({ id: 'DocumentText' })

export const openedEvidence = z
  .object({
    id: z.string(),
    document: documentId,
    snapshot: sha256,
    uri: z.string().optional(),
    title: z.string(),
    quote: z.string(),
    origin,
    start: count.describe('Of the quote in the text of the document'),
    end,
    page: page.unwrap().pick({ number: true, label: true }).readonly().optional(),
    headings: list(z.string()),
    cell: z.object({ table: count, row: count, column: count }).readonly().optional(),
    stretch,
    highlight: z.object({ start, end }).describe('The quote in `stretch.text`'),
  })
  .meta({ id: 'Evidence' })

const same: readonly [
  Same<z.infer<typeof block>, Block>,
  Same<z.infer<typeof page>, Page>,
  Same<z.infer<typeof table>, Table>,
] = [true, true, true]
void same
