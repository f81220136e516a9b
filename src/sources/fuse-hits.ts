import type { FusedHit, SourceHit } from './search.ts'

/**
 * One list from many: reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009, k = 60), where hits of one key are
 * one page. What differs from the paper: every engine counts alike, and ties fall to the best rank, then to the
 * engine named first, so that the order of arrival decides nothing.
 *
 * @param lists hits of one engine each, in the order in which the engines are set up
 */
export function fuseHits(
  lists: readonly (readonly SourceHit[])[],
  keyOf: (url: string) => string,
): FusedHit[] {
  const pages = new Map<string, SourceHit[]>()
  for (const list of lists) {
    const seen = new Set<string>()
    for (const hit of list.toSorted((one, other) => one.rank - other.rank)) {
      const key = keyOf(hit.url)
      if (seen.has(key)) continue
      seen.add(key)
      const found = pages.get(key)
      if (found) found.push(hit)
      else pages.set(key, [hit])
    }
  }
  // The sort is stable, and pages came in the order of the engines and their ranks.
  return [...pages.values()]
    .map((hits) => ({ best: Math.min(...hits.map(({ rank }) => rank)), page: merged(hits) }))
    .toSorted((one, other) => other.page.score - one.page.score || one.best - other.best)
    .map(({ page }) => page)
}

const k = 60

/** @param hits of one page, in the order of the engines */
function merged(hits: readonly SourceHit[]): FusedHit {
  const ranked = hits.toSorted((one, other) => one.rank - other.rank)
  const { url, title } = ranked[0]!
  const snippet = ranked.reduce(
    (longest, hit) => (hit.snippet.length > longest.length ? hit.snippet : longest),
    '',
  )
  const publishedAt = mostTelling(ranked.flatMap((hit) => hit.publishedAt ?? []))
  const authors = ranked.find((hit) => hit.authors)?.authors
  const also = [...new Set(ranked.flatMap((hit) => [...(hit.also ?? []), hit.url]))].filter(
    (one) => one !== url,
  )
  return {
    url,
    // An engine that gives no title gives the address.
    title: ranked.find((hit) => hit.title !== hit.url)?.title ?? title,
    snippet,
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(authors === undefined ? {} : { authors }),
    ...(also.length === 0 ? {} : { also: also.slice(0, 8) }),
    score: ranked.reduce((sum, { rank }) => sum + 1 / (k + rank), 0),
    engines: ranked.map(({ engine }) => engine),
  }
}

/** Of several dates the earliest (a later one is mostly a revision or a crawl), as exactly as it is known. */
function mostTelling(dates: readonly string[]): string | undefined {
  const [earliest] = dates.map((date) => date.slice(0, 10)).toSorted(byText)
  if (earliest === undefined) return undefined
  return dates
    .filter((date) => date.startsWith(earliest))
    .toSorted((one, other) => other.length - one.length || byText(one, other))[0]
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
