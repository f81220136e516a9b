import { expect, test } from 'vitest'
import { spellings } from '../../../../src/arena/lab/language/spellings.ts'
import { readAmount, readDate } from '../../../../src/arena/lab/language/value-shapes.ts'

test('dates are written as each language writes them', () => {
  expect(spellings({ kind: 'date', date: '1931-05-04' }, 'en')).toEqual(['4 May 1931', 'May 4, 1931'])
  expect(spellings({ kind: 'date', date: '1931-05-04' }, 'zh')).toEqual(['1931年5月4日', '1931 年 5 月 4 日'])
  expect(spellings({ kind: 'date', date: '1931' }, 'en')).toEqual(['1931'])
  expect(spellings({ kind: 'date', date: '1931' }, 'zh')).toEqual(['1931年'])
})

test('amounts are written as each language writes them', () => {
  const said = (
    amount: number,
    unit: 'euro' | 'person' | 'metre' | 'square-kilometre' | 'object',
  ): string[] => [
    ...spellings({ kind: 'quantity', amount, unit }, 'en'),
    ...spellings({ kind: 'quantity', amount, unit }, 'zh'),
  ]
  expect(said(41_700_000, 'euro')).toEqual(['41.7 million euros', '€41.7 million', '4170万欧元'])
  expect(said(120_000_000, 'euro')).toEqual(['120 million euros', '€120 million', '12000万欧元', '1.2亿欧元'])
  expect(said(41_700_001, 'euro')).toEqual(['41,700,001 euros', '€41,700,001', '4170.0001万欧元'])
  expect(said(52_300, 'person')).toEqual(['52,300 people', '52300人', '5.23万人'])
  expect(said(52_301, 'person')).toEqual(['52,301 people', '52301人'])
  expect(said(1, 'person')).toEqual(['1 person', '1人'])
  expect(said(1_260, 'metre')).toEqual(['1,260 metres', '1.26 km', '1260米', '1.26公里'])
  expect(said(84, 'metre')).toEqual(['84 metres', '84米'])
  expect(said(12.4, 'square-kilometre')).toEqual([
    '12.4 square kilometres',
    '12.4 km²',
    '12.4平方公里',
    '12.4平方千米',
  ])
  expect(said(34_000, 'object')).toEqual(['34,000 objects', '34000件', '3.4万件'])
})

test('kindred spellings are read', () => {
  expect(readAmount('EUR 41.7m', 'euro')).toBe(41_700_000)
  expect(readAmount('1.2 billion euros', 'euro')).toBe(1_200_000_000)
  expect(readAmount('1260m', 'metre')).toBe(1_260)
  expect(readAmount('0.5 km', 'metre')).toBe(500)
  expect(readAmount('3.05亿欧元', 'euro')).toBe(305_000_000)
  expect(readDate('1931-05-14')).toBe('1931-05-14')
  expect(readDate('14 May, 1931')).toBe('1931-05-14')
})
