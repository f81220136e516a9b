import { plainAddresses } from '../serve/addresses.ts'

/** An address as the world writes it: without a port, the way through 127.0.0.1, a fragment or a slash at its end. */
export function plainAddress(address: string): string {
  return plainAddresses(address)
    .replace(/^(https?:\/\/[^/:?#]+):\d+/i, '$1')
    .replace(/#.*$/, '')
    .replace(/^https:/i, 'http:')
    .replace(/(?<=[^/])\/$/, '')
}
