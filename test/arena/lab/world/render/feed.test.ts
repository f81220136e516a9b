import { afterAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { createFeedParser } from '#sources'
import type { LabFeed } from '../../../../../src/arena/lab/world.ts'
import { renderFeed } from '../../../../../src/arena/lab/world/render/render-page.ts'
import { hostile } from './samples.ts'

const { context } = createContext()
const parser = createFeedParser({ size: 1 })
afterAll(() => parser.close())

const feed: LabFeed = {
  url: 'http://halvor-courier.example/feed.xml?a=1&b=2',
  title: '哈弗信使报 & Söhne',
  language: 'zh',
  items: [
    { url: 'http://halvor-courier.example/2021/ferry?x=1&y=2', title: '渡船停航', publishedAt: '2021-11-02' },
    { url: 'http://halvor-courier.example/2019/bridge', title: hostile, publishedAt: '2019-03-14' },
  ],
}

describe.each(['rss', 'atom'] as const)('a feed as %s', (form) => {
  test('is read back by our parser', async () => {
    const { body, mediaType } = renderFeed(feed, form)
    const found = await parser.parse(Buffer.from(body), mediaType, feed.url, context)
    expect(found).toMatchObject({
      kind: form,
      title: feed.title,
      home: 'http://halvor-courier.example/',
      language: 'zh-CN',
    })
    expect(found.items.map(({ id, url }) => [id, url])).toEqual(feed.items.map(({ url }) => [url, url]))
    expect(found.items.map(({ publishedAt }) => publishedAt?.slice(0, 10))).toEqual([
      '2021-11-02',
      '2019-03-14',
    ])
    expect(found.items[0]!.title).toBe('渡船停航')
    // Titles in feeds may be HTML, so that what looks like a tag is taken for one.
    expect(found.items[1]!.title).toMatch(/Karsk & Daughters/)
  })

  test('without items is a feed still', async () => {
    const { body, mediaType } = renderFeed({ ...feed, items: [] }, form)
    expect((await parser.parse(Buffer.from(body), mediaType, feed.url, context)).items).toEqual([])
  })

  test('is indexed by its titles', () => {
    expect(renderFeed(feed, form).text).toContain('渡船停航')
  })
})
