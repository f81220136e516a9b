import { makeWorld } from '../world/make-world.ts'
import type { World, WorldOptions } from '../world.ts'

/**
 * Worlds of broad questions, each a long report: with four subjects for `standard`, with twelve for `deep`, whose
 * answer stands on well over sixty pages.
 */
export function broadWorld(
  seed: string,
  questions: number,
  subjects: number,
  length: Pick<WorldOptions, 'prose' | 'padding'> = {},
): World {
  return makeWorld({ seed, questions, kinds: ['survey'], breadth: subjects, ...length })
}
