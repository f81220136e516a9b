import type { RouteReason } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { roles, type Models } from '#models'
import { decompose } from '#reasoning'
import { aimAt } from './aim.ts'
import { answerOf } from './answer-of.ts'
import { asksForNews } from './asks-for-news.ts'
import { strategies } from './catalog.generated.ts'
import { gather } from './gather.ts'
import { measureOf } from './effort.ts'
import type { Desk } from './open-desk.ts'
import { openShelf } from './shelf.ts'
import { holdsStatutes } from './statutes.ts'
import type { ResearchTask, StrategyPlug } from './strategy.ts'

/** A way of working, and why it was taken. */
export interface Chosen {
  readonly plug: StrategyPlug
  readonly why: RouteReason
}

/** Asks for what no document can state: a forecast, or a proposal (PIKE-RAG's levels 3 and 4). */
const looksAhead =
  /\b(?:will|forecast|predict|projection|expected to|outlook|by 20[3-9]\d|how (?:could|should|might) we|propose|design|suggest|recommend|brainstorm|come up with)\b|预测|预计|展望|将会|未来.{0,12}(?:趋势|走势|如何)|提出.{0,10}(?:方案|建议|设想)|设计.{0,10}方案|如何改进|有什么建议/iu

/**
 * The router: by what is asked, what is held and what kind of model there is. A question for one value on which two
 * cheap drafts from the user's own library agree goes the short way; with a model that reasons, and effort for it, the
 * loop that asks what is missing; else a plan and its execution, which is no dearer where one thing is asked.
 *
 * @throws KaojuError `option-invalid` (an unknown strategy)
 */
export async function chooseStrategy(task: ResearchTask, desk: Desk, context: Context): Promise<Chosen> {
  if (task.strategy !== undefined) return { plug: plugNamed(task.strategy), why: 'asked-for' }
  const { name, why } = await context.observe('route', {}, async () =>
    route(task, desk, context.at('routing')),
  )
  return { plug: plugNamed(name), why }
}

async function route(
  task: ResearchTask,
  desk: Desk,
  context: Context,
): Promise<{ readonly name: string; readonly why: RouteReason }> {
  const { question, language, effort } = task
  const { models } = desk.parts
  if (asksForNews(question, language)) return { name: 'news', why: 'news' }
  if (!thinks(models)) return { name: 'extractive', why: 'no-models' }
  if (await holdsStatutes(question, language, desk, context)) return { name: 'statute', why: 'statutes-held' }
  if (looksAhead.test(question)) return { name: 'atomic', why: 'looks-ahead' }
  const parts = decompose(question, language)
  const simple = parts.length === 1 && parts[0]!.expects !== 'list'
  if (simple && (await draftsAgree(task, desk, context))) return { name: 'quick', why: 'drafts-agree' }
  const reasons = (models?.planner?.spec.profile.thinkingTokens ?? 0) > 0
  if (reasons && (effort === 'deep' || effort === 'exhaustive'))
    return { name: 'reflect', why: 'model-reasons' }
  return { name: 'plan-execute', why: 'planned' }
}

function thinks(models: Models | undefined): boolean {
  return roles.some((role) => role !== 'vision' && models?.[role])
}

/** Whether the user's own library gives the same value by its words alone and by the words of its best passages. */
async function draftsAgree(task: ResearchTask, desk: Desk, context: Context): Promise<boolean> {
  if (!desk.shelf.atStart.some((held) => held.document)) return false
  const { library } = desk
  // A shelf of its own: a replay does not draft, and what drafts take is not part of the run.
  const shelf = await openShelf(library, task.documents)
  const documents = shelf.within([])
  const where = { library, shelf, ...(documents ? { documents } : {}) }
  const aim = await aimAt(task.question, task.language, library, documents)
  const measure = { ...measureOf('glance'), rounds: 1 }
  const first = await gather('draft-1', aim, measure, where, context)
  const second = await gather('draft-2', aim, { ...measure, rounds: 2 }, where, context)
  const [one, other] = [first, second].map((gathered) =>
    answerOf({ id: 'q1', text: task.question, origin: 'asked', dependsOn: [], aim, gathered }),
  )
  return one !== undefined && one.text === other?.text
}

function plugNamed(name: string): StrategyPlug {
  const plug = strategies.find((known) => known.name === name)
  if (plug) return plug
  const known = strategies.map((one) => one.name).join(', ')
  throw new KaojuError('option-invalid', { option: '--strategy', reason: `${name}; known: ${known}` })
}
