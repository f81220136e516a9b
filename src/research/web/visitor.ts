import { isInterruption, sha256, toKaojuError, type Context } from '#runtime'
import {
  addressKey,
  createFrontier,
  createPageFetcher,
  type FoundAddress,
  type Frontier,
  type McpDocument,
  type PageFetcher,
  type PageRenderer,
  type PageSigns,
  type RobotsKeeper,
} from '#sources'
import type { Holding, Library, NewHolding } from '#library'
import { createReadingPool, type Reading, type ReadingPool } from '#reading'
import { allEnded } from './all-ended.ts'

/** A document from outside, read and not yet in the library. */
export interface Brought {
  readonly holding: NewHolding
  readonly signs?: PageSigns
  readonly via: string
}

/** What could not be brought, and why. */
export interface Missed {
  readonly url: string
  readonly code: string
  readonly why: string
}

/**
 * Fetches and reads for one run: the page fetcher of `sources`, the readers and the page store put together.
 *
 * 1. A page, or a document of a server, is fetched once in a run, whoever asks for it, and however its address is written.
 * 2. What cannot be had is a value: one bad page among many does not end the work. Being told to leave does.
 * 3. Nothing is in the library before `shelve`, which adds in the order given, and each once in a run.
 */
export interface Visitor {
  readonly frontier: Frontier
  visit(address: FoundAddress, publishedAt?: string): Promise<Brought | Missed>
  /** Reads what an MCP server gives for `uri`, which is loaded below a place of its own. */
  read(uri: string, server: string, load: (place: Context) => Promise<McpDocument>): Promise<Brought | Missed>
  /** Adds and indexes; gives their places in the order given. Any number may be under way. */
  shelve(brought: readonly Brought[]): Promise<Holding[]>
  close(): Promise<void>
}

/** What visitors of one run share, and do not close. */
export interface Outside {
  readonly renderer?: PageRenderer
  readonly readers?: ReadingPool
  readonly robots?: RobotsKeeper
}

/**
 * @param outside the browser and the readers, where they are shared, and what is known of robots.txt
 * @param context the place below which pages are recorded
 */
export function openVisitor(library: Library, outside: Outside, context: Context): Visitor {
  library.expect()
  const frontier = createFrontier()
  const visits = new Map<string, Promise<Brought | Missed>>()
  const shelved = new Map<Brought, Promise<Holding>>()
  let own: ReadingPool | undefined
  const reading = (): ReadingPool => outside.readers ?? (own ??= createReadingPool({}, context))
  const pages = pagesOf(library, outside, frontier, reading)

  const attempt = async (url: string, work: () => Promise<Brought>): Promise<Brought | Missed> => {
    try {
      return await work()
    } catch (error) {
      context.abort.throwIfAborted()
      const known = toKaojuError(error)
      // A page on which this program itself breaks is a page among many; what else is broken will be met again.
      if (isInterruption(known) && known.code !== 'internal') throw known
      context.emit({ type: 'page-failed', url, code: known.code, why: known.message })
      return { url, code: known.code, why: known.message }
    }
  }

  const once = (
    key: string,
    url: string,
    work: (key: string) => Promise<Brought>,
  ): Promise<Brought | Missed> => {
    let visit = visits.get(key)
    if (!visit) visits.set(key, (visit = attempt(url, () => work(key))))
    return visit
  }

  return {
    frontier,
    visit: (address, publishedAt) =>
      once(addressKey(address.url), address.url, async (key) => {
        const place = context.at(`page-${sha256(key).slice(0, 20)}`)
        const { page, bytes, reading: read, signs, via } = await pages.visit(address, place, publishedAt)
        const holding = { uri: page.finalUrl, bytes, ...read, fetchedAt: page.fetchedAt, group: 'web' }
        return { holding, signs, via }
      }),
    read: (uri, server, load) =>
      once(uri, uri, async () => {
        const place = context.at(`mcp-${server}`)
        const { title, bytes, mediaType } = await load(place)
        const read = await reading().read({ uri, name: title || uri, bytes, mediaType }, place)
        const holding = { uri, bytes, ...read, fetchedAt: context.clock.now(), group: `mcp:${server}` }
        return { holding, via: 'source' }
      }),
    async shelve(brought) {
      const fresh = brought.filter((one) => !shelved.has(one))
      if (fresh.length > 0) {
        const added = addAll(library, fresh, context)
        for (const [index, one] of fresh.entries())
          shelved.set(
            one,
            added.then((places) => places[index]!),
          )
      }
      return await allEnded(brought.map((one) => shelved.get(one)!))
    },
    async close() {
      await own?.close()
    },
  }
}

/** Adds together, then makes all of it findable. */
async function addAll(library: Library, brought: readonly Brought[], context: Context): Promise<Holding[]> {
  const added = await allEnded(brought.map(({ holding }) => library.add(holding)))
  for (const [index, { document, outcome }] of added.entries()) {
    const { uri, passages } = brought[index]!.holding
    context.emit({ type: 'file-read', uri, document, passages: passages.length, outcome })
  }
  const [places] = await Promise.all([
    Promise.all(brought.map(({ holding }) => library.holding(holding.uri))),
    library.refresh(),
  ])
  return places.map((place) => place!)
}

/** The page fetcher of `sources`, with the library as its store and the readers of this process. */
function pagesOf(
  library: Library,
  { renderer, robots }: Outside,
  frontier: Frontier,
  reading: () => ReadingPool,
): PageFetcher<Reading> {
  return createPageFetcher<Reading>({
    store: library.pages,
    frontier,
    ...(renderer ? { renderer } : {}),
    ...(robots ? { robots } : {}),
    read: async ({ url, bytes, contentType, publishedAt }, context) => {
      const web = { url, ...(contentType ? { contentType } : {}) }
      const about = { uri: url, name: nameIn(url), bytes, web }
      const read = await reading().readPage({ ...about, ...(publishedAt ? { publishedAt } : {}) }, context)
      // Without text it may still lead somewhere.
      if ('noText' in read) return { signs: read.signs }
      const { signs, ...document } = read
      return { reading: document, signs }
    },
  })
}

export function isMissed(outcome: Brought | Missed): outcome is Missed {
  return 'code' in outcome
}

/** The last part of an address's path, as a file would be called. */
function nameIn(url: string): string {
  const { pathname, hostname } = new URL(url)
  const last = pathname.split('/').findLast((part) => part !== '') ?? hostname
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
