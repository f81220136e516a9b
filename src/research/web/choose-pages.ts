import type { Language } from '#vocabulary'
import { addressKey, siteOf, type FoundAddress, type FusedHit, type PageLink } from '#sources'
import { termsOf } from '#library'
import { withoutAskingWords } from '#reasoning'

/** An address that could be fetched for a sub-question, and how promising it looks before anything was read. */
export interface Prospect {
  readonly address: FoundAddress
  readonly promise: number
  readonly publishedAt?: string
  /** Where the same work stands too: fetched when the first cannot be. */
  readonly also: readonly FoundAddress[]
}

/** A page of one site says much that its next page repeats: so many of one site in one wave. */
const perSite = 2
/** A link is a guess of a page's author; a hit is one of an engine that has read the page. */
const linkDiscount = 0.6

/** How promising a hit is: the engines' order, and how many of the question's terms its title and snippet hold. */
export function promiseOfHit(hit: FusedHit, wanted: ReadonlySet<string>, best: number): number {
  return 0.5 * (hit.score / (best || 1)) + 0.5 * shareOf(`${hit.title} ${hit.snippet}`, wanted)
}

/** How promising a link is: by its words alone. */
export function promiseOfLink(link: PageLink, wanted: ReadonlySet<string>): number {
  return linkDiscount * shareOf(link.text, wanted)
}

/** The terms that a sub-question looks for. */
export function termsWanted(question: string, language: Language): ReadonlySet<string> {
  return new Set(termsOf(withoutAskingWords(question, language)).keys())
}

/** The share of `wanted` that a text holds, 0 to 1. */
export function shareOf(text: string, wanted: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0
  const held = termsOf(text)
  return [...wanted].filter((term) => held.has(term)).length / wanted.size
}

/** The addresses of one sub-question, from which each wave takes its pages. */
export interface Prospects {
  /** A page that is known already, however its address is written, only becomes more promising. */
  add(prospect: Prospect): void
  /** The most promising that nobody chose before. */
  choose(most: number): Prospect[]
}

export function createProspects(): Prospects {
  const known = new Map<string, Prospect>()
  const chosen = new Set<string>()
  return {
    add(prospect) {
      const key = addressKey(prospect.address.url)
      const before = known.get(key)
      if (!before) known.set(key, prospect)
      else if (prospect.promise > before.promise) known.set(key, { ...before, promise: prospect.promise })
    },
    choose(most) {
      const open = [...known].filter(([key]) => !chosen.has(key)).map(([, prospect]) => prospect)
      const some = choosePages(open, most)
      for (const { address } of some) chosen.add(addressKey(address.url))
      return some
    },
  }
}

/** The most promising, best first, few of one site; ties by address, so that the order of arrival decides nothing. */
export function choosePages(prospects: readonly Prospect[], most: number): Prospect[] {
  const sites = new Map<string, number>()
  const chosen: Prospect[] = []
  const inOrder = prospects.toSorted(
    (a, b) => b.promise - a.promise || (a.address.url < b.address.url ? -1 : 1),
  )
  for (const prospect of inOrder) {
    if (chosen.length === most) break
    const site = siteOf(prospect.address.url)
    const count = sites.get(site) ?? 0
    if (count >= perSite) continue
    sites.set(site, count + 1)
    chosen.push(prospect)
  }
  return chosen
}
