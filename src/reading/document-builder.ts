import type { Block, BlockKind, Document, LayoutLine, Origin, Page, Table, TableCell } from '#vocabulary'
import { languageOf } from '#vocabulary'
import { canonicalJson, sha256 } from '#runtime'
import type { Resource } from './reader.ts'

/**
 * Builds a document block by block, so that no reader computes an offset by hand.
 *
 * 1. Blocks are separated by one blank line, table rows by a newline, cells by ` | `.
 * 2. Text is normalised once, here: CRLF to LF, NUL and other controls removed, NBSP to space, NFC. Evidence
 *    refers to this text, never to the bytes.
 * 3. An empty block is not added.
 */
export interface DocumentBuilder {
  /** Adds a block and returns its span, or undefined when the text was blank. */
  block(
    kind: Exclude<BlockKind, 'table'>,
    text: string,
    options?: { level?: number },
  ): { start: number; end: number } | undefined
  /** Adds a table of cell texts, row-major; ragged rows are allowed. */
  table(
    rows: readonly (readonly string[])[],
    options?: { headerRows?: number; caption?: string },
  ): { start: number; end: number } | undefined
  /** Ends the page that began after the previous call (or at the start). Empty pages keep their number. */
  endPage(number: number, label?: string): void
  /** Tells where a line of the text just added stands on its page. */
  layout(line: LayoutLine): void
  warn(sentence: string): void
  /** Length of the text so far. */
  readonly length: number
  finish(about: {
    readonly resource: Resource
    readonly reader: { readonly name: string; readonly version: number; readonly options: unknown }
    readonly title?: string
    readonly publishedAt?: string
    readonly authors?: readonly string[]
    readonly metadata?: Readonly<Record<string, string>>
    readonly origin?: Origin
  }): Document
}

/** An empty document to be built block by block. */
export function createDocumentBuilder(): DocumentBuilder {
  let text = ''
  let pageStart = 0
  const blocks: Block[] = []
  const tables: Table[] = []
  const pages: Page[] = []
  const layout: LayoutLine[] = []
  const warnings: string[] = []

  const separate = (): void => {
    if (text !== '') text += '\n\n'
  }

  return {
    get length() {
      return text.length
    },
    block(kind, raw, options = {}) {
      // Only code may begin with white space: there it means something.
      const normal = normaliseText(raw)
      const clean = kind === 'code' ? normal.replace(/^(?:[^\S\n]*\n)+|\s+$/g, '') : normal.trim()
      if (clean === '') return undefined
      separate()
      const start = text.length
      text += clean
      blocks.push({
        kind,
        start,
        end: text.length,
        ...(options.level === undefined ? {} : { level: options.level }),
      })
      return { start, end: text.length }
    },
    table(rows, options = {}) {
      if (!rows.some((row) => row.some((cell) => cell.trim() !== ''))) return undefined
      separate()
      const start = text.length
      const cells: TableCell[] = []
      rows.forEach((row, r) => {
        if (r > 0) text += '\n'
        row.forEach((cell, c) => {
          if (c > 0) text += ' | '
          const from = text.length
          text += normaliseText(cell).replace(/\s+/g, ' ').trim()
          cells.push({
            row: r,
            column: c,
            start: from,
            end: text.length,
            header: r < (options.headerRows ?? 0),
          })
        })
      })
      blocks.push({ kind: 'table', start, end: text.length, table: tables.length })
      tables.push({
        start,
        end: text.length,
        ...(options.caption ? { caption: options.caption } : {}),
        rows: rows.length,
        columns: rows.reduce((most, row) => Math.max(most, row.length), 0),
        cells,
      })
      return { start, end: text.length }
    },
    endPage(number, label) {
      pages.push({ number, start: pageStart, end: text.length, ...(label ? { label } : {}) })
      pageStart = text.length
    },
    layout: (line) => void layout.push(line),
    warn: (sentence) => void warnings.push(sentence),
    finish({ resource, reader, title, publishedAt, authors, metadata, origin }) {
      const stamp = {
        name: reader.name,
        version: reader.version,
        options: canonicalJson(reader.options ?? {}),
      }
      const snapshot = sha256(resource.bytes)
      const stated = title ? normaliseText(title).replace(/\s+/g, ' ').trim() : ''
      const heading = blocks.find((block) => block.kind === 'title' || block.kind === 'heading')
      const published = publishedAt ?? resource.publishedAt
      return {
        id: `d_${sha256(canonicalJson({ snapshot, ...stamp })).slice(0, 32)}`,
        snapshot,
        reader: stamp,
        mediaType: resource.mediaType,
        title:
          stated ||
          (heading ? text.slice(heading.start, heading.end).replace(/\s+/g, ' ') : '') ||
          resource.name ||
          'untitled',
        language: languageOf(text),
        text,
        blocks,
        tables,
        pages,
        layout,
        origin: origin ?? 'native',
        ...(published ? { publishedAt: published } : {}),
        authors: authors ?? [],
        metadata: metadata ?? {},
        warnings,
      }
    },
  }
}

/** CRLF to LF, no control characters, NBSP to space, lone surrogates to U+FFFD, Unicode NFC. */
export function normaliseText(raw: string): string {
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\uFEFF\u00AD]/g, '')
    .replace(/[\u00A0\u2007\u202F]/g, ' ')
    .toWellFormed()
    .normalize('NFC')
}
