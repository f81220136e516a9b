import { z } from 'zod'
import { anyOf, covered, noNewClaims, budgetSpent, repeatsItself, tellStopReason } from '#reasoning'
import { compose } from '../compose.ts'
import type { Measure } from '../effort.ts'
import { planTopics, type Topic } from '../extreme/plan-topics.ts'
import { withResults } from '../extreme/results.ts'
import { workOnTopic, type WorkedOn } from '../extreme/work-on-topic.ts'
import { investigate } from '../investigate.ts'
import type { Looked } from '../look-into.ts'
import { proposeByRules } from '../propose-by-rules.ts'
import type { StrategyPlug } from '../strategy.ts'
import { openStudy, type Study } from '../study.ts'
import { supplement, type Supplement } from '../supplement.ts'
import { allEnded } from '../web/all-ended.ts'
import { quoteWords } from '../words.ts'

const options = z.object({
  /** Actions of one agent, at most; default: by effort. */
  depth: z.number().int().min(1).max(40).optional(),
})

/**
 * Topics × todos, an agent with tools for each topic (Scira's extreme search, zaidmukaddam/scira
 * `lib/tools/extreme-search.ts`; tool use as in ReAct, Yao et al. 2023, arXiv 2210.03629).
 *
 * 1. The plan is topics, each with its todos: one graph of sub-questions, checked by code like any plan, whose todos are
 *    looked for at once, as soon as they are written.
 * 2. Then one agent works on each topic, all at the same time: it chooses among searching outside, searching what is held,
 *    reading a document that it was shown, arithmetic over cited values, and the tools of MCP servers that the user allowed.
 * 3. All that it read is evidence of its todos, weighed by their words; the report is written of that and nothing else.
 *
 * What we do differently: Scira's agent is one conversation that goes through all topics in turn, may run code, and
 * writes from its memory of it. Here agents see statements with ids and their own steps, nothing they see adds an action
 * or a topic, depth is bounded by effort and by measured gain, and where an agent cannot go on rules do. The right way
 * where what is to be found is spread over several places of different kinds: databases behind tools, the user's own
 * documents, the web.
 */
export const plug: StrategyPlug<z.infer<typeof options>> = {
  name: 'extreme',
  options,
  create: (chosen, parts) => async (task, context) => {
    const study = openStudy(task, parts, context)
    const { measure } = study
    const topics = await planTopics(study, context)
    // Of the searches of the budget a share is kept for what agents choose.
    const first = { ...study, measure: { ...measure, rounds: Math.max(1, measure.rounds - 1) } }
    const looked = await investigate(
      topics.flatMap(({ todos }) => todos),
      first,
      context,
    )
    const tools = (await parts.tools?.(context.at('tools'))) ?? []
    const how = { depth: chosen.depth ?? 2 * measure.rounds, tools }
    const worked = await allEnded(
      byTopic(topics, looked).map(({ topic, own }) =>
        workOnTopic(topic, own, how, study, context.at(`topic-${topic.id}`)),
      ),
    )
    study.notes.push(...notesOf(worked, study))
    const open = worked.flatMap(({ gaveUp, looked: some }) => (gaveUp ? some : []))
    const further = await supplement(open, byRules(measure), study, context)
    const known = new Map([...worked.flatMap((one) => one.looked), ...further].map((one) => [one.id, one]))
    const findings = await compose(
      looked.map(({ id }) => known.get(id)!),
      study,
      context,
    )
    return withResults(findings, worked, task)
  },
}

/** A todo that became several, or was added by a person, goes with the topic that it came from; else with the first. */
function byTopic(
  topics: readonly Topic[],
  looked: readonly Looked[],
): { readonly topic: Topic; readonly own: readonly Looked[] }[] {
  const topicOf = new Map(topics.flatMap(({ id, todos }) => todos.map((todo) => [todo.id, id] as const)))
  const first = topics[0]?.id
  const groups = Map.groupBy(looked, ({ id }) => topicOf.get(id.replace(/\.\d+$/, '')) ?? first)
  return topics.flatMap((topic) => {
    const own = groups.get(topic.id)
    return own ? [{ topic, own }] : []
  })
}

/** Why topics ended that no agent ended, where it is not that all was found. */
function notesOf(worked: readonly WorkedOn[], { task: { language } }: Study): string[] {
  return worked.flatMap(({ topic, ended }) =>
    ended === undefined || ended.reason === 'no-new-claims'
      ? []
      : [`${quoteWords(language, [topic.title])}: ${tellStopReason(ended, language)}`],
  )
}

/** The twin of agents. */
function byRules({ rounds, questions }: Measure): Supplement {
  return {
    rounds: Math.min(2, rounds - 1),
    width: Math.ceil(questions / 2),
    stop: anyOf(covered(0.6), noNewClaims(2), repeatsItself(), budgetSpent()),
    propose: proposeByRules,
  }
}
