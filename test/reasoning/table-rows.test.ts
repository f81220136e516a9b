import { describe, expect, it } from 'vitest'
import { cellsOfRow, tellRow } from '#reasoning'
import { aTable } from './a-document.ts'

const told = (rows: readonly (readonly string[])[], row: number, caption?: string): string => {
  const document = aTable(rows, caption)
  return tellRow(document, document.tables[0]!, row, () => true)
}

describe('tellRow', () => {
  it('takes a head that is nothing but a unit as the unit, with its scale', () => {
    expect(
      told(
        [
          ['Item', 'Million yuan'],
          ['Total', '191.3'],
        ],
        1,
        'Table 2. Final cost',
      ),
    ).toBe('Final cost: Total: 191.3 Million yuan')
    expect(
      told(
        [
          ['项目', '万元'],
          ['合计', '19130'],
        ],
        1,
      ),
    ).toBe('合计: 19130 万元')
  })

  it('keeps names that only begin like a scale', () => {
    expect(
      told(
        [
          ['City', 'Million inhabitants'],
          ['Linhe', '1.2'],
        ],
        1,
      ),
    ).toBe('Linhe: Million inhabitants 1.2')
  })

  it('tells every row of a long table without going through all of it for each', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => [`row ${i}`, `${i}`, `${2 * i}`])
    const document = aTable([['name', 'once', 'twice'], ...rows])
    const table = document.tables[0]!
    for (let row = 1; row <= rows.length; row++)
      expect(tellRow(document, table, row, () => true)).toBe(
        `row ${row - 1}: once ${row - 1}; twice ${2 * (row - 1)}`,
      )
    expect(cellsOfRow(table, rows.length + 1)).toEqual([])
  })
})
