import { describe, expect, test } from 'vitest'
import { findJoinedName, findStitch } from '../../src/reasoning/stitching.ts'

const telling = (text: string, about = ''): { text: string; about: string; before: string } => ({
  text,
  about,
  before: '',
})
const rows = [
  telling('2022: Wastewater and sewers 87.2 million yuan', 'Spending 2016-2024'),
  telling('2023: Wastewater and sewers 72.8 million yuan', 'Spending 2016-2024'),
]

describe('findStitch', () => {
  test.each([
    ['Spending on sewers was 72.8 million yuan in 2022.', true],
    ['Spending on sewers was 72.8 million yuan in 2023.', false],
    ['Sewers took 87.2 million yuan in 2022, and 72.8 million yuan in 2023.', false],
    ['Sewers took 72.8 million yuan in 2022, and 87.2 million yuan in 2023.', true],
    ['Sewers took 87.2 million yuan.', false],
  ])('%s', (claim, stitched) => {
    expect(findStitch(claim, rows) !== undefined).toBe(stitched)
  })

  test('Chinese puts the date before the number', () => {
    const quotes = [telling('2022年完成投资8720万元'), telling('2023年完成投资7280万元')]
    expect(findStitch('2022年完成投资8720万元', quotes)).toBeUndefined()
    expect(findStitch('2022年完成投资7280万元', quotes)).toBe('2022年完成投资7280万元')
  })

  test('a year may be that of the document, if its title names one', () => {
    expect(
      findStitch('2024年全湖总磷为0.071毫克/升', [telling('全湖总磷为0.071毫克/升', '清湖治理2024年度报告')]),
    ).toBeUndefined()
    expect(
      findStitch('2023年全湖总磷为0.071毫克/升', [telling('全湖总磷为0.071毫克/升', '清湖治理2024年度报告')]),
    ).toBeDefined()
  })
})

describe('findJoinedName', () => {
  const quotes = [
    telling('The contractor was Hengtai Waterways Co., project manager Tang Ruilin.'),
    telling('The EPA approved it.'),
  ]
  test.each([
    ['The contractor was Tang Ruilin Waterways Co.', true],
    ['Hengtai Waterways Co. was the contractor.', false],
    ['The Environmental Protection Agency approved it.', false],
    ['Tang Ruilin was there.', false],
  ])('%s', (claim, joined) => {
    expect(findJoinedName(claim, quotes) !== undefined).toBe(joined)
  })
})
