import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addToken,
  listTokens,
  openTokens,
  revokeToken,
  tokensFile,
} from '../../../src/interfaces/server/tokens.ts'
import { runShared } from '../run-kaoju.ts'
import { openServer, type OpenServer } from './open-server.ts'

const homes: string[] = []
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'kaoju-tokens-'))
  homes.push(home)
  return home
}

describe('tokens of a home', () => {
  test('are shown once and kept as SHA-256, readable by the owner alone', () => {
    const home = newHome()
    const token = addToken(home, 'laptop', 0)!
    expect(token).toMatch(/^kj_[\w-]{43}$/)
    expect(addToken(home, 'laptop', 0)).toBeUndefined()
    const kept = readFileSync(tokensFile(home), 'utf8')
    expect(kept).not.toContain(token.slice(3))
    expect(JSON.parse(kept)).toMatchObject({
      tokens: [{ name: 'laptop', created: '1970-01-01T00:00:00.000Z' }],
    })
    if (process.platform !== 'win32') expect(statSync(tokensFile(home)).mode & 0o777).toBe(0o600)
  })

  test('open as long as they stand, and that the last is revoked opens nothing', () => {
    const home = newHome()
    const tokens = openTokens(home)
    expect([tokens.admits(undefined), tokens.admits('kj_any')]).toEqual([true, true])
    const [one, other] = [addToken(home, 'one', 0)!, addToken(home, 'other', 0)!]
    expect([one, other, `${one}x`, ''].map((token) => tokens.admits(token))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([revokeToken(home, 'one'), revokeToken(home, 'one')]).toEqual([true, false])
    expect([tokens.admits(one), tokens.admits(other)]).toEqual([false, true])
    revokeToken(home, 'other')
    expect(listTokens(home)).toEqual([])
    expect(tokens.admits(other)).toBe(false)
  })

  test('that cannot be read open nothing, and the one that was given still does', () => {
    const home = newHome()
    const tokens = openTokens(home, { token: 'given-at-the-start' })
    const token = addToken(home, 'one', 0)!
    expect(tokens.admits(token)).toBe(true)
    writeFileSync(tokensFile(home), '{"tokens": [{')
    expect([tokens.admits(token), tokens.admits('given-at-the-start')]).toEqual([false, true])
    expect(() => listTokens(home)).toThrow(/tokens\.json/)
    expect(openTokens(home).admits(undefined)).toBe(false)
  })

  test('are made, listed and revoked on the command line', async () => {
    const home = newHome()
    const kaoju = (...line: string[]) => runShared(['token', ...line, '--home', home])
    const made = await kaoju('add', 'my phone')
    expect([made.exit, openTokens(home).admits(made.stdout.trim())]).toEqual([0, true])
    expect((await kaoju('list')).stdout).toMatch(/^my phone {2}\d{4}-\d\d-\d\d\n$/)
    expect((await kaoju('add', 'my phone')).exit).toBe(2)
    expect((await kaoju('revoke', 'my phone')).exit).toBe(0)
    const again = await kaoju('revoke', 'my phone')
    expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining('no token of this name')])
  })
})

describe('a server with tokens', () => {
  const home = newHome()
  let server: OpenServer
  beforeAll(async () => {
    server = await openServer({ policy: openTokens(home) })
  })
  afterAll(() => server.close())

  test('ends the streams that a token has opened when it is revoked, and those that none did when one is made', async () => {
    // Nobody works on it, and it waits for its turn: its log is followed without end.
    const { run } = await server.host.runs.submit({
      kind: 'research',
      subject: 'q',
      task: {},
      configuration: { castings: [], limits: {} },
      seed: 's',
    })
    const follow = (token?: string): Promise<Response> =>
      server.fetch(`/api/v1/runs/${run.id}/events`, {
        headers: { Accept: 'text/event-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      })
    const read = (answer: Response): Promise<string> => answer.text().catch(() => 'cut off')
    const before = await follow()
    const mine = addToken(home, 'mine', 0)!
    const other = addToken(home, 'other', 0)!
    expect(await read(before)).toBe('cut off')
    expect((await follow()).status).toBe(401)
    const [reading, going] = [await follow(mine), await follow(other)]
    expect([reading.status, going.status]).toEqual([200, 200])
    revokeToken(home, 'mine')
    expect(await read(reading)).toBe('cut off')
    expect((await follow(mine)).status).toBe(401)
    const still = going.body!.getReader()
    const heard = await Promise.race([still.read(), new Promise((later) => setTimeout(later, 50, 'open'))])
    expect(heard).toBe('open')
    await still.cancel()
  })
})
