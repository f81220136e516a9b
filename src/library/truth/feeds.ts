import { KaojuError, type Sql } from '#runtime'
import type { Feed, SeenItem, Subscription } from '#sources'

interface FeedRow {
  readonly url: string
  readonly title: string
  readonly kind: Feed['kind'] | ''
  readonly added_at: number
  readonly polled_at: number | null
  readonly succeeded_at: number | null
  readonly etag: string | null
  readonly last_modified: string | null
  readonly failure_code: string | null
  readonly failure_why: string | null
  readonly next_at: number | null
}

interface ItemRow {
  readonly feed: string
  readonly id: string
  readonly url: string | null
  readonly title: string
  readonly published_at: string | null
  readonly seen_at: number
  readonly hash: string
  readonly uri: string | null
  readonly failure_code: string | null
  readonly failure_why: string | null
}

const items = `SELECT f.url AS feed, i.id, i.url, i.title, i.published_at, i.seen_at, i.hash, i.uri,
    i.failure_code, i.failure_why
  FROM feed_items i JOIN feeds f ON f.workspace = i.workspace AND f.number = i.feed
  WHERE i.workspace = ?`

/** In order of subscription. */
export function subscriptions(sql: Sql, workspace: number): Subscription[] {
  return sql
    .all<FeedRow>('SELECT * FROM feeds WHERE workspace = ? ORDER BY number', workspace)
    .map((row) => ({
      url: row.url,
      title: row.title,
      kind: row.kind,
      addedAt: row.added_at,
      ...(row.polled_at === null ? {} : { polledAt: row.polled_at }),
      ...(row.succeeded_at === null ? {} : { succeededAt: row.succeeded_at }),
      ...(row.etag === null ? {} : { etag: row.etag }),
      ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
      ...failureOf(row),
      ...(row.next_at === null ? {} : { nextAt: row.next_at }),
    }))
}

/** Adds or replaces by address; a feed keeps its number, and so what was seen in it. */
export function putSubscription(sql: Sql, workspace: number, feed: Subscription): void {
  sql.run(
    `INSERT INTO feeds (workspace, number, url, title, kind, added_at, polled_at, succeeded_at, etag, last_modified,
       failure_code, failure_why, next_at)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM feeds WHERE workspace = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (workspace, url) DO UPDATE SET title = excluded.title, kind = excluded.kind,
       added_at = excluded.added_at, polled_at = excluded.polled_at, succeeded_at = excluded.succeeded_at,
       etag = excluded.etag, last_modified = excluded.last_modified, failure_code = excluded.failure_code,
       failure_why = excluded.failure_why, next_at = excluded.next_at`,
    workspace,
    workspace,
    feed.url,
    feed.title,
    feed.kind,
    feed.addedAt,
    feed.polledAt ?? null,
    feed.succeededAt ?? null,
    feed.etag ?? null,
    feed.lastModified ?? null,
    feed.failure?.code ?? null,
    feed.failure?.why ?? null,
    feed.nextAt ?? null,
  )
}

/** False: there was none. */
export function removeSubscription(sql: Sql, workspace: number, url: string): boolean {
  const number = numberOf(sql, workspace, url)
  if (number === undefined) return false
  sql.run('DELETE FROM feed_items WHERE workspace = ? AND feed = ?', workspace, number)
  sql.run('DELETE FROM feeds WHERE workspace = ? AND number = ?', workspace, number)
  return true
}

/**
 * What was seen in a feed, in order of arrival; none for a feed that is not subscribed. (The plus keeps the
 * planner from taking the order for its index and reading the items of all feeds.)
 */
export function seenIn(sql: Sql, workspace: number, feed: string): SeenItem[] {
  return sql.all<ItemRow>(`${items} AND f.url = ? ORDER BY +i.number`, workspace, feed).map(itemOf)
}

/** Seen after `since`, oldest first. */
export function seenSince(sql: Sql, workspace: number, since: number): SeenItem[] {
  return sql
    .all<ItemRow>(`${items} AND i.seen_at > ? ORDER BY i.seen_at, i.number`, workspace, since)
    .map(itemOf)
}

/** Adds or replaces by feed and id. @throws KaojuError `feed-unknown` */
export function putSeen(sql: Sql, workspace: number, seen: readonly SeenItem[]): void {
  for (const item of seen) {
    const feed = numberOf(sql, workspace, item.feed)
    if (feed === undefined) throw new KaojuError('feed-unknown', { url: item.feed })
    sql.run(
      `INSERT INTO feed_items (workspace, number, feed, id, url, title, published_at, seen_at, hash, uri,
         failure_code, failure_why)
       VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM feed_items WHERE workspace = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (workspace, feed, id) DO UPDATE SET url = excluded.url, title = excluded.title,
         published_at = excluded.published_at, seen_at = excluded.seen_at, hash = excluded.hash, uri = excluded.uri,
         failure_code = excluded.failure_code, failure_why = excluded.failure_why`,
      workspace,
      workspace,
      feed,
      item.id,
      item.url ?? null,
      item.title,
      item.publishedAt ?? null,
      item.seenAt,
      item.hash,
      item.uri ?? null,
      item.failure?.code ?? null,
      item.failure?.why ?? null,
    )
  }
}

function numberOf(sql: Sql, workspace: number, url: string): number | undefined {
  return sql.get<{ number: number }>(
    'SELECT number FROM feeds WHERE workspace = ? AND url = ?',
    workspace,
    url,
  )?.number
}

function itemOf(row: ItemRow): SeenItem {
  return {
    feed: row.feed,
    id: row.id,
    ...(row.url === null ? {} : { url: row.url }),
    title: row.title,
    ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
    seenAt: row.seen_at,
    hash: row.hash,
    ...(row.uri === null ? {} : { uri: row.uri }),
    ...failureOf(row),
  }
}

function failureOf(row: { readonly failure_code: string | null; readonly failure_why: string | null }): {
  readonly failure?: { readonly code: string; readonly why: string }
} {
  return row.failure_code === null ? {} : { failure: { code: row.failure_code, why: row.failure_why ?? '' } }
}
