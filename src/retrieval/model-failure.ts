import { KaojuError, type Context, type ErrorCode } from '#runtime'

const others: readonly ErrorCode[] = [
  'circuit-open',
  'egress-refused',
  'embedding-mismatch',
  'local-model-missing',
]

/** Whether a model could not be had, so that the classical twin serves; anything else is not its to mend. */
export function isModelFailure(error: unknown): error is KaojuError {
  return (
    error instanceof KaojuError &&
    (/^(model|endpoint|budget)-/.test(error.code) || others.includes(error.code))
  )
}

/** Tells the log that `to` does what `from` was meant to do. */
export function tellFallback(
  context: Context,
  purpose: string,
  from: string,
  to: string,
  error: KaojuError,
): void {
  context.emit({ type: 'fallback', purpose, from, to, code: error.code, why: error.message })
}
