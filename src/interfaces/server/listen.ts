import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { KaojuError } from '#runtime'
import type { App } from './door.ts'

/** A server that answers. */
export interface Listening {
  /** `http://127.0.0.1:7788` */
  readonly origin: string
  /** Ends what is open, and takes no more. */
  close(): Promise<void>
}

/**
 * Answers at an address.
 *
 * @param at.port 0: any free one
 * @throws KaojuError `option-invalid` where the address cannot be had
 */
export function listen(
  app: App,
  at: { readonly hostname: string; readonly port: number },
): Promise<Listening> {
  const server: ServerType = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new KaojuError('option-invalid', {
          option: `${at.hostname}:${at.port}`,
          reason: error.code ?? error.message,
        }),
      ),
    )
    server.listen(at.port, at.hostname, () => {
      const { address, port, family } = server.address() as AddressInfo
      resolve({
        origin: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            // A reader of events would keep it open for as long as it reads.
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
  })
}
