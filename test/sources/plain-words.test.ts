import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainWords } from '../../src/sources/plain-words.ts'

describe('plainWords', () => {
  it.each([
    ['<b>Rain</b> in <em class="x">spring</em>', 'Rain in spring'],
    ['un<b>believ</b>able', 'unbelievable'],
    ['one<br>two<p>three', 'one two three'],
    ['Tom &amp; Jerry &#39;s &#x4E2D;&#25991; &nbsp;&hellip;', "Tom & Jerry 's 中文 …"],
    ['&lt;script&gt;alert(1)&lt;/script&gt;x', 'x'],
    ['<script>alert(1)</script>x', 'x'],
    ['a < b and c > d', 'a < b and c > d'],
    ['Vec<T> and Map<string, number>', 'Vec<T> and Map<string, number>'],
    ['5 &lt; 7', '5 < 7'],
    ['&unknown; &constructor; &toString;', '&unknown; &constructor; &toString;'],
    ['&#0;&#xD800;&#x110000;', '\uFFFD\uFFFD\uFFFD'],
    ['a\u0000b\u202Ec\u200Bd\n\n e', 'a bcd e'],
    ['<!-- note -->seen<!doctype html>', 'seen'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => expect(plainWords(text, 200)).toBe(expected))

  it('is never longer than asked, and never cuts a character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 60 }),
        (text, most) => {
          const words = plainWords(text, most)
          expect(words.length).toBeLessThanOrEqual(most)
          expect(words.isWellFormed()).toBe(true)
          expect(words).not.toMatch(/\p{Cc}/u)
        },
      ),
      { seed: 1 },
    )
    expect(plainWords('🌧️'.repeat(100), 10)).toMatch(/^[^\uFFFD]+…$/)
  })
})
