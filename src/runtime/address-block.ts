import { isIP } from 'node:net'

/** A block of addresses of one family. */
export interface AddressBlock {
  readonly bytes: Uint8Array
  /** How many leading bits an address shares with `bytes` to be in the block. */
  readonly bits: number
}

/**
 * The 4 or 16 bytes of an IP address in text form; undefined for anything else, a zone id included. Strict: four
 * decimal numbers without leading zeros, or RFC 4291 (`ipaddr.js` takes `::1.2.3.4` for `::ffff:1.2.3.4`).
 */
export function addressBytes(address: string): Uint8Array | undefined {
  const family = address.includes('%') ? 0 : isIP(address)
  if (family === 0) return undefined
  if (family === 4) return Uint8Array.from(address.split('.'), Number)
  // The URL standard's serialiser writes every form as groups of hexadecimal digits with at most one `::`.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::') as [string, string?]
  const before = groups(head)
  const after = groups(tail ?? '')
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]))
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

/** The block that `network/bits` (CIDR) names; undefined where it is none. */
export function addressBlock(cidr: string): AddressBlock | undefined {
  const [, network, length] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? []
  const bytes = network === undefined ? undefined : addressBytes(network)
  const bits = Number(length)
  return bytes && bits <= bytes.length * 8 ? { bytes, bits } : undefined
}

/** Whether an address lies in a block; never where their families differ. */
export function blockHolds(block: AddressBlock, address: Uint8Array): boolean {
  if (block.bytes.length !== address.length) return false
  const whole = block.bits >> 3
  for (let index = 0; index < whole; index++) if (block.bytes[index] !== address[index]) return false
  const shift = 8 - (block.bits & 7)
  return shift === 8 || block.bytes[whole]! >> shift === address[whole]! >> shift
}
