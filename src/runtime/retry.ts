import type { Chance } from './chance.ts'

/** The longest wait that a service may ask for, in milliseconds, where the call names none. */
export const defaultPatience = 60_000

/**
 * How long to wait before attempt `next` (2 = the first repetition), in milliseconds: what the service asked
 * for and up to a quarter of a second more, so that those it sent away do not return together; else
 * exponential back-off with full jitter (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @returns undefined when the service asks for more than `patience`: to wait that long is to hang
 */
export function retryDelay(
  next: number,
  retryAfter: number | undefined,
  random: Chance,
  patience: number = defaultPatience,
): number | undefined {
  const jitter = random.next()
  if (retryAfter === undefined || !(retryAfter >= 0))
    return Math.round(jitter * Math.min(20_000, 500 * 2 ** (next - 1)))
  return retryAfter > patience ? undefined : Math.round(retryAfter + jitter * 250)
}
