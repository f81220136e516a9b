import type { Casting } from './models.ts'
import type { ModelSpec, Role } from './model.ts'

/**
 * Who plays what, from what was configured: a role without a model of its own takes another's by a fixed rule;
 * embedder, reranker and vision take nobody's who cannot do it.
 */
export function cast(_given: Readonly<Partial<Record<Role, readonly ModelSpec[]>>>): readonly Casting[] {
  return []
}
