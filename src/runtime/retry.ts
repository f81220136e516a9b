import type { Chance } from './chance.ts'

/**
 * How long to wait before attempt `next` (2 = the first repetition), in milliseconds: what the service asked
 * for, else exponential back-off with full jitter (Brooker, AWS Architecture Blog, 2015).
 */
export function retryDelay(next: number, retryAfter: number | undefined, random: Chance): number {
  if (retryAfter !== undefined) return retryAfter + Math.round(random.next() * 250)
  return Math.round(random.next() * Math.min(20_000, 500 * 2 ** (next - 1)))
}
