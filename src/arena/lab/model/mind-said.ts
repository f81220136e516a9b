/** What an answer is made of. */
import type { Relation } from '../language/index.ts'
import type { Shown, Side } from './mind-facts.ts'

/** A sentence of an answer, and the statements that bear it. */
export interface Said {
  readonly text: string
  readonly from: readonly Shown[]
  /** Whom it is about. */
  readonly subject: string
  /** What it says: `subject relation`, once each. */
  readonly key: string
  readonly part?: string
  /** Of plain facts: what it tells, so that it can be told wrongly. */
  readonly fact?: { readonly relation: Relation; readonly side: Side; readonly opens: string }
  /** It follows from several facts. */
  readonly worked?: true
}

/** `subject relation` */
export function keyOf(subject: string, relation: Relation): string {
  return `${subject} ${relation.id}`
}
