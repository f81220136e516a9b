/**
 * Which IP addresses a found host may have.
 *
 * 1. A literal that is not an address in one of the two strict text forms is refused, and so is one with a zone.
 * 2. Of the blocks that hold an address the narrowest decides. A block of the registries lets an address pass only
 *    where its "Globally Reachable" is `True`.
 * 3. `beyondRegistries` are refused whatever the registries say; none of them holds a narrower block that passes.
 * 4. IPv6 beyond 2000::/3 passes only where a registry says so.
 * 5. Forms that carry an IPv4 address are refused whatever they carry, since what unpacks them is not known here.
 *    The one exception is 64:ff9b::/96, without which networks with DNS64 reach nothing: there, what it carries decides.
 */
import { addressBlock, addressBytes, blockHolds, type AddressBlock } from './address-block.ts'
import { specialPurpose } from './special-purpose.generated.ts'

/** What the policy says of an address. `fake-ip`: a stand-in that a proxy program's resolver gives out. */
export type AddressVerdict =
  | { readonly verdict: 'global' }
  | {
      readonly verdict: 'refused' | 'fake-ip'
      /** In CIDR form; what was given, where it is no address. */
      readonly block: string
      /** What the block is for. */
      readonly why: string
    }

/** `block`, what it is for. */
const beyondRegistries: readonly (readonly [block: string, why: string])[] = [
  // Metadata and host services of clouds: whoever may ask them gets the machine's credentials.
  ['169.254.169.254/32', 'metadata of AWS, Azure, Google, OpenStack and others'],
  ['169.254.169.253/32', 'name server of AWS'],
  ['169.254.170.2/32', 'credentials of AWS ECS tasks'],
  ['169.254.170.23/32', 'credentials of AWS EKS pods'],
  ['169.254.0.23/32', 'metadata of Tencent Cloud'],
  ['169.254.42.42/32', 'metadata of Scaleway'],
  ['100.100.100.200/32', 'metadata of Alibaba Cloud'],
  ['100.96.0.96/32', 'metadata of Volcengine'],
  ['192.0.0.192/32', 'metadata of Oracle Cloud'],
  ['168.63.129.16/32', 'host services of Azure'],
  ['fd00:ec2::254/128', 'metadata of AWS'],
  ['fd00:ec2::23/128', 'credentials of AWS EKS pods'],
  ['fd20:ce::254/128', 'metadata of Google Cloud'],
  ['fd00:42::42/128', 'metadata of Scaleway'],
  ['fe80::a9fe:a9fe/128', 'metadata of OpenStack'],
  // Anycast that the nearest box answers, which is the router of one's own network.
  ['192.0.0.9/32', 'Port Control Protocol anycast, answered by the own network'],
  ['192.0.0.10/32', 'TURN anycast, answered by the own network'],
  ['2001:1::1/128', 'Port Control Protocol anycast, answered by the own network'],
  ['2001:1::2/128', 'TURN anycast, answered by the own network'],
  ['2001:1::3/128', 'DNS-SD registration anycast, answered by the own network'],
  // Identifiers that are never routed (RFC 7343, RFC 9374), whatever the registry says of their reach.
  ['2001:20::/28', 'ORCHIDv2, an identifier and no address'],
  ['2001:30::/28', 'Drone Remote ID, an identifier and no address'],
  ['224.0.0.0/4', 'Multicast, RFC 5771'],
  ['ff00::/8', 'Multicast, RFC 4291'],
  ['fec0::/10', 'Site-Local, deprecated, RFC 3879'],
  // IPv4 inside IPv6.
  ['::/96', 'IPv4-compatible, deprecated, RFC 4291'],
  ['::ffff:0:0/96', 'IPv4-mapped, RFC 4291'],
  ['::ffff:0:0:0/96', 'IPv4-translated, RFC 7915'],
  ['2002::/16', '6to4, deprecated, RFC 7526'],
  ['2001::/32', 'Teredo, RFC 4380'],
]

interface PolicyBlock extends AddressBlock {
  readonly block: string
  readonly why: string
  readonly verdict: AddressVerdict['verdict']
}

/** Narrowest first; of two the same, the one written by hand. */
const blocks: readonly PolicyBlock[] = [
  ...beyondRegistries.map(([block, why]) => policyBlock(block, why, 'refused')),
  // Ranges that proxy programs answer from: Clash, Surge, sing-box, Xray; the second of the latter two.
  ...['198.18.0.0/15', 'fc00::/18'].map((block) => policyBlock(block, 'fake-IP', 'fake-ip')),
  ...specialPurpose.map(({ block, name, reference, global }) =>
    policyBlock(block, `${name}, ${reference}`, global ? 'global' : 'refused'),
  ),
].sort((first, second) => second.bits - first.bits)

const nat64 = policyBlock('64:ff9b::/96', 'NAT64', 'global')
const globalUnicast = policyBlock('2000::/3', 'Global Unicast', 'global')

/** What the policy says of an IP address in text form. Pure and total: whatever is not an address is refused. */
export function judgeAddress(address: string): AddressVerdict {
  const bytes = addressBytes(address)
  if (!bytes) return { verdict: 'refused', block: address.slice(0, 100), why: 'not an IP address' }
  return judgeBytes(bytes)
}

function judgeBytes(bytes: Uint8Array): AddressVerdict {
  if (blockHolds(nat64, bytes)) {
    const carried = judgeBytes(bytes.subarray(12))
    if (carried.verdict === 'global') return carried
    return { ...carried, block: `64:ff9b::${carried.block}`, why: `${carried.why}, through NAT64` }
  }
  if (carriesIsatap(bytes)) return { verdict: 'refused', block: '::5efe:0:0/96', why: 'ISATAP, RFC 5214' }
  const listed = blocks.find((block) => blockHolds(block, bytes))
  if (listed)
    return listed.verdict === 'global'
      ? { verdict: 'global' }
      : { verdict: listed.verdict, block: listed.block, why: listed.why }
  return bytes.length === 4 || blockHolds(globalUnicast, bytes)
    ? { verdict: 'global' }
    : { verdict: 'refused', block: '::/0', why: 'outside the global unicast addresses, RFC 4291' }
}

function policyBlock(block: string, why: string, verdict: PolicyBlock['verdict']): PolicyBlock {
  const parsed = addressBlock(block)
  if (!parsed) throw new TypeError(`not a block: ${block}`)
  return { ...parsed, block, why, verdict }
}

/** The interface identifier is ::[02]00:5efe:a.b.c.d, below whichever prefix. */
function carriesIsatap(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 &&
    (bytes[8]! & ~2) === 0 &&
    bytes[9] === 0 &&
    bytes[10] === 0x5e &&
    bytes[11] === 0xfe
  )
}
