import { both, contentOf } from './content.ts'
import { faultsInGraph, repeats } from './faults.ts'
import type { PlanNode, PlannedFor } from './node.ts'
import { needsOf } from './order.ts'
import { replaceSlots } from './slots.ts'
import { workOf } from './work.ts'

/**
 * A planner's nodes with what only one thing can be meant by put right, so that no call is spent on it:
 *
 * 1. a single sub-question that says half of the question is the question as it was asked: it is not reworded;
 * 2. a sub-question that repeats another is left out, and whatever needs it needs the other;
 * 3. where the parts of what is to be worked out are there and nothing asks for the result, the question itself comes
 *    last and needs them.
 */
export function mendPlan(nodes: readonly PlanNode[], asked: PlannedFor): PlanNode[] {
  const [only] = nodes
  if (only && nodes.length === 1 && isReworded(only.text, asked))
    return [{ id: only.id, text: asked.question.trim(), dependsOn: [], origin: 'asked' }]
  const once = withoutRepeats(nodes, asked)
  const faults = faultsInGraph(once, asked)
  if (faults.length !== 1 || faults[0]!.fault !== 'unfinished' || once.length >= asked.most) return once
  const needed = new Set(once.flatMap(needsOf))
  const last = once.map(({ id }) => id).filter((id) => !needed.has(id))
  const work = workOf(asked.question, last)
  // A single part with nothing to work out is half a chain: what is missing between is not known.
  if (!work) return once
  const id = `q${Math.max(...once.map((node) => Number(node.id.slice(1)))) + 1}`
  return [...once, { id, text: asked.question.trim(), dependsOn: last, origin: 'asked', work }]
}

function isReworded(text: string, { question, language }: PlannedFor): boolean {
  const wanted = contentOf(question, language)
  return both(contentOf(text, language), wanted).size * 2 >= wanted.size && wanted.size > 0
}

function withoutRepeats(nodes: readonly PlanNode[], asked: PlannedFor): PlanNode[] {
  const instead = new Map<string, string>()
  for (const fault of repeats(nodes, asked))
    if (fault.fault === 'repeated') {
      const of = nodes[fault.of - 1]!.id
      instead.set(nodes[fault.at - 1]!.id, instead.get(of) ?? of)
    }
  if (instead.size === 0) return [...nodes]
  const other = (id: string): string => instead.get(id) ?? id
  return nodes
    .filter(({ id }) => !instead.has(id))
    .map((node) => ({
      ...node,
      text: replaceSlots(node.text, (id) => `{${other(id)}}`),
      dependsOn: [...new Set(node.dependsOn.map(other))].filter((id) => id !== node.id),
    }))
}
