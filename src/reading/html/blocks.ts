import type { BlockKind } from '#vocabulary'
import type { DocumentBuilder } from '../document-builder.ts'
import { cleanText, isElement, isText, type HtmlElement, type HtmlNode } from './dom.ts'
import { isDataTable, readTable, type HtmlTable } from './table.ts'

/** A block of a page before it is placed in a document. */
export interface HtmlBlock {
  readonly kind: BlockKind
  readonly level?: number
  /** Empty for tables. */
  readonly text: string
  readonly table?: HtmlTable
  /** Characters of the text that stand in links. */
  readonly linked: number
  /** The innermost element that holds it all. */
  readonly element: HtmlElement
  /** The text nodes in it that are not blank. */
  readonly nodes: readonly HtmlNode[]
}

/** Elements that hold no text of the page. */
const silent = new Set(
  'script style noscript template head svg canvas iframe object embed audio video map select textarea button input datalist dialog math-script link meta'.split(
    ' ',
  ),
)
const blockTags = new Set(
  'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption legend html optgroup option'.split(
    ' ',
  ),
)

/** Whether an element is marked as not shown. */
export function isHidden(element: HtmlElement): boolean {
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true
  const style = element.getAttribute('style')
  return style !== null && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)
}

/** The blocks below an element, in reading order; `skip` leaves out whole elements. */
export function blocksOf(root: HtmlElement, skip: (element: HtmlElement) => boolean = isHidden): HtmlBlock[] {
  const walk = new Walk(skip)
  walk.enter(root)
  walk.flush()
  return walk.blocks
}

/** Places blocks in a document. */
export function addHtmlBlocks(builder: DocumentBuilder, blocks: readonly HtmlBlock[]): void {
  for (const { kind, level, text, table } of blocks) {
    if (table)
      builder.table(table.rows, {
        headerRows: table.headerRows,
        ...(table.caption ? { caption: table.caption } : {}),
      })
    else if (kind !== 'table') builder.block(kind, text, level === undefined ? {} : { level })
  }
}

interface Frame {
  readonly kind: BlockKind
  readonly level?: number
  readonly element: HtmlElement
  /** Printed before the first text: the number of a list item. */
  readonly label: string
}

class Walk {
  readonly blocks: HtmlBlock[] = []
  private readonly skip: (element: HtmlElement) => boolean
  private readonly parts: string[] = []
  /** The last character, so that nothing is joined before the block is whole: it may have 100,000 parts. */
  private last = ''
  private linked = 0
  private inLink = 0
  private nodes: HtmlNode[] = []
  private frame: Frame | undefined
  private labelled: HtmlElement | undefined

  constructor(skip: (element: HtmlElement) => boolean) {
    this.skip = skip
  }

  enter(element: HtmlElement): void {
    if (silent.has(element.localName) || this.skip(element)) return
    const tag = element.localName
    if (tag === 'br') this.add('\n')
    else if (tag === 'pre' || tag === 'listing' || tag === 'xmp') this.addCode(element)
    else if (tag === 'table' && isDataTable(element)) this.addTable(element)
    else if (blockTags.has(tag) || element.getAttribute('role') === 'heading') this.enterBlock(element)
    else this.enterInline(element)
  }

