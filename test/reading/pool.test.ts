import { afterEach, describe, expect, it } from 'vitest'
import { createContext } from '#runtime'
import { createReadingPool, type ReadingPool } from '#reading'
import { packParts, wordFile, wordParagraph } from './office-files.ts'
import { column, pdfFile } from './pdf-file.ts'
import { exampleFile } from './read-one.ts'
import { checkDocument } from './reader-conformance.ts'

const { context } = createContext()
let pool: ReadingPool
afterEach(() => pool.close())

const note = (text: string, name = 'a.md') => ({
  uri: `file:///${name}`,
  name,
  bytes: new TextEncoder().encode(text),
})

describe('a reading pool', () => {
  it('detects the format by content and returns the document whole, with its passages', async () => {
    pool = createReadingPool({ size: 1 }, context)
    const file = {
      uri: 'file:///x',
      name: 'no-extension',
      bytes: exampleFile('reports/2024-清湖治理年度报告.pdf'),
      publishedAt: '2025-03-21',
    }
    const { document, passages } = await pool.read(file, context)
    checkDocument(document)
    expect(document).toMatchObject({ mediaType: 'application/pdf', language: 'zh', reader: { name: 'pdf' } })
    expect(document.layout.length).toBeGreaterThan(50)
    expect(passages.length).toBeGreaterThan(5)
    for (const passage of passages) {
      expect(document.text.slice(passage.start, passage.end)).toBe(passage.text)
      expect(passage.document).toBe(document.id)
    }
  })

  it('believes a stated media type', async () => {
    pool = createReadingPool({ size: 1 }, context)
    const { document } = await pool.read(
      { ...note('# Not a heading', 'a'), mediaType: 'text/plain; charset=utf-8' },
      context,
    )
    expect(document.text).toBe('# Not a heading')
  })

  it('tells a file that takes too long, and goes on with the next', async () => {
    pool = createReadingPool({ size: 1, seconds: 1.5 }, context)
    const slow = pdfFile(
      Array.from({ length: 3_000 }, (_, page) =>
        column(
          50,
          750,
          Array.from({ length: 55 }, (__, line) => `Line ${line} of page ${page} says a few words`),
        ),
      ),
    )
    await expect(
      pool.read({ uri: 'file:///slow.pdf', name: 'slow.pdf', bytes: slow }, context),
    ).rejects.toMatchObject({ code: 'reader-timeout', parameters: { path: 'slow.pdf', seconds: 1.5 } })
    expect((await pool.read(note('Short.'), context)).document.text).toBe('Short.')
  })

  it('tells a file that takes too much memory', async () => {
    pool = createReadingPool({ size: 1, megabytes: 160 }, context)
    const parts = packParts({
      '_rels/.rels':
        '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="d.xml"/></Relationships>',
      'd.xml': `<w:document><w:body>${'<w:p/>'.repeat(3_000_000)}</w:body></w:document>`,
    })
    await expect(
      pool.read(
        {
          uri: 'file:///big.docx',
          name: 'big.docx',
          mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
          bytes: parts,
        },
        context,
      ),
    ).rejects.toMatchObject({ code: 'reader-memory', parameters: { path: 'big.docx', megabytes: 160 } })
  })

  it('leaves at once when the run is aborted', async () => {
    pool = createReadingPool({ size: 1 }, context)
    const stop = new AbortController()
    const { context: run } = createContext({ abort: stop.signal })
    const reading = pool.read(
      { uri: 'file:///slow.docx', name: 'slow.docx', bytes: wordFile(wordParagraph('words').repeat(50_000)) },
      run,
    )
    stop.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('reads many small files at once, each as itself', async () => {
    pool = createReadingPool({ size: 2 }, context)
    const texts = Array.from({ length: 300 }, (_, index) => `Note number ${index}.`)
    const read = await Promise.all(texts.map((text, index) => pool.read(note(text, `${index}.md`), context)))
    expect(read.map(({ document }) => document.text)).toEqual(texts)
  })
})
