import { KaojuError } from './errors.ts'

/** The only way out onto the network. */
export interface Egress {
  readonly scope: 'offline'
  /** @throws KaojuError `egress-refused`: nothing leaves this machine. */
  fetch(url: string): Promise<never>
}

/** The egress of this version: every run is offline. */
export const offline: Egress = {
  scope: 'offline',
  fetch: (url) => Promise.reject(new KaojuError('egress-refused', { url })),
}
