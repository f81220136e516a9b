import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { KaojuError } from '#runtime'
import type { Policy } from './door.ts'
import { foreignOrigin } from './origins.ts'

/** The name of the cookie in which the page keeps a token; see `session.ts`. */
export const cookieName = 'kaoju'

/** How often it is asked whether the token of an answer that goes on still opens, in milliseconds. */
const askedEvery = 1_000

/** Who is let in, and put out again when their token is revoked. */
export interface Admission {
  /** @returns why not; undefined: come in */
  refuse(c: Context): KaojuError | undefined
}

/**
 * Asks for a token where the policy has any: `Authorization: Bearer` (RFC 6750 §2.1), else the page's cookie. An answer
 * that goes on, such as a stream of events, ends soon after its token was revoked, or after tokens came to be asked for.
 */
export function createAdmission(policy: Policy): Admission {
  const open = new Map<Outgoing, string | undefined>()
  let timer: NodeJS.Timeout | undefined
  const ask = (): void => {
    for (const [outgoing, token] of open) if (policy.admits?.(token) === false) outgoing.destroy()
  }
  const remember = (c: Context, token: string | undefined): void => {
    const outgoing = outgoingOf(c)
    if (!outgoing) return
    open.set(outgoing, token)
    timer ??= setInterval(ask, askedEvery).unref()
    outgoing.once('close', () => {
      open.delete(outgoing)
      if (open.size > 0) return
      clearInterval(timer)
      timer = undefined
    })
  }
  return {
    refuse(c) {
      const token = tokenOf(c, policy)
      if (policy.admits?.(token) === false)
        return new KaojuError(token === undefined ? 'token-missing' : 'token-refused')
      remember(c, token)
      return undefined
    },
  }
}

/** The cookie is the own page's: a foreign one that may ask has a token of its own to show. */
function tokenOf(c: Context, policy: Policy): string | undefined {
  const header = c.req.header('Authorization')
  if (header !== undefined) return /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
  return foreignOrigin(c, policy) === undefined ? getCookie(c, cookieName) : undefined
}

type Outgoing = HttpBindings['outgoing']

/** Absent where a request did not come over a socket. */
function outgoingOf(c: Context): Outgoing | undefined {
  return (c.env as Partial<HttpBindings> | undefined)?.outgoing
}
