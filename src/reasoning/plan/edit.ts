import { isEmpty, repeats, structureFaults } from './faults.ts'
import type { GraphFault, PlanNode, PlannedFor } from './node.ts'
import { slotsIn } from './slots.ts'
import { tooLong } from './wording.ts'
import { workOf } from './work.ts'

/** A plan after an edit, or why it stays as it was. */
export type EditedPlan =
  | { readonly nodes: readonly PlanNode[]; readonly dropped: readonly string[] }
  | { readonly faults: readonly GraphFault[] }

/**
 * Adds a sub-question of the user's. It may ask for anything, since the user may: only what would break the graph, ask
 * nothing or ask the same twice is refused. Its id is the first number that no node ever had: `taken` are ids of nodes
 * that were dropped, whose answers may still stand in the log.
 */
export function addNode(
  nodes: readonly PlanNode[],
  given: { readonly text: string; readonly dependsOn?: readonly string[] },
  asked: PlannedFor,
  taken: readonly string[] = [],
): EditedPlan {
  const highest = Math.max(0, ...[...nodes.map(({ id }) => id), ...taken].map(numberOf))
  const node = steered(`q${highest + 1}`, given.text, given.dependsOn ?? [])
  return checked([...nodes, node], nodes.length, asked, [])
}

/**
 * Gives a node another text or other dependencies; its id and place stay. Dependencies that are not given are those it
 * had, without those whose slot the new text gave up.
 */
export function editNode(
  nodes: readonly PlanNode[],
  id: string,
  given: { readonly text?: string; readonly dependsOn?: readonly string[] },
  asked: PlannedFor,
): EditedPlan {
  const at = nodes.findIndex((node) => node.id === id)
  const old = nodes[at]
  if (!old) return { faults: [{ fault: 'unknown-dependency', at: 0, on: id }] }
  const text = given.text ?? old.text
  const givenUp = new Set(slotsIn(old.text))
  const kept = old.dependsOn.filter((on) => given.text === undefined || !givenUp.has(on))
  return checked(nodes.with(at, steered(id, text, given.dependsOn ?? kept)), at, asked, [])
}

/**
 * Takes a node out. A node that has a slot for it cannot be asked any more and goes with it, and so on; a node that
 * merely waited for it is freed and asked without it.
 */
export function dropNode(nodes: readonly PlanNode[], id: string): EditedPlan {
  if (!nodes.some((node) => node.id === id))
    return { faults: [{ fault: 'unknown-dependency', at: 0, on: id }] }
  const dropped = new Set([id])
  // Slots may point forwards too: nothing is left to drop once a round drops nothing.
  for (let before = 0; before < dropped.size;) {
    before = dropped.size
    for (const node of nodes) if (slotsIn(node.text).some((slot) => dropped.has(slot))) dropped.add(node.id)
  }
  const left = nodes.filter((node) => !dropped.has(node.id)).map((node) => freed(node, dropped))
  return left.length === 0 ? { faults: [{ fault: 'empty' }] } : { nodes: left, dropped: [...dropped] }
}

function freed(node: PlanNode, dropped: ReadonlySet<string>): PlanNode {
  const dependsOn = node.dependsOn.filter((on) => !dropped.has(on))
  if (dependsOn.length === node.dependsOn.length) return node
  const { work: _, ...rest } = node
  const work = workOf(node.text, dependsOn)
  return { ...rest, dependsOn, ...(work ? { work } : {}) }
}

function steered(id: string, given: string, needs: readonly string[]): PlanNode {
  const text = given.replace(/\s+/gu, ' ').trim()
  const dependsOn = [...new Set([...needs, ...slotsIn(text)])]
  const work = workOf(text, dependsOn)
  return { id, text, dependsOn, origin: 'steered', ...(work ? { work } : {}) }
}

function checked(
  nodes: readonly PlanNode[],
  at: number,
  asked: PlannedFor,
  dropped: readonly string[],
): EditedPlan {
  const { text } = nodes[at]!
  const faults: GraphFault[] = [
    ...(isEmpty(text) ? [{ fault: 'empty' } as const] : []),
    ...(nodes.length > asked.most ? [{ fault: 'too-many', most: asked.most } as const] : []),
    ...(tooLong(text, asked) ? [{ fault: 'too-long', at: at + 1 } as const] : []),
    ...structureFaults(nodes),
    ...repeats(nodes, asked).filter(
      (fault) => fault.fault === 'repeated' && [fault.at, fault.of].includes(at + 1),
    ),
  ]
  return faults.length > 0 ? { faults } : { nodes, dropped }
}

function numberOf(id: string): number {
  return Number(/^q(\d+)$/.exec(id)?.[1] ?? 0)
}
