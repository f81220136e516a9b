import { describe, expect, it } from 'vitest'
import { keywordsOf } from '../../../src/sources/search/keywords.ts'

describe('the telling words of a query', () => {
  it.each([
    ['What is "speculative decoding"?', ['speculative', 'decoding']],
    ['How does C++ compare with C# and Node.js?', ['C++', 'compare', 'C#', 'Node.js']],
    ["the model's state-of-the-art results.", ['model', 'state-of-the-art', 'results']],
    ['rain NOT (snow OR hail) AND site:example.org', ['rain', 'snow', 'hail', 'site', 'example.org']],
    ['长江三峡的水位，为什么变化？', ['长江三峡的水位', '为什么变化']],
    ['rain Rain rain', ['rain', 'Rain']],
    ['what is it', ['what', 'is', 'it']],
    ['???', []],
    ['', []],
  ])('%j', (text, words) => {
    expect(keywordsOf(text, 10)).toEqual(words)
  })

  it('are no more than asked for, of a beginning that any text has', () => {
    expect(keywordsOf('one two three four', 2)).toEqual(['one', 'two'])
    expect(keywordsOf(`${'a'.repeat(1_999)}\u{1F30A} never`, 9)).toEqual(['a'.repeat(1_999)])
    expect(keywordsOf(`${`a${'.'.repeat(100_000)}`.repeat(100)}b`, 9)).toEqual(['a'])
  })
})
