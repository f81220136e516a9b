import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import { countHeaderRows } from '../header-rows.ts'
import { isoDate } from '../ooxml/package.ts'
import type { SheetCell } from '../ooxml/sheet-cells.ts'
import { writeSheet } from '../ooxml/write-sheet.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { attribute, childAt, childrenOf, descendantsOf, parseXml, textOf, type XmlElement } from '../xml.ts'
import { openZip, type Zip } from '../zip.ts'

/** Repetition is how ODF writes empty space; a filled cell repeated more often than this is a bomb or a fill. */
const mostRepeats = 1_000
const mostCells = 500_000

/** OpenDocument texts, spreadsheets (a page each sheet) and presentations (a page each slide), OASIS ODF 1.3. */
const read: Reader = async (resource) => {
  const zip = openZip(resource.bytes, resource.name)
  const faults = new Set<string>()
  const part = (name: string): XmlElement | undefined => {
    const data = zip.read(name)
    return data && parseXml(data, { path: resource.name, onFault: () => faults.add(name) })
  }
  if (descendantsOf(part('META-INF/manifest.xml'), 'encryption-data').length > 0)
    throw new KaojuError('file-encrypted', { path: resource.name })
  const content = part('content.xml')
  if (!content)
    throw new KaojuError('file-damaged', { path: resource.name, reason: 'it holds no content.xml' })
  const builder = createDocumentBuilder()
  const body = childrenOf(childAt(content, 'body'))[0]
  const write = createWriter(builder, headingStyles(content, part('styles.xml')), resource.name)
  if (body?.name === 'spreadsheet')
    childrenOf(body, 'table').forEach((sheet, index) => write.sheet(sheet, index + 1))
  else if (body?.name === 'presentation')
    childrenOf(body, 'page').forEach((slide, index) => write.slide(slide, index + 1))
  else if (body) write.blocks(body)
  for (const name of faults) builder.warn(`The part ${name} is damaged: what follows the damage is missing.`)
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...readAbout(zip, resource.name),
  })
}

interface Writer {
  blocks(parent: XmlElement): void
  sheet(table: XmlElement, number: number): void
  slide(page: XmlElement, number: number): void
}

function createWriter(builder: DocumentBuilder, titles: ReadonlySet<string>, path: string): Writer {
  let cells = 0

  const blocks = (parent: XmlElement, inList = false): void => {
    for (const child of childrenOf(parent)) {
      switch (child.name) {
        case 'h':
          paragraph('heading', child, Number(attribute(child, 'outline-level') ?? 1) || 1)
          break
        case 'p':
          paragraph(
            inList ? 'list-item' : titles.has(attribute(child, 'style-name') ?? '') ? 'title' : 'paragraph',
            child,
          )
          break
        case 'list':
        case 'list-item':
        case 'list-header':
          blocks(child, true)
          break
        case 'table':
          table(child)
          break
        case 'section':
        case 'index-body':
        case 'frame':
        case 'text-box':
        case 'g':
        case 'custom-shape':
          blocks(child, inList)
          break
        case 'notes':
          for (const note of descendantsOf(child, 'p')) builder.block('footnote', lineText(note, []))
          break
        default:
      }
    }
  }

  const paragraph = (
    kind: 'title' | 'heading' | 'paragraph' | 'list-item',
    element: XmlElement,
    level?: number,
  ): void => {
    const attached: XmlElement[] = []
    builder.block(kind, lineText(element, attached), level === undefined ? {} : { level })
    for (const one of attached) {
      if (one.name === 'note-body')
        builder.block(
          'footnote',
          childrenOf(one)
            .map((note) => lineText(note, []))
            .join(' '),
        )
      else blocks(one)
    }
  }

  const table = (element: XmlElement, caption?: string): void => {
    const headers = childrenOf(childAt(element, 'table-header-rows'), 'table-row').length
    const rows = withoutEmptyEdges(
      rowsOf(element).flatMap((row) => {
        const texts = repeated(row, 'number-rows-repeated', rowTexts(row))
        count((texts.length - 1) * (texts[0]?.length ?? 0))
        return texts
      }),
    )
    if (rows.length > 0)
      builder.table(rows, { headerRows: headers || countHeaderRows(rows), ...(caption ? { caption } : {}) })
  }

  const count = (more: number): void => {
    cells += more
    if (cells > mostCells)
      throw new KaojuError('file-bomb', { path, reason: `more than ${mostCells} table cells` })
  }

  const rowTexts = (row: XmlElement): string[] => {
    const texts = childrenOf(row).flatMap((cell) => {
      if (cell.name !== 'table-cell' && cell.name !== 'covered-table-cell') return []
      const text = childrenOf(cell)
        .filter((child) => child.name !== 'annotation')
        .map((child) => lineText(child, []))
        .join(' ')
        .trim()
      return repeated(cell, 'number-columns-repeated', text)
    })
    while (texts.length > 0 && texts.at(-1) === '') texts.pop()
    count(texts.length)
    return texts
  }

  /** Rows keep their numbers, so that gaps between tables are seen. */
  const sheetCells = (sheet: XmlElement): SheetCell[] => {
    const filled: SheetCell[] = []
    let row = 0
    for (const element of rowsOf(sheet)) {
      const texts = rowTexts(element)
      const times = Number(attribute(element, 'number-rows-repeated') ?? 1) || 1
      count(texts.length * (Math.min(times, mostRepeats) - 1))
      for (let copy = 0; copy < Math.min(times, mostRepeats) && texts.length > 0; copy++)
        texts.forEach((text, column) => {
          if (text !== '') filled.push({ row: row + copy, column, text })
        })
      row += times
    }
    return filled
  }

  return {
    blocks,
    sheet(element, number) {
      const name = attribute(element, 'name') ?? `${number}`
      const filled = sheetCells(element)
      if (filled.length > 0) builder.block('heading', name, { level: 1 })
      writeSheet(builder, name, filled)
      builder.endPage(number, name)
    },
    slide(page, number) {
      const title = childrenOf(page, 'frame').find((frame) => attribute(frame, 'class') === 'title')
      const text = title
        ? descendantsOf(title, 'p')
            .map((line) => lineText(line, []))
            .join(' ')
            .trim()
        : ''
      builder.block('heading', text, { level: 1 })
      blocks({ ...page, children: page.children.filter((child) => child !== title) })
      builder.endPage(number, text || undefined)
    },
  }
}

