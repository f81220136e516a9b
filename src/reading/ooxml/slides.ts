/**
 * Writes the slides of a presentation into a builder (PresentationML, ECMA-376 part 1, 19).
 *
 * 1. Each slide is a page, labelled with its title; the title comes first, then the shapes as they are stacked,
 *    which is the order in which screen readers speak them.
 * 2. Slide numbers, dates and footers are left out; speaker notes follow the slide as footnotes.
 */
import type { DocumentBuilder } from '../document-builder.ts'
import { attribute, childAt, childrenOf, descendantsOf, type XmlElement } from '../xml.ts'
import { readChart, readDiagram } from './chart.ts'
import { drawingLine, drawingText } from './drawing-text.ts'
import { countHeaderRows } from '../header-rows.ts'
import { alternative, type OfficePackage } from './package.ts'

export function readSlides(office: OfficePackage, builder: DocumentBuilder): void {
  const targets = new Map(office.relations(office.main).map((relation) => [relation.id, relation.target]))
  const slides = childrenOf(childAt(office.part(office.main), 'sldIdLst'), 'sldId')
  slides.forEach((slide, index) => {
    const name = targets.get(attribute(slide, 'r:id') ?? '')
    const part = office.part(name)
    if (name === undefined || !part) builder.warn(`Slide ${index + 1} is missing from the file.`)
    const title = name !== undefined && part ? readSlide(office, name, part, builder) : undefined
    builder.endPage(index + 1, title)
  })
}

function readSlide(
  office: OfficePackage,
  name: string,
  slide: XmlElement,
  builder: DocumentBuilder,
): string | undefined {
  const shapes = shapesOf(childAt(slide, 'cSld', 'spTree'))
  const title =
    shapes.find((shape) => /^(title|ctrTitle)$/.test(placeholderOf(shape) ?? '') && textIn(shape) !== '') ??
    largestOf(shapes)
  const titleText = title && textIn(title).replace(/\s+/g, ' ')
  if (titleText) builder.block('heading', titleText, { level: 1 })
  for (const shape of shapes) if (shape !== title) readShape(office, name, shape, builder)
  readNotes(office, office.related(name, 'notesSlide'), builder)
  return titleText
}

/** Programs that know no placeholders set the title largest: one line, larger than all else on the slide. */
function largestOf(shapes: readonly XmlElement[]): XmlElement | undefined {
  const sized = shapes
    .filter((shape) => placeholderOf(shape) === undefined && textIn(shape) !== '')
    .map((shape) => ({
      shape,
      size: Math.max(0, ...descendantsOf(shape, 'rPr').map((run) => Number(attribute(run, 'sz') ?? 0) || 0)),
    }))
    .toSorted((a, b) => b.size - a.size)
  const [first, second] = sized
  if (!first || !second || first.size <= second.size) return undefined
  const text = textIn(first.shape)
  return text.length <= 120 && !text.includes('\n') ? first.shape : undefined
}

/** Shapes in stacking order, groups opened. */
function shapesOf(tree: XmlElement | undefined): XmlElement[] {
  return childrenOf(tree).flatMap((child) => {
    if (child.name === 'sp' || child.name === 'graphicFrame') return [child]
    if (child.name === 'grpSp') return shapesOf(child)
    return child.name === 'AlternateContent' ? shapesOf(alternative(child)) : []
  })
}

function readShape(office: OfficePackage, slide: string, shape: XmlElement, builder: DocumentBuilder): void {
  if (shape.name === 'graphicFrame') {
    readGraphic(office, slide, shape, builder)
    return
  }
  const placeholder = placeholderOf(shape)
  if (/^(sldNum|dt|ftr|hdr|sldImg)$/.test(placeholder ?? '')) return
  const paragraphs = childrenOf(childAt(shape, 'txBody'), 'p').map((paragraph) => ({
    text: drawingLine(paragraph),
    bullet: bulletOf(childAt(paragraph, 'pPr')),
  }))
  const filled = paragraphs.filter(({ text }) => text.trim() !== '')
  // A content placeholder bullets its paragraphs unless they say otherwise; a lone one reads as prose.
  const listed = (placeholder === 'body' || placeholder === 'obj') && filled.length > 1
  const numbers = new Map<number, number>()
  for (const { text, bullet } of filled) {
    const isItem = bullet.kind === 'none' ? false : bullet.kind !== undefined || listed
    for (const depth of numbers.keys()) if (depth > bullet.depth) numbers.delete(depth)
    if (bullet.kind === 'number')
      numbers.set(bullet.depth, (numbers.get(bullet.depth) ?? bullet.start - 1) + 1)
    const number = bullet.kind === 'number' ? `${numbers.get(bullet.depth)}. ` : ''
    builder.block(isItem ? 'list-item' : 'paragraph', number + text)
  }
}

function bulletOf(properties: XmlElement | undefined): {
  kind?: 'none' | 'character' | 'number'
  depth: number
  start: number
} {
  const depth = Number(attribute(properties, 'lvl') ?? 0) || 0
  const numbered = childAt(properties, 'buAutoNum')
  if (numbered) return { kind: 'number', depth, start: Number(attribute(numbered, 'startAt') ?? 1) || 1 }
  if (childAt(properties, 'buChar') || childAt(properties, 'buBlip'))
    return { kind: 'character', depth, start: 1 }
  return childAt(properties, 'buNone') ? { kind: 'none', depth, start: 1 } : { depth, start: 1 }
}

function readGraphic(
  office: OfficePackage,
  slide: string,
  frame: XmlElement,
  builder: DocumentBuilder,
): void {
  for (const table of descendantsOf(frame, 'tbl')) {
    const rows = childrenOf(table, 'tr').map((row) =>
      childrenOf(row, 'tc').map((cell) => {
        const hidden = attribute(cell, 'hMerge') === '1' || attribute(cell, 'vMerge') === '1'
        return hidden ? '' : drawingText(childAt(cell, 'txBody'))
      }),
    )
    const stated = attribute(childAt(table, 'tblPr'), 'firstRow') === '1' && rows.length > 1
    builder.table(rows, { headerRows: Math.max(stated ? 1 : 0, countHeaderRows(rows)) })
  }
  const targets = new Map(office.relations(slide).map((relation) => [relation.id, relation.target]))
  const find = (element: string, reference: string): (XmlElement | undefined)[] =>
    descendantsOf(frame, element).map((one) => office.part(targets.get(attribute(one, reference) ?? '')))
  for (const part of find('chart', 'r:id')) readChart(part, builder)
  for (const part of find('relIds', 'r:dm')) readDiagram(part, builder)
}

function readNotes(office: OfficePackage, name: string | undefined, builder: DocumentBuilder): void {
  for (const shape of shapesOf(childAt(office.part(name), 'cSld', 'spTree')))
    if (placeholderOf(shape) === 'body')
      for (const paragraph of childrenOf(childAt(shape, 'txBody'), 'p'))
        builder.block('footnote', drawingLine(paragraph))
}

/** `title`, `body`, `sldNum` …; a placeholder that states none is a content placeholder (`obj`). */
function placeholderOf(shape: XmlElement): string | undefined {
  const placeholder = childAt(shape, 'nvSpPr', 'nvPr', 'ph')
  return placeholder && (attribute(placeholder, 'type') ?? 'obj')
}

function textIn(shape: XmlElement): string {
  return drawingText(childAt(shape, 'txBody')).trim()
}
