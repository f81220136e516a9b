import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headingsAt, pageAt, type BlockKind, type Document, type Passage } from '#vocabulary'
import { createDocumentBuilder, type ChunkerPlug } from '#reading'

/** What a chunker promises beyond the invariant. */
export interface ChunkerPromises {
  /** Passages do not overlap and nothing but white space lies outside them. */
  readonly partitions: boolean
}

/** What every chunker promises, on the given documents and on invented ones. */
export function chunkerConformance<Options>(
  plug: ChunkerPlug<Options>,
  documents: readonly Document[],
  promises: ChunkerPromises,
): void {
  const chunk = plug.create(plug.options.parse({}))

  describe(`chunker ${plug.name}`, () => {
    it('keeps the invariant on the given documents', () => {
      for (const document of documents) checkPassages(document, chunk(document), promises)
    })

    it('keeps the invariant on any document', () => {
      fc.assert(
        fc.property(documentsOfAnyKind, (document) => checkPassages(document, chunk(document), promises)),
        { numRuns: 300 },
      )
    })

    it('is pure', () => {
      for (const document of documents) expect(chunk(document)).toEqual(chunk(document))
    })
  })
}

/** Fails unless every invariant of `Passage` holds. */
export function checkPassages(
  document: Document,
  passages: readonly Passage[],
  promises: ChunkerPromises,
): void {
  let last = 0
  let before: Passage | undefined
  for (const passage of passages) {
    expect(passage.text).toBe(document.text.slice(passage.start, passage.end))
    expect(passage.text.trim()).not.toBe('')
    expect(passage.id).toBe(`${document.id}:${passage.start}-${passage.end}`)
    expect(passage.document).toBe(document.id)
    expect(passage.headings).toEqual(
      headingsAt(document, passage.start).filter((heading) => heading !== document.title),
    )
    expect(passage.page).toBe(pageAt(document, passage.start)?.number)
    if (before) expect(passage.start).toBeGreaterThan(before.start)
    if (before) expect(passage.end).toBeGreaterThan(before.end)
    if (promises.partitions) expect(passage.start).toBeGreaterThanOrEqual(last)
    if (passage.start > last) expect(document.text.slice(last, passage.start).trim()).toBe('')
    last = passage.end
    before = passage
  }
  expect(document.text.slice(last).trim()).toBe('')
}

const kinds: Exclude<BlockKind, 'table'>[] = [
  'title',
  'heading',
  'paragraph',
  'list-item',
  'code',
  'quote',
  'caption',
  'footnote',
  'record',
]
const words = fc.constantFrom(
  'The',
  'lake',
  'froze.',
  'Dr.',
  '湖水结冰了。',
  '没有人',
  '3.5',
  '|',
  'a'.repeat(400),
  '湖'.repeat(300),
  '\n',
  '\n\n',
  '- ',
  '😀',
  '!',
)
const prose = fc.array(words, { maxLength: 150 }).map((parts) => parts.join(' '))
const anyBlock = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(...kinds),
      text: prose,
      level: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.array(fc.array(prose, { maxLength: 4 }), { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('page' as const) },
)

/** Documents that the builder can make, of any shape. */
const documentsOfAnyKind: fc.Arbitrary<Document> = fc
  .array(anyBlock, { minLength: 1, maxLength: 12 })
  .map((blocks) => {
    const builder = createDocumentBuilder()
    builder.block('paragraph', 'Start.')
    let page = 0
    for (const block of blocks) {
      if (block === 'page') builder.endPage(++page)
      else if (Array.isArray(block)) builder.table(block, { headerRows: 1 })
      else builder.block(block.kind, block.text, block.kind === 'heading' ? { level: block.level } : {})
    }
    if (page > 0) builder.endPage(++page)
    return builder.finish({
      resource: {
        uri: 'file:///invented',
        name: 'invented',
        bytes: new TextEncoder().encode(JSON.stringify(blocks)),
        mediaType: 'text/plain',
      },
      reader: { name: 'invented', version: 1, options: {} },
    })
  })
