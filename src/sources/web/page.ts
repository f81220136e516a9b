import type { SnapshotId } from '#vocabulary'
import type { Context } from '#runtime'
import type { FoundAddress } from './frontier.ts'

/**
 * Pages of the web, as `fetch-page.ts` gets them: the contract, and what it needs of later rooms.
 *
 * 1. Only an address of the run's frontier is fetched; every hop (redirect, meta refresh) is checked again by the
 *    egress and by the robots.txt of its host.
 * 2. Bytes are kept before anything names them; a page is a snapshot with the time at which it was fetched.
 * 3. What shows no content of its own (an error with status 200, a cookie wall) is a named failure and no evidence.
 * 4. It owns nothing that has to be closed: store, browser and robots' keeper outlive it.
 */
export interface PageFetcher<Reading> {
  /**
   * @param publishedAt what a search engine or a feed says; the page's own word goes before it
   * @throws KaojuError `page-robots`, `page-robots-unreachable`, `page-status`, `page-busy`, `page-server-error`,
   * `page-shell`, `page-redirects`, `browser-missing`, `address-not-offered`, `withdrawn` (a resumed run, whose page
   * was purged since), what reading throws (`format-unknown`, `file-damaged` …), and what the egress throws
   */
  visit(address: FoundAddress, context: Context, publishedAt?: string): Promise<VisitedPage<Reading>>
}

/** A page that was fetched and read. */
export interface VisitedPage<Reading> {
  readonly page: PageRecord
  readonly bytes: Uint8Array
  readonly reading: Reading
  readonly signs: PageSigns
  readonly via: 'network' | 'revalidated' | 'cache' | 'browser'
}

/** What is remembered of an address, so that it need not be fetched again (RFC 9111 in small). */
export interface PageRecord {
  /** As asked, without fragment. */
  readonly url: string
  /** After redirects. */
  readonly finalUrl: string
  readonly snapshot: SnapshotId
  /** As the server states it, lower case, of its parameters only the charset (`text/html;charset=gbk`); `` where it states none. */
  readonly mediaType: string
  /** When these bytes came, in milliseconds since the epoch; a server that says they still hold does not change it. */
  readonly fetchedAt: number
  /** Until then it is used without asking; milliseconds since the epoch. */
  readonly freshUntil: number
  readonly etag?: string
  readonly lastModified?: string
  /** The bytes are what a browser showed, not what the server sent. */
  readonly rendered?: true
}

/** Where pages are kept: the library, seen from here. */
export interface PageStore {
  /** Keeps bytes under their hash; durable when it returns. */
  keep(bytes: Uint8Array): Promise<SnapshotId>
  bytes(id: SnapshotId): Promise<Uint8Array | undefined>
  /** By the address as asked. */
  page(url: string): Promise<PageRecord | undefined>
  remember(page: PageRecord): Promise<void>
}

/**
 * Reads a page in a process of its own and tells what else it says: the reading room, seen from here. A page without
 * text may still lead somewhere (a meta refresh), or have text once its scripts ran: then only the reading is absent.
 */
export type PageReader<Reading> = (
  page: {
    readonly url: string
    readonly bytes: Uint8Array
    /** As the server states it, with parameters (`text/html; charset=gbk`). */
    readonly contentType?: string
    /** ISO 8601; what the server or a feed says. */
    readonly publishedAt?: string
  },
  context: Context,
) => Promise<{ readonly reading?: Reading; readonly signs: PageSigns }>

/** What a page says besides its text. All addresses absolute, http(s) only; nothing here is trusted. */
export interface PageSigns {
  /** Where a meta refresh leads. */
  readonly refresh?: string
  /** `link rel=canonical`. */
  readonly canonical?: string
  /** In reading order, each address once, at most 300. */
  readonly links: readonly PageLink[]
  /** `link rel=alternate` of feed types. */
  readonly feeds: readonly string[]
  /** It shows no content of its own. */
  readonly shell?: PageShell
  /** Hardly any text without scripts. */
  readonly needsBrowser: boolean
}

/** Where a page leads, and its words for that. */
export interface PageLink {
  readonly url: string
  readonly text: string
  /** In the article and not around it. */
  readonly inText: boolean
}

/** Why a page is no evidence. */
export interface PageShell {
  readonly kind: 'soft-404' | 'error' | 'cookie-wall' | 'login' | 'captcha' | 'parked' | 'empty'
  /** What gave it away: a few of its own words. */
  readonly why: string
}

/** Shows a page in a browser, which goes out through the egress's proxy. */
export interface PageRenderer {
  /** @throws KaojuError `browser-missing`, `browser-failed`, what the egress throws */
  render(
    url: string,
    context: Context,
  ): Promise<{ readonly finalUrl: string; readonly html: Uint8Array; readonly bytes: number }>
  close(): Promise<void>
}
