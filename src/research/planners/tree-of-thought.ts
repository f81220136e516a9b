import { ask } from '#models'
import { faultsInGraph, orderOf, sameText, type PlanNode } from '#reasoning'
import type { Planner } from './planner.ts'
import { proposedNodes, proposePlansPrompt, valuePlansPrompt } from './tree-of-thought.prompt.ts'

/** Plans that are proposed, and how many of them are kept for the vote. */
const proposed = 4
const breadth = 3

/**
 * Tree of thoughts (Yao et al. 2023, arXiv 2305.10601), one level deep: several plans are proposed in one call, code
 * throws out those with faults and the same ones, and one vote keeps the best of those left. Without a vote the
 * shallowest plan is kept: it waits least. Two calls at most.
 */
export const planByTree: Planner = async (input, chat, _, context) => {
  const { question, language } = input
  const thought = await ask(
    proposePlansPrompt({ ...input, plans: proposed }),
    chat,
    () => ({ plans: [] }),
    context,
  )
  const { value, ...rest } = thought
  if (thought.by === 'classical') return { ...rest, value: [] }
  const sound = proposedNodes(value, input).filter((nodes) => faultsInGraph(nodes, input).length === 0)
  const plans = distinct(sound)
    .toSorted((a, b) => depthOf(a) - depthOf(b) || a.length - b.length)
    .slice(0, breadth)
  if (plans.length < 2) return { ...rest, value: plans[0] ?? [] }
  const vote = await ask(valuePlansPrompt({ question, language, plans }), chat, () => ({ best: 1 }), context)
  return { ...rest, value: plans[vote.value.best - 1]! }
}

function distinct(plans: readonly PlanNode[][]): PlanNode[][] {
  const textOf = (nodes: readonly PlanNode[]): string => nodes.map(({ text }) => text).join(' ')
  return plans.filter(
    (plan, index) => !plans.slice(0, index).some((other) => sameText(textOf(plan), textOf(other))),
  )
}

/** Waves of searching that must wait for each other. */
function depthOf(nodes: readonly PlanNode[]): number {
  const depths = new Map<string, number>()
  for (const { id, dependsOn } of orderOf(nodes))
    depths.set(id, 1 + Math.max(0, ...dependsOn.map((on) => depths.get(on) ?? 0)))
  return Math.max(0, ...depths.values())
}
