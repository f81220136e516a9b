import type { DocumentId } from '#vocabulary'
import { isInterruption, KaojuError, sha256, toKaojuError, type Context } from '#runtime'
import { isOfTheRun, type FoundAddress, type FreshItem, type Frontier, type SeenItem } from '#sources'
import type { Library, NewHolding } from '#library'
import type { ReadingPool } from '#reading'
import { isMissed, type Visitor } from './web/visitor.ts'

/** What settling an item works with. */
export interface ItemParts {
  readonly library: Library
  readonly frontier: Frontier
  readonly visit?: Visitor['visit']
  readonly reading: () => ReadingPool
}

/** What became of an item of a feed. */
export type SettledItem =
  | {
      readonly outcome: 'added' | 'changed' | 'unchanged'
      readonly uri: string
      readonly document: DocumentId
      readonly fromFeed: boolean
    }
  | { readonly outcome: 'failed'; readonly code: string; readonly why: string }
  /** Not looked at: the run was asked to stop, or has spent its budget. */
  | { readonly outcome: 'left' }

/**
 * Brings one item into the library, its page or else what the feed carries, and remembers that it was seen. The item
 * is remembered after its document is held: killed between the two, the next poll adds the same again, which changes
 * nothing.
 */
export function settleItem(
  item: FreshItem,
  feed: string,
  parts: ItemParts,
  context: Context,
): Promise<SettledItem> {
  const { id, hash } = item
  return context.observe(`item-${sha256(id).slice(0, 20)}`, { id, hash }, async () => {
    if (context.stop.aborted) return { outcome: 'left' }
    const { library } = parts
    const brought = await bring(item, feed, parts, context)
    if (brought === undefined) return { outcome: 'left' }
    const seen = seenItem(item, feed, context.clock.now())
    if ('code' in brought) {
      const { code, why } = brought
      await library.feeds.putSeen([{ ...seen, failure: { code, why } }])
      if (brought.untold) context.emit({ type: 'file-failed', uri: uriOf(item, feed), code, why })
      return { outcome: 'failed', code, why }
    }
    const { holding, fromFeed } = brought
    const { uri, passages } = holding
    const { document, outcome } = await library.add(holding)
    await library.feeds.putSeen([{ ...seen, uri }])
    context.emit({ type: 'file-read', uri, document, passages: passages.length, outcome })
    return { outcome, uri, document, fromFeed }
  })
}

type Brought =
  | { readonly holding: NewHolding; readonly fromFeed: boolean }
  /** `untold`: nobody has told of it yet. */
  | { readonly code: string; readonly why: string; readonly untold: boolean }

/** Undefined: the run may fetch no more. */
async function bring(
  item: FreshItem,
  feed: string,
  parts: ItemParts,
  context: Context,
): Promise<Brought | undefined> {
  const address: FoundAddress | undefined =
    item.url === undefined ? undefined : parts.frontier.offer(item.url, { kind: 'feed', by: feed })
  if (address && item.state === 'changed') await expire(address.url, parts.library)
  const page = address && parts.visit ? await parts.visit(address, item.publishedAt) : undefined
  if (page && !isMissed(page)) return { holding: page.holding, fromFeed: false }
  if (page && isOfTheRun(page.code)) return undefined
  const bytes = bytesOf(item)
  if (bytes === undefined) {
    if (page) return { code: page.code, why: page.why, untold: false }
    const empty = new KaojuError('feed-item-empty', { title: item.title })
    return { code: empty.code, why: empty.message, untold: true }
  }
  try {
    const uri = uriOf(item, feed)
    const reading = await parts.reading().read(
      {
        uri,
        name: item.title,
        bytes,
        mediaType: item.contentType === 'text' ? 'text/plain' : 'text/html',
        ...(item.publishedAt ? { publishedAt: item.publishedAt } : {}),
      },
      context,
    )
    return {
      holding: { uri, bytes, ...reading, fetchedAt: context.clock.now(), group: 'web' },
      fromFeed: true,
    }
  } catch (error) {
    context.abort.throwIfAborted()
    const known = toKaojuError(error, item.title)
    if (isInterruption(known)) throw known
    return page
      ? { code: page.code, why: page.why, untold: false }
      : { code: known.code, why: known.message, untold: true }
  }
}

/** A page whose item has changed is asked for again, however long it was to be fresh. */
async function expire(url: string, { pages }: Library): Promise<void> {
  const page = await pages.page(url)
  if (page) await pages.remember({ ...page, freshUntil: 0 })
}

function seenItem(item: FreshItem, feed: string, seenAt: number): SeenItem {
  const { id, url, title, publishedAt, hash } = item
  return { feed, id, ...(url ? { url } : {}), title, ...(publishedAt ? { publishedAt } : {}), seenAt, hash }
}

/** Where the text of an item stands that has no page of its own. */
function uriOf({ url, id }: FreshItem, feed: string): string {
  return url ?? `${feed}#${encodeURIComponent(id)}`
}

/** What the feed carries of an item, as a document of its own; undefined: nothing but a title. */
function bytesOf({ title, url, content, contentType }: FreshItem): Uint8Array | undefined {
  if (content === undefined || content.trim() === '') return undefined
  if (contentType === 'text') return Buffer.from(`${title}\n\n${content}`)
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title>${url ? `<base href="${escaped(url)}">` : ''}`
  return Buffer.from(
    `<!doctype html><html><head>${head}</head><body><article><h1>${escaped(title)}</h1>\n${content}\n</article></body></html>`,
  )
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
