/**
 * Reads the cells of a workbook as shown: shared and inline texts, cached results of formulas, numbers in
 * their formats (SpreadsheetML, ECMA-376 part 1, 18). Sheets are streamed: only cells that hold something are kept.
 */
import { KaojuError } from '#runtime'
import {
  walkXml,
  attribute,
  childAt,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
  type XmlOptions,
} from '../xml.ts'
import { numberFormat, showGeneral, type ShowNumber } from './number-format.ts'
import type { OfficePackage } from './package.ts'

const mostCharacters = 32 << 20

export interface SheetCell {
  /** 0-based. */
  readonly row: number
  readonly column: number
  readonly text: string
}

export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string; readonly type: string }[]
  /** Row-major; at most `most` cells, and whether there were more. More text than any person wrote is `file-bomb`. */
  cells(part: string, most: number): { readonly cells: readonly SheetCell[]; readonly cut: boolean }
}

export function openWorkbook(office: OfficePackage, name: string): Workbook {
  const workbook = office.part(office.main)
  const relations = new Map(office.relations(office.main).map((relation) => [relation.id, relation]))
  const epoch1904 = /^(1|true)$/.test(attribute(childAt(workbook, 'workbookPr'), 'date1904') ?? '')
  const shared = readSharedStrings(office, name)
  const formats = readFormats(office.part(office.related(office.main, 'styles')), epoch1904)

  const show = (type: string, raw: string, style: number): string => {
    switch (type) {
      case 's':
        return shared[Number(raw)] ?? ''
      case 'b':
        return raw === '1' ? 'TRUE' : 'FALSE'
      case 'str':
      case 'inlineStr':
      case 'e':
        return raw
      case 'd':
        return raw.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ')
      default: {
        const value = Number(raw)
        return raw.trim() === '' || Number.isNaN(value) ? raw : (formats[style] ?? showGeneral)(value)
      }
    }
  }

  let characters = 0
  // One long shared text may be named by every cell.
  const counted: typeof show = (type, raw, style) => {
    const text = show(type, raw, style)
    characters += text.length
    if (characters > mostCharacters)
      throw new KaojuError('file-bomb', {
        path: name,
        reason: `its cells repeat more than ${mostCharacters >> 20} MB of text`,
      })
    return text
  }

  return {
    sheets: childrenOf(childAt(workbook, 'sheets'), 'sheet').flatMap((sheet) => {
      const relation = relations.get(attribute(sheet, 'r:id') ?? '')
      return relation
        ? [{ name: attribute(sheet, 'name') ?? '', part: relation.target, type: relation.type }]
        : []
    }),
    cells(part, most) {
      const data = office.zip.read(part)
      return data
        ? readCells(data, { path: name, onFault: () => office.faults.push(part) }, counted, most)
        : { cells: [], cut: false }
    },
  }
}

function readCells(
  data: Uint8Array,
  xml: XmlOptions,
  show: (type: string, raw: string, style: number) => string,
  most: number,
): { cells: SheetCell[]; cut: boolean } {
  const cells: SheetCell[] = []
  let [row, column, type, style, raw] = [-1, -1, '', 0, '']
  let listening = 0
  let cut = false
  walkXml(
    data,
    {
      open(name, attributes) {
        if (name === 'row') {
          row = attributes['r'] === undefined ? row + 1 : Number(attributes['r']) - 1
          column = -1
        } else if (name === 'c') {
          const at = placeOf(attributes['r'])
          if (at) [row, column] = at
          else column++
          type = attributes['t'] ?? 'n'
          style = Number(attributes['s'] ?? 0)
          raw = ''
        } else if (name === 'v' || name === 't') listening++
        else if (name === 'rPh') listening = -1_000_000
      },
      close(name) {
        if (name === 'v' || name === 't') listening--
        else if (name === 'rPh') listening = 0
        else if (name === 'c' && raw !== '') {
          const text = show(type, raw, style).trim()
          cut ||= cells.length >= most
          if (text !== '' && !cut && row >= 0) cells.push({ row, column, text })
        }
      },
      text(text) {
        if (listening > 0) raw += text
      },
    },
    xml,
  )
  return { cells, cut }
}

/** `BC23` as 0-based row and column. */
function placeOf(reference: string | undefined): [row: number, column: number] | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference ?? '')
  if (!match) return undefined
  let column = 0
  for (const letter of match[1]!.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return [Number(match[2]) - 1, column - 1]
}

/** Phonetic guides (`rPh`) are not part of a text. */
function readSharedStrings(office: OfficePackage, path: string): string[] {
  const target = office.related(office.main, 'sharedStrings')
  const data = target === undefined ? undefined : office.zip.read(target)
  const strings: string[] = []
  if (!data) return strings
  let [text, listening, phonetic] = ['', false, false]
  walkXml(
    data,
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 'rPh') phonetic = true
        else if (name === 't') listening = !phonetic
      },
      close(name) {
        if (name === 'si') strings.push(text)
        else if (name === 'rPh') phonetic = false
        else if (name === 't') listening = false
      },
      text(part) {
        if (listening) text += part
      },
    },
    { path, onFault: () => office.faults.push(target ?? '') },
  )
  return strings
}

/** How numbers are shown, by cell style index. */
function readFormats(styles: XmlElement | undefined, epoch1904: boolean): ShowNumber[] {
  const codes = new Map(
    childrenOf(childAt(styles, 'numFmts'), 'numFmt').map((format) => [
      Number(attribute(format, 'numFmtId')),
      attribute(format, 'formatCode') ?? 'General',
    ]),
  )
  return childrenOf(childAt(styles, 'cellXfs'), 'xf').map((style) => {
    const id = Number(attribute(style, 'numFmtId') ?? 0)
    return numberFormat(id, codes.get(id), epoch1904)
  })
}

/** The charts on a sheet. */
export function chartsOf(office: OfficePackage, sheet: string): XmlElement[] {
  return office
    .relations(sheet)
    .filter((relation) => relation.type === 'drawing' && !relation.external)
    .flatMap((drawing) => {
      const targets = new Map(
        office.relations(drawing.target).map((relation) => [relation.id, relation.target]),
      )
      return descendantsOf(office.part(drawing.target), 'chart').map((chart) =>
        office.part(targets.get(attribute(chart, 'r:id') ?? '')),
      )
    })
    .filter((part) => part !== undefined)
}

/** Older programs are shown this before a discussion. */
const notice = /^\[Threaded comment\][^]*?Comment:\s*/

/** The notes on the cells of a sheet. */
export function notesOf(office: OfficePackage, sheet: string): string[] {
  return descendantsOf(office.part(office.related(sheet, 'comments')), 'comment')
    .map((note) => descendantsOf(childAt(note, 'text'), 't').map(textOf).join('').replace(notice, '').trim())
    .filter((text) => text !== '')
}

/** The texts of shapes drawn over a sheet. */
export function shapeTextsOf(office: OfficePackage, sheet: string): string[] {
  return office
    .relations(sheet)
    .filter((relation) => relation.type === 'drawing' && !relation.external)
    .flatMap((drawing) => descendantsOf(office.part(drawing.target), 'txBody'))
    .map((body) =>
      childrenOf(body, 'p')
        .map((paragraph) => descendantsOf(paragraph, 't').map(textOf).join(''))
        .join('\n')
        .trim(),
    )
    .filter((text) => text !== '')
}
