import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, chanceOf } from '#runtime'

describe('chance', () => {
  test('the same seed and path give the same numbers on every machine', () => {
    const chance = chanceOf('kaoju', 'a/b')
    expect([chance.next(), chance.next(), chance.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.7662424305453897,
        0.8595754636917263,
        940,
      ]
    `)
  })

  test('is uniform enough, and integers stay below their bound', () => {
    const chance = chanceOf('seed', '')
    const counts = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 20_000; i++) counts[chance.integer(10)]!++
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  test('a shuffle keeps every item', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        expect(
          chanceOf(seed, 'x')
            .shuffle(items)
            .sort((a, b) => a - b),
        ).toEqual([...items].sort((a, b) => a - b))
      }),
    )
  })
})

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: 1, a: { d: undefined, c: [2, { f: 1, e: 2 }] } })).toBe(
    '{"a":{"c":[2,{"e":2,"f":1}]},"b":1}',
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
    }),
  )
})
