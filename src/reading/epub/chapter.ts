import type { BlockKind } from '#vocabulary'
import type { DocumentBuilder } from '../document-builder.ts'
import { countHeaderRows } from '../header-rows.ts'

/** The little of the DOM that a chapter needs. */
interface DomNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<DomNode>
  getAttribute?(name: string): string | null
}

const skipped = new Set(['SCRIPT', 'STYLE', 'HEAD', 'TEMPLATE', 'SVG', 'IFRAME', 'OBJECT', 'NAV', 'RT', 'RP'])
const containers = new Set([
  'HTML',
  'BODY',
  'DIV',
  'SECTION',
  'ARTICLE',
  'ASIDE',
  'MAIN',
  'HEADER',
  'FOOTER',
  'FIGURE',
  'DL',
  'UL',
  'OL',
  'CENTER',
  'FORM',
  'FIELDSET',
  'DETAILS',
  'HGROUP',
  'ADDRESS',
])
const kinds: Readonly<Record<string, Exclude<BlockKind, 'table' | 'heading'>>> = {
  P: 'paragraph',
  LI: 'list-item',
  DT: 'paragraph',
  DD: 'paragraph',
  BLOCKQUOTE: 'quote',
  PRE: 'code',
  FIGCAPTION: 'caption',
  SUMMARY: 'paragraph',
}

/** Writes the blocks of an XHTML chapter in order; text between blocks is a paragraph. */
export async function writeChapter(builder: DocumentBuilder, xhtml: string): Promise<void> {
  const { parseHTML } = await import('linkedom')
  // Processing instructions and self-closed anchors of XHTML are not HTML.
  const html = xhtml
    .replace(/<\?xml[^>]*\?>/g, '')
    .replace(/<(a|span|div|p|i|b|em|title|script)(\s[^<>]*)?\/>/gi, '<$1$2></$1>')
  const body: unknown = parseHTML(html).document.body
  new ChapterWriter(builder).write(body as DomNode, { kind: 'paragraph' })
}

interface Place {
  readonly kind: Exclude<BlockKind, 'table' | 'heading'>
  readonly prefix?: string
}

class ChapterWriter {
  readonly #builder: DocumentBuilder
  #line = ''

  constructor(builder: DocumentBuilder) {
    this.#builder = builder
  }

  write(parent: DomNode, place: Place): void {
    this.#inside(parent, place)
    this.#end(place)
  }

  #inside(parent: DomNode, place: Place): void {
    let count = Number(parent.getAttribute?.('start') ?? 1) - 1
    for (const node of parent.childNodes) {
      const name = node.nodeName.toUpperCase()
      if (node.nodeType === 3)
        this.#line +=
          place.kind === 'code' ? (node.textContent ?? '') : (node.textContent ?? '').replace(/\s+/g, ' ')
      else if (node.nodeType !== 1 || skipped.has(name)) continue
      else if (name === 'BR') this.#line += '\n'
      else if (/^H[1-6]$/.test(name)) {
        this.#end(place)
        this.#builder.block('heading', (node.textContent ?? '').replace(/\s+/g, ' '), {
          level: Number(name[1]),
        })
      } else if (name === 'TABLE') {
        this.#end(place)
        this.#table(node)
      } else if (kinds[name] !== undefined || containers.has(name)) {
        this.#end(place)
        const ordered = name === 'LI' && parent.nodeName.toUpperCase() === 'OL'
        this.write(
          node,
          kinds[name]
            ? { kind: this.#kindOf(node, kinds[name], place), ...(ordered ? { prefix: `${++count}. ` } : {}) }
            : place,
        )
      } else this.#inside(node, place)
    }
  }

  /** A paragraph in a quotation is quoted, a note of EPUB is a note. */
  #kindOf(node: DomNode, kind: Place['kind'], place: Place): Place['kind'] {
    if (/\b(foot|end|rear)note\b/.test(node.getAttribute?.('epub:type') ?? '')) return 'footnote'
    return kind === 'paragraph' ? place.kind : kind
  }

  #end({ kind, prefix = '' }: Place): void {
    const text = kind === 'code' ? this.#line : this.#line.replace(/ *\n */g, '\n').trim()
    this.#line = ''
    if (text.trim() !== '') this.#builder.block(kind, prefix + text)
  }

  #table(table: DomNode): void {
    const rows = elementsOf(table, 'TR').map((row) =>
      [...row.childNodes]
        .filter((cell) => /^T[HD]$/i.test(cell.nodeName))
        .flatMap((cell) => {
          const span = Math.min(64, Number(cell.getAttribute?.('colspan') ?? 1) || 1)
          return [cell.textContent ?? '', ...Array.from({ length: span - 1 }, () => '')]
        }),
    )
    const stated = elementsOf(table, 'THEAD').flatMap((head) => elementsOf(head, 'TR')).length
    const caption = elementsOf(table, 'CAPTION')[0]?.textContent?.replace(/\s+/g, ' ').trim()
    this.#builder.table(rows, {
      headerRows: stated || countHeaderRows(rows),
      ...(caption ? { caption } : {}),
    })
  }
}

function elementsOf(node: DomNode, name: string): DomNode[] {
  return [...node.childNodes].flatMap((child) => {
    if (child.nodeType !== 1) return []
    return child.nodeName.toUpperCase() === name ? [child] : elementsOf(child, name)
  })
}
