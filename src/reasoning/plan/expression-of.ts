import type { EvidenceId, Expression } from '#vocabulary'
import type { PlanNode } from './node.ts'

/** A value that was found for a node: where it stands, and as what. */
export interface FoundValue {
  readonly evidence: EvidenceId
  /** The figure as it stands in the quote. */
  readonly text: string
}

/**
 * What a node works out, as an expression over the values found for the nodes it needs, to be run by
 * `evaluateExpression`; what it needs may be worked out itself.
 *
 * @returns undefined when the node works nothing out, a value is missing, or there is no such operation: an order is
 * no value
 */
export function expressionOf(
  id: string,
  nodes: readonly PlanNode[],
  values: ReadonlyMap<string, readonly FoundValue[]>,
): Expression | undefined {
  return built(id, nodes, values, new Set())
}

function built(
  id: string,
  nodes: readonly PlanNode[],
  values: ReadonlyMap<string, readonly FoundValue[]>,
  within: ReadonlySet<string>,
): Expression | undefined {
  const node = nodes.find((one) => one.id === id)
  if (!node?.work || node.work === 'order' || within.has(id)) return undefined
  const of: Expression[] = []
  for (const on of node.dependsOn) {
    const inner = built(on, nodes, values, new Set([...within, id]))
    const found = inner
      ? [inner]
      : (values.get(on) ?? []).map((value): Expression => ({ op: 'value', ...value }))
    if (found.length === 0) return undefined
    of.push(...found)
  }
  return of.length === 0 ? undefined : { op: node.work, of }
}
