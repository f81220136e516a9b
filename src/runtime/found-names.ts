import { addressBytes } from './address-block.ts'
import { judgeAddress } from './judge-address.ts'

/**
 * Names that no public server has: reserved by RFC 6761 and its successors, by ICANN, or in common use inside of
 * networks. Each with all names below it.
 */
const insideNames: readonly (readonly [names: string, why: string])[] = [
  ['localhost', 'this machine, RFC 6761'],
  ['localdomain localdomain4 localdomain6 localhost4 localhost6 ip6-localhost ip6-loopback', 'this machine'],
  ['test invalid example', 'reserved, RFC 6761'],
  ['local', 'the local network, RFC 6762'],
  ['onion', 'Tor, RFC 7686'],
  ['alt', 'not in the DNS, RFC 9476'],
  ['home.arpa', 'the home network, RFC 8375'],
  ['arpa', 'infrastructure, RFC 3172'],
  ['internal', 'private use, ICANN 2024; also the metadata of clouds'],
  ['corp home mail', 'never delegated, ICANN 2018'],
  ['intranet lan private domain workgroup', 'private use, RFC 6762 appendix G'],
  [
    'metadata.goog metadata.tencentyun.com metadata.packet.net metadata.platformequinix.com api.metadata.cloud.ibm.com',
    'metadata of a cloud',
  ],
  ['instance-data rancher-metadata', 'metadata of a cloud'],
  ['cluster svc consul', 'inside a cluster'],
]

/**
 * Public names that spell or lead to an address of one's own network. Where this machine resolves a name its
 * addresses are checked; a proxy checks nothing, so there these are refused.
 */
const leadingInside = new Set(
  (
    'nip.io sslip.io xip.io xip.name traefik.me backname.io local-ip.co local-ip.sh local-ip.medicmobile.org ' +
    'localtest.me lvh.me vcap.me lacolhost.com localho.st localhost.direct local.gd lndo.site ddev.site ' +
    'yoogle.com 127-0-0-1.org.uk fuf.me smackaho.st ulh.us plex.direct ip.addr.tools ' +
    'rbndr.us 1u.ms rebind.network ts.net ' +
    // What routers answer for themselves.
    'fritz.box routerlogin.net routerlogin.com tplinkwifi.net tplogin.cn tplinklogin.net router.asus.com miwifi.com ' +
    'router.miwifi.com melogin.cn falogin.cn tendawifi.com mywifiext.net hiwifi.com'
  ).split(' '),
)

/** Why a host may not be reached by its name; undefined = it may. `host`: lower case, without the dot of the root. */
export function whyNameRefused(host: string, how: 'resolved-here' | 'through-proxy'): string | undefined {
  if (!/^[a-z0-9_.-]+$/.test(host)) return 'no host is called so'
  const labels = host.split('.')
  if (host.length > 253 || labels.some((label) => label === '' || label.length > 63))
    return 'no host is called so'
  for (const [names, why] of insideNames) if (names.split(' ').some((name) => isBelow(host, name))) return why
  if (labels.length === 1) return 'a name without a dot, of the local network'
  if (how === 'resolved-here') return undefined
  if ([...leadingInside].some((name) => isBelow(host, name)))
    return 'the name leads to an address that nobody checks'
  const spelled = addressSpelled(labels)
  return spelled === undefined ? undefined : `the name spells ${spelled}, which nobody checks`
}

function isBelow(host: string, name: string): boolean {
  return host === name || host.endsWith(`.${name}`)
}

/** An address that is not global and stands in a name: `10.0.0.1.host.org`, `app-10-0-0-1.host.org`. */
function addressSpelled(labels: readonly string[]): string | undefined {
  const dashed = labels.flatMap((label) =>
    [...label.matchAll(/(?<![\d])(?=(\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3})(?!\d))/g)].map((match) =>
      match[1]!.replaceAll('-', '.'),
    ),
  )
  const dotted = labels.map((_, index) => labels.slice(index, index + 4).join('.'))
  return [...dashed, ...dotted].find(
    (text) => addressBytes(text) !== undefined && judgeAddress(text).verdict !== 'global',
  )
}
