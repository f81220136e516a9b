/**
 * Writes the body of a WordprocessingML document into a builder (ECMA-376 part 1, 17).
 *
 * 1. The text is that of the document with every tracked change accepted: insertions stand, deletions are gone.
 * 2. What hangs on a paragraph (notes, text boxes, charts) follows it as blocks of its own; field codes,
 *    contents lists, headers, footers and comments are left out.
 * 3. Numbers that Word prints are part of the text, bullets are not.
 */
import type { DocumentBuilder } from '../document-builder.ts'
import { attribute, childAt, childrenOf, descendantsOf, textOf, type XmlElement } from '../xml.ts'
import { readChart, readDiagram } from './chart.ts'
import { countHeaderRows } from '../header-rows.ts'
import { lineOfMath } from './math.ts'
import { createNumbering } from './numbering.ts'
import { alternative, isOn, type OfficePackage } from './package.ts'
import { numberingOf, outlineOf, readStyles } from './styles.ts'

/** What was met inside a paragraph and follows it. */
interface Attached {
  readonly notes: { readonly type: 'footnote' | 'endnote'; readonly id: string }[]
  readonly boxes: XmlElement[]
  readonly graphics: string[]
}

/** Elements that only wrap others. */
const wrappers = new Set([
  'sdt',
  'sdtContent',
  'customXml',
  'smartTag',
  'ins',
  'moveTo',
  'hyperlink',
  'fldSimple',
  'r',
  'dir',
  'bdo',
  'ruby',
  'rubyBase',
])

export function readWord(office: OfficePackage, builder: DocumentBuilder): void {
  const styleOf = readStyles(office.part(office.related(office.main, 'styles')))
  const numberOf = createNumbering(office.part(office.related(office.main, 'numbering')))
  const relations = new Map(office.relations(office.main).map((relation) => [relation.id, relation.target]))
  const notes = { footnote: readNotes(office, 'footnote'), endnote: readNotes(office, 'endnote') }

  const readBlocks = (parent: XmlElement): void => {
    for (const child of childrenOf(parent)) {
      if (child.name === 'p') readParagraph(child)
      else if (child.name === 'tbl') readTable(child)
      else if (child.name === 'AlternateContent')
        readBlocks(alternative(child) ?? { name: '', attributes: {}, children: [] })
      else if (child.name === 'altChunk') builder.warn('A part imported from another file was not read.')
      else if (child.name === 'oMathPara' || child.name === 'oMath')
        builder.block('paragraph', lineOfMath(child))
      else if (wrappers.has(child.name)) readBlocks(child)
    }
  }

  const readParagraph = (paragraph: XmlElement): void => {
    const properties = childAt(paragraph, 'pPr')
    const styleId = attribute(childAt(properties, 'pStyle'), 'val')
    if (/^(toc|contents) ?\d/i.test(styleId ?? '')) return
    const style = { ...styleOf(styleId), ...outlineOf(properties) }
    const own = numberingOf(properties)
    const attached: Attached = { notes: [], boxes: [], graphics: [] }
    const text = inlineText(paragraph, attached)
    const number =
      text.trim() === ''
        ? undefined
        : numberOf(own ? { ...own, list: own.list || (style.numbering?.list ?? '') } : style.numbering)
    const kind = number !== undefined && style.kind === 'paragraph' ? 'list-item' : style.kind
    builder.block(
      kind,
      number ? `${number} ${text}` : text,
      kind === 'heading' ? { level: style.level ?? 1 } : {},
    )
    follow(attached)
  }

  const follow = (attached: Attached): void => {
    for (const { type, id } of attached.notes) {
      const inside: Attached = { notes: [], boxes: [], graphics: [] }
      const note = notes[type].get(id)
      if (note) builder.block('footnote', cellText(note, inside))
    }
    for (const box of attached.boxes) readBlocks(box)
    for (const id of attached.graphics) {
      const target = relations.get(id)
      readChart(office.part(target), builder)
      readDiagram(office.part(target), builder)
    }
  }

  const readTable = (table: XmlElement): void => {
    const lines = rowsOf(table)
    const only = lines.length === 1 ? cellsOf(lines[0]!) : []
    // A table of one cell is a frame around text.
    if (only.length === 1) {
      readBlocks(only[0]!)
      return
    }
    const attached: Attached = { notes: [], boxes: [], graphics: [] }
    const rows = lines.map((row) => rowTexts(row, attached))
    const stated = lines.findIndex((row) => !isOn(childAt(row, 'trPr', 'tblHeader')))
    builder.table(rows, { headerRows: stated > 0 ? stated : countHeaderRows(rows) })
    follow(attached)
  }

  const rowTexts = (row: XmlElement, attached: Attached): string[] => {
    const texts = Array.from(
      { length: Math.min(63, Number(attribute(childAt(row, 'trPr', 'gridBefore'), 'val') ?? 0) || 0) },
      () => '',
    )
    for (const cell of cellsOf(row)) {
      const properties = childAt(cell, 'tcPr')
      const merge = childAt(properties, 'vMerge')
      const continued = merge !== undefined && attribute(merge, 'val') !== 'restart'
      texts.push(continued ? '' : cellText(cell, attached))
      const span = Math.min(63, Number(attribute(childAt(properties, 'gridSpan'), 'val') ?? 1) || 1)
      for (let i = 1; i < span; i++) texts.push('')
    }
    return texts
  }

  /** The text of a cell or note on one line, tables inside it included. */
  const cellText = (cell: XmlElement, attached: Attached): string =>
    childrenOf(cell)
      .map((child) => {
        if (child.name === 'p') {
          const text = inlineText(child, attached).trim()
          const number = text === '' ? undefined : numberOf(numberingOf(childAt(child, 'pPr')))
          return number ? `${number} ${text}` : text
        }
        if (child.name === 'tbl')
          return rowsOf(child)
            .map((row) => rowTexts(row, attached).filter(Boolean).join(', '))
            .join('; ')
        return wrappers.has(child.name) ? cellText(child, attached) : ''
      })
      .filter(Boolean)
      .join(' ')

  const body = childAt(office.part(office.main), 'body')
  if (body) readBlocks(body)
}

