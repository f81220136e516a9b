import type { Transport } from '@modelcontextprotocol/client'

/** A way to a server that bounds what comes from there. */
export interface GuardedTransport {
  readonly transport: Transport
  /** Whether an exchange is under way. */
  listen(wanted: boolean): void
  /** Says goodbye, where the protocol has a word for it. */
  leave(): Promise<void>
}

/** What the transport tells besides messages. */
export interface TransportEvents {
  /** Nothing more can be had from this connection; told once or more, the first reason counts. */
  broken(why: unknown): void
}
