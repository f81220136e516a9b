import { toKaojuError, isInterruption, type Context } from '#runtime'
import { ask, countTokens, roomFor, type Chat } from '#models'
import {
  anyOf,
  budgetSpent,
  gainBelow,
  leftOf,
  noNewClaims,
  repeatsItself,
  withRound,
  type Action,
  type GainState,
  type Observation,
  type StopReason,
} from '#reasoning'
import { goesOn } from '../go-on.ts'
import { deedOf } from '../ledger.ts'
import { isAnswered, type Looked } from '../look-into.ts'
import { progressOf } from '../progress.ts'
import type { Study } from '../study.ts'
import { nextActionPrompt, refusals, type NextAction, type NextActionInput } from './next-action.prompt.ts'
import { openHand, type Hand } from './hand.ts'
import type { Topic } from './plan-topics.ts'

/** What came of a topic. */
export interface WorkedOn {
  readonly topic: Topic
  /** Its todos, with all that was read on the way among their evidence. */
  readonly looked: readonly Looked[]
  /** Nobody chose to end it: rules are to go on. */
  readonly gaveUp: boolean
  /** Why it ended before the agent ended it. */
  readonly ended: StopReason | undefined
  readonly results: Hand['notebook']['results']
}

/** Tokens of what was seen, shown before each step. */
const shownRoom = 3000
/** What a step takes of the budget. */
const oneStep = { searches: 1 } as const
/** Where nothing came for this many steps, or next to nothing for what it cost, or the budget is spent: it ends. */
const stop = anyOf(repeatsItself(), noNewClaims(2), gainBelow(0.01), budgetSpent())

/**
 * One topic, worked on by an agent that chooses its actions (ReAct, Yao et al. 2023, arXiv 2210.03629) among those it
 * was given: what it sees can neither add one nor change what is to be found out.
 *
 * 1. Code checks every step: an action that is none, an input that does not fit, what was done before and what was
 *    never shown is told once, by asking again; after that the agent has given up.
 * 2. It ends when the agent says so, after `depth` steps, or when measured gain or the budget says so.
 * 3. Nothing here depends on what other topics find meanwhile.
 */
export async function workOnTopic(
  topic: Topic,
  looked: readonly Looked[],
  { depth, tools }: { readonly depth: number; readonly tools: readonly Action[] },
  study: Study,
  context: Context,
): Promise<WorkedOn> {
  const planner = study.parts.models?.planner
  const hand = openHand(looked, tools, study)
  const done: NextActionInput['done'][number][] = []
  let now = looked
  let state = begin(now, study)
  const result = (gaveUp: boolean, ended?: StopReason): WorkedOn => {
    const { results } = hand.notebook
    return { topic, looked: now, gaveUp, ended, results }
  }
  if (!planner) return result(true)
  for (let step = 1; step <= depth; step++) {
    const place = context.at(`step-${step}`)
    if (!(await goesOn('go-on', place))) return result(false)
    const left = await place.observe('left', {}, () => ({ ...leftOf(context.budget) }))
    state = { ...state, budget: { left, next: oneStep } }
    const why = step > 1 || left.searches === 0 ? stop(state) : undefined
    if (why) return result(false, why)
    const next = await choose({ topic, now, done, left: depth - step + 1 }, hand, planner, study, place)
    const action = next && hand.actions.find(({ name }) => name === next.action)
    if (!next || !action) return result(true)
    const observation = await act(action, next.input, place.at('act'))
    if (observation.outcome === 'finished') return result(false)
    const fresh = await hand.take(observation, action, place.at('seen'))
    done.push({ action: next.action, input: told(next.input), fresh: tellFresh(observation, fresh) })
    const before = now
    now = hand.evidenceFor(now)
    const asked = typeof next.input === 'object' ? [`${next.action} ${told(next.input)}`] : []
    for (const [index, one] of now.entries())
      state = withRound(state, one.id, progressOf(one, before[index], asked, study.parts.shelf))
  }
  return result(false)
}

function begin(looked: readonly Looked[], { parts }: Study): GainState {
  return looked.reduce<GainState>(
    (before, one) => withRound(before, one.id, progressOf(one, undefined, [one.text], parts.shelf)),
    { questions: [], budget: { left: {}, next: oneStep } },
  )
}

/** Undefined: no answer that can be done. */
async function choose(
  about: {
    readonly topic: Topic
    readonly now: readonly Looked[]
    readonly done: NextActionInput['done']
    readonly left: number
  },
  { notebook, actions }: Hand,
  planner: Chat,
  { task, deeds }: Study,
  context: Context,
): Promise<NextAction['next'] | undefined> {
  const { topic, now, done, left } = about
  const { question, language } = task
  const room = Math.min(shownRoom, roomFor(planner.spec, 400))
  const prompt = nextActionPrompt({
    question: question.trim(),
    language,
    topic: topic.title,
    todos: now.map((one) => ({ text: one.text, answered: isAnswered(one) })),
    seen: notebook.blocks(room, (text) => countTokens(text, planner.spec)),
    done,
    left,
    actions,
    refuse: ({ action, input }) => {
      const words = refusals[language]
      if (done.some((one) => one.action === action && one.input === told(input))) return words.repeated
      const id = (input as { readonly id?: unknown }).id
      return action === 'read' && (typeof id !== 'string' || notebook.document(id) === undefined)
        ? words.unshown
        : undefined
    },
  })
  const nobody: NextAction = { next: { action: '', input: {} } }
  const thought = await ask(prompt, planner, () => nobody, context)
  deeds.push(deedOf('next-action', 'planner', thought))
  return thought.by === 'classical' ? undefined : thought.value.next
}

/** What an action was given, in one line; the same for what is the same. */
function told(input: unknown): string {
  const values = Object.values(input as Readonly<Record<string, unknown>>)
  return values
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(', ')
    .replace(/\s+/gu, ' ')
    .slice(0, 300)
}

function tellFresh(observation: Observation, fresh: number): number | string {
  return observation.outcome === 'failed' ? observation.code : fresh
}

/** An action that cannot be done is one among many. @throws what speaks of the run */
async function act(action: Action, input: unknown, context: Context): Promise<Observation> {
  try {
    return await action.run(input, context)
  } catch (error) {
    context.abort.throwIfAborted()
    const known = toKaojuError(error)
    if (isInterruption(known)) throw known
    return { outcome: 'failed', code: known.code }
  }
}
