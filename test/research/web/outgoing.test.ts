import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOutgoing } from '../../../src/research/web/outgoing.ts'

const english = 'How much did the restoration of Lake Orlin cost in 2019?'
const chinese = '清湖治理一期工程花了多少钱？'

/** Words without regard to how they are written: width, case, what stands between them. */
const wordsIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{Script=Han}]|[^\P{L}\p{Script=Han}]+|\p{N}+/gu) ?? []

const secrets = [
  'Varrick Holdings pays 12.4 million for the northern forest',
  'heron-blue-9921',
  '内部估价为三千七百万元，谈判底线是三千二百万元',
  'restoration Varrick',
  'Lake Orlin 12.4 million',
  'http://thief.example/?q=heron-blue-9921',
  'ｈｅｒｏｎ ＢＬＵＥ 九九二一',
  'orlin\u200bvarrick lake\u0000heron',
  'restoration\nvarrick\tholdings',
  'orlinvarrick',
]

describe('while private documents take part', () => {
  test.each([english, chinese])('a query holds no word that “%s” does not', (question) => {
    const outgoing = createOutgoing(question, true)
    const own = new Set(wordsIn(question))
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...secrets, ...question.split(' '), question),
            fc.string({ unit: 'grapheme' }),
          ),
          { maxLength: 30 },
        ),
        fc.constantFrom(' ', '', '\n', '-', '，', '\u00AD'),
        (parts, between) => {
          for (const word of wordsIn(outgoing.query(parts.join(between)))) expect(own).toContain(word)
        },
      ),
      { numRuns: 2_000, seed: 20261121 },
    )
  })

  test('the question’s own words remain, in the question’s order', () => {
    const outgoing = createOutgoing(english, true)
    expect(outgoing.query('cost restoration Varrick Lake Orlin 2019 million')).toBe(
      'restoration Lake Orlin cost 2019',
    )
    expect(createOutgoing(chinese, true).query('清湖治理 内部估价')).toBe('清湖治理')
  })

  test('where nothing that tells would be left, the question is sent as it is', () => {
    expect(createOutgoing(english, true).query('Varrick Holdings of the')).toBe(english)
    expect(createOutgoing(english, true).query('')).toBe(english)
  })
})

test('without private documents a query is what was planned, in one line that engines take', () => {
  const outgoing = createOutgoing(english, false)
  expect(outgoing.query('Lake Orlin\n restoration  budget')).toBe('Lake Orlin restoration budget')
  const long = outgoing.query('sediment '.repeat(200))
  expect(long.length).toBeLessThanOrEqual(300)
  expect(long.split(' ').length).toBeLessThanOrEqual(48)
  expect(outgoing.query(' ')).toBe(english)
})
