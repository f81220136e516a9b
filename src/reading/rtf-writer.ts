import type { DocumentBuilder } from './document-builder.ts'
import { countHeaderRows } from './header-rows.ts'
import type { RtfToken } from './rtf-tokens.ts'

/** Groups that hold no text of the document. */
const silent = new Set(
  (
    'colortbl listtable listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping datastore latentstyles ' +
    'pict object header headerl headerr headerf footer footerl footerr footerf fldinst annotation atnid atnauthor atntime ' +
    'filetbl revtbl mmathPr nonshppict bkmkstart bkmkend info'
  ).split(' '),
)

/** Code pages by `\fcharset` (RTF 1.9.1, font table). */
const charsets: Readonly<Record<number, number>> = {
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
}

const symbols: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
}

interface Group {
  /** What the text is for. */
  destination: 'body' | 'note' | 'silent' | 'fonttbl' | 'stylesheet' | 'title' | 'author'
  codePage: number
  /** Fallback characters after each `\u`. */
  fallback: number
  font: number
  hidden: boolean
}

interface Style {
  level?: number
  name: string
}

/** Keeps the state of an RTF reader and writes paragraphs and tables into a builder as they end. */
export class RtfWriter {
  title = ''
  author = ''
  readonly #builder: DocumentBuilder
  readonly #outer: Group[] = []
  #group: Group = { destination: 'body', codePage: 1252, fallback: 1, font: -1, hidden: false }
  readonly #fonts = new Map<number, number>()
  readonly #styles = new Map<number, Style>()
  #defining = -1
  #text = ''
  #note = ''
  #notes: string[] = []
  #style: Style = { name: '' }
  #isItem = false
  #inTable = false
  #cells: string[] = []
  #rows: string[][] = []
  #pending: number[] = []
  #toSkip = 0
  #optional = false

  constructor(builder: DocumentBuilder) {
    this.#builder = builder
  }

  /** Open groups. */
  get depth(): number {
    return this.#outer.length
  }

  take(token: RtfToken): void {
    if (token.type === 'bytes') {
      const skipped = Math.min(this.#toSkip, token.bytes.length)
      this.#toSkip -= skipped
      for (let i = skipped; i < token.bytes.length; i++) this.#pending.push(token.bytes[i]!)
      return
    }
    this.#flush()
    if (token.type === 'open') {
      this.#outer.push(this.#group)
      this.#group = { ...this.#group }
      this.#toSkip = 0
    } else if (token.type === 'close') this.#close()
    else if (token.type === 'symbol') this.#symbol(token.symbol)
    else if (this.#toSkip > 0 && token.name !== 'u' && token.name !== 'uc') this.#toSkip--
    else this.#word(token.name, token.value)
  }

  /** Writes what is still open. */
  end(): void {
    this.#flush()
    if (this.#cells.length > 0) this.#rows.push(this.#cells)
    this.#inTable = false
    this.#endParagraph()
    this.#endTable()
  }

  #close(): void {
    const closed = this.#group
    this.#group = this.#outer.pop() ?? { ...closed, destination: 'body' }
    if (closed.destination === 'note' && this.#group.destination !== 'note') {
      this.#notes.push(this.#note.trim())
      this.#note = ''
    }
    this.#optional = false
  }

  #symbol(sign: string): void {
    if (sign === '*') this.#optional = true
    else if (sign === '~') this.#put(' ')
    else if (sign === '_') this.#put('-')
    else if (sign === '\\' || sign === '{' || sign === '}') this.#put(sign)
    else if (sign === '\n' || sign === '\r') this.#endParagraph()
  }

  #word(name: string, value: number | undefined): void {
    const optional = this.#optional
    this.#optional = false
    const { destination } = this.#group
    if (destination === 'fonttbl' || destination === 'stylesheet') this.#define(name, value)
    else if (symbols[name] !== undefined) this.#put(symbols[name])
    else if (
      this.#paragraphWord(name, value) ||
      this.#characterWord(name, value) ||
      this.#destinationWord(name)
    )
      return
    else if (optional && name !== 'ud') this.#group.destination = 'silent'
  }

