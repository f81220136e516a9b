import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionsIn, modalitiesIn, negationsIn, quantifiersIn } from '#reading'

describe('negationsIn', () => {
  it.each([
    ["They didn't stop, but the lake rose.", "didn't", ' stop'],
    ['It has never exceeded the limit.', 'never', ' exceeded the limit'],
    ['The firm failed to report.', 'failed to', ' report'],
    ['Neither side agreed.', 'Neither', ' side agreed'],
    ['并未恶化，而是好转', '并未', '恶化'],
    ['工程尚未完成。', '尚未', '完成'],
    ['没有下降', '没有', '下降'],
    ['全村无一户接入', '无', '一户接入'],
  ])('%s', (sentence, cue, scope) => {
    const [negation] = negationsIn(sentence)
    expect(negation?.cue).toBe(cue)
    expect(sentence.slice(negation!.scope.start, negation!.scope.end)).toBe(scope)
  })

  it.each([
    'not only good but cheap',
    'No. 5 came',
    'won the cup',
    'he can go',
    '非常好',
    '不仅增加',
    '无论如何',
    '不断提高',
    '未来五年',
    '不超过5%',
    '不足300人',
    '是否可行',
    'a vote of no confidence',
  ])('%s denies nothing', (sentence) => {
    expect(negationsIn(sentence)).toEqual([])
  })

  it('has spans inside the text and scopes behind their cues, for any text, in linear time', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('not ', "n't ", '不', '未', '，', '但', 'never ', '非常', 'not only '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        for (const { start, end, scope } of negationsIn(text)) {
          expect(end).toBeGreaterThan(start)
          expect(scope.start).toBe(end)
          expect(scope.end).toBeGreaterThanOrEqual(scope.start)
          expect(scope.end).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 300 },
    )
    const start = performance.now()
    for (const run of ['not ', '不', '不仅', 'n', ', ', 'without doubt '])
      negationsIn(run.repeat(40_000 / run.length))
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

describe('directions, quantifiers and modality', () => {
  it.each([
    ['Sales rose while costs fell and staff remained stable', 'up down level'],
    ['总磷下降，覆盖度增加，面积持平', 'down up level'],
    ['The committee declined to answer', ''],
  ])('%s', (sentence, directions) => {
    expect(
      directionsIn(sentence)
        .map(({ direction }) => direction)
        .join(' '),
    ).toBe(directions)
  })

  it.each([
    ['All schools, most farms, some lakes, only residents', 'all most some only'],
    ['全部学校，大多数农户，部分湖泊，仅有', 'all most some only'],
    ['only two people', ''],
    ['均值为3', ''],
    ['大桥日均通行14110辆', ''],
    ['居民人均年收入', ''],
    ['平均气温', ''],
    ['近三年均达标', 'all'],
    ['两人均到场', 'all'],
  ])('%s', (sentence, found) => {
    expect(
      quantifiersIn(sentence)
        .map(({ quantifier }) => quantifier)
        .join(' '),
    ).toBe(found)
  })

  it.each([
    [
      'It may rain; they plan to build; it must close; reportedly it will open',
      'possible planned required hearsay future',
    ],
    ['可能下雨，拟建，必须关闭，据称将于明年开放', 'possible planned required hearsay future'],
    ['In May 2019 it opened; 将军', ''],
  ])('%s', (sentence, found) => {
    expect(
      modalitiesIn(sentence)
        .map(({ modality }) => modality)
        .join(' '),
    ).toBe(found)
  })
})
