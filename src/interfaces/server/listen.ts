import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server'
import { KaojuError } from '#runtime'
import type { App } from './door.ts'

type Outgoing = HttpBindings['outgoing']

/** A server that answers. */
export interface Listening {
  /** `http://127.0.0.1:7788` */
  readonly origin: string
  /**
   * Takes no more, and waits until what was asked is answered, so long at most; streams of events go on, since they end
   * with the runs that they tell of.
   */
  drain(milliseconds: number): Promise<void>
  /** Ends what is open, and takes no more. */
  close(): Promise<void>
}

/**
 * Answers at an address.
 *
 * @param at.port 0: any free one
 * @throws KaojuError `port-busy` where the address cannot be had
 */
export function listen(
  app: App,
  at: { readonly hostname: string; readonly port: number },
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    // A large file comes slowly; whoever reads a body bounds its time (`bounded-body.ts`, `uploads.ts`).
    serverOptions: { requestTimeout: 0, headersTimeout: 20_000 },
  }) as Extract<ServerType, { closeAllConnections(): void }>
  const answers = new Set<Outgoing>()
  server.on('request', (_request, answer: Outgoing) => {
    answers.add(answer)
    answer.once('close', () => answers.delete(answer))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.message
      reject(
        new KaojuError('port-busy', { address: addressOf(at.hostname, at.port), reason }, { cause: error }),
      )
    })
    server.listen(at.port, at.hostname, () => {
      const listening = server.address()
      const port = listening !== null && typeof listening === 'object' ? listening.port : at.port
      let closed: Promise<void> | undefined
      const stop = (): Promise<void> => (closed ??= new Promise((done) => server.close(() => done())))
      resolve({
        origin: `http://${addressOf(at.hostname, port)}`,
        drain: (milliseconds) => {
          void stop()
          return until(() => [...answers].every(isStream), milliseconds)
        },
        close: async () => {
          const done = stop()
          // Who was just told of an end has it written to them.
          await until(() => [...answers].every((one) => !one.writableEnded), farewell)
          // A reader of events would keep it open for as long as it reads.
          server.closeAllConnections()
          await done
        },
      })
    })
  })
}

/** How long the last words may take to leave, in milliseconds. */
const farewell = 500

async function until(holds: () => boolean, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds
  while (!holds() && Date.now() < end) await new Promise((later) => setTimeout(later, 10))
}

/** An address as a URL has it. */
function addressOf(hostname: string, port: number): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

function isStream(answer: Outgoing): boolean {
  return String(answer.getHeader('Content-Type')).startsWith('text/event-stream')
}
