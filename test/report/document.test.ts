import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Document } from '#vocabulary'
import { createDocumentBuilder } from '#reading'
import { html } from '../../src/report/html/markup.ts'
import { renderDocument } from '../../src/report/html/document.ts'
import type { MarkedQuote } from '../../src/report/html/pen.ts'
import { all, markedText, parsePage, textOf } from './page.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '湖', '𠮷', ' ', '<', '&', '"', "'", '>', '|', '\n'),
  minLength: 1,
  maxLength: 30,
})
const block = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'title',
      'heading',
      'paragraph',
      'list-item',
      'code',
      'quote',
      'caption',
      'footnote',
      'record',
    ),
    text,
  }),
  fc.record({
    rows: fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ page: fc.nat(9) }),
)

/** A document as the builder makes it, with any blocks, tables and pages. */
const documents: fc.Arbitrary<Document> = fc.array(block, { minLength: 1, maxLength: 8 }).map((parts) => {
  const builder = createDocumentBuilder()
  builder.block('paragraph', 'Start.')
  for (const part of parts) {
    if ('rows' in part) builder.table(part.rows, { headerRows: 1 })
    else if ('page' in part) builder.endPage(part.page + 1)
    else builder.block(part.kind, part.text)
  }
  const resource = { uri: 'file:///x', name: 'x', bytes: new Uint8Array([1]), mediaType: 'text/plain' }
  return builder.finish({ resource, reader: { name: 'test', version: 1, options: {} } })
})

const quoted = documents.chain((document) =>
  fc
    .array(fc.tuple(fc.nat(document.text.length - 1), fc.integer({ min: 1, max: 60 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((spans) => ({
      document,
      quotes: spans
        .map(([start, length], index): MarkedQuote => {
          const whole = (at: number): number =>
            /[\uDC00-\uDFFF]/.test(document.text[at] ?? '') ? at + 1 : at
          return {
            number: index + 1,
            start: whole(start),
            end: Math.max(whole(start) + 1, whole(Math.min(document.text.length, start + length))),
          }
        })
        .filter(
          ({ end }) => end <= document.text.length && !/[\uDC00-\uDFFF]/.test(document.text[end] ?? ''),
        ),
    })),
)

function pageOf(
  document: Document,
  quotes: readonly MarkedQuote[],
  share = Infinity,
): ReturnType<typeof parsePage> {
  return parsePage(
    html`<html>
      <body>
        <article>${renderDocument(document, quotes, 'en', share).markup}</article>
      </body>
    </html>`.markup,
  )
}

describe('a document in a page', () => {
  test('holds every code unit of the text once, in order', () => {
    fc.assert(
      fc.property(quoted, ({ document, quotes }) => {
        expect(pageOf(document, quotes).querySelector('article')!.textContent).toBe(document.text)
      }),
      { numRuns: 300 },
    )
  })

  test('marks exactly the quote, whatever blocks and cells it crosses and however quotes overlap', () => {
    fc.assert(
      fc.property(quoted, ({ document, quotes }) => {
        const page = pageOf(document, quotes)
        for (const { number, start, end } of quotes) {
          expect(markedText(page, number)).toBe(document.text.slice(start, end))
          expect(all(page, `#q${number}`).length).toBe(1)
          expect(page.querySelector(`#q${number}`)!.getAttribute('data-quote')).toBe(String(number))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('where it is cut, the marks are whole and the notes count what is missing', () => {
    fc.assert(
      fc.property(quoted, fc.nat(3), ({ document, quotes }, copies) => {
        const filler = 'Nothing. '.repeat(500)
        const long = {
          ...document,
          text: filler + document.text + filler.repeat(copies),
          blocks: [],
          tables: [],
          pages: [],
        }
        const moved = quotes.map((quote) => ({
          ...quote,
          start: quote.start + filler.length,
          end: quote.end + filler.length,
        }))
        const { leftOut } = renderDocument(long, moved, 'en', 100)
        const page = pageOf(long, moved, 100)
        for (const { number, start, end } of moved)
          expect(markedText(page, number)).toBe(long.text.slice(start, end))
        const noted = all(page, '.left-out').map((note) => Number(note.textContent.replace(/\D/g, '')))
        expect(noted.reduce((sum, count) => sum + count, 0)).toBe(leftOut)
      }),
      { numRuns: 60 },
    )
  })

  test('a structure that contradicts itself is shown as plain text', () => {
    fc.assert(
      fc.property(quoted, ({ document, quotes }) => {
        const twice = { ...document, blocks: [...document.blocks, ...document.blocks] }
        const page = pageOf(twice, quotes)
        expect(page.querySelector('article')!.textContent).toBe(document.text)
        for (const { number, start, end } of quotes)
          expect(markedText(page, number)).toBe(document.text.slice(start, end))
      }),
      { numRuns: 50 },
    )
  })

  test('pages are told by number and label, at the block where they begin', () => {
    const builder = createDocumentBuilder()
    builder.block('paragraph', 'One.')
    builder.endPage(1, 'i')
    builder.block('heading', 'Two.')
    builder.endPage(2)
    const resource = { uri: 'file:///x', name: 'x', bytes: new Uint8Array([1]), mediaType: 'application/pdf' }
    const document = builder.finish({ resource, reader: { name: 'test', version: 1, options: {} } })
    const page = pageOf(document, [])
    expect(all(page, 'div.page-mark').map((mark) => mark.getAttribute('data-label'))).toEqual([
      'p. 1 · i',
      'p. 2',
    ])
  })

  test('rows of a long table are left out, its header and the cited row are not', () => {
    const builder = createDocumentBuilder()
    const rows = Array.from({ length: 2_000 }, (_, row) => [`row ${row}`, String(row * 7)])
    builder.table([['Name', 'Value'], ...rows], { headerRows: 1 })
    const resource = { uri: 'file:///x', name: 'x', bytes: new Uint8Array([1]), mediaType: 'text/csv' }
    const document = builder.finish({ resource, reader: { name: 'test', version: 1, options: {} } })
    const cell = document.tables[0]!.cells.find(({ row, column }) => row === 1_000 && column === 1)!
    const page = pageOf(document, [{ number: 1, start: cell.start, end: cell.end }], 1_000)
    expect(all(page, 'th').map((header) => textOf(header).replace(/[ |]/g, ''))).toEqual(['Name', 'Value'])
    expect(page.querySelector('#q1')!.closest('tr')!.textContent).toContain('row 999')
    expect(all(page, 'tr').length).toBeLessThan(500)
    expect(all(page, 'tr.left-out').length).toBe(2)
  })
})