  /** Ends the open block. Two line breaks in a row end a paragraph. */
  flush(): void {
    const { frame, linked, nodes } = this
    const whole = this.parts.join('')
    this.parts.length = 0
    this.last = ''
    const paragraphs = whole.split(/\n\s*\n/).map((part) =>
      part
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n ?/g, '\n')
        .trim(),
    )
    const length = Math.max(1, whole.trim().length)
    this.linked = 0
    this.nodes = []
    if (!frame) return
    for (const text of paragraphs.filter(Boolean)) {
      const label = this.labelled === frame.element ? '' : frame.label
      if (frame.label) this.labelled = frame.element
      const { kind, level, element } = frame
      this.blocks.push({
        kind,
        ...(level === undefined ? {} : { level }),
        text: kind === 'heading' ? text.replace(/\s+/g, ' ') : label + text,
        linked: Math.round((linked * text.length) / length),
        element,
        nodes,
      })
    }
  }

  private enterBlock(element: HtmlElement): void {
    this.flush()
    const outer = this.frame
    this.frame = frameOf(element, outer)
    this.walkChildren(element)
    this.flush()
    this.frame = outer
  }

  private enterInline(element: HtmlElement): void {
    // A link within the page (an anchor, a footnote) leads nowhere else.
    const link = element.localName === 'a' && !(element.getAttribute('href') ?? '#').startsWith('#')
    if (link) this.inLink++
    if (element.localName === 'q') this.add('“')
    this.walkChildren(element)
    if (element.localName === 'q') this.add('”')
    if (link) this.inLink--
  }

  private walkChildren(element: HtmlElement): void {
    for (const node of element.childNodes) {
      if (isText(node)) this.addText(node)
      else if (isElement(node)) this.enter(node)
    }
  }

  private addText(node: HtmlNode): void {
    const raw = (node.textContent ?? '').replace(/[\s\u00a0]+/g, ' ')
    const text = this.last === '' || this.last === ' ' || this.last === '\n' ? raw.trimStart() : raw
    this.add(text)
    if (text.trim() === '') return
    this.nodes.push(node)
    if (this.inLink > 0) this.linked += text.trim().length
  }

  private add(text: string): void {
    if (text === '') return
    this.parts.push(text)
    this.last = text.at(-1)!
  }

  private addCode(element: HtmlElement): void {
    this.flush()
    for (const lineBreak of element.querySelectorAll('br')) lineBreak.textContent = '\n'
    const text = (element.textContent ?? '').replace(/^\n+|\s+$/g, '')
    if (text.trim() !== '')
      this.blocks.push({ kind: 'code', text, linked: 0, element, nodes: textNodes(element) })
  }

  private addTable(element: HtmlElement): void {
    this.flush()
    const table = readTable(element, (cell) =>
      blocksOf(cell, this.skip)
        .map(({ text, table: inner }) => inner?.rows.flat().join(' ') ?? text)
        .join(' '),
    )
    let linked = 0
    for (const link of element.querySelectorAll('a')) linked += cleanText(link.textContent).length
    if (table.rows.some((row) => row.some(Boolean)))
      this.blocks.push({ kind: 'table', text: '', table, linked, element, nodes: textNodes(element) })
  }
}

/** The text nodes below a node, in document order. */
export function textNodes(root: HtmlNode): HtmlNode[] {
  const found: HtmlNode[] = []
  const open: HtmlNode[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (isText(node)) found.push(node)
    else for (const child of [...node.childNodes].toReversed()) open.push(child)
  }
  return found
}

function frameOf(element: HtmlElement, outer: Frame | undefined): Frame {
  const tag = element.localName
  const heading =
    /^h([1-6])$/.exec(tag)?.[1] ??
    (element.getAttribute('role') === 'heading' ? (element.getAttribute('aria-level') ?? '2') : undefined)
  if (heading)
    return {
      kind: 'heading',
      level: Math.min(6, Math.max(1, Number.parseInt(heading, 10) || 2)),
      element,
      label: '',
    }
  if (tag === 'li') return { kind: 'list-item', element, label: numberOf(element) }
  if (tag === 'dd' || tag === 'dt') return { kind: 'list-item', element, label: '' }
  if (tag === 'figcaption' || tag === 'caption') return { kind: 'caption', element, label: '' }
  if (tag === 'blockquote') return { kind: 'quote', element, label: '' }
  // A paragraph in a list item or a quotation is part of it.
  const inherits = outer && (outer.kind === 'list-item' || outer.kind === 'quote' || outer.kind === 'caption')
  return inherits ? { ...outer } : { kind: 'paragraph', element, label: '' }
}

/** The numbers of a list's items, counted once. */
const numbered = new WeakMap<HtmlElement, ReadonlyMap<HtmlElement, number>>()

function numberOf(item: HtmlElement): string {
  const list = item.parentNode
  if (list?.localName !== 'ol') return ''
  if (!numbered.has(list)) numbered.set(list, numbersIn(list))
  const number = numbered.get(list)!.get(item)
  return number === undefined ? '' : `${number}. `
}

function numbersIn(list: HtmlElement): Map<HtmlElement, number> {
  const numbers = new Map<HtmlElement, number>()
  let next = Number.parseInt(list.getAttribute('start') ?? '1', 10) || 1
  for (const item of list.children) {
    if (item.localName !== 'li') continue
    const stated = Number.parseInt(item.getAttribute('value') ?? '', 10)
    if (Number.isInteger(stated)) next = stated
    numbers.set(item, next++)
  }
  return numbers
}
