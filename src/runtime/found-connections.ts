import type { Socket } from 'node:net'
import type { Client } from 'undici'
import { mostHead } from './found-failure.ts'
import type { Admitted, Opened, WaysOut } from './ways-out.ts'

/** A connection on which one exchange after the other can take place, and what is known of it. */
export interface FoundConnection {
  readonly client: Client
  readonly opened: Opened
  /** Whether it has served before: then the other end may have closed it just now. */
  readonly used: boolean
  /** After a whole exchange: keeps it for the next one with the same origin. */
  release(): void
  /** Ends it, with its socket. */
  destroy(): void
}

/**
 * Connections to found addresses, kept for a few seconds after use.
 *
 * 1. One undici client is one socket that was opened, checked and secured before the client saw it; a client that
 *    has lost its socket is dead, since nothing here ever connects by itself.
 * 2. A connection serves one origin by one way (directly, or through one proxy), never another host.
 * 3. Idle ones are few, and end by themselves.
 */
export interface FoundConnections {
  /** An idle one, if `fresh` is not asked for, or a new one. */
  open(admitted: Admitted, signal: AbortSignal, fresh: boolean): Promise<FoundConnection>
  close(): Promise<void>
}

/** Idle connections in all, at most. */
const mostIdle = 32

/** No connections yet. */
export function createFoundConnections(ways: WaysOut): FoundConnections {
  /** Oldest first. */
  const idle: { readonly key: string; readonly client: Client; readonly opened: Opened }[] = []
  const all = new Map<Client, Socket>()
  const forget = (client: Client): void => {
    const at = idle.findIndex((one) => one.client === client)
    if (at >= 0) idle.splice(at, 1)
  }
  const end = (client: Client): void => {
    forget(client)
    // A client that was never asked anything does not know its socket.
    all.get(client)?.destroy()
    all.delete(client)
    void client.destroy().catch(() => {})
  }
  const connection = (key: string, client: Client, opened: Opened, used: boolean): FoundConnection => ({
    client,
    opened,
    used,
    destroy: () => end(client),
    release() {
      if (!all.has(client)) return
      idle.push({ key, client, opened })
      if (idle.length > mostIdle) end(idle[0]!.client)
    },
  })
  return {
    async open(admitted, signal, fresh) {
      const key = JSON.stringify([admitted.url.origin, admitted.proxy])
      const kept = fresh ? undefined : idle.findLast((one) => one.key === key)
      if (kept) {
        forget(kept.client)
        return connection(key, kept.client, kept.opened, true)
      }
      const opened = await ways.open(admitted, signal)
      const client = await createClient(admitted.url.origin, opened)
      all.set(client, opened.socket)
      client.on('disconnect', () => end(client))
      return connection(key, client, opened, false)
    },
    async close() {
      const clients = [...all.keys()]
      clients.forEach(end)
      await Promise.all(clients.map((client) => client.destroy()))
    },
  }
}

async function createClient(origin: string, { socket }: Opened): Promise<Client> {
  const { Client: UndiciClient } = await import('undici')
  let given = false
  return new UndiciClient(origin, {
    allowH2: false,
    maxHeaderSize: mostHead,
    // The exchange keeps its own times.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    connect: (_, callback) => {
      const usable = !given && !socket.destroyed
      given = true
      // Not at once: the client is in the middle of asking.
      queueMicrotask(() => {
        if (usable) callback(null, socket)
        else callback(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }), null)
      })
    },
  })
}
