import { describe, expect, it } from 'vitest'
import type { Document } from '#vocabulary'
import { createDocumentBuilder, estimateTokens, type DocumentBuilder } from '#reading'
import { plug as structural } from '../../src/reading/chunkers/structural.ts'
import { plug as window } from '../../src/reading/chunkers/window.ts'
import { checkPassages, chunkerConformance } from './chunker-conformance.ts'

const english =
  'The lake froze early that year. Nobody had expected it, and the ferry stayed in port for nine days. '
const chinese = '那一年湖水很早就结冰了。谁也没有料到，渡船在港口停了九天。'

function build(fill: (builder: DocumentBuilder) => void): Document {
  const builder = createDocumentBuilder()
  fill(builder)
  const bytes = new TextEncoder().encode(String(builder.length))
  return builder.finish({
    resource: { uri: 'file:///a', name: 'a', bytes, mediaType: 'text/plain' },
    reader: { name: 'test', version: 1, options: {} },
    title: 'The title',
  })
}

const book = build((builder) => {
  builder.block('heading', 'The title', { level: 1 })
  builder.block('heading', 'Winter', { level: 2 })
  for (let i = 0; i < 3; i++) builder.block('paragraph', english.repeat(4))
  builder.block('heading', 'Ice', { level: 3 })
  builder.block('paragraph', chinese.repeat(20))
  builder.block('heading', '春天', { level: 2 })
  builder.block('paragraph', chinese)
  builder.table([['Year', 'Days'], ...Array.from({ length: 5 }, (_, i) => [`${2000 + i}`, `${i}`])], {
    headerRows: 1,
  })
  builder.block('code', 'let a = 1')
  builder.block('paragraph', chinese)
})

chunkerConformance(structural, [book], { partitions: true })
chunkerConformance(window, [book], { partitions: true })

describe('structural', () => {
  const chunk = structural.create(structural.options.parse({}))
  const passages = chunk(book)

  it('keeps to sections and tells the heading path without the document title', () => {
    expect(passages[0]!.text).toMatch(/^The title\n\nWinter\n\nThe lake froze/)
    expect(passages.find((passage) => passage.text.startsWith('Ice'))!.headings).toEqual(['Winter', 'Ice'])
    const spring = passages.filter((passage) => passage.headings.includes('春天'))
    expect(spring[0]!.text).toMatch(/^春天\n\n那一年/)
    for (const passage of passages) expect(passage.text.includes('九天。\n\n春天')).toBe(false)
  })

  it('fills passages to about 110 to 180 tokens, in both languages', () => {
    const long = build((builder) => {
      for (let i = 0; i < 40; i++) builder.block('paragraph', (i % 2 ? english : chinese).repeat(1 + (i % 7)))
    })
    const sizes = chunk(long).map((passage) => estimateTokens(passage.text))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(220)
    expect(sizes.filter((size) => size >= 100).length / sizes.length).toBeGreaterThan(0.85)
  })

  it('ends between sentences', () => {
    for (const passage of passages.filter(({ kind }) => kind === 'prose'))
      expect(passage.text).toMatch(/[.。1]$/)
  })

  it('keeps a small table whole and cuts a large one between rows, repeating nothing', () => {
    expect(passages.find((passage) => passage.kind === 'table')!.text).toMatch(
      /^Year \| Days\n[\s\S]*2004 \| 4$/,
    )
    const rows = Array.from({ length: 400 }, (_, i) => [`row ${i}`, `value ${i * 7}`])
    const table = build((builder) => {
      builder.block('heading', 'Values', { level: 2 })
      builder.table([['Name', 'Value'], ...rows], { headerRows: 1 })
    })
    const cut = chunk(table)
    expect(cut.length).toBeGreaterThan(10)
    expect(cut.every((passage) => passage.kind === 'table' && passage.headings[0] === 'Values')).toBe(true)
    expect(cut.map((passage) => passage.text).join('\n')).toBe(table.text)
    for (const passage of cut.slice(1)) expect(passage.text).toMatch(/^row \d+ \| value \d+\n/)
  })

  it('keeps longer code apart', () => {
    const code = build((builder) => {
      builder.block('paragraph', english)
      builder.block('code', Array.from({ length: 30 }, (_, i) => `call(number${i})`).join('\n'))
      builder.block('paragraph', english)
    })
    expect(chunk(code).map((passage) => passage.kind)).toEqual(['prose', 'code', 'prose'])
  })

  it('never crosses a page', () => {
    const paged = build((builder) => {
      for (let page = 1; page <= 4; page++) {
        builder.block('paragraph', english.repeat(page))
        builder.endPage(page)
      }
    })
    expect(chunk(paged).map((passage) => passage.page)).toEqual([1, 2, 3, 4])
  })

  it('cuts what has no sentences, in reasonable time', () => {
    const start = performance.now()
    for (const text of [
      'word '.repeat(100_000),
      '湖'.repeat(100_000),
      'x'.repeat(300_000),
      ', '.repeat(100_000),
      '= '.repeat(100_000),
    ]) {
      const document = build((builder) => builder.block('paragraph', text))
      const cut = chunk(document)
      checkPassages(document, cut, { partitions: true })
      expect(Math.max(...cut.map((passage) => passage.text.length))).toBeLessThan(5_000)
    }
    expect(performance.now() - start).toBeLessThan(15_000)
  })
})

describe('window', () => {
  it('overlaps when told to', () => {
    const document = build((builder) => builder.block('paragraph', english.repeat(30)))
    const plain = window.create({ size: 100, overlap: 0 })(document)
    const overlapping = window.create({ size: 100, overlap: 40 })(document)
    checkPassages(document, plain, { partitions: true })
    checkPassages(document, overlapping, { partitions: false })
    expect(overlapping.length).toBeGreaterThan(plain.length)
    expect(overlapping.some((passage, i) => i > 0 && passage.start < overlapping[i - 1]!.end)).toBe(true)
  })

  it('refuses an overlap as large as the window', () => {
    expect(() => window.options.parse({ size: 10, overlap: 10 })).toThrow('overlap')
  })
})
