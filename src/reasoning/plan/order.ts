import type { PlanNode } from './node.ts'
import { slotsIn } from './slots.ts'

/** What a node waits for: what it says it needs, and whatever has a slot in its text. */
export function needsOf({ text, dependsOn }: Pick<PlanNode, 'text' | 'dependsOn'>): string[] {
  return [...new Set([...dependsOn, ...slotsIn(text)])]
}

/**
 * The nodes, each after all that it needs, else in the order given (Kahn 1962). What waits for itself, for something
 * that waits for it or for a node that does not exist is left out.
 */
export function orderOf<Node extends PlanNode>(nodes: readonly Node[]): Node[] {
  const placed = new Set<string>()
  const order: Node[] = []
  let left = [...nodes]
  for (;;) {
    const next = left.find((node) => needsOf(node).every((id) => placed.has(id)))
    if (!next) return order
    placed.add(next.id)
    order.push(next)
    left = left.filter((node) => node !== next)
  }
}

/** Whether all that a node needs is done, answered or not. */
export function canStart(node: PlanNode, done: ReadonlySet<string>): boolean {
  return needsOf(node).every((id) => done.has(id))
}
