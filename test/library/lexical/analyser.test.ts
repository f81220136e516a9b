import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse, forEachTerm, termsOf } from '#library'

describe('the same thing written differently becomes the same terms', () => {
  test.each([
    ['studies', 'study'],
    ['Café', 'cafe'],
    ['Ærøskøbing', 'aeroskobing'],
    ['２０２３年ＡＢＣ', '2023年abc'],
    ['ﬁnance', 'finance'],
    ["the lake's water", 'lake water'],
    ['1,234,567', '1234567'],
    ['U.S.A.', 'USA'],
    ['don’t', "don't"],
    ['m²', 'm2'],
    ['ﾜｲﾝ', 'ワイン'],
  ])('%s and %s', (one, other) => {
    expect(analyse(one)).toEqual(analyse(other))
    expect(analyse(one).length).toBeGreaterThan(0)
  })
})

describe('compounds are found whole and by their parts', () => {
  test.each([
    ['COVID-19', ['covid', '19', 'covid19']],
    ['covid19', ['covid', '19', 'covid19']],
    ['3.5 mg/L', ['3.5', 'mg', 'l']],
    ['v2.1', ['2.1', 'v2.1']],
    ['GB/T 3838-2002', ['gb', 'gbt', '3838', '2002', '38382002']],
    ['createRetriever', ['creat', 'retriev', 'createretriev']],
    ['HTMLParser', ['html', 'parser', 'htmlparser']],
    ['AT&T', ['att']],
    ['well-known', ['well', 'known']],
    ['PM2.5浓度', ['pm', '2.5', 'pm2.5', '浓', '浓度', '度']],
    ['https://example.org/a_b', ['https', 'exampl', 'org', 'b', 'ab']],
    ['the 19th, 1990s', ['19', '19th', '1990', '1990s']],
    ['end.Next', ['end', 'next']],
    ["O'Brien", ['o', 'brien', 'obrien']],
  ])('%s', (text, terms) => {
    for (const term of terms) expect(analyse(text)).toContain(term)
  })
  test('a year beside another is two numbers', () => {
    expect(analyse('2001,2002')).toEqual(expect.arrayContaining(['2001', '2002']))
  })
})

describe('scripts', () => {
  test('Han: bigrams and single characters', () => {
    expect(analyse('水质监测')).toEqual(['水', '水质', '质', '质监', '监', '监测', '测'])
  })
  test('rare Han outside the basic plane are characters like others', () => {
    expect(analyse('𠮷野')).toEqual(['𠮷', '𠮷野', '野'])
  })
  test('a function word that touches Han is a name', () => {
    expect(analyse('A股')).toEqual(['a', '股'])
    expect(analyse('A stock')).toEqual(['stock'])
  })
  test('kana, Hangul and Thai yield bigrams, alone or not', () => {
    expect(analyse('タワー')).toEqual(['タワ', 'ワー'])
    expect(analyse('서울시')).toEqual(['서울', '울시'])
    expect(analyse('の')).toEqual(['の'])
    expect(analyse('ไทย')).toEqual(['ไท', 'ทย'])
  })
  test('mixed text keeps its order', () => {
    expect(analyse('由ω-force开发')).toEqual(['由', 'ω', 'forc', '开', '开发', '发'])
  })
  test('Cyrillic keeps its marks, which tell words apart', () => {
    expect(analyse('мой')).toEqual(['мой'])
  })
})

test('stop words, punctuation, emoji and nothing yield nothing', () => {
  for (const text of ['', '   ', 'the and of', '—…！？', '🙂🎉', '\uD800']) expect(analyse(text)).toEqual([])
})

test('counts agree with the stream', () => {
  const text = 'Water, water everywhere; 水质和水质'
  expect(termsOf(text).get('water')).toBe(2)
  expect(termsOf(text).get('水质')).toBe(2)
  expect([...termsOf(text).values()].reduce((sum, count) => sum + count, 0)).toBe(analyse(text).length)
})

test('any text: terms are never empty, never longer than a token, and stable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const terms = analyse(text)
      expect(analyse(text)).toEqual(terms)
      for (const term of terms) {
        expect(term).not.toBe('')
        expect(term.length).toBeLessThanOrEqual(64)
      }
    }),
    { numRuns: 300 },
  )
})

test('analysis is linear: a megabyte of the worst takes no longer than its length', () => {
  for (const unit of ['a-', '中', 'x', '1,', 'aB', 'a.', "a'", '𠮷', 'é']) {
    let small = 0
    let large = 0
    forEachTerm(unit.repeat(1000), () => small++)
    const started = performance.now()
    forEachTerm(unit.repeat(500_000), () => large++)
    // A quadratic scan would take hours; the bound only has to tell the two apart on any machine.
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(large).toBeGreaterThanOrEqual(small)
  }
})
