import type { Chat } from '#models'
import type { Context } from '#runtime'
import { faultsInGraph, nodesFrom, workOf, type GivenQuestion, type PlanNode } from '#reasoning'
import { goesOn } from './go-on.ts'
import { heldDocuments } from './held-documents.ts'
import { deedOf, type Deed } from './ledger.ts'
import type { HeldDocument } from './plan.prompt.ts'
import { planByGrammar } from './plan.ts'
import { plainLine } from './plain-sentence.ts'
import { planLeastToMost } from './planners/least-to-most.ts'
import { planPlainly } from './planners/plain.ts'
import type { Planner } from './planners/planner.ts'
import { planProgram } from './planners/program-of-thought.ts'
import { planByTree } from './planners/tree-of-thought.ts'
import type { PlannerName, ResearchTask, StrategyParts } from './strategy.ts'

/** Ways of planning with a model, by name. */
export const planners = {
  plain: planPlainly,
  'least-to-most': planLeastToMost,
  'program-of-thought': planProgram,
  'tree-of-thought': planByTree,
} as const satisfies Record<PlannerName, Planner>

/** How a plan is made. */
export interface PlanWish {
  /** Sub-questions at most. */
  readonly most: number
  /** Default `plain`. */
  readonly planner?: PlannerName
  /** What the planner is shown of the user's own documents; default: what they hold on the question. */
  readonly held?: readonly HeldDocument[]
  /** Sentences that are known already, from outside. */
  readonly known?: readonly string[]
  /** What good work in the domain of the question looks like. */
  readonly guidance?: string
}

/** A plan, and whether a model made it. */
export interface MadePlan {
  readonly nodes: readonly PlanNode[]
  readonly byModel: boolean
}

/**
 * Makes the plan: by a model, checked by code and asked for again with what was wrong; else by the question's grammar.
 * Paid calls and decisions stand below `plan`, once in a run.
 *
 * @param onQuestion hears sub-questions that need no other as soon as they are written (`plain` only), so that work on
 * them can begin. What it hears is a hint: it may hear an id again with another text, the plan returned is what counts,
 * and on replay it hears nothing
 */
export async function makePlan(
  task: Pick<ResearchTask, 'question' | 'language' | 'notes'>,
  wish: PlanWish,
  parts: StrategyParts,
  deeds: Deed[],
  context: Context,
  onQuestion?: (node: PlanNode) => void,
): Promise<MadePlan> {
  const { question, language, notes } = task
  const { most, planner = 'plain', known = [], guidance } = wish
  const chat: Chat | undefined = parts.models?.planner
  if (!chat || !(await goesOn('plan/go-on', context))) return twin(task, most)
  const held = wish.held ?? (await heldDocuments(question, language, parts, context))
  const asked = { question, language, most }
  const heard: PlanNode[] = []
  const hears = (given: GivenQuestion, index: number): void => {
    const node = readyNode(given, index)
    if (!node || faultsAlone(node, heard, asked)) return
    heard.push(node)
    onQuestion?.(node)
  }
  const thought = await planners[planner](
    { ...asked, held, known, ...(notes ? { notes } : {}), ...(guidance === undefined ? {} : { guidance }) },
    chat,
    onQuestion ? hears : undefined,
    context.at('plan'),
  )
  deeds.push(deedOf('plan', 'planner', thought))
  return thought.value.length === 0 ? twin(task, most) : { nodes: thought.value, byModel: true }
}

/** A sub-question that can start before the rest of the plan is known. */
function readyNode({ question, needs }: GivenQuestion, index: number): PlanNode | undefined {
  const [node] = nodesFrom([{ question: plainLine(question), needs: [] }], 'planned')
  return node && needs.length === 0 && node.dependsOn.length === 0
    ? { ...node, id: `q${index + 1}` }
    : undefined
}

/** Whether something is wrong with a node, whatever else the plan will hold. */
function faultsAlone(
  node: PlanNode,
  heard: readonly PlanNode[],
  asked: Parameters<typeof faultsInGraph>[1],
): boolean {
  const others = heard.filter(({ id }) => id !== node.id)
  return (
    others.length >= asked.most ||
    faultsInGraph([...others, node], asked).some(
      ({ fault }) => fault !== 'uncovered' && fault !== 'unfinished',
    )
  )
}

/** The question's own parts, by its grammar. */
function twin(task: Pick<ResearchTask, 'question' | 'language'>, most: number): MadePlan {
  const nodes = planByGrammar(task, { questions: most }).map((node) => {
    const work = workOf(node.text, node.dependsOn)
    return { ...node, ...(work ? { work } : {}) }
  })
  return { nodes, byModel: false }
}
