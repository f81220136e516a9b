import { expect, test } from 'vitest'
import { displayWidth, fitWidth, padWidth } from '../../../src/interfaces/cli/display-width.ts'

test('Han takes two columns, Latin one, combining marks none', () => {
  expect(displayWidth('abc')).toBe(3)
  expect(displayWidth('考据')).toBe(4)
  expect(displayWidth('，。')).toBe(4)
  expect(displayWidth('e\u0301')).toBe(1)
})

test('a text is cut to its columns, never through a wide character', () => {
  expect(fitWidth('清湖水质', 8)).toBe('清湖水质')
  expect(fitWidth('清湖水质报告', 8)).toBe('清湖水…')
  expect(displayWidth(fitWidth('清湖水质报告', 8))).toBeLessThanOrEqual(8)
  expect(padWidth('清湖', 6)).toBe('清湖  ')
})
