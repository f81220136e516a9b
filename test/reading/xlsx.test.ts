import { describe, expect, it } from 'vitest'
import { numberFormat } from '../../src/reading/ooxml/number-format.ts'
import { plug } from '../../src/reading/readers/xlsx.ts'
import { workbookFile } from './office-files.ts'
import { exampleFile, outlineOf, readOne } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

readerConformance(plug, [
  {
    name: 'budget.xlsx',
    bytes: exampleFile('data/2016-2024-budget-and-spending.xlsx'),
    contains: ['Spending 2016-2024', 'Year | Dredging', '2019 | 96.7', 'Plan by item', '清淤'],
  },
])

/** Rows of cells as XML: a number, a text, or raw XML. */
function rows(...lines: (string | number | undefined)[][]): string {
  const cell = (value: string | number | undefined, r: number, c: number): string => {
    const place = `r="${String.fromCharCode(65 + c)}${r + 1}"`
    if (value === undefined) return ''
    if (typeof value === 'number') return `<c ${place}><v>${value}</v></c>`
    return value.startsWith('<')
      ? value.replace('<c', `<c ${place}`)
      : `<c ${place} t="inlineStr"><is><t>${value}</t></is></c>`
  }
  return lines
    .map((line, r) => `<row r="${r + 1}">${line.map((value, c) => cell(value, r, c)).join('')}</row>`)
    .join('')
}

describe('xlsx', () => {
  it('shows every type of cell as the sheet does', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="170" formatCode="0.0&quot; t&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs>'
    const shared =
      '<si><t>总磷</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>ignored</t></rPh></si>'
    const bytes = workbookFile(
      {
        数据: rows(
          ['Name', 'Value'],
          ['<c t="s"><v>0</v></c>', '<c s="1"><v>45356</v></c>'],
          ['<c t="s"><v>1</v></c>', '<c s="2"><v>0.1234</v></c>'],
          ['<c t="str"><f>A1</f><v>cached</v></c>', '<c s="3"><v>12.34</v></c>'],
          ['<c t="b"><v>1</v></c>', '<c t="e"><v>#DIV/0!</v></c>'],
        ),
      },
      shared,
      styles,
    )
    const document = await readOne(plug, 'a.xlsx', bytes)
    expect(outlineOf(document)).toEqual([
      'heading1: 数据',
      'table: Name | Value\n总磷 | 2024-03-05\nrich text | 12.34%\ncached | 12.3 t\nTRUE | #DIV/0!',
    ])
    expect(document.pages).toMatchObject([{ number: 1, label: '数据' }])
    expect(document.tables[0]!.cells.filter((cell) => cell.header)).toHaveLength(2)
  })

  it('formats numbers', () => {
    const show = (value: number, code: string): string => numberFormat(200, code, false)(value)
    expect(show(1234567.891, '#,##0.00')).toBe('1,234,567.89')
    expect(show(-1234, '#,##0_);(#,##0)')).toBe('(1,234)')
    expect(show(0, '_($* #,##0_);_($* (#,##0);_($* "-"??_)')).toBe('$-')
    expect(show(12.5, '[$¥-804]#,##0.0')).toBe('¥12.5')
    expect(show(45356.5, 'yyyy"年"m"月"d"日"')).toBe('2024-03-05')
    expect(show(45356.75, 'yyyy-mm-dd hh:mm')).toBe('2024-03-05 18:00')
    expect(show(45356, 'mmm-yy')).toBe('2024-03')
    expect(show(0.5, '[h]:mm')).toBe('12:00')
    expect(show(3_500_000, '0.0,,"M"')).toBe('3.5M')
    expect(show(0.1 + 0.2, 'General')).toBe('0.3')
    expect(show(1.5, '0.00E+00')).toBe('1.50E+0')
    const scaled = '[>999999]#,,"M";[>999]#,"K";#'
    expect([1.02, 1021, 2_500_000].map((value) => show(value, scaled))).toEqual(['1', '1K', '3M'])
    expect(numberFormat(14, undefined, true)(0)).toBe('1904-01-01')
  })

  it('parts tables that stand apart and keeps spaced columns together', async () => {
    const bytes = workbookFile({
      A: rows(
        ['Net sales by year'],
        [],
        ['Item', undefined, '2023', undefined, '2024'],
        ['Sales', undefined, 5, undefined, 6],
        ['Cost', undefined, 3, undefined, 4],
        [],
        ['Region', 'People'],
        ['North', 10],
      ),
    })
    expect(outlineOf(await readOne(plug, 'a.xlsx', bytes))).toEqual([
      'heading1: A',
      'paragraph: Net sales by year',
      'table: Item | 2023 | 2024\nSales | 5 | 6\nCost | 3 | 4',
      'table: Region | People\nNorth | 10',
    ])
  })

  it('takes a lone column as a table, one or two lone texts as text', async () => {
    const read = async (...lines: (string | number)[][]): Promise<string[]> =>
      outlineOf(await readOne(plug, 'a.xlsx', workbookFile({ A: rows(...lines) })))
    expect(await read(['Ada'], ['Ben'], ['Cem'])).toEqual(['heading1: A', 'table: Ada\nBen\nCem'])
    expect(await read(['A remark.'])).toEqual(['heading1: A', 'paragraph: A remark.'])
  })

  it('does not lay out the emptiness of a sparse sheet', async () => {
    const far = Array.from(
      { length: 2_000 },
      (_, i) => `<row r="${i * 500 + 1}"><c r="${columnName(i * 8)}${i * 500 + 1}"><v>${i}</v></c></row>`,
    ).join('')
    const document = await readOne(
      plug,
      'a.xlsx',
      workbookFile({ A: `${far}<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>` }),
    )
    expect(document.text.length).toBeLessThan(40_000)
    expect(document.text).toContain('1999')
  })
})

function columnName(index: number): string {
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}
