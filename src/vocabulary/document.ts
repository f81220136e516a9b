import type { Span, TextLanguage } from './text.ts'

/** SHA-256 of the original bytes, 64 lower-case hexadecimal digits. */
export type SnapshotId = string
/** `d_` + 32 hexadecimal digits: hash of (snapshot, reader, reader version, options). */
export type DocumentId = string
/** `<document id>:<start>-<end>`: a passage is named by where it stands. */
export type PassageId = string

/** Immutable bytes exactly as they arrived, addressed by their content. */
export interface Snapshot {
  readonly id: SnapshotId
  /** Size in bytes. */
  readonly size: number
  /** Media type as detected from content first, name second (RFC 6838), e.g. `application/pdf`. */
  readonly mediaType: string
}

/** How a text came to be known: typed by its author, recognised from an image, or described by a model. */
export type Origin = 'native' | 'ocr' | 'described'

/** What a block is in the structure of its document. */
export type BlockKind =
  | 'title'
  | 'heading'
  | 'paragraph'
  | 'list-item'
  | 'table'
  | 'code'
  | 'quote'
  | 'caption'
  | 'footnote'
  | 'record'

/** A structural unit of a document: disjoint, in reading order, never empty. */
export interface Block extends Span {
  readonly kind: BlockKind
  /** Heading depth, 1 = top; headings only. */
  readonly level?: number
  /** Index into `document.tables`; tables only. */
  readonly table?: number
}

/** One cell: `document.text.slice(start, end)` is its content (possibly empty). */
export interface TableCell extends Span {
  /** 0-based row, counting header rows. */
  readonly row: number
  /** 0-based column; a merged cell appears once, at its top-left place. */
  readonly column: number
  readonly header: boolean
}

/** A table whose cells are addressable spans of the document's text. */
export interface Table extends Span {
  /** Sheet name, caption or nearest heading, if any. */
  readonly caption?: string
  readonly rows: number
  readonly columns: number
  /** Row-major. */
  readonly cells: readonly TableCell[]
}

/** A page (PDF), slide (PPTX), sheet (XLSX) or chapter (EPUB). */
export interface Page extends Span {
  /** 1-based. */
  readonly number: number
  /** What a reader sees: the printed page label, sheet name or chapter title. */
  readonly label?: string
}

/** Where a line of text stands on its page; units: points from the page's top-left corner. */
export interface LayoutLine extends Span {
  readonly page: number
  readonly box: readonly [x: number, y: number, width: number, height: number]
}

/** Which reader made a document; another version makes another document. */
export interface ReaderStamp {
  readonly name: string
  readonly version: number
  /** Canonical JSON of the reader's options. */
  readonly options: string
}

/**
 * What a snapshot says, as one reader understood it. Immutable: reading again with a better reader makes a
 * new document, so that evidence never moves.
 */
export interface Document {
  readonly id: DocumentId
  readonly snapshot: SnapshotId
  readonly reader: ReaderStamp
  readonly mediaType: string
  /** Never empty: the stated title, else the first heading, else the file's name. */
  readonly title: string
  readonly language: TextLanguage
  /** The one text that every span of this document refers to. */
  readonly text: string
  readonly blocks: readonly Block[]
  readonly tables: readonly Table[]
  /** Empty when the format has no pages. */
  readonly pages: readonly Page[]
  /** Empty when the reader knows no layout. */
  readonly layout: readonly LayoutLine[]
  readonly origin: Origin
  /** Publication date as the document states it: ISO 8601, `YYYY`, `YYYY-MM` or `YYYY-MM-DD…`. */
  readonly publishedAt?: string
  readonly authors: readonly string[]
  /** Other stated properties (language, subject, url, from, to …). */
  readonly metadata: Readonly<Record<string, string>>
  /** What could not be read, in English, one sentence each: told in the coverage note. */
  readonly warnings: readonly string[]
}

/** A retrievable piece of a document. Invariant: `document.text.slice(start, end) === text`. */
export interface Passage extends Span {
  readonly id: PassageId
  readonly document: DocumentId
  readonly text: string
  /** Titles of the headings above it, outermost first, the document's title excluded. */
  readonly headings: readonly string[]
  /** Number of the page on which it starts, where the format has pages. */
  readonly page?: number
  readonly kind: 'prose' | 'table' | 'code'
}

/** The page on which a position stands, if the document has pages. */
export function pageAt(document: Document, position: number): Page | undefined {
  return document.pages.find((page) => position >= page.start && position < page.end)
}

/** The headings above a position, outermost first (a heading counts as above its own text). */
export function headingsAt(document: Document, position: number): string[] {
  const path: { level: number; text: string }[] = []
  for (const block of document.blocks) {
    if (block.start > position) break
    if (block.kind !== 'heading') continue
    const level = block.level ?? 1
    while (path.length > 0 && path[path.length - 1]!.level >= level) path.pop()
    path.push({ level, text: document.text.slice(block.start, block.end) })
  }
  return path.map((heading) => heading.text)
}
