import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { readChart } from '../ooxml/chart.ts'
import { warnOfFaults, openOffice, type OfficePackage } from '../ooxml/package.ts'
import { chartsOf, notesOf, openWorkbook, shapeTextsOf } from '../ooxml/sheet-cells.ts'
import { writeSheet } from '../ooxml/write-sheet.ts'

/** Cells read from one workbook at most; further ones are told as a warning. */
const mostCells = 500_000

/** Excel workbooks: one page a sheet, its tables with cells as shown, its charts as tables, notes on cells as footnotes. The binary XLSB is not read. */
const read: Reader = async (resource) => {
  const office = openOffice(resource.bytes, resource.name)
  if (office.main.endsWith('.bin'))
    throw new KaojuError('format-unknown', {
      path: resource.name,
      mediaType: 'application/vnd.ms-excel.sheet.binary.macroenabled.12',
    })
  const builder = createDocumentBuilder()
  const workbook = openWorkbook(office, resource.name)
  let room = mostCells
  let filled = false
  workbook.sheets.forEach((sheet, index) => {
    const { cells, cut } = workbook.cells(sheet.part, room)
    room -= cells.length
    if (cut) builder.warn(`Sheet ${sheet.name}: only the first ${cells.length} cells were read.`)
    const known = office.zip.has(sheet.part)
    const charts = known ? chartsOf(office, sheet.part) : []
    const texts = known ? shapeTextsOf(office, sheet.part) : []
    const notes = known ? notesOf(office, sheet.part) : []
    if (cells.length + charts.length + texts.length + notes.length > 0) {
      filled = true
      builder.block('heading', sheet.name, { level: 1 })
      writeSheet(builder, sheet.name, cells)
      for (const text of texts) builder.block('paragraph', text)
      for (const chart of charts) readChart(chart, builder)
      for (const note of notes) builder.block('footnote', note)
    }
    builder.endPage(index + 1, sheet.name)
  })
  if (!filled) throw new KaojuError('file-no-text', { path: resource.name })
  warnOfFaults(office, builder)
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...titled(office, resource.name),
  })
}

/** Without a stated title a workbook goes by its file's name: its first heading would be `Sheet1`. */
function titled(office: OfficePackage, name: string): OfficePackage['about'] {
  return { ...office.about, title: office.about.title ?? name }
}

export const plug: ReaderPlug = {
  name: 'xlsx',
  version: 1,
  mediaTypes: [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.template',
    'application/vnd.ms-excel.sheet.macroenabled.12',
    'application/vnd.ms-excel.template.macroenabled.12',
  ],
  extensions: ['xlsx', 'xlsm', 'xltx', 'xltm'],
  options: z.object({}),
  create: () => read,
}
