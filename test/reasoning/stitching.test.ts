import { describe, expect, test } from 'vitest'
import { findJoinedName, findMisplaced, findStitch } from '../../src/reasoning/stitching.ts'

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

describe('findMisplaced', () => {
  const list = [
    'Qing Lake covers 38.6 square kilometres, of which the North Basin has 14.2, the Central Basin 15.9 and the South Basin 8.5.',
  ]
  test.each([
    ['The Central Basin covers 14.2 square kilometres.', '15.9'],
    ['The North Basin covers 15.9 square kilometres.', '14.2'],
    ['The North Basin covers 14.2 square kilometres.', undefined],
    ['The Central Basin covers 15.9 square kilometres.', undefined],
  ])('%s', (claim, instead) => {
    expect(findMisplaced(claim, list)?.instead).toBe(instead)
  })

  test('a number before its bearer is not another’s', () => {
    expect(
      findMisplaced('14.2 km² lie in the North Basin.', [
        '14.2 km² lie in the North Basin and 15.9 km² in the Central Basin.',
      ]),
    ).toBeUndefined()
  })
})
