import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sentencesIn } from '#reading'

const cut = (text: string): string[] => sentencesIn(text).map(({ start, end }) => text.slice(start, end))

describe('English', () => {
  test.each([
    ['a plain pair', 'The lake froze. Nobody skated!', ['The lake froze.', 'Nobody skated!']],
    ['titles', 'Dr. Smith met Mrs. Jones. They spoke.', ['Dr. Smith met Mrs. Jones.', 'They spoke.']],
    [
      'latin abbreviations',
      'Use fruit, e.g. Apples, i.e. Malus. Done.',
      ['Use fruit, e.g. Apples, i.e. Malus.', 'Done.'],
    ],
    [
      'figures and numbers',
      'See Fig. 3 and No. 5 of Vol. II. It grew by 3.5 percent.',
      ['See Fig. 3 and No. 5 of Vol. II.', 'It grew by 3.5 percent.'],
    ],
    ['no as a word', 'The answer is no. We left.', ['The answer is no.', 'We left.']],
    [
      'countries inside',
      'The U.S. Navy sailed to the U.K. and back.',
      ['The U.S. Navy sailed to the U.K. and back.'],
    ],
    [
      'countries at the end',
      'He moved to the U.S. The weather was mild.',
      ['He moved to the U.S.', 'The weather was mild.'],
    ],
    [
      'et al.',
      'Reported by Wei et al. (2020) and Li et al. The method works.',
      ['Reported by Wei et al. (2020) and Li et al.', 'The method works.'],
    ],
    [
      'initials',
      'J. R. R. Tolkien and A. A. Milne wrote. So did others.',
      ['J. R. R. Tolkien and A. A. Milne wrote.', 'So did others.'],
    ],
    [
      'companies',
      'Acme Inc. reported a loss. Apple Inc. The firm grew.',
      ['Acme Inc. reported a loss.', 'Apple Inc.', 'The firm grew.'],
    ],
    [
      'ellipsis',
      'He waited... and waited. Then... Nothing came.',
      ['He waited... and waited.', 'Then...', 'Nothing came.'],
    ],
    [
      'closing quotes',
      '"It is done." She left. (He stayed.) Rain fell.',
      ['"It is done."', 'She left.', '(He stayed.)', 'Rain fell.'],
    ],
    ['a quoted question', '"Why?" he asked. Nobody knew.', ['"Why?" he asked.', 'Nobody knew.']],
    ['vs.', 'Kramer vs. Kramer is a film.', ['Kramer vs. Kramer is a film.']],
    [
      'addresses',
      'See https://example.org/a.b?c=d. It works on example.com too.',
      ['See https://example.org/a.b?c=d.', 'It works on example.com too.'],
    ],
    [
      'reference marks',
      'Water is wet.[12] Fire is hot.[3][4] Ice melts.',
      ['Water is wet.[12]', 'Fire is hot.[3][4]', 'Ice melts.'],
    ],
    [
      'times of day',
      'It opened at 9 a.m. on Monday. It closed at 5 p.m. The end.',
      ['It opened at 9 a.m. on Monday.', 'It closed at 5 p.m.', 'The end.'],
    ],
    ['lower-case chat', 'we went there yesterday. it was fine', ['we went there yesterday.', 'it was fine']],
    ['years', 'It began in 1998. By 2001 it was over.', ['It began in 1998.', 'By 2001 it was over.']],
  ])('%s', (_, text, expected) => expect(cut(text)).toEqual(expected))
})

describe('Chinese and mixed', () => {
  test.each([
    ['full stops', '湖水结冰了。没有人滑冰！为什么？', ['湖水结冰了。', '没有人滑冰！', '为什么？']],
    ['semicolons', '甲地增长；乙地下降。', ['甲地增长；', '乙地下降。']],
    ['closing quotes', '他说：“不行。”然后走了。', ['他说：“不行。”', '然后走了。']],
    [
      'other brackets',
      '书名《无题。》，作者不详。「好。」她说。',
      ['书名《无题。》，作者不详。', '「好。」', '她说。'],
    ],
    ['doubled marks', '真的吗？！是的……也许。', ['真的吗？！', '是的……', '也许。']],
    ['ellipsis in a sentence', '这…那是什么。', ['这…那是什么。']],
    [
      'decimals',
      '增长了3.5%，达到１２．５亿元。其后下降。',
      ['增长了3.5%，达到１２．５亿元。', '其后下降。'],
    ],
    [
      'English names',
      '由GPT-3.5和Dr. Wang完成。Results follow. 结论如下。',
      ['由GPT-3.5和Dr. Wang完成。', 'Results follow.', '结论如下。'],
    ],
    ['ASCII stops', '今天下雨.明天也下雨. 后天晴.', ['今天下雨.', '明天也下雨.', '后天晴.']],
    ['no spaces at all', '系统名为Kaoju.它会核对引文。', ['系统名为Kaoju.', '它会核对引文。']],
  ])('%s', (_, text, expected) => expect(cut(text)).toEqual(expected))
})

