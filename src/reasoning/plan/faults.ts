import type { GraphFault, PlanNode, PlannedFor } from './node.ts'
import { needsOf, orderOf } from './order.ts'

/** All that is wrong with a plan, what is wrong with the whole first. */
export function faultsInGraph(nodes: readonly PlanNode[], asked: PlannedFor): GraphFault[] {
  if (nodes.length === 0 || nodes.some(({ text }) => !/\p{L}/u.test(text))) return [{ fault: 'empty' }]
  const faults: GraphFault[] = []
  if (nodes.length > asked.most) faults.push({ fault: 'too-many', most: asked.most })
  return [...faults, ...structureFaults(nodes)]
}

/** What is wrong with who waits for whom. */
export function structureFaults(nodes: readonly PlanNode[]): GraphFault[] {
  const ids = new Set(nodes.map(({ id }) => id))
  const faults = nodes.flatMap((node, index): GraphFault[] => {
    const at = index + 1
    const own: GraphFault[] = []
    if (nodes.findIndex(({ id }) => id === node.id) < index) own.push({ fault: 'same-id', at })
    for (const on of needsOf(node)) {
      if (on === node.id) own.push({ fault: 'self-dependency', at })
      else if (!ids.has(on)) own.push({ fault: 'unknown-dependency', at, on })
    }
    if (node.work !== undefined && needsOf(node).length === 0) own.push({ fault: 'works-on-nothing', at })
    return own
  })
  if (faults.length > 0) return faults
  const placed = new Set(orderOf(nodes).map(({ id }) => id))
  return nodes.flatMap(({ id }, index) => (placed.has(id) ? [] : [{ fault: 'cyclic', at: index + 1 }]))
}
