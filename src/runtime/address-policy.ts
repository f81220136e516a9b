/**
 * What a found address may be: the one gate through which every URL passes that a user, a page, a feed, a search
 * engine or a model names. `judge-address.ts` knows the addresses, `found-names.ts` the names, `allow-list.ts` the
 * user's exceptions.
 *
 * 1. What is judged is what is requested: the URL standard parses once, and callers go on with the `url` returned.
 * 2. A literal is judged here, since no resolver is asked about it (Node skips a `lookup` hook for literals).
 * 3. A name is refused by what it is; what it resolves to is judged by whoever resolves it, with `judge`.
 * 4. A name or port that needs an exception may have it from an entry about addresses only where this machine
 *    resolves: then every address of the host must be exempt.
 */
import { addressBytes } from './address-block.ts'
import { admitsAddress, admitsHost, admitsPort, parseAllow, standardPorts } from './allow-list.ts'
import { shownAddress } from './egress.ts'
import { KaojuError } from './errors.ts'
import type { FoundPolicy } from './found.ts'
import { whyNameRefused } from './found-names.ts'
import { judgeAddress, type AddressVerdict } from './judge-address.ts'

export { parseAllow, type AllowEntry } from './allow-list.ts'
export { judgeAddress, type AddressVerdict } from './judge-address.ts'

/** A URL that may be requested, as far as it can be told without resolving its host. */
export interface AdmittedAddress {
  /** To request exactly so; without the dot of the root and without fragment. */
  readonly url: URL
  /** Whether the user's exceptions admit an address of this host at this port, whatever the policy says of it. */
  exempt(address: string): boolean
  /** What holds for an address that the host resolves to: the policy, the exceptions, and what only they admit. */
  judge(address: string): AddressVerdict
}

/** No server takes more in a request line (RFC 9110, section 4.1, asks for 8,000). */
const longestAddress = 16_000

/**
 * Admits a found URL, or says precisely why not.
 *
 * @throws KaojuError `address-refused`, with the host in `host` where there is one; `option-invalid` for `allow`
 */
export function admitAddress(
  address: string,
  policy: FoundPolicy,
  how: 'resolved-here' | 'through-proxy',
): AdmittedAddress {
  const url = parseFound(address)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const entries = parseAllow(policy.allow ?? [])
  const named = entries.some((entry) => admitsHost(entry, host, port))
  const exempt = (resolved: string): boolean =>
    named || entries.some((entry) => admitsAddress(entry, resolved, port))

  const literal = addressBytes(host) !== undefined
  const why =
    (standardPorts.includes(port) ? undefined : `port ${port}`) ??
    (literal ? whyLiteralRefused(host) : whyNameRefused(host, how))
  const admitted = why === undefined || (literal ? exempt(host) : named)
  // An entry about addresses may still admit what the host resolves to.
  const conditional =
    !literal &&
    how === 'resolved-here' &&
    entries.some((entry) => 'block' in entry && admitsPort(entry, port))
  if (!admitted && !conditional) throw refused(url.href, why, host)
  return {
    url,
    exempt,
    judge: (resolved) => {
      if (addressBytes(resolved) !== undefined && exempt(resolved)) return { verdict: 'global' }
      const verdict = judgeAddress(resolved)
      return admitted || verdict.verdict !== 'global' ? verdict : { verdict: 'refused', block: resolved, why }
    },
  }
}

function parseFound(address: string): URL {
  if (!URL.canParse(address)) throw refused(address, 'not a URL')
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(address, `${url.protocol} is not http or https`)
  if (url.username !== '' || url.password !== '')
    throw refused(address, 'credentials in the address', url.hostname)
  if (url.href.length > longestAddress)
    throw refused(address, `longer than ${longestAddress} characters`, url.hostname)
  url.hash = ''
  const bare = url.hostname.replace(/\.$/, '')
  if (bare === '' || bare.endsWith('.')) throw refused(address, 'no host is called so', url.hostname)
  if (bare !== url.hostname) url.hostname = bare
  return url
}

function whyLiteralRefused(host: string): string | undefined {
  const verdict = judgeAddress(host)
  return verdict.verdict === 'global' ? undefined : `${verdict.block}: ${verdict.why}`
}

function refused(address: string, reason: string, host = ''): KaojuError {
  return new KaojuError('address-refused', { url: shownAddress(address), reason, host })
}
