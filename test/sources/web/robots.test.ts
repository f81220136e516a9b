import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRobots } from '#sources'
import { robotsCases } from './robots-cases.ts'

describe('robots.txt, by RFC 9309 and Google', () => {
  test.each(robotsCases)('$shows', ({ robots, octets, agent = 'Kaoju', allowed = [], refused = [] }) => {
    const rules = readRobots(octets ? Buffer.from(robots, 'latin1') : robots)
    const said = (urls: readonly string[]): string[] => urls.filter((url) => rules.allows(agent, url))
    expect(said(allowed)).toEqual(allowed)
    expect(said(refused)).toEqual([])
  })

  test('the table is as long as what it restates', () => {
    const verdicts = robotsCases.flatMap(({ allowed = [], refused = [] }) => [...allowed, ...refused])
    expect(verdicts.length).toBeGreaterThan(200)
  })
})

describe('what else a robots.txt says', () => {
  test('sitemaps stand anywhere, absolute, in UTF-8', () => {
    const { sitemaps } = readRobots(
      'Sitemap: https://example.org/one.xml\nUser-agent: x\nDisallow: /\nsite-map:https://example.org/湖.xml # here\nSITEMAP: /relative.xml\nSitemap: ftp://example.org/no.xml',
    )
    expect(sitemaps).toEqual(['https://example.org/one.xml', 'https://example.org/湖.xml'])
  })

  test('a delay belongs to the agents named before it', () => {
    const robots = readRobots(
      'User-agent: *\nCrawl-delay: 7\n\nUser-agent: Kaoju\nDisallow: /x\nCrawl-delay: 1.5\n',
    )
    expect(robots.delay('kaoju')).toBe(1500)
    expect(robots.delay('Other')).toBe(7000)
    expect(
      readRobots('User-agent: *\nCrawl-delay: 7\nUser-agent: Kaoju\nAllow: /').delay('Kaoju'),
    ).toBeUndefined()
    expect(readRobots('User-agent: Kaoju\nCrawl-delay: soon\nCrawl-delay: -1').delay('Kaoju')).toBeUndefined()
    expect(readRobots('Crawl-delay: 4').delay('Kaoju')).toBeUndefined()
  })

  test('any octets are a robots.txt', () => {
    const words = fc.constantFrom(
      'User-agent:',
      'Disallow:',
      'Allow: ',
      '*',
      '/',
      '$',
      '\n',
      '\r',
      '\0',
      '%',
      '%6',
      '#',
      'Kaoju',
      '\xEF',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.array(words),
        fc.uint8Array({ maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        (some, octets, url) => {
          const bytes = Buffer.concat([Buffer.from(some.join(''), 'latin1'), octets])
          expect(typeof readRobots(bytes).allows('Kaoju', url)).toBe('boolean')
        },
      ),
      { numRuns: 300 },
    )
  })

  test('rules that are made to be slow are not', () => {
    const rule = `Disallow: /${'*a'.repeat(8_000)}b`
    const robots = readRobots(['User-agent: *', ...Array.from({ length: 30 }, () => rule)].join('\n'))
    expect(robots.allows('Kaoju', `https://example.org/${'a'.repeat(8_000)}`)).toBe(true)
    const many = readRobots(
      ['User-agent: *', ...Array.from({ length: 25_000 }, (_, at) => `Disallow: /*baaaaaaaa${at}`)].join(
        '\n',
      ),
    )
    expect(many.allows('Kaoju', `https://example.org/${'a'.repeat(8_000)}`)).toBe(true)
  })
})
