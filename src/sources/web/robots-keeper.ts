import {
  fromErrorRecord,
  isInterruption,
  KaojuError,
  shownAddress,
  toErrorRecord,
  toKaojuError,
  type Context,
  type ErrorRecord,
  type EventLog,
} from '#runtime'
import { readRobots, type Robots } from './robots.ts'

/** Our product token, as robots.txt files name us. */
export const productToken = 'Kaoju'

/**
 * Knows what the robots.txt of an address's origin says, and asks for it once.
 *
 * 1. One robots.txt is one request for an origin and a run, whoever needs it; what was had is used for a day by
 *    later runs of the process (RFC 9309 §2.4).
 * 2. RFC 9309 §2.3.1: 2xx are rules; 4xx but 429, and more than five redirects, mean that there are none; 5xx, 429
 *    and silence mean to stay away. That lasts for two tries in a run, and is never carried into the next run.
 * 3. What came is observed in the journal below whoever asked first: a run that is resumed asks nothing again.
 * 4. A host that cannot be reached at all, or may not, is told as that and not as a robots.txt.
 */
export interface RobotsKeeper {
  /**
   * Resolves where the address may be fetched.
   *
   * @returns milliseconds that the host wants between two requests, where it says so; at most 10 s
   * @throws KaojuError `page-robots`, `page-robots-unreachable`; what the egress throws for the host as a whole
   */
  admit(url: string, context: Context): Promise<{ readonly delay?: number }>
}

/** What was had, as the journal keeps it: plain data. */
type Found =
  | { readonly kind: 'rules'; /** One character is one octet. */ readonly octets: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'host'; readonly error: ErrorRecord }

interface Tried {
  readonly tries: number
  readonly found: Promise<Found>
  /** It is over, and another try may bring more. */
  again: boolean
  robots?: Robots
}

const day = 24 * 3_600_000
const triesAtMost = 2
const redirectsAtMost = 5
/** Of the latest this many, none longer than that: a process that serves for months does not grow with the web. */
const remembered = 1_000
const rememberedOctets = 32 * 1024
const longestDelay = 10_000
const limits = { wireBytes: 5 * 2 ** 20, bytes: 5 * 2 ** 20, firstByte: 10_000, whole: 20_000 }

/** A keeper for the runs of a process. */
export function createRobotsKeeper(): RobotsKeeper {
  const held = new Map<string, { readonly at: number; readonly found: Found }>()
  const runs = new WeakMap<EventLog, Map<string, Tried>>()

  const fetched = async (origin: string, context: Context): Promise<Found> => {
    const now = context.clock.now()
    const before = held.get(origin)
    if (before && now - before.at < day && now >= before.at) return before.found
    const found = await fetchRobots(origin, context)
    if (found.kind === 'none' || (found.kind === 'rules' && found.octets.length <= rememberedOctets)) {
      held.delete(origin)
      held.set(origin, { at: now, found })
      if (held.size > remembered) held.delete(held.keys().next().value!)
    }
    return found
  }

  const triedIn = (origin: string, context: Context): Tried => {
    let run = runs.get(context.log)
    if (!run) runs.set(context.log, (run = new Map()))
    const last = run.get(origin)
    if (last && !(last.again && last.tries < triesAtMost)) return last
    const tries = (last?.tries ?? 0) + 1
    const place = `robots/${origin.replace('://', '-')}/${tries}`
    const found = context.observe(place, { origin }, () => fetched(origin, context))
    const tried: Tried = { tries, found, again: false }
    const over = (conclusive: boolean): void => void (tried.again = !conclusive)
    found.then(
      ({ kind }) => over(kind === 'rules' || kind === 'none'),
      () => over(false),
    )
    run.set(origin, tried)
    return tried
  }

  return {
    async admit(url, context) {
      const { origin } = new URL(url)
      const tried = triedIn(origin, context)
      const found = await tried.found
      switch (found.kind) {
        case 'none':
          return {}
        case 'unreachable':
          throw new KaojuError('page-robots-unreachable', { url: shownAddress(url), reason: found.reason })
        case 'host': {
          const { code, parameters } = fromErrorRecord(found.error)
          throw new KaojuError(code, { ...parameters, url: shownAddress(url) })
        }
        case 'rules': {
          const robots = (tried.robots ??= readRobots(Buffer.from(found.octets, 'latin1')))
          if (!robots.allows(productToken, url))
            throw new KaojuError('page-robots', { url: shownAddress(url) })
          const delay = robots.delay(productToken)
          return delay === undefined ? {} : { delay: Math.min(delay, longestDelay) }
        }
      }
    },
  }
}

/** Faults that are the host's or the policy's, and say nothing about its robots.txt. */
const ofTheHost = [
  'scope-refused',
  'egress-refused',
  'address-refused',
  'resolver-fake-ip',
  'page-unresolved',
  'page-unreachable',
  'page-certificate',
]

async function fetchRobots(origin: string, context: Context): Promise<Found> {
  let url = `${origin}/robots.txt`
  for (let hop = 0; hop <= redirectsAtMost; hop++) {
    let answer
    try {
      answer = await context.egress.found({
        url,
        limits,
        headers: { accept: 'text/plain, */*;q=0.1' },
        signal: context.abort,
      })
    } catch (thrown) {
      context.abort.throwIfAborted()
      const error = toKaojuError(thrown)
      if (isInterruption(error)) throw error
      if (hop === 0 && ofTheHost.includes(error.code)) return { kind: 'host', error: toErrorRecord(error) }
      return { kind: 'unreachable', reason: error.message }
    }
    const { status, headers, body } = answer
    const location = headers['location']
    if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
      if (!URL.canParse(location, url)) return { kind: 'none' }
      url = new URL(location, url).href
      if (!/^https?:/.test(url)) return { kind: 'none' }
    } else if (status >= 200 && status < 300) {
      return { kind: 'rules', octets: Buffer.from(body.subarray(0, longestKept)).toString('latin1') }
    } else if (status === 429 || status >= 500) return { kind: 'unreachable', reason: `status ${status}` }
    else return { kind: 'none' }
  }
  return { kind: 'none' }
}

/** One more than is read, so that the reader sees that there was more. */
const longestKept = 500 * 1024 + 1
