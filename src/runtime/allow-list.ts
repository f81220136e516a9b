import { addressBlock, addressBytes, blockHolds, type AddressBlock } from './address-block.ts'
import { KaojuError } from './errors.ts'

/** One exception that the user makes; without a port it admits the standard ports only. */
export type AllowEntry = { readonly port?: string } & (
  | { readonly host: string; readonly below: boolean }
  | { readonly block: AddressBlock }
)

/** The ports a found address may have without an exception. */
export const standardPorts: readonly string[] = ['80', '443']

/**
 * The exceptions of `FoundPolicy.allow`: `host`, `*.host`, an address, a CIDR block, each optionally with `:port`
 * (`[v6]:port`, `[v6/bits]:port`).
 *
 * @throws KaojuError `option-invalid` for what is none of these
 */
export function parseAllow(entries: readonly string[]): readonly AllowEntry[] {
  return entries.map(parseEntry)
}

/** Whether an entry admits a host by its name: lower case, without the dot of the root. */
export function admitsHost(entry: AllowEntry, host: string, port: string): boolean {
  if (!('host' in entry) || !admitsPort(entry, port)) return false
  return entry.below ? host.endsWith(`.${entry.host}`) : host === entry.host
}

/** Whether an entry admits an address. */
export function admitsAddress(entry: AllowEntry, address: string, port: string): boolean {
  const bytes = addressBytes(address)
  return 'block' in entry && bytes !== undefined && admitsPort(entry, port) && blockHolds(entry.block, bytes)
}

/** Whether an entry is about this port. */
export function admitsPort(entry: AllowEntry, port: string): boolean {
  return entry.port === undefined ? standardPorts.includes(port) : entry.port === port
}

function parseEntry(entry: string): AllowEntry {
  const text = typeof entry === 'string' ? entry.trim().toLowerCase() : ''
  // A bare IPv6 address or block has colons of its own; a port needs the brackets then.
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^[\]]*?))(?::(\d{1,5}))?$/.exec(text) ?? []
  const whole = addressBlock(text) ?? single(text)
  if (whole) return { block: whole }
  const port = digits === undefined ? {} : { port: String(Number(digits)) }
  if (digits !== undefined && (Number(digits) === 0 || Number(digits) > 65_535))
    throw nonsense(entry, 'no such port')
  const name = bracketed ?? plain ?? ''
  const block = addressBlock(name) ?? single(name)
  if (block && (bracketed === undefined) === (block.bytes.length === 4)) return { block, ...port }
  const host = name.replace(/^\*\./, '').replace(/\.$/, '')
  if (block || bracketed !== undefined || !isHost(host))
    throw nonsense(entry, 'not a host, an address or a CIDR block')
  return { host: new URL(`http://${host}/`).hostname, below: name.startsWith('*.'), ...port }
}

function single(address: string): AddressBlock | undefined {
  const bytes = addressBytes(address)
  return bytes && { bytes, bits: bytes.length * 8 }
}

/** A name, possibly in Unicode; not a number that the URL standard takes for an address (`0x7f.1`). */
function isHost(text: string): boolean {
  if (!/^[\p{L}\p{N}\p{M}_-]+(\.[\p{L}\p{N}\p{M}_-]+)*$/u.test(text) || !URL.canParse(`http://${text}/`))
    return false
  return addressBytes(new URL(`http://${text}/`).hostname) === undefined
}

function nonsense(entry: unknown, what: string): KaojuError {
  return new KaojuError('option-invalid', {
    option: 'web.allow',
    reason: `${String(entry).slice(0, 100)}: ${what}`,
  })
}
