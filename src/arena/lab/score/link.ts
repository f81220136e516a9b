import type { Relation } from '../language/relation.ts'
import type { EntityId } from '../world.ts'
import type { Cue } from './sentence-reading.ts'

/** A word for a relation between things, and the things that it links. */
export interface Link {
  readonly relation: Relation
  readonly cue?: Cue
  readonly subjects: readonly EntityId[]
  readonly values: readonly EntityId[]
  readonly at: number
  /** The groups it was read from: said once only. */
  readonly key: string
}
