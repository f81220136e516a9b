import { canonicalJson, sha256 } from './hash.ts'

/** The name under which a step's result is found again: its path and everything the result depends on. */
export function stepKey(path: string, inputs: unknown): string {
  return sha256(canonicalJson({ path, inputs }))
}
