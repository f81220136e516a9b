import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapePieces } from '../../../src/interfaces/server/conversation/escape-pieces.ts'
import { activeIn, hostileText } from './hostile-text.ts'

const risky = fc.oneof(
  fc.constantFrom(
    '![',
    '](',
    '<',
    '>',
    '`',
    'http://',
    'www.',
    '@',
    '[a]:',
    '\\',
    '&lt;',
    ':',
    '/',
    '\n',
    '    ',
    hostileText,
  ),
  fc.string({ maxLength: 6 }),
)

test('what a model thinks aloud acts in no way, wherever it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(risky, { maxLength: 12 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      (parts, cuts) => {
        const text = parts.join('').toWellFormed()
        const letters = [...text]
        const whole = escapePieces()(text)
        const ends = [
          ...new Set([0, ...cuts.map((cut) => cut % (letters.length + 1)), letters.length]),
        ].toSorted((a, b) => a - b)
        const escape = escapePieces()
        const pieces = ends.slice(1).map((end, index) => escape(letters.slice(ends[index], end).join('')))
        expect(pieces.join('')).toBe(whole)
        expect(activeIn(whole)).toEqual([])
        expect(whole.replace(/\\(.)/gs, '$1')).toBe(text)
      },
    ),
    { numRuns: 400 },
  )
})
