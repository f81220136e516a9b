/** An address as the world writes it: without a port, a fragment or a slash at its end. */
export function plainAddress(address: string): string {
  return address
    .replace(/^(https?:\/\/[^/:?#]+):\d+/i, '$1')
    .replace(/#.*$/, '')
    .replace(/^https:/i, 'http:')
    .replace(/(?<=[^/])\/$/, '')
}
