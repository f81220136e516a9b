import { canonicalJson, sha256 } from '#runtime'
import type { World } from '../world.ts'

/** SHA-256 of the whole world as canonical JSON: two machines that agree on it have the same world. */
export function digestOf(world: World): string {
  return sha256(canonicalJson(world))
}
