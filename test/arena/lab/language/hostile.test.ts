import fc from 'fast-check'
import { expect, test } from 'vitest'
import { questionsIn } from '../../../../src/arena/lab/language/questions-in.ts'
import { readQuestion } from '../../../../src/arena/lab/language/read-question.ts'
import { readStatements } from '../../../../src/arena/lab/language/read.ts'

const megabyte = 1_000_000
const sentence = 'Velmora Bridge is 1,260 metres long.'

/** What makes a careless expression run back and forth; each ends in time, or the test does not. */
test.each([
  'a', 'Ab ', 'Abcdefgh ', '[1, ', '![a](', '\\', '<a ', '| a ', '1,234,', '米拉·', '2019年', ' or ', '和', 'Until 2019, ',
  'Who is the mayor of ', '的设计者', ' million euros',
])('a megabyte of %j is read through, and what follows it is read', (piece) => {
  const text = piece.repeat(Math.ceil(megabyte / piece.length))
  expect(readStatements(`${text}\n\n${sentence}`).map(({ relation }) => relation)).toEqual(['length'])
  expect(questionsIn(`${text}\n\nWho designed Velmora Bridge?`)).toHaveLength(1)
  expect(readQuestion(text)).toBeUndefined()
}) // prettier-ignore

test('pieces of the language in any order do no harm, and places are always of the text', () => {
  const piece = fc.constantFrom(
    'Velmora Bridge', '米拉·哈尔沃伦', ' was designed by ', '设计', '由', '. ', '。', '\n', '|', ':', '# ', '14 May 1931', '€41.7 million',
    '[E1]', '\\n', '"', 'Length', '长度', '1,260 metres', '{', '</a>', 'In 2019, ', '\t', '\u{1f600}', '\ud800', '年', ' ',
  ) // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      for (const { start, end, sentence: said } of readStatements(text))
        expect(text.slice(start, end)).toBe(said)
      expect(Array.isArray(questionsIn(text))).toBe(true)
    }),
    { numRuns: 200 },
  )
})