  /** Inside the font table and the style sheet. */
  #define(name: string, value: number | undefined): void {
    if (this.#group.destination === 'fonttbl') {
      if (name === 'f') this.#defining = value ?? -1
      const page = name === 'fcharset' ? charsets[value ?? 0] : undefined
      if (page !== undefined) this.#fonts.set(this.#defining, page)
    } else if (name === 's') {
      this.#defining = value ?? -1
      this.#styles.set(this.#defining, { name: '' })
    } else if (name === 'outlinelevel' && value !== undefined && value < 9) {
      const style = this.#styles.get(this.#defining)
      if (style) style.level = value + 1
    }
  }

  #paragraphWord(name: string, value: number | undefined): boolean {
    switch (name) {
      case 'par':
      case 'sect':
      case 'page':
        if (this.#group.destination === 'body') this.#endParagraph()
        else this.#put(' ')
        return true
      case 'cell':
      case 'nestcell':
        this.#cells.push(this.#text.trim())
        this.#text = ''
        return true
      case 'row':
      case 'nestrow':
        if (this.#cells.length > 0) this.#rows.push(this.#cells)
        this.#cells = []
        return true
      case 'pard':
        this.#style = { name: '' }
        this.#inTable = false
        return true
      case 's':
        this.#style = this.#styles.get(value ?? -1) ?? { name: '' }
        return true
      case 'intbl':
        this.#inTable = true
        return true
      case 'listtext':
      case 'pntext':
        this.#isItem = true
        return true
      case 'outlinelevel':
        if (value !== undefined && value < 9) this.#style = { ...this.#style, level: value + 1 }
        return true
      default:
        return false
    }
  }

  #characterWord(name: string, value: number | undefined): boolean {
    switch (name) {
      case 'ansicpg':
        this.#group.codePage = value ?? 1252
        return true
      case 'mac':
        this.#group.codePage = 10000
        return true
      case 'uc':
        this.#group.fallback = value ?? 1
        return true
      case 'u':
        this.#put(String.fromCharCode(((value ?? 63) + 65_536) % 65_536))
        this.#toSkip = this.#group.fallback
        return true
      case 'plain':
        this.#group.font = -1
        this.#group.hidden = false
        return true
      case 'f':
        this.#group.font = value ?? -1
        return true
      case 'v':
        this.#group.hidden = value !== 0
        return true
      default:
        return false
    }
  }

  #destinationWord(name: string): boolean {
    if (name === 'fonttbl' || name === 'stylesheet') this.#group.destination = name
    else if (name === 'footnote') this.#group.destination = 'note'
    else if (name === 'title' || name === 'author') {
      this.#group.destination = name
      // A second, Unicode version of the text may follow the first (`\upr`).
      this[name] = ''
    } else if (silent.has(name)) this.#group.destination = 'silent'
    else return false
    return true
  }

  #put(piece: string): void {
    const { destination, hidden } = this.#group
    if (hidden) return
    if (destination === 'body') this.#text += piece
    else if (destination === 'note') this.#note += piece
    else if (destination === 'title' || destination === 'author') this[destination] += piece
    else if (destination === 'stylesheet') {
      const style = this.#styles.get(this.#defining)
      if (style) style.name += piece
    }
  }

  /** A double-byte character may be written as two bytes of any kind, so bytes are decoded together. */
  #flush(): void {
    if (this.#pending.length === 0) return
    const bytes = new Uint8Array(this.#pending)
    this.#pending = []
    this.#put(decode(bytes, this.#fonts.get(this.#group.font) ?? this.#group.codePage))
  }

  #endParagraph(): void {
    if (this.#inTable) {
      this.#text += ' '
      return
    }
    this.#endTable()
    const name = this.#style.name.replace(/;\s*$/, '').trim()
    const level = this.#style.level ?? (Number(/^heading (\d)$/i.exec(name)?.[1] ?? 0) || undefined)
    if (/^title$/i.test(name)) this.#builder.block('title', this.#text)
    else if (level !== undefined) this.#builder.block('heading', this.#text.replace(/\t/g, ' '), { level })
    else if (this.#isItem)
      this.#builder.block(
        'list-item',
        this.#text.replace(/^\s*(?:[•·▪◦\uf0b7-]\s+)?/, '').replace(/^(\S+)\t/, '$1 '),
      )
    else this.#builder.block('paragraph', this.#text)
    for (const note of this.#notes) this.#builder.block('footnote', note)
    this.#notes = []
    this.#text = ''
    this.#isItem = false
  }

  #endTable(): void {
    if (this.#rows.length > 0) this.#builder.table(this.#rows, { headerRows: countHeaderRows(this.#rows) })
    this.#rows = []
  }
}

const encodings: Readonly<Record<number, string>> = {
  437: 'windows-1252',
  850: 'windows-1252',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  20866: 'koi8-r',
  54936: 'gb18030',
  65001: 'utf-8',
}

function decode(bytes: Uint8Array, codePage: number): string {
  const name =
    encodings[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252')
  return new TextDecoder(name).decode(bytes)
}
