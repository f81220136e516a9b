import { describe, expect, test } from 'vitest'
import { createSaid } from '../../src/research/said.ts'

describe('what a report has said', () => {
  const cases: [string, string, string[], string[], boolean][] = [
    ['The lake is 12 m deep.', 'the lake is 12 m deep', ['a'], ['b'], true],
    ['The lake is 12 m deep.', 'The lake is 12 m deep at most.', ['a'], ['a'], true],
    ['The lake is 12 m deep.', 'The lake is 13 m deep.', ['a'], ['a'], false],
    ['The lake is 12 m deep.', 'The lake is 12 m deep at most.', ['a'], ['b'], false],
    ['The lake was dredged in 1998.', 'The lake was drained in 1998.', ['a'], ['a'], false],
    ['湖最深处12米。', '湖的最深处为12米。', ['a'], ['a'], true],
    ['湖最深处12米。', '湖最深处13米。', ['a'], ['a'], false],
    // Two rows of one table share its heading.
    [
      'Dale Ltd pays for much of Orla Festival.',
      'Dale Ltd pays for much of Vesna Festival.',
      ['a', 'h'],
      ['b', 'h'],
      false,
    ],
    [
      'Dale Ltd pays for much of Orla Festival.',
      'Dale Ltd pays for much of Vesna Festival.',
      ['a'],
      ['a'],
      false,
    ],
    [
      'Dale Ltd pays for much of Orla Festival.',
      'Dale Ltd pays for much of the Orla Festival now.',
      ['a', 'h'],
      ['a', 'h'],
      true,
    ],
    ['Ann Dale heads the museum.', 'Ann Dale opened the harbour.', ['a'], ['a'], false],
  ]
  test.each(cases)('%s / %s', (first, second, one, other, repeats) => {
    const said = createSaid()
    said.add(first, one)
    expect(said.repeats(second, other)).toBe(repeats)
  })

  test('nothing was said at first', () => {
    expect(createSaid().repeats('The lake is deep.', ['a'])).toBe(false)
  })
})
