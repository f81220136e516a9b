import { createHash } from 'node:crypto'

/** A stream of pseudo-random numbers that belongs to one logical path of one run. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, bound). */
  integer(bound: number): number
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/**
 * Chance derived from (seed, path), never from a shared stream, so that concurrency cannot change a run.
 * Generator: xoshiro128** (Blackman and Vigna 2018), seeded by SHA-256.
 */
export function chanceOf(seed: string, path: string): Chance {
  // Most places draw nothing: what is hashed for each would be most of what a place costs.
  let state: Uint32Array | undefined
  const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k))
  const draw = (): number => {
    const s = (state ??= stateOf(seed, path))
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0
    const t = s[1]! << 9
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    s[3] = rotate(s[3]!, 11)
    return result
  }
  const next = (): number => draw() / 2 ** 32
  const integer = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    integer,
    shuffle(items) {
      const copy = [...items]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
      }
      return copy
    },
  }
}

function stateOf(seed: string, path: string): Uint32Array {
  const digest = createHash('sha256').update(`${seed}\n${path}`).digest()
  return new Uint32Array([
    digest.readUInt32LE(0),
    digest.readUInt32LE(4),
    digest.readUInt32LE(8),
    digest.readUInt32LE(12) | 1,
  ])
}
