import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { createContext, type ErrorCode } from '#runtime'
import { createReadingPool } from '#reading'
import { dataFolder } from '../data-folder.ts'
import { filesOf, measureFinance, measureQuality, readFiles } from '../../bench/reading.ts'
import { packAs, wordFile, wordParagraph, workbookFile } from './office-files.ts'
import { column, pdfFile } from './pdf-file.ts'
import { exampleFile } from './read-one.ts'
import { checkDocument } from './reader-conformance.ts'

const { context } = createContext()
const pool = createReadingPool({}, context)
afterAll(() => pool.close())

const cell = (inside: string): string =>
  `<w:tbl><w:tr><w:tc>${inside}</w:tc><w:tc>${wordParagraph('b')}</w:tc></w:tr></w:tbl>`
/** Tables in tables. */
function nested(depth: number): string {
  let inside = wordParagraph('deep')
  for (let i = 0; i < depth; i++) inside = cell(inside)
  return inside
}
const entities = '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length * 0.6))

/** 150 MB of blanks that state to be 10 bytes. */
function zipBomb(): Uint8Array {
  const bytes = packAs('word/document.xml', new Uint8Array(150 << 20).fill(32), 10)
  expect(bytes.length).toBeLessThan(1 << 20)
  return bytes
}

const refused: readonly (readonly [what: string, name: string, bytes: () => Uint8Array, code: ErrorCode])[] =
  [
    ['an empty file', 'a.pdf', () => new Uint8Array(), 'file-empty'],
    [
      'binary data',
      'a.txt',
      () => Uint8Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256),
      'file-binary',
    ],
    [
      'a picture',
      'a.pdf',
      () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]),
      'format-unknown',
    ],
    [
      'a truncated Word file',
      'a.docx',
      () => cut(exampleFile('plans/2016-restoration-plan-v1.docx')),
      'file-damaged',
    ],
    [
      'a truncated EPUB',
      'a.epub',
      () => cut(exampleFile('guide/2023-field-guide-to-species.epub')),
      'file-damaged',
    ],
    ['a PDF without pages', 'a.pdf', () => strToU8('%PDF-1.7\n1 0 obj\n<< /Type /Catalog'), 'file-damaged'],
    ['an encrypted Word file', 'a.docx', () => encryptedOffice(), 'file-encrypted'],
    ['a zip bomb', 'a.docx', zipBomb, 'file-bomb'],
    ['an XML bomb', 'a.docx', () => wordFile(wordParagraph('&b;'), {}, {}, entities), 'file-bomb'],
    ['endless tables in tables', 'a.docx', () => wordFile(nested(3_000)), 'file-bomb'],
    ['a shared text named by a million cells', 'a.xlsx', () => sharedBomb(), 'file-bomb'],
    [
      'a pre-2007 workbook',
      'a.xls',
      () =>
        new Uint8Array([
          0xd0,
          0xcf,
          0x11,
          0xe0,
          0xa1,
          0xb1,
          0x1a,
          0xe1,
          ...Buffer.from('Workbook\0', 'utf16le'),
        ]),
      'format-unknown',
    ],
    [
      'a ZIP of something else',
      'a.zip',
      () => zipSync({ 'photo.jpg': new Uint8Array(100) }),
      'format-unknown',
    ],
  ]

function encryptedOffice(): Uint8Array {
  return new Uint8Array([
    0xd0,
    0xcf,
    0x11,
    0xe0,
    0xa1,
    0xb1,
    0x1a,
    0xe1,
    ...new Uint8Array(504),
    ...Buffer.from('EncryptedPackage', 'utf16le'),
  ])
}

function sharedBomb(): Uint8Array {
  const cells = Array.from(
    { length: 20_000 },
    (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>0</v></c></row>`,
  ).join('')
  return workbookFile({ A: cells }, `<si><t>${'x'.repeat(30_000)}</t></si>`)
}

describe('hostile files', () => {
  for (const [what, name, bytes, code] of refused)
    it(`refuses ${what}: ${code}`, async () => {
      await expect(
        pool.read({ uri: `file:///${name}`, name, bytes: bytes() }, context),
      ).rejects.toMatchObject({ code })
    })

  it('reads what is merely large or strange', async () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, i) => `<w:tr><w:tc>${wordParagraph(`r${i}`)}</w:tc><w:tc>${wordParagraph(String(i))}</w:tc></w:tr>`,
    ).join('')
    const files: [string, Uint8Array][] = [
      ['rows.docx', wordFile(`<w:tbl>${rows}</w:tbl>`)],
      ['nested.docx', wordFile(nested(60))],
      [
        'mended.pdf',
        cut(
          pdfFile(
            Array.from({ length: 30 }, (_, i) => column(50, 700, [`Page ${i} says something of its own.`])),
          ),
        ),
      ],
    ]
    for (const [name, bytes] of files) {
      const { document, passages } = await pool.read({ uri: `file:///${name}`, name, bytes }, context)
      checkDocument(document)
      expect(passages.length).toBeGreaterThan(0)
      for (const passage of passages)
        expect(document.text.slice(passage.start, passage.end)).toBe(passage.text)
    }
  })
})

describe.skipIf(!dataFolder)('files that broke other programs (skipped without the evaluation data)', () => {
  /** A fixed sample, so that the suite stays quick; `bench/reading.ts` reads them all. */
  const sample = (folder: string, every: number): string[] =>
    filesOf(`${dataFolder}/documents/${folder}`).filter(
      (file, index) => index % every === 0 || /clusterfuzz|crash|poc|fuzzed/.test(file),
    )
  const typed = /^(text|file-(no-text|encrypted|damaged|bomb|binary|empty)|format-unknown)$/

  it('end in text or a typed error', async () => {
    const outcomes = await readFiles(pool, [...sample('office', 6), ...sample('pdf', 5)])
    expect(outcomes.length).toBeGreaterThan(35)
    for (const { file, outcome, document } of outcomes) {
      expect(outcome, file).toMatch(typed)
      if (document) checkDocument(document)
    }
  })

  it.each([
    ['docx', 0.97],
    ['pptx', 0.9],
    ['xlsx', 0.9],
  ])('%s reads as docling does', async (format, least) => {
    const scores = await measureQuality(pool, dataFolder!, format)
    expect(scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length).toBeGreaterThan(least)
  })

  it('has the figures of evidence on the page that FinanceBench names', async () => {
    const found = await measureFinance(pool, dataFolder!)
    expect(found.length).toBeGreaterThanOrEqual(10)
    for (const one of found)
      expect(one.found / one.figures, `${one.document} page ${one.page}`).toBeGreaterThan(0.95)
  })
})
