import { KaojuError, shownAddress } from '#runtime'

/**
 * The addresses that a run may fetch: given by the user, returned by a search engine, listed by a feed, linked
 * from a fetched page, or where one of these redirects; never from a model's free text.
 *
 * 1. An address is a value that only this file makes; `visit` takes nothing else, and asks `holds` besides.
 * 2. A model chooses among addresses by their numbers; it never writes one.
 * 3. The same address is one value, with the way by which it came first.
 */
export interface FoundAddress {
  /** Absolute http(s), WHATWG serialisation, without fragment. */
  readonly url: string
  readonly from: AddressOrigin
}

/** How an address came into a run. `by`: the engine, the feed, or the page that links to it. */
export type AddressOrigin =
  | { readonly kind: 'user' }
  | { readonly kind: 'search' | 'feed' | 'link' | 'redirect'; readonly by: string }

/** The addresses of one run, as far as it knows them. */
export interface Frontier {
  /** Undefined: not an http(s) address. */
  offer(url: string, from: AddressOrigin): FoundAddress | undefined
  holds(address: FoundAddress): boolean
  /** @throws KaojuError `address-not-offered` */
  require(address: FoundAddress): void
  readonly size: number
}

/** An empty frontier, for one run. */
export function createFrontier(): Frontier {
  const offered = new Map<string, FoundAddress>()
  const holds = (address: FoundAddress): boolean => offered.get(address.url) === address
  return {
    offer(url, from) {
      const plain = plainAddress(url)
      if (plain === undefined) return undefined
      let address = offered.get(plain)
      if (!address)
        offered.set(plain, (address = Object.freeze({ url: plain, from: Object.freeze({ ...from }) })))
      return address
    },
    holds,
    require(address) {
      if (!holds(address)) throw new KaojuError('address-not-offered', { url: shownAddress(address.url) })
    },
    get size() {
      return offered.size
    },
  }
}

/** An http(s) address as the WHATWG URL standard writes it, without fragment; undefined where it is none. */
export function plainAddress(text: string): string | undefined {
  if (text.length > 8_000 || !URL.canParse(text.trim())) return undefined
  const url = new URL(text.trim())
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  url.hash = ''
  return url.href
}
