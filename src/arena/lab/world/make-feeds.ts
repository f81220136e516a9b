import type { LabFeed } from '../world.ts'
import type { Printed } from './press.ts'
import type { Site } from './sites.ts'
import { feedTitle } from './words.ts'

/** Items of a site that its feed tells besides what only it tells. */
const known = 6

/** A feed for every site that has told something there and nowhere else, among the newest of its other pages. */
export function makeFeeds(printed: readonly Printed[]): LabFeed[] {
  const bySite = new Map<Site, Printed[]>()
  for (const page of printed) bySite.set(page.site, [...(bySite.get(page.site) ?? []), page])
  return [...bySite].flatMap(([site, pages]) => {
    const news = pages.filter(({ unlisted }) => unlisted === 'feed')
    if (news.length === 0) return []
    const others = pages
      .filter(({ unlisted }) => !unlisted)
      .toSorted(newestFirst)
      .slice(0, known)
    const items = [...news, ...others]
      .toSorted(newestFirst)
      .map(({ url, title, publishedAt }) => ({ url, title, publishedAt }))
    return [
      { url: `http://${site.host.name}/feed.xml`, title: feedTitle(site), language: site.language, items },
    ]
  })
}

function newestFirst(a: Printed, b: Printed): number {
  return a.publishedAt < b.publishedAt ? 1 : a.publishedAt > b.publishedAt ? -1 : a.url < b.url ? -1 : 1
}
