import { describe, expect, it } from 'vitest'
import { languageOf, type Document, type Table } from '#vocabulary'
import { createContext, KaojuError, sha256, type ErrorCode } from '#runtime'
import { plug as structural } from '../../src/reading/chunkers/structural.ts'
import { plug as window } from '../../src/reading/chunkers/window.ts'
import { checkPassages } from './chunker-conformance.ts'
import { detectMediaType, normaliseText, type Reader, type ReaderPlug, type Resource } from '#reading'

/** A real file for a reader, and words that its document must hold in this order. */
export interface ReaderSample {
  /** The file's name with its extension. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly contains?: readonly string[]
}

/** The codes with which a reader may refuse bytes. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'file-empty',
  'file-binary',
  'file-encrypted',
  'file-damaged',
  'file-bomb',
  'file-no-text',
  'format-unknown',
])

const slowest = 10_000

/**
 * What every reader promises: documents that keep the invariants of `Document` for each sample, and for
 * empty, truncated and garbled bytes such a document or a KaojuError with a documented code, in time.
 */
export function readerConformance<Options>(
  plug: ReaderPlug<Options>,
  samples: readonly ReaderSample[],
): void {
  const read = plug.create(plug.options.parse({}))

  describe(`reader ${plug.name}`, () => {
    it('names its format', () => {
      expect(plug.name).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(plug.version).toBeGreaterThan(0)
      expect(plug.mediaTypes.length).toBeGreaterThan(0)
      for (const extension of plug.extensions) expect(extension).toMatch(/^[a-z0-9]+$/)
    })

    for (const sample of samples) {
      it(`reads ${sample.name}`, async () => {
        const resource = resourceOf(sample)
        expect(plug.mediaTypes).toContain(resource.mediaType)
        const document = await readAs(read, resource)
        checkDocument(document)
        expect(document.snapshot).toBe(sha256(sample.bytes))
        expect(document.reader).toMatchObject({ name: plug.name, version: plug.version })
        expectInOrder(document.text, sample.contains ?? [])
        // Reading is pure, and what it yields crosses a process boundary unchanged.
        expect(await readAs(read, resource)).toEqual(document)
        expect(JSON.parse(JSON.stringify(document))).toEqual(document)
      })

      it(`survives damage to ${sample.name}`, { timeout: 60_000 }, async () => {
        for (const bytes of damaged(sample.bytes))
          await readsOrRefuses(read, { ...resourceOf(sample), bytes })
      })
    }

    it('refuses nothing at all', async () => {
      for (const bytes of [new Uint8Array(), new TextEncoder().encode(' \n\t\r\n')]) {
        const outcome = await readsOrRefuses(read, emptyResource(plug, bytes))
        expect(outcome).toBeInstanceOf(KaojuError)
      }
    })

    it('reads or refuses garbage', async () => {
      for (const bytes of garbage()) await readsOrRefuses(read, emptyResource(plug, bytes))
    })
  })
}

/** Fails unless every invariant of `Document` holds, and of the passages that it is cut into. */
export function checkDocument(document: Document): void {
  const { text } = document
  expect(document.id).toMatch(/^d_[0-9a-f]{32}$/)
  expect(text.trim()).not.toBe('')
  expect(text).toBe(normaliseText(text))
  expect(document.language).toBe(languageOf(text))
  expect(document.title.trim()).not.toBe('')
  expect(document.title).toBe(normaliseText(document.title).replace(/\s+/g, ' ').trim())
  if (document.publishedAt !== undefined)
    expect(document.publishedAt).toMatch(/^\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?)?)?$/)
  for (const author of document.authors) expect(author.trim()).not.toBe('')
  for (const value of Object.values(document.metadata)) expect(typeof value).toBe('string')
  for (const warning of document.warnings) expect(warning).toMatch(/^\P{Ll}.*\.$/su)
  checkBlocks(document)
  document.tables.forEach((table) => checkTable(table, text))
  checkPages(document)
  for (const chunk of chunkers) checkPassages(document, chunk(document), { partitions: true })
}

const chunkers = [structural.create(structural.options.parse({})), window.create(window.options.parse({}))]

function checkBlocks({ blocks, tables, text }: Document): void {
  let last = 0
  let table = 0
  for (const block of blocks) {
    expect(block.start).toBeGreaterThanOrEqual(last)
    expect(block.end).toBeGreaterThan(block.start)
    expect(text.slice(last, block.start).trim()).toBe('')
    const content = text.slice(block.start, block.end)
    expect(content.trim()).not.toBe('')
    expect(content.trimEnd().length === content.length || block.kind === 'table').toBe(true)
    if (block.kind === 'heading') expect(block.level).toBeGreaterThanOrEqual(1)
    if (block.kind === 'table') {
      expect(block.table).toBe(table)
      expect(tables[table]).toMatchObject({ start: block.start, end: block.end })
      table++
    } else expect(block.table).toBeUndefined()
    last = block.end
  }
  expect(text.slice(last).trim()).toBe('')
  expect(table).toBe(tables.length)
}

