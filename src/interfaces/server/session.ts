import { getConnInfo } from '@hono/node-server/conninfo'
import { deleteCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { KaojuError } from '#runtime'
import { cookieName } from './admission.ts'
import type { App, Door } from './door.ts'
import { addRoute, type Asked } from './routes/route.ts'

const entering = z.strictObject({ token: z.string().min(1).max(500) }).meta({ id: 'Entering' })

/** How long the page is let in without asking again, in seconds. */
const kept = 30 * 24 * 3_600

/**
 * `POST /api/v1/session`: the page hands in a token and keeps it in a cookie that no script can read; `DELETE` gives it
 * back. Who has a token in an `Authorization` header needs neither.
 */
export function addSession(app: App, { policy }: Door): void {
  const attempts = createAttempts()
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/session',
      tag: 'Server',
      summary: 'Keep a token in a cookie, for a browser',
      body: entering,
      answers: { 204: { description: 'Let in; where no token is needed, nothing is kept' } },
      errors: ['token-refused', 'token-attempts'],
    },
    async ({ body: { token } }, c) => {
      const { admits } = policy
      if (!admits || admits(undefined)) return c.body(null, 204)
      const from = addressOf(c)
      const seconds = attempts.wait(from)
      if (seconds > 0) throw new KaojuError('token-attempts', { seconds })
      if (!admits(token)) {
        attempts.failed(from)
        throw new KaojuError('token-refused')
      }
      // A page that came by https has the cookie sent by https only; a proxy may have spoken it for the server.
      const secure = c.req.header('Origin')?.startsWith('https:') === true
      setCookie(c, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: kept, secure })
      return c.body(null, 204)
    },
  )
  addRoute(
    app,
    {
      method: 'delete',
      path: '/api/v1/session',
      tag: 'Server',
      summary: 'Forget the token that was kept in a cookie',
      answers: { 204: { description: 'Forgotten' } },
    },
    async (_given, c) => {
      deleteCookie(c, cookieName, { path: '/' })
      return c.body(null, 204)
    },
  )
}

/** Wrong tokens that an address may hand in within a minute. */
const mostWrong = 10
const within = 60_000

/** Counts wrong tokens by address, so that they cannot be tried out by the thousand. */
function createAttempts(): { wait(address: string): number; failed(address: string): void } {
  const wrong = new Map<string, number[]>()
  const recent = (address: string, now: number): number[] =>
    (wrong.get(address) ?? []).filter((at) => now - at < within)
  return {
    wait(address) {
      const now = Date.now()
      const times = recent(address, now)
      return times.length < mostWrong ? 0 : Math.ceil((times[0]! + within - now) / 1_000)
    },
    failed(address) {
      const now = Date.now()
      // Whoever has many addresses does not fill the memory with them.
      if (wrong.size > 10_000)
        for (const one of wrong.keys()) if (recent(one, now).length === 0) wrong.delete(one)
      if (wrong.size > 10_000) wrong.clear()
      wrong.set(address, [...recent(address, now), now])
    },
  }
}

function addressOf(c: Asked): string {
  return getConnInfo(c).remote.address ?? '?'
}
