import { describe, expect, test } from 'vitest'
import { meanMetrics, measureRanking } from '#arena'

const grades = (record: Record<string, number>) => new Map(Object.entries(record))

describe('measures, against values computed by hand', () => {
  test('graded relevance with linear gain', () => {
    // Found: grade 1 at rank 1, 3 at rank 3; ideal 3, 2, 1.
    const metrics = measureRanking(['c', 'x', 'a', 'y'], grades({ a: 3, b: 2, c: 1 }))
    const gained = 1 / Math.log2(2) + 3 / Math.log2(4)
    const ideal = 3 / Math.log2(2) + 2 / Math.log2(3) + 1 / Math.log2(4)
    expect(gained).toBeCloseTo(2.5, 12)
    expect(metrics['ndcg@10']).toBeCloseTo(gained / ideal, 12)
    expect(metrics['ndcg@10']).toBeCloseTo(0.525005, 6)
    expect(metrics.map).toBeCloseTo((1 / 1 + 2 / 3) / 3, 12)
    expect(metrics['recall@5']).toBeCloseTo(2 / 3, 12)
    expect(metrics['mrr@10']).toBe(1)
    expect(metrics['full@5']).toBe(0)
  })

  test('a perfect ranking is 1 in everything', () => {
    const metrics = measureRanking(['a', 'b'], grades({ a: 2, b: 1 }))
    for (const value of Object.values(metrics)) expect(value).toBe(1)
  })

  test('nothing found is 0 in everything', () => {
    for (const value of Object.values(measureRanking([], grades({ a: 1 })))) expect(value).toBe(0)
  })

  test('cut-offs: rank 6 misses full@5 and is within perfect@8, rank 11 misses mrr@10 and ndcg@10', () => {
    const six = measureRanking(['1', '2', '3', '4', '5', 'a'], grades({ a: 1 }))
    expect([six['full@5'], six['perfect@8'], six['recall@5'], six['recall@10']]).toEqual([0, 1, 0, 1])
    expect(six['ndcg@10']).toBeCloseTo(1 / Math.log2(7), 12)
    const eleven = measureRanking([...'0123456789'].concat('a'), grades({ a: 1 }))
    expect([eleven['mrr@10'], eleven['ndcg@10'], eleven['recall@10'], eleven['recall@100']]).toEqual([
      0, 0, 0, 1,
    ])
    expect(eleven.map).toBeCloseTo(1 / 11, 12)
  })

  test('grades of 0 and below are not relevant; a query without a relevant document is refused', () => {
    expect(measureRanking(['b', 'a'], grades({ a: 1, b: 0, c: -1 }))['recall@5']).toBe(1)
    expect(measureRanking(['b', 'a'], grades({ a: 1, b: -1 }))['mrr@10']).toBe(0.5)
    expect(() => measureRanking(['a'], grades({ a: 0 }))).toThrow(RangeError)
  })

  test('the ideal has at most ten places', () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`d${place}`, 1]))
    expect(measureRanking(Object.keys(many), grades(many))['ndcg@10']).toBeCloseTo(1, 12)
  })

  test('means', () => {
    const one = measureRanking(['a'], grades({ a: 1 }))
    const none = measureRanking([], grades({ a: 1 }))
    expect(meanMetrics([one, none])['ndcg@10']).toBe(0.5)
  })
})
