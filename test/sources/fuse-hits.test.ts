import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuseHits } from '../../src/sources/fuse-hits.ts'
import { addressKey, type SourceHit } from '#sources'

const hit = (engine: string, rank: number, url: string, more: Partial<SourceHit> = {}): SourceHit => ({
  url,
  title: `${engine} ${rank}`,
  snippet: '',
  engine,
  rank,
  ...more,
})

describe('fuseHits', () => {
  it('scores by reciprocal ranks, best first', () => {
    const fused = fuseHits(
      [
        [hit('a', 1, 'https://x.org/1'), hit('a', 2, 'https://x.org/2'), hit('a', 3, 'https://x.org/3')],
        [hit('b', 1, 'https://x.org/2'), hit('b', 2, 'https://x.org/4')],
      ],
      (url) => url,
    )
    expect(fused.map(({ url, score, engines }) => [url, score, engines])).toEqual([
      ['https://x.org/2', 1 / 61 + 1 / 62, ['b', 'a']],
      ['https://x.org/1', 1 / 61, ['a']],
      ['https://x.org/4', 1 / 62, ['b']],
      ['https://x.org/3', 1 / 63, ['a']],
    ])
  })

  it('takes addresses of one page for one: trackers, mobile hosts, AMP, fragments', () => {
    const fused = fuseHits(
      [
        [hit('a', 2, 'https://en.m.example.org/rain?utm_source=x')],
        [hit('b', 1, 'https://www.example.org/other'), hit('b', 3, 'https://example.org/rain/amp')],
        [hit('c', 1, 'http://en.example.org/rain#top')],
      ],
      addressKey,
    )
    expect(fused.find(({ engines }) => engines.includes('a'))?.engines).toEqual(['c', 'a'])
    expect(fused.find(({ url }) => url.startsWith('http://en'))?.also).toEqual([
      'https://en.m.example.org/rain?utm_source=x',
    ])
  })

  it('counts an engine once for a page', () => {
    const [page, ...others] = fuseHits(
      [[hit('a', 1, 'https://x.org/1?utm_source=a'), hit('a', 2, 'https://x.org/1?utm_source=b')]],
      addressKey,
    )
    expect(others).toEqual([])
    expect(page).toMatchObject({ score: 1 / 61, engines: ['a'], url: 'https://x.org/1?utm_source=a' })
  })

  it('keeps the best of each: address and title of the best rank, longest snippet, earliest date as exactly as known', () => {
    const url = 'https://x.org/1'
    const [page] = fuseHits(
      [
        [hit('a', 2, url, { snippet: 'longer words', publishedAt: '2024-05', title: url })],
        [hit('b', 1, url, { title: url, snippet: 'short', publishedAt: '2024-05-09T01:00:00Z' })],
        [
          hit('c', 3, url, {
            title: 'Its name',
            publishedAt: '2024-05-09',
            authors: ['Ada'],
            also: ['https://y.org/1'],
          }),
        ],
      ],
      (one) => one,
    )
    expect(page).toEqual({
      url,
      title: 'Its name',
      snippet: 'longer words',
      publishedAt: '2024-05-09T01:00:00Z',
      authors: ['Ada'],
      also: ['https://y.org/1'],
      score: 1 / 61 + 1 / 62 + 1 / 63,
      engines: ['b', 'a', 'c'],
    })
    const dated = (...dates: readonly string[]) =>
      fuseHits(
        dates.map((publishedAt, index) => [hit(`e${index}`, 1, url, { publishedAt })]),
        (one) => one,
      )[0]!.publishedAt
    expect(dated('2025-01-02', '2024-12-31T10:00:00Z', '2024-12-31')).toBe('2024-12-31T10:00:00Z')
    expect(dated('2025', '2025-06-01')).toBe('2025-06-01')
  })

  it('takes hits that name one work for one, whichever address each engine prefers, and however they come to be linked', () => {
    const preprint = hit('arxiv', 2, 'https://arxiv.org/abs/2511.01234', {
      also: ['https://doi.org/10.1234/x'],
    })
    const register = hit('crossref', 1, 'https://doi.org/10.1234/X', {
      also: ['https://paywall.example/x.pdf'],
    })
    const index = hit('pubmed', 1, 'https://pubmed.ncbi.nlm.nih.gov/1/', {
      also: ['https://doi.org/10.1234/x'],
    })
    const web = [
      hit('web', 1, 'https://blog.example.com/'),
      hit('web', 4, 'http://arxiv.org/pdf/2511.01234v2.pdf'),
      hit('web', 7, 'https://arxiv.org/abs/2511.01234v1'),
    ]
    const shared = ['https://repository.example.edu/']
    const others = [
      hit('index', 1, 'https://doi.org/10.1234/y', { also: shared }),
      hit('index', 2, 'https://doi.org/10.1234/z', { also: shared }),
    ]
    const lists = [web, [register], [index], [preprint], others]
    const fused = fuseHits(lists, addressKey)
    expect(fused).toHaveLength(4)
    const [work] = fused
    expect(work).toMatchObject({ url: register.url, engines: ['crossref', 'pubmed', 'arxiv', 'web'] })
    expect(work!.score).toBeCloseTo(1 / 61 + 1 / 61 + 1 / 62 + 1 / 64)
    expect(work!.also).toEqual(
      expect.arrayContaining([index.url, preprint.url, 'http://arxiv.org/pdf/2511.01234v2.pdf']),
    )
    const turned = fuseHits([[register], others, [preprint], web, [index]], addressKey)
    expect(turned.map(({ engines }) => engines.toSorted())).toContainEqual(work!.engines.toSorted())
    expect(turned).toHaveLength(4)
  })

  it('is the same in whatever order an engine lists its hits', () => {
    const lists = fc.array(
      fc
        .uniqueArray(fc.nat(12), { maxLength: 8 })
        .map((pages) => pages.map((page, index) => [page, index + 1] as const)),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(lists, fc.infiniteStream(fc.nat()), (found, order) => {
        const hits = found.map((list, engine) =>
          list.map(([page, rank]) => hit(`e${engine}`, rank, `https://x.org/${page}`)),
        )
        const shuffled = hits.map((list) =>
          list
            .map((one) => ({ one, at: order.next().value ?? 0 }))
            .toSorted((one, other) => one.at - other.at)
            .map(({ one }) => one),
        )
        const fused = fuseHits(hits, (url) => url)
        expect(fuseHits(shuffled, (url) => url)).toEqual(fused)
        expect(fused.map(({ score }) => score)).toEqual(
          fused.map(({ score }) => score).toSorted((a, b) => b - a),
        )
        expect(new Set(fused.map(({ url }) => url)).size).toBe(fused.length)
      }),
      { seed: 3 },
    )
  })
})
