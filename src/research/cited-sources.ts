import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { addressKey, plainAddress, siteOf } from '#sources'
import { termsOf, type Holding } from '#library'
import type { CitedSource, Draft } from './draft.ts'
import { isPrivate, type Shelf } from './shelf.ts'
import { allEnded } from './web/all-ended.ts'
import { isMissed, type Brought, type Missed, type Visitor } from './web/visitor.ts'

/** What stands at the addresses that a draft cites, by `addressKey`; and what could not be had. */
export interface CitedPages {
  readonly documents: ReadonlyMap<string, DocumentId>
  readonly missed: readonly Missed[]
}

/** The addresses that a draft cites, each once, in its order. */
export function citedAddresses({ sentences, references }: Draft): string[] {
  const sources = [...references, ...sentences.flatMap(({ cites }) => cites)]
  const addresses = new Map<string, string>()
  for (const { target } of sources) {
    const address = target === undefined ? undefined : plainAddress(target)
    if (address && !addresses.has(addressKey(address))) addresses.set(addressKey(address), address)
  }
  return [...addresses.values()]
}

/** Fetches what a draft cites into the library: the user asked for exactly these addresses. */
export async function bringCited(
  draft: Draft,
  shelf: Shelf,
  openVisitor: (context: Context) => Visitor,
  context: Context,
): Promise<CitedPages> {
  const addresses = citedAddresses(draft)
  if (addresses.length === 0) return { documents: new Map(), missed: [] }
  const brought = await context.observe('cited-pages', { addresses }, async () => {
    const visitor = openVisitor(context)
    try {
      let done = 0
      const outcomes = await allEnded(
        addresses.map(async (url) => {
          const outcome = await visitor.visit(visitor.frontier.offer(url, { kind: 'user' })!)
          context.emit({ type: 'progress', phase: 'fetch', done: ++done, total: addresses.length, item: url })
          return [url, outcome] as const
        }),
      )
      const pages = outcomes.filter((one): one is readonly [string, Brought] => !isMissed(one[1]))
      const places = await visitor.shelve(pages.map(([, page]) => page))
      return {
        places,
        documents: pages.map(([url, { holding }]) => [addressKey(url), holding.document.id] as const),
        missed: outcomes.flatMap(([url, outcome]) => (isMissed(outcome) ? [{ ...outcome, url }] : [])),
      }
    } finally {
      await visitor.close()
    }
  })
  shelf.admit(brought.places)
  return { documents: new Map(brought.documents), missed: brought.missed }
}

/**
 * The holding that a draft's citation means: by its address, its file name, or a title that says the same words. What
 * stands at another address of the web is not what was cited, though it be called alike; a copy that the user saved is.
 *
 * @param pages what stands at addresses that the draft cites, wherever they led
 */
export function findSource(
  source: CitedSource,
  holdings: readonly Holding[],
  pages: CitedPages['documents'] = new Map(),
): Holding | undefined {
  const address = source.target === undefined ? undefined : plainAddress(source.target)
  if (address) {
    const key = addressKey(address)
    const document = pages.get(key)
    const held = holdings.find(
      (one) => (document !== undefined && one.document === document) || sameAddress(one.uri, key),
    )
    if (held) return held
  }
  const target = source.target && decode(source.target).replace(/[?#].*$/, '')
  const base = target?.split(/[\\/]/).pop()?.toLowerCase()
  const site = address && siteOf(address)
  const likely = site ? holdings.filter((held) => isPrivate(held) || siteOf(held.uri) === site) : holdings
  const byPlace = likely.find((held) => {
    // A page of the web is what stands at its address.
    if (!isPrivate(held)) return held.uri === source.target
    const uri = decode(held.uri)
    return target !== undefined && (uri === target || (base !== '' && uri.toLowerCase().endsWith(`/${base}`)))
  })
  if (byPlace) return byPlace
  // A target that names a file we do not hold is that file, whatever its label says.
  if (base && /\.\w{2,5}$/.test(base)) return undefined
  return bestTitle(source.label, likely)
}

function bestTitle(label: string, holdings: readonly Holding[]): Holding | undefined {
  const wanted = termsOf(label.replace(/\.\w{2,5}$/, ''))
  if (wanted.size === 0) return undefined
  let best: { held: Holding; share: number } | undefined
  for (const held of holdings) {
    const name = decode(held.uri)
      .split('/')
      .pop()!
      .replace(/\.\w{2,5}$/, '')
      .replace(/[-_.]+/g, ' ')
    for (const title of [held.title, name]) {
      const terms = termsOf(title)
      const shared = [...wanted.keys()].filter((term) => terms.has(term)).length
      const share = (2 * shared) / (wanted.size + terms.size)
      if (share >= 0.6 && share > (best?.share ?? 0)) best = { held, share }
    }
  }
  return best?.held
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

function sameAddress(uri: string, key: string): boolean {
  return /^https?:/i.test(uri) && addressKey(uri) === key
}
