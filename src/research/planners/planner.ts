import type { Chat, Thought } from '#models'
import type { Context } from '#runtime'
import type { GivenQuestion, PlanNode } from '#reasoning'
import type { PlanGraphInput } from '../plan-graph.prompt.ts'

/** Hears sub-questions while the answer that holds them is being written; see `ItemListener`. */
export type HearsQuestion = (given: GivenQuestion, index: number) => void

/**
 * A way of planning with a model.
 *
 * @returns the nodes, which `faultsInGraph` finds nothing wrong with; `[]` by `classical` when no model gave such a plan
 */
export type Planner = (
  input: PlanGraphInput,
  chat: Chat,
  hears: HearsQuestion | undefined,
  context: Context,
) => Promise<Thought<readonly PlanNode[]>>

/** The same thought, of what was made of its answer. */
export function thoughtOf<A>(
  { value, ...rest }: Thought<A>,
  make: (value: A) => readonly PlanNode[],
): Thought<readonly PlanNode[]> {
  return { ...rest, value: rest.by === 'classical' ? [] : make(value) }
}
