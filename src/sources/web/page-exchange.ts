import {
  AttemptFailure,
  isInterruption,
  KaojuError,
  shownAddress,
  toKaojuError,
  type Amounts,
  type Context,
  type Exchange,
  type FoundAnswer,
  type FoundLimits,
  type Paid,
} from '#runtime'
import type { Frontier } from './frontier.ts'
import { arrived, costOf, refuseStatus, routeOf, unchanged, type Arrival } from './page-answer.ts'
import { redirectHoldsUntil } from './freshness.ts'
import type { PageRecord, PageStore } from './page.ts'
import { follow, tellDowngrade } from './redirects.ts'
import type { RobotsKeeper } from './robots-keeper.ts'

/** What an exchange needs of its fetcher. */
export interface ExchangeParts {
  readonly store: PageStore
  readonly frontier: Frontier
  readonly robots: RobotsKeeper
  readonly limits: Partial<FoundLimits>
}

/** A page to be fetched. */
export interface Wanted {
  readonly url: string
  /** What is held of it, to be asked for only if it changed. */
  readonly held?: PageRecord | undefined
  /** Addresses that led here: none of them is fetched again. */
  readonly before: readonly string[]
  readonly bound: Amounts
}

/** Attempts at a page, and the longest wait, in milliseconds, that a server may ask for between them. */
export const endurance = { attempts: 2, patience: 15_000 }

const redirects = [301, 302, 303, 307, 308]

/**
 * One attempt at a page: from address to address until one answers with a page, each admitted by the robots.txt of
 * its host and by the egress; its bytes are kept before the result that names them exists.
 *
 * @throws AttemptFailure; an abort as its reason
 */
export async function exchangePage(
  wanted: Wanted,
  parts: ExchangeParts,
  { context }: Exchange,
  came: (bytes: Uint8Array) => void,
): Promise<Paid<Arrival>> {
  const hops = [wanted.url]
  let [bytes, url, holds] = [0, wanted.url, Infinity]
  try {
    for (;;) {
      const answer = await ask(url, wanted, parts, context, bytes)
      bytes += answer.wireBytes
      const location = answer.headers['location']
      if (redirects.includes(answer.status) && location !== undefined) {
        url = follow(url, location, [...wanted.before, ...hops], parts.frontier)
        tellDowngrade(hops.at(-1)!, url, context)
        holds = Math.min(holds, redirectHoldsUntil(answer.status, answer.headers, context.clock.now()))
        hops.push(url)
        continue
      }
      refuseStatus(answer, context.clock.now(), bytes)
      const page = await pageIn(answer, url, wanted, parts, context.clock.now(), came)
      const about = { hops, bytes, route: routeOf(answer), freshUntil: Math.min(page.freshUntil, holds) }
      return { result: { ...page, ...about }, cost: costOf(1, bytes) }
    }
  } catch (thrown) {
    context.abort.throwIfAborted()
    throw failureOf(thrown, bytes, wanted.bound.bytes ?? 0)
  }
}

/** What came, its bytes kept; or what is held, where that still holds. */
async function pageIn(
  answer: FoundAnswer,
  url: string,
  { held }: Wanted,
  { store }: ExchangeParts,
  now: number,
  came: (bytes: Uint8Array) => void,
): Promise<Omit<Arrival, 'hops' | 'bytes' | 'route'>> {
  if (answer.status === 304) return unchanged(answer, held!, now)
  const snapshot = await store.keep(answer.body)
  came(answer.body)
  return arrived(answer, url, snapshot, now)
}

/** One request; what is held is asked for by its validators where they belong to this address. */
async function ask(
  url: string,
  { held, bound }: Wanted,
  { robots, limits }: ExchangeParts,
  context: Context,
  spent: number,
): Promise<FoundAnswer> {
  const { delay } = await robots.admit(url, context)
  // What a browser showed has no validators: the server's speak of what it sent.
  const mine = held?.finalUrl === url && (held.etag ?? held.lastModified) !== undefined ? held : undefined
  const request = {
    url,
    headers: {
      accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8',
      ...(mine?.etag === undefined ? {} : { 'if-none-match': mine.etag }),
      ...(mine?.lastModified === undefined ? {} : { 'if-modified-since': mine.lastModified }),
    },
    limits: { ...limits, wireBytes: Math.max(1, (bound.bytes ?? Infinity) - spent) },
    ...(delay === undefined ? {} : { delay }),
  }
  const answer = await hurried(url, context, (signal) => context.egress.found({ ...request, signal }))
  // Nobody asked whether it changed.
  if (answer.status === 304 && !mine)
    throw new KaojuError('page-status', { url: shownAddress(url), status: 304 })
  return answer
}

/** How long a page may still take once the run is told to stop, in milliseconds. */
const grace = 3_000

/** Work that is left at once by an abort, and soon after a stop: who wants a report does not wait for a page that hangs. */
async function hurried<T>(
  url: string,
  { stop, abort, clock }: Context,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const late = new AbortController()
  const hurry = (): void =>
    void clock.sleep(grace, over.signal).then(
      () => late.abort(new KaojuError('run-stopping', { service: new URL(url).host })),
      () => undefined,
    )
  if (stop.aborted) hurry()
  else stop.addEventListener('abort', hurry, { once: true, signal: over.signal })
  try {
    return await work(AbortSignal.any([abort, late.signal]))
  } finally {
    over.abort()
  }
}

/** Where it is not known how much of an answer was sent, it is taken to have been all that it might. */
function failureOf(thrown: unknown, bytes: number, most: number): unknown {
  if (thrown instanceof AttemptFailure) return thrown
  const error = toKaojuError(thrown)
  if (isInterruption(error)) return thrown
  const unseen = ['page-too-large', 'page-cut-off', 'page-undecodable'].includes(error.code)
  const spent = unseen ? most : bytes
  return new AttemptFailure(error, spent > 0 ? { cost: costOf(0, spent) } : {})
}