describe('lines', () => {
  test('wrapped prose stays whole, blank lines end it', () => {
    expect(cut('The lake was\nfrozen over\n\nNobody came')).toEqual([
      'The lake was\nfrozen over',
      'Nobody came',
    ])
    expect(cut('The lake was\r\nfrozen over\r\n \r\nNobody came')).toEqual([
      'The lake was\r\nfrozen over',
      'Nobody came',
    ])
  })
  test('list items are sentences of their own', () => {
    expect(cut('We need\n- apples\n- two pears\n* a plum')).toEqual([
      'We need',
      '- apples',
      '- two pears',
      '* a plum',
    ])
    expect(cut('Steps\n1. Open it. Look.\n2. Close it')).toEqual([
      'Steps',
      '1. Open it.',
      'Look.',
      '2. Close it',
    ])
    expect(cut('步骤\n（1）打开\n二、关闭')).toEqual(['步骤', '（1）打开', '二、关闭'])
  })
  test('table rows and key-value lines do not run together', () => {
    expect(cut('Year | Sales\n2020 | 3.5')).toEqual(['Year | Sales', '2020 | 3.5'])
    expect(cut('name: Ann\nage: 5')).toEqual(['name: Ann', 'age: 5'])
  })
  test('headings of Markdown', () => {
    expect(cut('# The lake\nIt froze')).toEqual(['# The lake', 'It froze'])
  })
})

describe('invariants', () => {
  const pieces = fc.constantFrom(
    ...'. ! ? … 。 ！ ？ ； ... " \' ” 」 ） ) ] [1] ( “ - 1. a. 12 3.5 Dr. U.S. e.g. the The cat 湖水 结冰 A J. No. etc. | key: # ． ３'.split(
      ' ',
    ),
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\r\n',
    '\t',
    '\u3000',
    ' | ',
    '- ',
    '\u2029',
    '😀',
    '\ud800',
    '，',
  )
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  )

  test('spans are non-empty, trimmed, ordered, and leave out only white space', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0
        for (const { start, end } of sentencesIn(text)) {
          expect(text.slice(last, start).trim()).toBe('')
          expect(end).toBeGreaterThan(start)
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end))
          last = end
        }
        expect(text.slice(last).trim()).toBe('')
      }),
      { numRuns: 3000 },
    )
  })

  test('a sentence given back is one sentence', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const { start, end } of sentencesIn(text))
          expect(cut(text.slice(start, end))).toEqual([text.slice(start, end)])
      }),
      { numRuns: 3000 },
    )
  })

  test('a span is cut as its slice would be', () => {
    fc.assert(
      fc.property(texts, fc.nat(20), fc.nat(60), (text, from, length) => {
        const start = Math.min(from, text.length)
        const end = Math.min(start + length, text.length)
        const expected = sentencesIn(text.slice(start, end)).map((s) => ({
          start: s.start + start,
          end: s.end + start,
        }))
        expect(sentencesIn(text, { start, end })).toEqual(expected)
      }),
    )
  })

  test.each([
    ['stops', '.'.repeat(200_000)],
    ['initials', 'A. '.repeat(100_000)],
    ['quotes', '。"'.repeat(100_000)],
    ['letters', 'a'.repeat(500_000)],
    ['lines', 'a b\n'.repeat(100_000)],
    ['open brackets', 'a. ' + '('.repeat(200_000)],
    ['spaces', `a${' '.repeat(300_000)}b`],
  ])('linear on a pathological run of %s', (_, text) => {
    const start = performance.now()
    sentencesIn(text)
    sentencesIn(text + text)
    expect(performance.now() - start).toBeLessThan(4000)
  })
})