/** Empty rows and cells come in thousands and mean nothing; filled ones are given as often as they stand. */
function repeated<T extends string | readonly string[]>(element: XmlElement, name: string, value: T): T[] {
  const times = Number(attribute(element, name) ?? 1) || 1
  const most = value.length === 0 ? 64 : mostRepeats
  return Array.from({ length: Math.min(times, most) }, () => value)
}

function withoutEmptyEdges(rows: readonly (readonly string[])[]): (readonly string[])[] {
  const filled = rows.map((row) => row.some((cell) => cell !== ''))
  // Runs of empty rows inside a sheet are kept short.
  return rows.filter((_, index) => filled[index] || (filled[index - 1] && filled.indexOf(true, index) > 0))
}

function rowsOf(table: XmlElement): XmlElement[] {
  return childrenOf(table).flatMap((child) =>
    child.name === 'table-row'
      ? [child]
      : /^table-(header-rows|rows|row-group)$/.test(child.name)
        ? rowsOf(child)
        : [],
  )
}

/** The text of a paragraph; notes and frames in it are put into `attached`. Deleted text is kept elsewhere in the file. */
function lineText(element: XmlElement, attached: XmlElement[]): string {
  let text = ''
  for (const child of element.children) {
    if (typeof child === 'string') {
      text += child.replace(/\s+/g, ' ')
      continue
    }
    switch (child.name) {
      case 's':
        text += ' '.repeat(Math.min(100, Number(attribute(child, 'c') ?? 1) || 1))
        break
      case 'tab':
        text += '\t'
        break
      case 'line-break':
        text += '\n'
        break
      case 'note':
        attached.push(...childrenOf(child, 'note-body'))
        break
      case 'frame':
      case 'custom-shape':
        attached.push(child)
        break
      case 'annotation':
      case 'page-number':
      case 'desc':
      case 'title':
      case 'tracked-changes':
      case 'ruby-text':
        break
      default:
        text += lineText(child, attached)
    }
  }
  return text
}

/** Styles that are, or come from, the style `Title`. */
function headingStyles(...parts: readonly (XmlElement | undefined)[]): ReadonlySet<string> {
  const styles = parts
    .flatMap((part) => [...descendantsOf(part, 'automatic-styles'), ...descendantsOf(part, 'styles')])
    .flatMap((group) => childrenOf(group, 'style'))
  const named = styles.filter(
    (style) => attribute(style, 'name') === 'Title' || attribute(style, 'parent-style-name') === 'Title',
  )
  return new Set(named.map((style) => attribute(style, 'name') ?? ''))
}

function readAbout(
  zip: Zip,
  path: string,
): { title?: string; publishedAt?: string; authors: string[]; metadata: Record<string, string> } {
  const data = zip.read('meta.xml')
  const meta = data && childAt(parseXml(data, { path, onFault: () => {} }), 'meta')
  const say = (name: string): string => textOf(childAt(meta, name)).trim()
  const publishedAt = isoDate(say('date').slice(0, 19)) ?? isoDate(say('creation-date').slice(0, 19))
  const author = say('initial-creator') || say('creator')
  const metadata: Record<string, string> = {}
  for (const name of ['subject', 'description', 'language', 'keyword'])
    if (say(name)) metadata[name] = say(name)
  return {
    ...(say('title') ? { title: say('title') } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    authors: author ? [author] : [],
    metadata,
  }
}

export const plug: ReaderPlug = {
  name: 'odf',
  version: 1,
  mediaTypes: ['text', 'spreadsheet', 'presentation'].flatMap((kind) => [
    `application/vnd.oasis.opendocument.${kind}`,
    `application/vnd.oasis.opendocument.${kind}-template`,
  ]),
  extensions: ['odt', 'ods', 'odp', 'ott', 'ots', 'otp'],
  options: z.object({}),
  create: () => read,
}
