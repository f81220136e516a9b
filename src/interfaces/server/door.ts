import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpBindings } from '@hono/node-server'
import type { Host } from '../host/host.ts'

/** What every door is opened on: a host, and who may come in. */
export interface Door {
  readonly host: Host
  readonly policy: Policy
  /** Folders where the built page may lie; absent: `dist/web`. */
  readonly page?: readonly string[]
}

/** Who may come in; see docs/decisions/0019. */
export interface Policy {
  /** Names by which the server may be called, lower case, without port; loopback names always are among them. */
  readonly hosts: readonly string[]
  /** Foreign origins that may ask, such as `https://app.example`. */
  readonly origins: readonly string[]
  /**
   * Whether a token opens, or coming without one (`undefined`); absent: none is needed. Asked anew for every request, so
   * that a revoked one is refused.
   */
  readonly admits?: (token: string | undefined) => boolean
}

/** The application; `c.env.incoming` and `c.env.outgoing` are Node's. */
export type App = OpenAPIHono<{ Bindings: HttpBindings }>