function checkTable(table: Table, text: string): void {
  let last = table.start
  let place = -1
  for (const cell of table.cells) {
    expect(cell.start).toBeGreaterThanOrEqual(last)
    expect(cell.end).toBeGreaterThanOrEqual(cell.start)
    expect(cell.end).toBeLessThanOrEqual(table.end)
    expect(cell.row * table.columns + cell.column).toBeGreaterThan(place)
    expect(cell.row).toBeLessThan(table.rows)
    expect(cell.column).toBeLessThan(table.columns)
    expect(text.slice(cell.start, cell.end)).toBe(text.slice(cell.start, cell.end).trim())
    expect(text.slice(last, cell.start)).toMatch(/^[\s|]*$/)
    place = cell.row * table.columns + cell.column
    last = cell.end
  }
}

function checkPages({ pages, blocks, layout, text }: Document): void {
  pages.forEach((page, i) => {
    expect(page.start).toBe(i === 0 ? 0 : pages[i - 1]!.end)
    expect(page.number).toBeGreaterThan(i === 0 ? 0 : pages[i - 1]!.number)
  })
  if (pages.length > 0) expect(pages.at(-1)!.end).toBe(text.length)
  for (const block of pages.length > 0 ? blocks : [])
    expect(pages.some((page) => block.start >= page.start && block.end <= page.end)).toBe(true)
  for (const line of layout) {
    const page = pages.find((candidate) => candidate.number === line.page)!
    expect(page).toBeDefined()
    expect(line.start).toBeGreaterThanOrEqual(page.start)
    expect(line.end).toBeLessThanOrEqual(page.end)
    expect(line.end).toBeGreaterThan(line.start)
    expect(line.box.every(Number.isFinite)).toBe(true)
  }
}

/** Fails unless the words stand in the text, each after the one before. */
export function expectInOrder(text: string, words: readonly string[]): void {
  let from = 0
  for (const word of words) {
    const at = text.indexOf(word, from)
    expect(at, `"${word}" after position ${from}`).toBeGreaterThanOrEqual(from)
    from = at + word.length
  }
}

/** A resource as the library makes it: media type detected from content first, name second. */
export function resourceOf({ name, bytes }: ReaderSample): Resource {
  return {
    uri: `file:///samples/${encodeURIComponent(name)}`,
    name,
    bytes,
    mediaType: detectMediaType(bytes, name),
  }
}

/** Reads in a context of its own. */
export function readAs(read: Reader, resource: Resource): Promise<Document> {
  return read(resource, createContext({ run: 'conformance' }).context)
}

async function readsOrRefuses(read: Reader, resource: Resource): Promise<Document | KaojuError> {
  const start = performance.now()
  const outcome = await readAs(read, resource).catch((error: unknown) => {
    if (error instanceof KaojuError) return error
    throw error
  })
  expect(performance.now() - start).toBeLessThan(slowest)
  if (outcome instanceof KaojuError) {
    expect(refusals).toContain(outcome.code)
    // A parameter that the reader did not fill in is shown as a question mark.
    expect(outcome.message.replace('(scanned images?)', '')).not.toContain('?')
  } else checkDocument(outcome)
  return outcome
}

function emptyResource(
  plug: Pick<ReaderPlug, 'name' | 'extensions' | 'mediaTypes'>,
  bytes: Uint8Array,
): Resource {
  const name = `sample.${plug.extensions[0] ?? plug.name}`
  return { uri: `file:///samples/${name}`, name, bytes, mediaType: plug.mediaTypes[0]! }
}

/** Truncated in several places, one byte in fifty flipped, the middle cut out. */
function damaged(bytes: Uint8Array): Uint8Array[] {
  const n = bytes.length
  const flipped = Uint8Array.from(bytes, (byte, i) =>
    (i * 2654435761) % 4294967296 < 4294967296 / 50 ? byte ^ 0x55 : byte,
  )
  const middle = new Uint8Array([...bytes.subarray(0, n >> 2), ...bytes.subarray(n - (n >> 2))])
  return [
    bytes.subarray(0, n >> 1),
    bytes.subarray(0, n - 1),
    bytes.subarray(0, Math.min(100, n)),
    flipped,
    middle,
  ]
}

function garbage(): Uint8Array[] {
  let state = 1
  const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16
  return [
    new Uint8Array(1),
    new Uint8Array(5000),
    Uint8Array.from({ length: 5000 }, () => next() & 255),
    new TextEncoder().encode('<'.repeat(20_000)),
    new TextEncoder().encode('['.repeat(20_000)),
    new TextEncoder().encode('> '.repeat(20_000)),
    new TextEncoder().encode('"'.repeat(20_001)),
  ]
}
