import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOutgoing } from '../../../src/research/web/outgoing.ts'

const secret = 'Varrick Holdings offers 12.4 million; 内部估价为三千七百万元; the password is heron-blue-9921'
const questions = [
  'How much did the restoration of Lake Orlin cost, and who paid for it?',
  'What is a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9?',
  '北湖修复工程花费了多少，由谁负责？',
  'Does C++20 beat C# in the COVID-19 dashboard of Lake Orlin’s county?',
]

describe('what may leave beside private documents', () => {
  test.each([
    [questions[0]!, `Lake ${secret} cost ${secret}`, 'the Lake cost'],
    // Order is the question's, and each word leaves once: neither may spell anything.
    [questions[0]!, 'cost Lake cost cost Lake Orlin Lake', 'Lake Orlin cost'],
    [questions[1]!, 's e c r e t s 9 9 1 1', 'c e r s t 1 9'],
    // Nor may case, width, or what cannot be seen.
    [questions[0]!, 'LaKe oRLIN ｃｏｓｔ resto\u00ADration\u200B \u{E0053}\u{E0045}', 'Lake Orlin cost'],
    [questions[2]!, '三千七百万元：北湖工程由谁负责？', '北湖 工程 由谁负责'],
    [questions[2]!, '责负，谁由，复修湖北', '由谁'],
    // The question's own signs stay between its words.
    [
      questions[3]!,
      "Does C++20 beat C# in Lake Orlin's county?",
      'Does C++20 beat C# in Lake Orlin’s county',
    ],
    [questions[3]!, 'the COVID-19 dashboard', 'the COVID-19 dashboard'],
  ])('%s: “%s” leaves as “%s”', (question, text, sent) => {
    expect(createOutgoing(question, true).query(text)).toBe(sent)
  })

  test('any text leaves as a part of the question, in the question’s order', () => {
    const isPart = (sent: string, question: string): boolean => {
      let at = 0
      for (const piece of sent.split(' ')) {
        const found = question.indexOf(piece, at)
        if (found === -1) return false
        at = found + piece.length
      }
      return true
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...questions),
        fc.array(
          fc.oneof(
            fc.constantFrom(...questions.join(' ').split(' '), ...secret.split(' ')),
            fc.string({ unit: 'binary' }),
          ),
        ),
        (question, words) => {
          const sent = createOutgoing(question, true).query(words.join(' '))
          expect(sent).not.toBe('')
          expect(isPart(sent, question), `“${sent}”`).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('what holds nothing of the question leaves as the question', () => {
    expect(createOutgoing(questions[0]!, true).query(secret.replace('the', ''))).toBe(questions[0])
    expect(createOutgoing(questions[0]!, true).query('the of for it')).toBe(questions[0])
    expect(createOutgoing(questions[0]!, true).query('')).toBe(questions[0])
  })

  test('the end of a long question may leave too', () => {
    const long = `${'Consider the county and its many lakes in every season of the year. '.repeat(12)}How much did the restoration of Lake Orlin cost?`
    expect(createOutgoing(long, true).query('What did the restoration of Lake Orlin cost?')).toContain(
      'Lake Orlin cost',
    )
  })

  test('a query is one line and not endless, whatever the question is', () => {
    for (const guarded of [true, false])
      for (const question of [
        'word '.repeat(20_000),
        '湖'.repeat(20_000),
        `${'😀'.repeat(500)} lake`,
        'a\n\u0000b\u2028c\ud800',
      ])
        for (const text of [question, question.slice(1), 'lake']) {
          const sent = createOutgoing(question, guarded).query(text)
          expect(sent.length).toBeLessThanOrEqual(300)
          expect(sent.split(' ').length).toBeLessThanOrEqual(48)
          expect(sent).not.toMatch(/[\p{C}\n]/u)
          expect(sent.isWellFormed() && !sent.includes('\ufffd')).toBe(true)
        }
  })
})

test('without private documents a query is what was planned', () => {
  expect(createOutgoing(questions[0]!, false).query(' Lake  Orlin\nbudget 2023 ')).toBe(
    'Lake Orlin budget 2023',
  )
  expect(createOutgoing(questions[0]!, false).query(' ')).toBe(questions[0])
})
