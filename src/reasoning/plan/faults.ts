import type { Language } from '#vocabulary'
import { expectedAnswer, type AnswerType } from '../decompose.ts'
import { contentOf, figuresIn, likeness, without } from './content.ts'
import { uncovered, unfinished } from './coverage.ts'
import type { GraphFault, PlanNode, PlannedFor } from './node.ts'
import { needsOf, orderOf } from './order.ts'
import { replaceSlots, slotsIn } from './slots.ts'
import { sameText, wordingFaults } from './wording.ts'

/** All that is wrong with a plan; `[]` = it can be worked on. What is wrong with the whole stands before its nodes. */
export function faultsInGraph(nodes: readonly PlanNode[], asked: PlannedFor): GraphFault[] {
  if (nodes.length === 0 || nodes.some(({ text }) => isEmpty(text))) return [{ fault: 'empty' }]
  const whole: GraphFault[] = nodes.length > asked.most ? [{ fault: 'too-many', most: asked.most }] : []
  const faults = [
    ...whole,
    ...structureFaults(nodes),
    ...nodes.flatMap(({ text }, index) => wordingFaults(text, index + 1, asked)),
    ...repeats(nodes, asked),
  ]
  // What is left out of a plan that is wrong in itself is found once it has been mended.
  if (faults.length > 0) return faults
  return [...uncovered(nodes, asked), ...(unfinished(nodes, asked) ? [{ fault: 'unfinished' } as const] : [])]
}

/** Whether a text says nothing but slots. */
export function isEmpty(text: string): boolean {
  return !/\p{L}/u.test(replaceSlots(text, () => ''))
}

/** Sub-questions whose matter is this alike (Jaccard), and that differ by no word of the question, ask the same. */
const alike = 0.8

/** `What is the date of birth of X?` and `Where was X born?` have the same matter. */
function kindAsked(text: string, language: Language): AnswerType {
  const expected = expectedAnswer(text, language)
  return expected === 'any' && /\b(?:date|year|day)\b/i.test(text) ? 'date' : expected
}

/** Nodes that ask what an earlier one asks: the same matter, the same slots, no other kind of answer. */
export function repeats(nodes: readonly PlanNode[], { question, language }: PlannedFor): GraphFault[] {
  const asked = contentOf(question, language)
  const told = nodes.map(({ text, ...node }) => ({
    content: contentOf(text, language),
    slots: slotsIn(text).toSorted().join(),
    figures: figuresIn(text).toSorted().join(),
    expects: kindAsked(text, language),
    text,
    node,
  }))
  const same = (a: (typeof told)[number], b: (typeof told)[number]): boolean => {
    if (a.slots !== b.slots || a.figures !== b.figures) return false
    if (sameText(a.text, b.text)) return true
    // What is worked out of an answer has its words, and asks for something else.
    if (b.node.dependsOn.includes(a.node.id) || a.node.dependsOn.includes(b.node.id)) return false
    if (a.expects !== b.expects && a.expects !== 'any' && b.expects !== 'any') return false
    const differing = [...without(a.content, b.content), ...without(b.content, a.content)]
    if (differing.some((term) => asked.has(term))) return false
    return a.content.size + b.content.size > 0 && likeness(a.content, b.content) >= alike
  }
  return told.flatMap((own, index) => {
    const of = told.slice(0, index).findIndex((other) => same(own, other))
    return of < 0 ? [] : [{ fault: 'repeated', at: index + 1, of: of + 1 } as const]
  })
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
