import type { SnapshotId } from '#vocabulary'
import {
  foundLimits,
  isInterruption,
  KaojuError,
  shownAddress,
  toKaojuError,
  type Context,
  type FoundLimits,
} from '#runtime'
import { isFresh } from './freshness.ts'
import type { Frontier } from './frontier.ts'
import type { Arrival } from './page-answer.ts'
import { endurance, exchangePage, type ExchangeParts } from './page-exchange.ts'
import type { PageReader, PageRecord, PageRenderer, PageSigns, PageStore, VisitedPage } from './page.ts'
import { follow } from './redirects.ts'
import type { RobotsKeeper } from './robots-keeper.ts'
import { showInBrowser } from './show-in-browser.ts'

/** What a page fetcher is made of. */
export interface PageFetcherParts<Reading> {
  readonly store: PageStore
  readonly read: PageReader<Reading>
  readonly frontier: Frontier
  readonly renderer?: PageRenderer
  /** Shared by the runs of a process, so that one robots.txt is asked for once a day; default: its own. */
  readonly robots?: RobotsKeeper
  readonly limits?: Partial<FoundLimits>
}

/** What was read of a page; without a reading, it has no text. */
interface Shown<Reading> {
  readonly page: PageRecord
  readonly bytes: Uint8Array
  readonly via: VisitedPage<Reading>['via']
  readonly reading?: Reading
  readonly signs: PageSigns
}

const blank: PageSigns = { links: [], feeds: [], needsBrowser: true }

const refreshesAtMost = 3
/** With less than this left of the budget, a page is tried all the same, and is refused as the budget says. */
const leastBytes = 2 ** 20

/** One visit of one address; see `fetch-page.ts`. */
export class Visit<Reading> {
  private readonly url: string
  private readonly parts: PageFetcherParts<Reading>
  private readonly exchange: ExchangeParts
  private readonly context: Context
  private readonly publishedAt: string | undefined
  private reads = 0

  constructor(
    url: string,
    parts: PageFetcherParts<Reading>,
    exchange: ExchangeParts,
    context: Context,
    publishedAt: string | undefined,
  ) {
    this.url = url
    this.parts = parts
    this.exchange = exchange
    this.context = context
    this.publishedAt = publishedAt
  }

  async make(): Promise<VisitedPage<Reading>> {
    const { held, fresh, bytes } = await this.lookUp()
    let shown: Shown<Reading>
    if (held && fresh) {
      this.tell(held.finalUrl, 'cache', 0)
      shown = await this.readOf(held, bytes ?? (await this.kept(held.snapshot)), 'cache')
    } else shown = await this.fromNetwork(held)
    const page = await this.withText(shown)
    if (page.page !== held) await this.remember(page.page)
    return page
  }

  /** Once in a run: a replay writes nothing, and a resumed run nothing older than what is known by now. */
  private async remember(page: PageRecord): Promise<void> {
    const { store } = this.parts
    const { clock } = this.context
    await this.context.observe('remembered', { snapshot: page.snapshot }, async () => {
      const known = await store.page(page.url)
      // What comes from the future was fetched by a clock that was wrong.
      const newer = known !== undefined && known.fetchedAt > page.fetchedAt && known.fetchedAt <= clock.now()
      if (!newer) await store.remember(page)
      return { newer }
    })
  }

  /** What is remembered of the address; a page whose bytes are gone is not. */
  private async lookUp(): Promise<{ held?: PageRecord; fresh: boolean; bytes?: Uint8Array }> {
    const { store } = this.parts
    let bytes: Uint8Array | undefined
    const { held, fresh } = await this.context.observe<{ held?: PageRecord; fresh: boolean }>(
      'cache',
      { url: this.url },
      async () => {
        const known = await store.page(this.url)
        bytes = known && (await store.bytes(known.snapshot))
        if (!known || !bytes) return { fresh: false }
        // What may no longer be fetched is asked for, so that whoever refuses it says why.
        const usable = this.admits(known.url) && this.admits(known.finalUrl)
        return { held: known, fresh: usable && isFresh(known, this.context.clock.now()) }
      },
    )
    return { fresh, ...(held ? { held } : {}), ...(bytes ? { bytes } : {}) }
  }

