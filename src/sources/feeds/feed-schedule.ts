import { canonicalJson, errorCodes, KaojuError, sha256, type ErrorCode } from '#runtime'
import type { FeedItem, SeenItem, Subscription } from './feed.ts'

/** Milliseconds. */
export const day = 86_400_000
const firstWait = 5 * 60_000
/** What may pass is tried again in later polls for so long after the item was seen. */
const retryFor = 7 * day

/** How long a feed that failed is left alone, in milliseconds: as it asks, else twice as long as the last time. */
export function waitAfter({ failure, polledAt, nextAt }: Subscription, code: string, asked?: number): number {
  // It said that it will not come back; that is told, and asked again once a month.
  if (code === 'feed-gone') return 30 * day
  const last = failure && polledAt !== undefined && nextAt !== undefined ? nextAt - polledAt : 0
  const own = last > 0 ? 2 * last : firstWait
  return Math.min(day, Math.max(asked ?? own, firstWait))
}

/** Whether an item is still to be read: it has no text here, and what kept it away may have passed. */
export function isOpen({ uri, failure, seenAt }: SeenItem, now: number): boolean {
  if (uri !== undefined || now - seenAt > retryFor) return false
  return failure === undefined || mayPass(failure.code)
}

function mayPass(code: string): boolean {
  return errorCodes.includes(code as ErrorCode) && new KaojuError(code as ErrorCode).retryable
}

/** Another hash is another version of the item. */
export function hashOfItem({ url, title, content, summary, publishedAt, updatedAt }: FeedItem): string {
  return sha256(canonicalJson({ url, title, content, summary, publishedAt, updatedAt })).slice(0, 32)
}

/** When an item last changed, in milliseconds since the epoch; 0: it does not say. */
export function momentOf({ publishedAt, updatedAt }: Pick<FeedItem, 'publishedAt' | 'updatedAt'>): number {
  return Math.max(0, Date.parse(updatedAt ?? '') || 0, Date.parse(publishedAt ?? '') || 0)
}
