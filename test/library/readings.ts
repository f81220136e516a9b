import type { LexicalHit, Library, NewHolding } from '#library'
// Not through the doors: a child process that is killed twenty times must start fast.
import { termsOf } from '../../src/library/lexical/analyser.ts'
import { createDocumentBuilder } from '../../src/reading/document-builder.ts'
import type { Passage } from '#vocabulary'

export interface ReadingOptions {
  readonly uri?: string
  readonly title?: string
  readonly group?: string
  readonly readerVersion?: number
  readonly fetchedAt?: number
  readonly stamp?: { readonly size: number; readonly modified: number }
}

/** What a reader and a chunker would make of some paragraphs: a heading, a passage for each, a table, a page. */
export function readingOf(paragraphs: readonly string[], options: ReadingOptions = {}): NewHolding {
  const uri = options.uri ?? 'file:///docs/a.txt'
  const bytes = Buffer.from(paragraphs.join('\n'))
  const builder = createDocumentBuilder()
  builder.block('heading', options.title ?? 'A heading', { level: 1 })
  const spans = paragraphs.map((paragraph) => builder.block('paragraph', paragraph)!)
  builder.table(
    [
      ['year', 'value'],
      ['2019', '12.5'],
    ],
    { headerRows: 1, caption: 'Figures' },
  )
  builder.endPage(1, 'i')
  builder.layout({ page: 1, start: 0, end: 3, box: [72, 90.25, 100, 12] })
  const document = builder.finish({
    resource: { uri, name: uri.split('/').pop()!, bytes, mediaType: 'text/plain' },
    reader: { name: 'test', version: options.readerVersion ?? 1, options: {} },
    authors: ['Wang Li'],
    publishedAt: '2024-05',
    metadata: { subject: 'water' },
  })
  const passages = spans.map(({ start, end }): Passage => ({
    id: `${document.id}:${start}-${end}`,
    document: document.id,
    start,
    end,
    text: document.text.slice(start, end),
    headings: [options.title ?? 'A heading'],
    page: 1,
    kind: 'prose',
  }))
  return {
    uri,
    bytes,
    document,
    passages,
    fetchedAt: options.fetchedAt ?? 1_700_000_000_000,
    ...(options.stamp ? { stamp: options.stamp } : {}),
    ...(options.group === undefined ? {} : { group: options.group }),
  }
}

/** A word that stands for a number and that no analyser takes apart: `zaqbz`. */
export function wordFor(number: number): string {
  return `z${[...String(number)].map((digit) => 'bcdfghklmn'[Number(digit)]!).join('a')}z`
}

export function find(
  library: Library,
  text: string,
  limit = 50,
  filter?: { group?: string; documents?: string[] },
): Promise<LexicalHit[]> {
  const terms = [...termsOf(text)].map(([term, weight]) => ({ term, weight }))
  return library.lexical.search(terms, { limit, ...(filter ? { filter } : {}) })
}