  private admits(url: string): boolean {
    try {
      this.context.egress.admit(url)
      return true
    } catch {
      return false
    }
  }

  /** From the network, through redirects and meta refreshes. */
  private async fromNetwork(held: PageRecord | undefined): Promise<Shown<Reading>> {
    const { frontier } = this.parts
    const before: string[] = []
    let [url, holds] = [this.url, Infinity]
    for (let refreshes = 0; ; refreshes++) {
      const { arrival, bytes } = await this.arrivalAt(url, before, held, refreshes)
      // What leads on is no longer known to lead there when it is stale itself.
      holds = Math.min(holds, arrival.freshUntil)
      for (const [index, hop] of arrival.hops.entries())
        if (index > 0) frontier.offer(hop, { kind: 'redirect', by: arrival.hops[index - 1]! })
      before.push(...arrival.hops)
      const shown = await this.readOf(recordOf(this.url, arrival, holds), bytes, arrival.via)
      const { refresh } = shown.signs
      // Many pages ask to be loaded again from time to time.
      if (refresh === undefined || sameButFragment(refresh, arrival.finalUrl)) return shown
      if (refreshes === refreshesAtMost)
        throw this.wrong('page-redirects', `more than ${refreshesAtMost} meta refreshes`)
      url = follow(arrival.finalUrl, refresh, before, frontier)
    }
  }

  /** One call: journalled, retried, bounded. */
  private async arrivalAt(
    url: string,
    before: readonly string[],
    held: PageRecord | undefined,
    refreshes: number,
  ): Promise<{ arrival: Arrival; bytes: Uint8Array }> {
    const { context, exchange } = this
    const bound = { pages: 1, bytes: this.byteLimit() }
    let came: Uint8Array | undefined
    const { origin, host } = new URL(url)
    const arrival = await context.call<Arrival>({
      name: refreshes === 0 ? 'fetch' : `refresh-${refreshes}`,
      inputs: {
        url,
        held: held ? [held.finalUrl, held.etag ?? null, held.lastModified ?? null, held.snapshot] : null,
      },
      kind: 'page',
      service: host,
      purpose: 'page',
      endpoint: origin,
      ...endurance,
      bound,
      attempt: (exchanging) =>
        exchangePage({ url, held, before, bound }, exchange, exchanging, (bytes) => (came = bytes)),
    })
    this.tell(arrival.finalUrl, arrival.via, arrival.bytes, arrival.route)
    return { arrival, bytes: came ?? (await this.kept(arrival.snapshot)) }
  }

  /** What one page may be long; little is left of the budget sometimes, and most pages are small. */
  private byteLimit(): number {
    const most = this.exchange.limits.wireBytes ?? foundLimits.wireBytes
    const left = this.context.budget.left('bytes')
    return Math.min(most, Math.max(leastBytes, Math.floor(left)))
  }

  /** Bytes that the run had. Gone, they were purged: a resumed run goes on without, a replay is refused. */
  private async kept(snapshot: SnapshotId): Promise<Uint8Array> {
    const bytes = await this.parts.store.bytes(snapshot)
    if (bytes) return bytes
    await this.context.observe('gone', { snapshot }, () => ({ gone: 1 }))
    throw new KaojuError('withdrawn', { id: snapshot })
  }

  private async readOf(
    page: PageRecord,
    bytes: Uint8Array,
    via: Shown<Reading>['via'],
  ): Promise<Shown<Reading>> {
    const { publishedAt } = this
    try {
      const read = await this.parts.read(
        {
          url: page.finalUrl,
          bytes,
          ...(page.mediaType === '' ? {} : { contentType: page.mediaType }),
          ...(publishedAt === undefined ? {} : { publishedAt }),
        },
        this.context.at(`read-${++this.reads}`),
      )
      return { page, bytes, via, ...read }
    } catch (error) {
      // A page that scripts fill has no text before they ran.
      const none =
        error instanceof KaojuError && (error.code === 'file-no-text' || error.code === 'file-empty')
      if (none && isHtml(page)) return { page, bytes, via, signs: blank }
      throw error
    }
  }

