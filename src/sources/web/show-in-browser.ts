import type { SnapshotId } from '#vocabulary'
import {
  AttemptFailure,
  isInterruption,
  KaojuError,
  shownAddress,
  toKaojuError,
  type Context,
} from '#runtime'
import { costOf } from './page-answer.ts'
import { endurance, type ExchangeParts } from './page-exchange.ts'
import type { PageRenderer } from './page.ts'

/** What a browser brought, as the journal keeps it: plain data that names kept bytes. */
export interface Rendered {
  readonly finalUrl: string
  readonly snapshot: SnapshotId
  /** Milliseconds since the epoch. */
  readonly at: number
  /** On the wire. */
  readonly bytes: number
}

/**
 * A page as a browser shows it: a call of its own, journalled and bounded, that counts for no further page. Where
 * scripts lead elsewhere, that address is offered, and obeys the robots.txt there.
 */
export function showInBrowser(
  wanted: { readonly url: string; readonly bytes: number; readonly renderer: PageRenderer | undefined },
  { frontier, robots, store }: ExchangeParts,
  context: Context,
  came: (html: Uint8Array) => void,
): Promise<Rendered> {
  const { url, renderer } = wanted
  const { host, origin } = new URL(url)
  return context.call<Rendered>({
    name: 'browser',
    inputs: { url },
    kind: 'page',
    service: host,
    purpose: 'browser',
    endpoint: `browser ${origin}`,
    ...endurance,
    bound: { pages: 0, bytes: wanted.bytes },
    attempt: async ({ context: inner }) => {
      try {
        if (!renderer) throw new KaojuError('browser-missing', { url: shownAddress(url) })
        const { finalUrl, html, bytes } = await renderer.render(url, inner)
        const address = frontier.offer(finalUrl, { kind: 'redirect', by: url })
        if (!address)
          throw new KaojuError('page-redirects', { url: shownAddress(url), reason: 'to no web address' })
        if (address.url !== url) await robots.admit(address.url, inner)
        const snapshot = await store.keep(html)
        came(html)
        const result = { finalUrl: address.url, snapshot, at: inner.clock.now(), bytes }
        return { result, cost: costOf(0, bytes) }
      } catch (thrown) {
        inner.abort.throwIfAborted()
        const error = toKaojuError(thrown)
        throw isInterruption(error) ? thrown : new AttemptFailure(error)
      }
    },
  })
}
