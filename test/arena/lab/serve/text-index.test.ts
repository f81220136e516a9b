import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestWindow, createTextIndex, tokensOf } from '../../../../src/arena/lab/serve/text-index.ts'

const words = (text: string): string[] => tokensOf(text).map(({ word }) => word)
const documents = [
  { key: 'a', title: 'Lakes', text: 'The lake is deep. Nobody swims in it.' },
  { key: 'b', title: 'Bridges', text: 'The bridge was opened in 1931. It measures 1,240 metres.' },
  { key: 'c', title: '清湖大桥', text: '清湖大桥全长1240米，由莫文设计。' },
  { key: 'd', title: 'Bridges', text: 'The bridge was opened in 1931. It measures 1,240 metres.' },
]
const index = createTextIndex(documents, (document) => document)

describe('words', () => {
  test('of English are folded: plurals, verbs, accents, case', () => {
    expect(words('Bridges')).toEqual(words('bridge'))
    expect(words('opened opening opens')).toEqual(['open', 'open', 'open'])
    expect(words('cities')).toEqual(words('city'))
    expect(words('designed designs')).toEqual(words('design design'))
    expect(words('Vårö')).toEqual(words('varo'))
    expect(words('1,240')).toEqual(['1240'])
  })

  test('of Chinese are pairs, and stand where they stand', () => {
    expect(words('清湖大桥')).toEqual(['清湖', '湖大', '大桥'])
    expect(words('长1240米')).toEqual(['长', '1240', '米'])
  })

  test('stand in the text where they say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tokens = tokensOf(text)
        const wrong = tokens.filter(
          ({ word, start, end }, place) =>
            word === '' || start >= end || end > text.length || start < (tokens[place - 1]?.start ?? 0),
        )
        expect(wrong).toEqual([])
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('an index', () => {
  test('finds what shares words, best first, and ties by key', () => {
    expect(index.search('When did the bridge open?').map(({ document }) => document.key)).toEqual(['b', 'd'])
    expect(index.search('清湖大桥有多长？').map(({ document }) => document.key)).toEqual(['c'])
    expect(index.search('volcano')).toEqual([])
    expect(index.search('the of is')).toEqual([])
  })

  test('does not depend on the order of documents', () => {
    const other = createTextIndex(documents.toReversed(), (document) => document)
    for (const query of ['bridge 1931', 'deep lake', '清湖大桥 1240'])
      expect(other.search(query).map(({ document }) => document.key)).toEqual(
        index.search(query).map(({ document }) => document.key),
      )
  })
})

describe('a window', () => {
  const weight = (word: string) => index.weight(word)

  test('is the one that tells most, from the beginning of its sentence', () => {
    const text = `${'Other things happened. '.repeat(20)}The bridge was opened in 1931. ${'Then it rained. '.repeat(20)}`
    const { text: shown } = bestWindow(text, 'When was the bridge opened?', 120, weight)
    expect(shown).toMatch(/^… (?:Other things happened\. )*The bridge was opened in 1931\./)
    const chinese = `${'天气很好。'.repeat(40)}清湖大桥全长1240米。${'后来下雨了。'.repeat(40)}`
    expect(bestWindow(chinese, '清湖大桥有多长', 60, weight).text).toContain('清湖大桥全长1240米。')
  })

  test('of a text without the words is its beginning', () => {
    expect(bestWindow('One two three.', 'bridge', 100, weight)).toEqual({ text: 'One two three.', end: 14 })
  })

  test('is never longer than it may be, and well-formed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 20, max: 120 }),
        (text, length) => {
          const { text: shown, end } = bestWindow(text, text.slice(10, 30), length, () => 1)
          expect(shown.length).toBeLessThanOrEqual(length + 4)
          expect(shown.isWellFormed()).toBe(true)
          expect(end).toBeLessThanOrEqual(text.length)
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })
})