  /** The page with a text of its own, shown by a browser where it needs one. @throws KaojuError `page-shell`, `browser-missing` */
  private async withText(shown: Shown<Reading>): Promise<VisitedPage<Reading>> {
    let best = shown
    let why: KaojuError | undefined
    const { shell } = shown.signs
    const wants =
      (shown.reading === undefined || shown.signs.needsBrowser) && (!shell || shell.kind === 'empty')
    if (wants && !shown.page.rendered) {
      const rendered = await this.rendered(shown.page)
      if (rendered instanceof KaojuError) why = rendered
      else if (isText(rendered) || !isText(shown)) best = rendered
    }
    const { page, bytes, via, reading, signs } = best
    if (reading !== undefined && !signs.shell) return { page, bytes, via, reading, signs }
    if (wants && why) throw why
    const { kind, why: words } = signs.shell ?? { kind: 'empty', why: 'no text' }
    throw this.wrong('page-shell', `${kind}: ${words}`)
  }

  /** What a browser shows; a failure is a value, because the text without scripts may do. */
  private async rendered(plain: PageRecord): Promise<Shown<Reading> | KaojuError> {
    // A replay has no browser and meets what was shown; it must not meet more than the run did.
    const { present } = await this.context.observe('has-browser', {}, () => ({
      present: this.parts.renderer !== undefined,
    }))
    if (!present) return new KaojuError('browser-missing', { url: shownAddress(plain.finalUrl) })
    let came: Uint8Array | undefined
    try {
      const wanted = { url: plain.finalUrl, bytes: this.byteLimit(), renderer: this.parts.renderer }
      const { finalUrl, snapshot, at, bytes } = await showInBrowser(
        wanted,
        this.exchange,
        this.context,
        (html) => (came = html),
      )
      this.parts.frontier.offer(finalUrl, { kind: 'redirect', by: plain.finalUrl })
      this.tell(finalUrl, 'browser', bytes)
      const { url, freshUntil } = plain
      const mediaType = 'text/html;charset=utf-8'
      const page = { url, finalUrl, snapshot, mediaType, fetchedAt: at, freshUntil, rendered: true } as const
      return await this.readOf(page, came ?? (await this.kept(snapshot)), 'browser')
    } catch (thrown) {
      this.context.abort.throwIfAborted()
      const error = toKaojuError(thrown)
      if (isInterruption(error) || error.code === 'replay-missing') throw thrown
      return error
    }
  }

  private tell(finalUrl: string, via: Shown<Reading>['via'], bytes: number, route?: string): void {
    const { url } = this
    this.context.emit({ type: 'page-fetched', url, finalUrl, via, bytes, ...(route ? { route } : {}) })
  }

  private wrong(code: 'page-redirects' | 'page-shell', reason: string): KaojuError {
    return new KaojuError(code, { url: shownAddress(this.url), reason })
  }
}

function recordOf(url: string, arrival: Arrival, freshUntil: number): PageRecord {
  const { finalUrl, snapshot, mediaType, fetchedAt, etag, lastModified } = arrival
  return {
    url,
    finalUrl,
    snapshot,
    mediaType,
    fetchedAt,
    freshUntil,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  }
}

function isHtml({ mediaType }: PageRecord): boolean {
  return mediaType === '' || /^(?:text\/html|application\/xhtml\+xml)(?:;|$)/.test(mediaType)
}

function isText({ reading, signs }: Shown<unknown>): boolean {
  return reading !== undefined && !signs.shell
}

function sameButFragment(one: string, other: string): boolean {
  return one.split('#', 1)[0] === other.split('#', 1)[0]
}
