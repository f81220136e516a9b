import { describe, expect, it } from 'vitest'
import { fits } from '../../src/sources/choose-engines.ts'

const covers = ['papers', 'code', 'encyclopedia'] as const
const fitting = (text: string): string[] => covers.filter((one) => fits(one, { text }))

describe('fits', () => {
  it('always asks the general ones', () => {
    for (const text of ['', 'rain', '下雨']) expect(fits('general', { text })).toBe(true)
  })

  it.each<[string, readonly string[]]>([
    ['randomized trial of intermittent fasting meta-analysis', ['papers']],
    ['10.1038/s41586-021-03819-2', ['papers']],
    ['间歇性禁食 随机对照 疗效', ['papers']],
    ['钙钛矿电池稳定性研究进展综述', ['papers']],
    ['open source vector database rust implementation', ['code']],
    ['useEffect cleanup called twice', ['code']],
    ['std::vector iterator invalidation rules', ['code']],
    ['向量数据库 开源 代码', ['code']],
    ['who was Hypatia of Alexandria', ['encyclopedia']],
    ['what is a tidal barrage', ['encyclopedia']],
    ['Three Gorges Dam', ['encyclopedia']],
    ['三峡大坝', ['encyclopedia']],
    ['潮汐发电是什么', ['encyclopedia']],
    ['cheapest flights from Oslo to Rome next week with luggage', []],
    ['本周末上海到北京的高铁票价格是多少以及如何购买', []],
  ])('%s: %j', (text, expected) => expect(fitting(text)).toEqual(expected))

  it('takes its time with nobody', () => {
    for (const text of [
      'what does '.repeat(200_000),
      'a'.repeat(1_000_000),
      '研'.repeat(1_000_000),
      'x('.repeat(500_000),
    ])
      expect(fitting(text).length).toBeLessThanOrEqual(3)
  })
})
