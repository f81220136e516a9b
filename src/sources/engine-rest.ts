import type { Clock, ErrorCode } from '#runtime'

/** Why an engine is left alone, as it is told. */
export interface Resting {
  readonly code: ErrorCode
  readonly why: string
  /** Milliseconds until it is asked again. */
  readonly left: number
  /** Failures in a row. */
  readonly failures: number
}

/**
 * Which engines are left alone after they failed: 30 seconds, twice as long after each further failure in a row, ten
 * minutes at most. One answer and it is asked as before. Times are of the clock that told the failure.
 */
export interface EngineRest {
  /** How many failures were told so far: whoever asks an engine notes it, and says it when the engine fails. */
  readonly told: number
  /** @param noted `told` when the engine was asked: what was under way together says the same thing once */
  failed(
    engine: string,
    failure: { readonly code: ErrorCode; readonly why: string },
    noted: number,
    clock: Clock,
  ): void
  answered(engine: string): void
  /** Undefined: it can be asked. */
  resting(engine: string, clock: Clock): Resting | undefined
}

const first = 30_000
const longest = 600_000

export function createEngineRest(): EngineRest {
  const bad = new Map<string, Omit<Resting, 'left'> & { readonly until: number; readonly at: number }>()
  let told = 0
  return {
    get told() {
      return told
    },
    failed(engine, { code, why }, noted, clock) {
      const before = bad.get(engine)
      if (before && before.at > noted) return
      const failures = (before?.failures ?? 0) + 1
      const until = clock.elapsed() + Math.min(longest, first * 2 ** (failures - 1))
      bad.set(engine, { code, why, failures, until, at: ++told })
    },
    answered: (engine) => void bad.delete(engine),
    resting(engine, clock) {
      const found = bad.get(engine)
      const left = found ? found.until - clock.elapsed() : 0
      if (!found || left <= 0) return undefined
      return { code: found.code, why: found.why, failures: found.failures, left }
    },
  }
}
