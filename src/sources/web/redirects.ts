import { KaojuError, shownAddress, type Context } from '#runtime'
import type { Frontier } from './frontier.ts'

/** Redirects that are followed for one page, meta refreshes among them. */
const redirectsAtMost = 10

/**
 * Where a redirect or a meta refresh leads, offered to the frontier.
 *
 * @param before every address that led to this one, itself included
 * @throws KaojuError `page-redirects`: to no web address, in a circle, after ten
 */
export function follow(
  from: string,
  location: string,
  before: readonly string[],
  frontier: Frontier,
): string {
  const refused = (reason: string): KaojuError =>
    new KaojuError('page-redirects', { url: shownAddress(before[0] ?? from), reason })
  const target = asSent(location)
  const found = URL.canParse(target, from)
    ? frontier.offer(new URL(target, from).href, { kind: 'redirect', by: from })
    : undefined
  if (!found) throw refused('to no web address')
  if (before.includes(found.url)) throw refused('in a circle')
  if (before.length > redirectsAtMost) throw refused(`more than ${redirectsAtMost}`)
  return found.url
}

/** Header fields come as octets; many servers write addresses in UTF-8. */
function asSent(location: string): string {
  if (!/[\x80-\xFF]/.test(location) || /[^\0-\xFF]/.test(location)) return location
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(location, 'latin1'))
  } catch {
    return location
  }
}

/** What came over https so far goes on in the open: followed, and told. */
export function tellDowngrade(from: string, to: string, context: Context): void {
  if (!from.startsWith('https:') || !to.startsWith('http:')) return
  const about = { url: shownAddress(from), target: shownAddress(to) }
  const { code, message } = new KaojuError('page-downgraded', about)
  context.emit({ type: 'warning', code, message })
}