/** The text of a paragraph; what hangs on it is put into `attached`. */
function inlineText(element: XmlElement, attached: Attached): string {
  let text = ''
  for (const child of childrenOf(element)) {
    switch (child.name) {
      case 't':
        text += textOf(child)
        break
      case 'tab':
      case 'ptab':
        text += '\t'
        break
      case 'br':
      case 'cr':
        text += attribute(child, 'type') === 'page' ? '' : '\n'
        break
      case 'noBreakHyphen':
        text += '-'
        break
      case 'sym':
        text += symbol(child)
        break
      case 'footnoteReference':
      case 'endnoteReference':
        attached.notes.push({
          type: child.name === 'endnoteReference' ? 'endnote' : 'footnote',
          id: attribute(child, 'id') ?? '',
        })
        break
      case 'oMath':
      case 'oMathPara':
        text += lineOfMath(child)
        break
      case 'AlternateContent':
        text += inlineText(alternative(child) ?? child, attached)
        break
      case 'drawing':
      case 'pict':
      case 'object':
        attach(child, attached)
        break
      default:
        if (wrappers.has(child.name)) text += inlineText(child, attached)
    }
  }
  return text
}

function attach(graphic: XmlElement, attached: Attached): void {
  attached.boxes.push(...descendantsOf(graphic, 'txbxContent'))
  for (const chart of descendantsOf(graphic, 'chart')) attached.graphics.push(attribute(chart, 'r:id') ?? '')
  for (const diagram of descendantsOf(graphic, 'relIds'))
    attached.graphics.push(attribute(diagram, 'r:dm') ?? '')
}

/** Symbol fonts put their glyphs into the private use area; those have no text. */
function symbol(element: XmlElement): string {
  const code = Number.parseInt(attribute(element, 'char') ?? '', 16)
  return code > 31 && (code < 0xe000 || code > 0xf8ff) ? String.fromCodePoint(code) : ''
}

function readNotes(office: OfficePackage, type: 'footnote' | 'endnote'): ReadonlyMap<string, XmlElement> {
  const notes = childrenOf(office.part(office.related(office.main, `${type}s`)), type)
  return new Map(
    notes
      .filter((note) => !/separator/i.test(attribute(note, 'type') ?? ''))
      .map((note) => [attribute(note, 'id') ?? '', note]),
  )
}

/** Rows and cells, through content controls and accepted insertions; deleted rows are gone. */
function rowsOf(table: XmlElement): XmlElement[] {
  return childrenOf(table).flatMap((child) => {
    if (child.name === 'tr') return childAt(child, 'trPr', 'del') ? [] : [child]
    return wrappers.has(child.name) ? rowsOf(child) : []
  })
}

function cellsOf(row: XmlElement): XmlElement[] {
  return childrenOf(row).flatMap((child) =>
    child.name === 'tc' ? [child] : wrappers.has(child.name) ? cellsOf(child) : [],
  )
}
