import { describe, expect, test } from 'vitest'
import { tellsAmount, valuesIn } from '../../../../src/arena/lab/score/values.ts'

const only = (text: string): unknown[] => valuesIn(text).map(({ value }) => value)

describe('numbers with units, in anybody’s spelling', () => {
  test.each<readonly [string, number, string | undefined]>([
    ['1,234 m', 1234, 'metre'],
    ['1 234 metres', 1234, 'metre'],
    ['1234米', 1234, 'metre'],
    ['1.26 km', 1260, 'metre'],
    ['1.26公里', 1260, 'metre'],
    ['1.26千米', 1260, 'metre'],
    ['12.3 thousand people', 12_300, 'person'],
    ['41.7 million', 41_700_000, undefined],
    ['€41.7m', 41_700_000, 'euro'],
    ['EUR 41.7 million', 41_700_000, 'euro'],
    ['41.7 million euros', 41_700_000, 'euro'],
    ['4170万欧元', 41_700_000, 'euro'],
    ['4.17千万', 41_700_000, undefined],
    ['四千一百七十万欧元', 41_700_000, 'euro'],
    ['0.417亿欧元', 41_700_000, 'euro'],
    ['5.23万人', 52_300, 'person'],
    ['12 km²', 12, 'square-kilometre'],
    ['12.5 sq km', 12.5, 'square-kilometre'],
    ['12.5平方公里', 12.5, 'square-kilometre'],
    ['1,250 hectares', 12.5, 'square-kilometre'],
    ['12%', 12, 'percent'],
    ['2,300辆', 2300, 'vehicle'],
  ])('%s', (text, amount, unit) => {
    const [value] = only(text) as { amount: number; unit?: string }[]
    expect(value?.amount).toBe(amount)
    expect(value?.unit).toBe(unit)
  })

  test('values that are joined share what follows the last one', () => {
    expect(valuesIn('10 and 12 million euros').map(({ value }) => value)).toMatchObject([
      { amount: 10_000_000, unit: 'euro' },
      { amount: 12_000_000, unit: 'euro' },
    ])
    expect(valuesIn('1000万和1200万欧元').map(({ value }) => value)).toMatchObject([
      { amount: 10_000_000, unit: 'euro' },
      { amount: 12_000_000, unit: 'euro' },
    ])
  })

  test('things are counted with their kind', () => {
    expect(only('three bridges')).toMatchObject([{ amount: 3, of: 'bridge' }])
    expect(only('三座桥')).toMatchObject([{ amount: 3, of: 'bridge' }])
    expect(only('两家公司')).toMatchObject([{ amount: 2, of: 'company' }])
    expect(only('one of them')).toEqual([])
  })

  test('what stands in brackets or after 第 is no amount of anything', () => {
    expect(only('第三座')).toEqual([])
    expect(only('the 2nd bridge')).toEqual([])
  })
})

describe('dates', () => {
  test.each([
    ['14 May 1931', '1931-05-14'],
    ['the 14th of May 1931', '1931-05-14'],
    ['May 14, 1931', '1931-05-14'],
    ['1931-05-14', '1931-05-14'],
    ['1931年5月14日', '1931-05-14'],
    ['1931 年 5 月 14 日', '1931-05-14'],
    ['一九三一年五月十四日', '1931-05-14'],
    ['May 1931', '1931-05'],
    ['1931年5月', '1931-05'],
    ['in 1931', '1931'],
    ['1931年', '1931'],
    ['the 1930s', '193'],
    ['20世纪30年代', '193'],
  ])('%s', (text, date) => {
    expect(only(text)).toMatchObject([{ kind: 'date', date }])
  })

  test('spans of years are no years', () => {
    expect(only('nine years')).toMatchObject([{ amount: 9, unit: 'years' }])
    expect(only('九年')).toMatchObject([{ amount: 9, unit: 'years' }])
  })
})

describe('rounding is allowed where the text says so', () => {
  test.each<readonly [string, number, boolean]>([
    ['41.7 million', 41_700_000, true],
    ['42 million', 41_700_000, false],
    ['about 42 million', 41_700_000, true],
    ['nearly 42 million', 41_700_000, true],
    ['约4200万', 41_700_000, true],
    ['4200万左右', 41_700_000, true],
    ['about 45 million', 41_700_000, false],
    ['over 40 million', 41_700_000, true],
    ['over 42 million', 41_700_000, false],
    ['不到4200万', 41_700_000, true],
    ['四千多万', 41_700_000, true],
    ['about 400', 412, true],
    ['about 400', 470, false],
  ])('%s for %d: %s', (text, amount, told) => {
    expect(valuesIn(text).map(({ value }) => tellsAmount(value, amount))).toEqual([told])
  })
})
