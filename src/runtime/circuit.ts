import type { Clock } from './clock.ts'
import type { KaojuError } from './errors.ts'

/**
 * Circuit breakers, one an endpoint (Nygard, Release It!, 2007): after several failures in a row an endpoint is
 * left alone for a while, then tried by one call.
 */
export interface Circuits {
  /** Milliseconds until the endpoint may be tried; 0 = now. */
  waiting(endpoint: string): number
  succeeded(endpoint: string): void
  /** Only failures that speak of the endpoint's health count: no connection, stalls, 5xx. */
  failed(endpoint: string, error: KaojuError): void
}

export function createCircuits(_clock: Clock): Circuits {
  return { waiting: () => 0, succeeded: () => {}, failed: () => {} }
}
