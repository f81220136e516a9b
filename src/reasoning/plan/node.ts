import type { Language } from '#vocabulary'

/** A sub-question of a plan: one thing to find out, perhaps only once others are answered. */
export interface PlanNode {
  /** `q1`, `q2` … */
  readonly id: string
  /** May hold slots, `{q1}`, where the answer of that node belongs. */
  readonly text: string
  /** Ids of the nodes whose answers it needs. */
  readonly dependsOn: readonly string[]
  /** `asked`, `planned`, `steered`, or the rule or planner that made it. */
  readonly origin: string
  /** It is worked out from the answers of `dependsOn`: nothing is searched for it. */
  readonly work?: PlanWork
}

/** What is worked out by code from the answers of other nodes. */
export type PlanWork = 'sum' | 'difference' | 'maximum' | 'minimum' | 'count' | 'mean' | 'order'

/** What a plan is checked against. */
export interface PlannedFor {
  readonly question: string
  readonly language: Language
  /** Nodes at most. */
  readonly most: number
}

/** What is wrong with a plan; `at` counts nodes from 1. */
export type GraphFault =
  /** No node, or one without words. */
  | { readonly fault: 'empty' }
  | { readonly fault: 'too-many'; readonly most: number }
  /** Two nodes of one id: nobody could tell which is meant. */
  | { readonly fault: 'same-id'; readonly at: number }
  | { readonly fault: 'too-long'; readonly at: number }
  /** It states or orders something, or is several sentences. */
  | { readonly fault: 'no-question'; readonly at: number }
  /** It asks two things that are questions of their own. */
  | { readonly fault: 'several'; readonly at: number }
  /** It is written in another language than the question. */
  | { readonly fault: 'other-language'; readonly at: number }
  /** It speaks to a machine: instructions, marks of chat templates, characters that cannot be seen. */
  | { readonly fault: 'instructs'; readonly at: number }
  /** It asks what an earlier one asks. */
  | { readonly fault: 'repeated'; readonly at: number; readonly of: number }
  /** It holds a name, a figure, an address or a matter that the question does not. */
  | { readonly fault: 'added'; readonly at: number; readonly what: string }
  /** No node speaks of this part of the question. */
  | { readonly fault: 'uncovered'; readonly what: string }
  /** It needs a node that does not exist. */
  | { readonly fault: 'unknown-dependency'; readonly at: number; readonly on: string }
  | { readonly fault: 'self-dependency'; readonly at: number }
  /** It waits for a node that waits for it. */
  | { readonly fault: 'cyclic'; readonly at: number }
  /** Something is to be worked out, and it needs no values. */
  | { readonly fault: 'works-on-nothing'; readonly at: number }
  /** Nothing asks what was asked: every node is on the way to something that is missing. */
  | { readonly fault: 'unfinished' }
