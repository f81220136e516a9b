import { describe, expect, it } from 'vitest'
import {
  answerTokens,
  containsAnswer,
  partsF1,
  statesValue,
  tokenOverlap,
} from '../../../src/arena/evaluations/answer-measures.ts'

describe('tokens of answers', () => {
  it('drop articles, commas, punctuation and endings, and tell Han characters apart', () => {
    expect(answerTokens('The Painters, and a 1,200-year-old bridge!')).toEqual([
      'painter',
      '1200yearold',
      'bridg',
    ])
    expect(answerTokens('桥长 12 米')).toEqual(['桥', '长', '12', '米'])
  })

  it('overlap as bags', () => {
    // Given: red red boat (3); expected: red boat sail (3); two shared.
    expect(tokenOverlap('red, red boats', 'the red boat sails')).toEqual({ f1: 2 / 3, recall: 2 / 3 })
    expect(tokenOverlap('', 'boat')).toEqual({ f1: 0, recall: 0 })
  })

  it('are compared part by part where the answer has parts', () => {
    // `rowing` is given exactly, `chess` is not.
    expect(partsF1('rowing, weaving', 'rowing, chess')).toBe(0.5)
  })
})

describe('containment', () => {
  it('wants every element, and one spelling of each', () => {
    expect(containsAnswer('Velmor and TASLOMIA', ['velmor', ['Tasla', 'Taslomia']], 'en')).toBe(true)
    expect(containsAnswer('Velmor alone', ['velmor', ['Tasla', 'Taslomia']], 'en')).toBe(false)
    expect(containsAnswer('1月 3日', ['1月3日'], 'zh')).toBe(true)
    expect(containsAnswer('1 January', ['1January'], 'en')).toBe(false)
  })
})

describe('values of tables', () => {
  it.each([
    ['It is 1,388 m long.', '1388', true],
    ['It is $1388.0 long.', '$1,388', true],
    ['In 2017 it was', '17', false],
    ['共3座', '3', true],
    ['from 3-5 towns', '5', true],
    ['from 3-5 towns', '-5', false],
    ['it fell to -5 degrees', '-5', true],
    ['A town called Velmorian', 'Velmor', false],
    ['the town of “Velmor”.', 'velmor', true],
    ['位于霁岛以南', '霁岛', true],
  ])('%s states %s: %s', (text, value, stated) => {
    expect(statesValue(text, value)).toBe(stated)
  })
})
