import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, normaliseText, type DocumentBuilder } from '../document-builder.ts'
import { orderPage, type Flow } from '../pdf/columns.ts'
import { nameFonts, readGlyphs, type PageGlyphs } from '../pdf/glyphs.ts'
import { formLines, formSegments, type Line } from '../pdf/lines.ts'
import { openPdf, readAbout, readOutline } from '../pdf/open.ts'
import { formBlocks, wordsOf, type PageBlock, type TextBlock } from '../pdf/paragraphs.ts'
import { findRunning } from '../pdf/running.ts'
import { learnStyle } from '../pdf/style.ts'
import type { FoundTable } from '../pdf/tables.ts'
import type { Reader, ReaderPlug } from '../reader.ts'

/** Preparing a page for drawing, to learn font names, costs more than reading it. */
const pagesForFonts = 12

const unread: PageGlyphs = { width: 0, height: 0, glyphs: [], turned: [], upright: true }

interface ReadPage {
  readonly number: number
  readonly glyphs: PageGlyphs
  readonly lines: readonly Line[]
  /** Why the page could not be read. */
  readonly fault?: string
}

/**
 * PDF: text in reading order (columns, tables by alignment, paragraphs with divided words joined), headings by
 * outline, size and weight, pages with their labels, and the place of every line. What runs along on every page
 * is left out. No OCR: a file of pictures is `file-no-text`.
 */
const read: Reader = async (resource, context) => {
  const pdf = await openPdf(resource.bytes, resource.name)
  try {
    const [about, outline, labels] = [
      await readAbout(pdf, resource.name),
      await readOutline(pdf),
      await pdf.getPageLabels().catch(() => null),
    ]
    const builder = createDocumentBuilder()
    const { pages, fontNames } = await readPages(pdf, builder, context.abort)
    if (!pages.some((page) => page.lines.length > 0)) {
      const fault = pages.find((page) => page.fault !== undefined)?.fault
      throw fault === undefined
        ? new KaojuError('file-no-text', { path: resource.name })
        : new KaojuError('file-damaged', { path: resource.name, reason: fault })
    }

    const running = findRunning(
      pages.flatMap((page) =>
        page.lines.map((line, index) => ({
          page: page.number,
          line,
          height: page.glyphs.height,
          outermost: index === 0 || index === page.lines.length - 1,
        })),
      ),
      pages.length,
    )
    const kept = pages.map((page) => page.lines.filter((line) => !running.has(line)))
    const flows = kept.map((lines) => orderPage(lines.flatMap((line) => line.segments)))
    const style = learnStyle(flows.flat(), fontNames, outline)
    const words = wordsOf(kept.flat())
    let silent = 0
    pages.forEach((page, index) => {
      const blocks = formBlocks(flows[index]!, style, words, page.glyphs.height)
      if (index === 0) markTitle(blocks, flows[0]!, page.glyphs.height)
      for (const block of blocks) addBlock(builder, block, page)
      builder.block('paragraph', page.glyphs.turned.map((run) => run.text).join(' '))
      if (page.lines.length === 0) silent++
      builder.endPage(page.number, labels?.[index] || undefined)
    })
    if (silent > 0) builder.warn(`${silent} of ${pages.length} pages hold no text (pictures?).`)
    return builder.finish({
      resource,
      reader: { name: plug.name, version: plug.version, options: {} },
      ...about,
    })
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function readPages(
  pdf: Awaited<ReturnType<typeof openPdf>>,
  builder: DocumentBuilder,
  abort: AbortSignal,
): Promise<{ pages: ReadPage[]; fontNames: Map<string, string> }> {
  const pages: ReadPage[] = []
  const fontNames = new Map<string, string>()
  let room = pagesForFonts
  for (let number = 1; number <= pdf.numPages; number++) {
    abort.throwIfAborted()
    try {
      const page = await pdf.getPage(number)
      const glyphs = await readGlyphs(page)
      const fonts = new Set(glyphs.glyphs.map((run) => run.font).filter((font) => !fontNames.has(font)))
      if (fonts.size > 0 && room-- > 0)
        for (const [font, name] of await nameFonts(page, fonts)) fontNames.set(font, name)
      pages.push({ number, glyphs, lines: formLines(formSegments(glyphs.glyphs)) })
      page.cleanup()
    } catch (error) {
      abort.throwIfAborted()
      const fault = error instanceof Error ? error.message.slice(0, 80) : String(error)
      builder.warn(`Page ${number} could not be read (${fault}).`)
      pages.push({ number, glyphs: unread, lines: [], fault })
    }
  }
  return { pages, fontNames }
}

/** The largest heading on the upper part of the first page is the title. */
function markTitle(blocks: PageBlock[], flows: readonly Flow[], height: number): void {
  const sizeOf = (block: TextBlock): number => block.lines[0]!.line.size
  const upper = blocks.filter(
    (block): block is TextBlock =>
      'kind' in block && block.kind === 'heading' && block.lines[0]!.line.y < height * 0.6,
  )
  const first = upper.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0]
  const largest = Math.max(...flows.flatMap((flow) => flow.lines.map((line) => line.size)))
  if (!first || sizeOf(first) < largest * 0.95) return
  const { level: _, ...rest } = first
  blocks[blocks.indexOf(first)] = { ...rest, kind: 'title' }
}

function addBlock(builder: DocumentBuilder, block: PageBlock, page: ReadPage): void {
  if ('rows' in block) addTable(builder, block, page)
  else {
    const span = builder.block(
      block.kind,
      block.text,
      block.level === undefined ? {} : { level: block.level },
    )
    // The builder tidies texts; where that moved anything, no place is told rather than a wrong one.
    if (span && span.end - span.start === block.text.length)
      for (const { line, start, end } of block.lines)
        addLayout(builder, page, [line], span.start + start, span.start + end)
  }
}

function addTable(builder: DocumentBuilder, table: FoundTable, page: ReadPage): void {
  const span = builder.table(table.rows, {
    headerRows: table.headerRows,
    ...(table.caption ? { caption: table.caption } : {}),
  })
  if (!span) return
  let at = span.start
  const rows = table.rows.map((row) =>
    row.map((cell) => normaliseText(cell).replace(/\s+/g, ' ').trim()).join(' | '),
  )
  if (rows.join('\n').length !== span.end - span.start) return
  rows.forEach((row, index) => {
    addLayout(builder, page, table.lines[index]!, at, at + row.length)
    at += row.length + 1
  })
}

function addLayout(
  builder: DocumentBuilder,
  page: ReadPage,
  lines: readonly Line[],
  start: number,
  end: number,
): void {
  if (!page.glyphs.upright || end <= start) return
  const round = (value: number): number => Math.round(value * 10) / 10
  const x0 = Math.min(...lines.map((line) => line.x0))
  const top = Math.min(...lines.map((line) => line.y - line.size * 0.85))
  const x1 = Math.max(...lines.map((line) => line.x1))
  const bottom = Math.max(...lines.map((line) => line.y + line.size * 0.25))
  builder.layout({
    start,
    end,
    page: page.number,
    box: [round(x0), round(top), round(x1 - x0), round(bottom - top)],
  })
}

export const plug: ReaderPlug = {
  name: 'pdf',
  version: 1,
  mediaTypes: ['application/pdf', 'application/x-pdf'],
  extensions: ['pdf'],
  options: z.object({}),
  create: () => read,
}
