import { plainWords } from './plain-words.ts'
import type { Engine, SourceHit, WebQuery } from './search.ts'
import { textOf } from './search/reply-fields.ts'
import { statedDate } from './search/stated-date.ts'
import { unreadable } from './search-failure.ts'

type Claimed = Awaited<ReturnType<Engine>>[number]

/**
 * What an engine claims to have found, as the rest of the house may take it.
 *
 * 1. Addresses are absolute http(s) ones without name and password; what has none is dropped.
 * 2. Titles and snippets are plain text of bounded length; a title that says nothing is the address.
 * 3. Dates are ISO, and lie in the period that was asked for as far as they are known.
 * 4. Ranks count from 1 without gaps; at most `limit` hits, each address once.
 * 5. Results of which none has a usable address are no empty list: nobody knows what the engine found.
 *
 * @throws KaojuError `search-unreadable`
 */
export function checkedHits(
  claimed: readonly Claimed[],
  query: WebQuery,
  engine: string,
  now: number,
): SourceHit[] {
  const hits: SourceHit[] = []
  const seen = new Set<string>()
  let usable = 0
  for (const claim of claimed.slice(0, mostRead)) {
    if (hits.length >= query.limit) break
    const url = checkedAddress(claim.url)
    if (url === undefined) continue
    usable++
    const publishedAt = statedDate(claim.publishedAt, now)
    if (seen.has(url) || !within(publishedAt, query)) continue
    seen.add(url)
    const authors = textsOf(claim.authors, (text) => plainWords(text, longestName), mostAuthors)
    const also = textsOf(claim.also, checkedAddress, mostOthers).filter((other) => other !== url)
    hits.push({
      url,
      title: plainWords(textOf(claim.title), longestTitle) || url.slice(0, longestTitle),
      snippet: plainWords(textOf(claim.snippet), longestSnippet),
      ...(publishedAt === undefined ? {} : { publishedAt }),
      ...(authors.length === 0 ? {} : { authors }),
      ...(also.length === 0 ? {} : { also }),
      engine,
      rank: hits.length + 1,
    })
  }
  if (claimed.length > 0 && usable === 0)
    throw unreadable(`${claimed.length} results, none with a web address`)
  return hits
}

/** Nobody gives more; whoever does wants to keep somebody busy. */
const mostRead = 500
const longestTitle = 300
const longestSnippet = 2_000
const longestName = 100
const mostAuthors = 20
const mostOthers = 5
const longestAddress = 4_000

/** An http(s) address without credentials and fragment, as the WHATWG URL standard writes it. */
function checkedAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > longestAddress) return undefined
  const text = address.trim()
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined
  url.hash = ''
  return url.href.length > longestAddress ? undefined : url.href
}

function textsOf(
  claimed: unknown,
  checked: (text: string) => string | undefined,
  most: number,
): readonly string[] {
  if (!Array.isArray(claimed)) return []
  const texts = claimed.slice(0, 4 * most).map((one) => (typeof one === 'string' ? checked(one) : undefined))
  return [...new Set(texts.filter((one) => one !== undefined && one !== ''))].slice(0, most) as string[]
}

/** Whether a date, as precise as it is, can lie in the period; what has none may. */
function within(date: string | undefined, { since, until }: WebQuery): boolean {
  if (date === undefined) return true
  const known = date.slice(0, 10)
  if (since !== undefined && known < since.slice(0, known.length)) return false
  return until === undefined || known <= until.slice(0, known.length)
}
