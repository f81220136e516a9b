import { createHash, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { KaojuError, toKaojuError } from '#runtime'
import type { Policy } from './door.ts'

/** A token as the home remembers it: what opens is shown once, when it is made, and kept nowhere. */
export interface KnownToken {
  readonly name: string
  /** SHA-256 of the token, hexadecimal. */
  readonly sha256: string
  /** ISO 8601. */
  readonly created: string
}

const fileShape = z.object({
  tokens: z.array(
    z.object({ name: z.string(), sha256: z.string().regex(/^[\da-f]{64}$/), created: z.string() }),
  ),
})

/** Where a home keeps its tokens. */
export function tokensFile(home: string): string {
  return join(home, 'tokens.json')
}

/** The tokens of a home. @throws KaojuError `config-invalid`, `path-unreadable` */
export function listTokens(home: string): readonly KnownToken[] {
  const path = tokensFile(home)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw toKaojuError(error, path)
  }
  try {
    return fileShape.parse(JSON.parse(text)).tokens
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'tokens' : (error as Error).message
    throw new KaojuError('config-invalid', { path, reason }, { cause: error })
  }
}

/**
 * Makes a token.
 *
 * @param now milliseconds since the epoch
 * @returns what opens: `kj_` and 32 random bytes in base64url; undefined where there is a token of this name
 * @throws KaojuError `config-invalid`, `home-unwritable`, `disk-full`
 */
export function addToken(home: string, name: string, now: number): string | undefined {
  const known = listTokens(home)
  if (known.some((one) => one.name === name)) return undefined
  // Nobody may guess it, so it comes from the system and not from a run's seed.
  const token = `kj_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`
  write(home, [
    ...known,
    { name, sha256: hashOf(token).toString('hex'), created: new Date(now).toISOString() },
  ])
  return token
}

/** Revokes a token: the next request with it is refused. @returns whether there was one of this name */
export function revokeToken(home: string, name: string): boolean {
  const known = listTokens(home)
  const left = known.filter((one) => one.name !== name)
  if (left.length === known.length) return false
  write(home, left)
  return true
}

/**
 * Who opens: the tokens of a home as they are at each request, and one that the server was started with.
 *
 * 1. Where there was a token once, one is needed until the server is started anew: that the last is revoked opens nothing.
 * 2. A file that cannot be read opens nothing either.
 */
export function openTokens(
  home: string,
  given: { readonly token?: string } = {},
): Required<Pick<Policy, 'admits'>> {
  const fixed = given.token === undefined ? [] : [hashOf(given.token)]
  const path = tokensFile(home)
  let needed = fixed.length > 0
  let stamp = ''
  let held: readonly Buffer[] = []
  const look = (): void => {
    const now = stampOf(path)
    if (now === stamp) return
    try {
      held = listTokens(home).map(({ sha256 }) => Buffer.from(sha256, 'hex'))
    } catch {
      held = []
      needed = true
    }
    stamp = now
    needed ||= held.length > 0
  }
  return {
    admits(token) {
      look()
      if (!needed) return true
      if (token === undefined) return false
      const hash = hashOf(token)
      // All are compared, each in the same time, so that no answer's time tells how near a guess was.
      return [...fixed, ...held].map((one) => timingSafeEqual(one, hash)).includes(true)
    },
  }
}

/** Changes whenever the file does: a new one takes its place. */
function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '?'
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A new file, readable by its owner only, on disk before it takes the old one's place. */
function write(home: string, tokens: readonly KnownToken[]): void {
  const path = tokensFile(home)
  const beside = `${path}.${process.pid}`
  try {
    mkdirSync(home, { recursive: true })
    const file = openSync(beside, 'wx', 0o600)
    try {
      writeSync(file, `${JSON.stringify({ tokens }, undefined, 2)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new KaojuError('home-unwritable', { home: path, reason }, { cause: error })
  }
}
