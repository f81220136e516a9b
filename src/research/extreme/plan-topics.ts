import type { Context } from '#runtime'
import { askStreaming, defuse, type Chat } from '#models'
import { faultsInGraph, nodesFrom, sameText } from '#reasoning'
import { goesOn } from '../go-on.ts'
import { heldDocuments } from '../held-documents.ts'
import type { PlannedInquiry } from '../inquiry.ts'
import { deedOf } from '../ledger.ts'
import { makePlan } from '../make-plan.ts'
import { inventsAddress, plainLine } from '../plain-sentence.ts'
import type { Study } from '../study.ts'
import { givenTopic, topicNodes, topicsPrompt, type GivenTopic, type TopicsAnswer } from './topics.prompt.ts'

/** What one agent works on: its todos are sub-questions of the plan. */
export interface Topic {
  /** Given by code: `t1`, `t2` … */
  readonly id: string
  readonly title: string
  readonly todos: readonly PlannedInquiry[]
}

/** Sub-questions of a topic, on average: so many topics does a plan have at most. */
const perTopic = 3

/**
 * Plans by topics: checked like any plan, as one graph of the todos of all topics. What stands alone is looked for
 * while the rest is still being written. Its twin: the question's own parts by its grammar, all of them one topic.
 */
export async function planTopics(study: Study, context: Context): Promise<readonly Topic[]> {
  const { task, measure, parts, deeds } = study
  const { question, language, previous, planner: way = 'plain' } = task
  const planner: Chat | undefined = parts.models?.planner
  // Another way of taking questions apart was asked for: it knows of no topics.
  if (!planner || way !== 'plain' || !(await goesOn('topics/go-on', context))) return byPlan(study, context)
  const asked = { question, language, most: measure.questions }
  const prompt = topicsPrompt({
    ...asked,
    mostTopics: Math.ceil(measure.questions / perTopic),
    held: await heldDocuments(question, language, parts, context),
    known: [
      ...parts.recalled.map(({ claim }) => claim),
      ...(previous?.findings ?? []).map(({ claim }) => claim.text),
    ],
  })
  const hears = ({ questions }: GivenTopic): void => {
    for (const { question: text, needs } of questions) {
      const [node] =
        needs.length === 0 ? nodesFrom([{ question: plainLine(text), needs: [] }], 'planned') : []
      const faults = node && node.dependsOn.length === 0 ? faultsInGraph([node], asked) : undefined
      if (faults?.every(({ fault }) => fault === 'uncovered' || fault === 'unfinished'))
        study.reachAhead(node!.text)
    }
  }
  const thought = await askStreaming(
    prompt,
    planner,
    (): TopicsAnswer => ({ topics: [] }),
    { list: 'topics', item: givenTopic, onItem: hears, onRestart: () => undefined },
    context.at('topics'),
  )
  deeds.push(deedOf('plan-topics', 'planner', thought))
  if (thought.by === 'classical') return byPlan(study, context.at('twin'), 'grammar')
  return topicsOf(thought.value, topicNodes(thought.value, asked), question)
}

/** The plan as other strategies make it, in one topic. */
async function byPlan(study: Study, context: Context, by?: 'grammar'): Promise<readonly Topic[]> {
  const { task, measure, parts, deeds } = study
  const { models: _, ...rest } = parts
  const { nodes } = await makePlan(
    task,
    { most: measure.questions, ...(task.planner ? { planner: task.planner } : {}) },
    by === 'grammar' ? rest : parts,
    deeds,
    context,
    ({ text }) => study.reachAhead(text),
  )
  return [{ id: 't1', title: task.question, todos: nodes }]
}

/** Each todo in the topic in which it was given; what mending made of several stands with the first. */
function topicsOf(
  { topics }: TopicsAnswer,
  nodes: readonly PlannedInquiry[],
  question: string,
): readonly Topic[] {
  const bare = (text: string): string => text.replace(/[{｛][^}｝]*[}｝]/gu, '{}')
  const of = (node: PlannedInquiry): number =>
    Math.max(
      0,
      topics.findIndex(({ questions }) =>
        questions.some((given) => sameText(bare(plainLine(given.question)), bare(node.text))),
      ),
    )
  const sorted = Map.groupBy(nodes, of)
  return topics.flatMap(({ topic }, index) => {
    const todos = sorted.get(index)
    if (!todos) return []
    const told = defuse(plainLine(topic)).slice(0, 120)
    const title = told === '' || inventsAddress(told, [question]) ? question : told
    return [{ id: `t${index + 1}`, title, todos }]
  })
}
