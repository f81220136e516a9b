import { KaojuError } from './errors.ts'

/**
 * A result as the journal will give it back: what would not survive that must not be used now either.
 *
 * @throws KaojuError `internal` when it is not plain data
 */
export function plain<T>(value: T, path: string): T {
  if (value === undefined) return value
  const text = JSON.stringify(value)
  if (text === undefined)
    throw new KaojuError('internal', { reason: `the result of ${path} is not plain data` })
  return JSON.parse(text) as T
}
