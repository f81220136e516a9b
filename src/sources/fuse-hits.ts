import type { FusedHit, SourceHit } from './search.ts'
import { workAddress } from './search/work-addresses.ts'

/**
 * One list from many: reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009, k = 60), where hits of one key are
 * one page. What differs from the paper: every engine counts alike, and ties fall to the best rank, then to the
 * engine named first, so that the order of arrival decides nothing. Hits that name one work, by its DOI or its paper on
 * arXiv, are one page too, whichever address each of them prefers.
 *
 * @param lists hits of one engine each, in the order in which the engines are set up
 */
export function fuseHits(
  lists: readonly (readonly SourceHit[])[],
  keyOf: (url: string) => string,
): FusedHit[] {
  const pages = new Map<string, Found[]>()
  lists.forEach((list, engine) => {
    for (const hit of list.toSorted((one, other) => one.rank - other.rank)) {
      const keys = keysOf(hit, keyOf)
      const [page = [], ...others] = new Set(
        keys.flatMap((key) => [pages.get(key) ?? []].filter((one) => one.length > 0)),
      )
      page.push({ hit, engine }, ...others.flat())
      for (const key of [...keys, ...others.flat().flatMap((found) => keysOf(found.hit, keyOf))])
        pages.set(key, page)
    }
  })
  // The sort is stable, and pages came in the order of the engines and their ranks.
  return [...new Set(pages.values())]
    .map((page) => {
      const hits = onceEach(page)
      return { best: Math.min(...hits.map(({ rank }) => rank)), page: merged(hits) }
    })
    .toSorted((one, other) => other.page.score - one.page.score || one.best - other.best)
    .map(({ page }) => page)
}

/** A hit, and the place of its engine. */
interface Found {
  readonly hit: SourceHit
  readonly engine: number
}

/** Under which keys a page is known. Of its other addresses only those that name the work: two works may share a repository. */
function keysOf({ url, also = [] }: SourceHit, keyOf: (url: string) => string): string[] {
  return [keyOf(url), ...[url, ...also].flatMap((address) => workAddress(address) ?? []).map(keyOf)]
}

/** The best hit of each engine, in the order of the engines. */
function onceEach(page: readonly Found[]): SourceHit[] {
  const best = new Map<number, SourceHit>()
  for (const { hit, engine } of page.toSorted(
    (one, other) => one.engine - other.engine || one.hit.rank - other.hit.rank,
  ))
    if (!best.has(engine)) best.set(engine, hit)
  return [...best.values()]
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
