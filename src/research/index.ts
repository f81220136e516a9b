import type { Report } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { keepEvidence } from './books.ts'
import { chooseStrategy, type Chosen } from './choose-strategy.ts'
import { clarified } from './clarified.ts'
import { openDesk, type Desk } from './open-desk.ts'
import { publish } from './publish.ts'
import { reportOf } from './report-of.ts'
import type { Findings, ResearchParts, ResearchTask } from './strategy.ts'

/**
 * Room 11, `research`: the story. A question goes in. What the library and the memory hold is laid on the desk; a
 * strategy plans, searches, reads and reasons until no more is to be gained, and brings home sentences with their
 * evidence. Every sentence is verified against the stored words, and the report says what was found, what disagrees
 * and what is missing.
 *
 * A strategy (`strategies/`) is a short composition of the same steps: a plan (`makePlan`), each of whose sub-questions
 * is looked into as soon as those it depends on are (`investigate`), further looking where it promises most
 * (`supplement`), and writing (`compose`).
 *
 * Nothing passes from findings to report but through `publish`: what the evidence does not bear is struck and counted,
 * and evidence ids are resolved to places by code. Whatever could come out otherwise next time goes through the
 * journal, so that running it again on the same journal gives the same report.
 *
 * @throws KaojuError `question-empty`, `library-empty`, `option-invalid` (an unknown strategy)
 */
export async function research(asked: ResearchTask, given: ResearchParts, context: Context): Promise<Report> {
  if (asked.question.trim() === '') throw new KaojuError('question-empty')
  const task = asked.notes ? { ...asked, question: clarified(asked.question, asked.notes) } : asked
  const started = context.clock.elapsed()
  const desk = await openDesk(task, given, context)
  const { chosen, findings } = await workOn(task, desk, context).finally(() => desk.close())
  const found = context.clock.elapsed()

  const told = { ...task, language: task.writing?.language ?? task.language }
  const published = await publish(told, findings, desk.shelf, given.models, context)
  await keepEvidence(desk.library, published.evidence, context)
  return await reportOf(told, chosen, findings, published, desk, { started, found }, context)
}

/** Chooses a strategy and lets it work. */
async function workOn(
  task: ResearchTask,
  desk: Desk,
  context: Context,
): Promise<{ readonly chosen: Chosen; readonly findings: Findings }> {
  const chosen = await chooseStrategy(task, desk, context)
  const { plug } = chosen
  context.emit({ type: 'run-start', kind: 'research', subject: task.question, method: plug.name })
  const strategy = plug.create(plug.options.parse({}), desk.parts)
  return { chosen, findings: await strategy(task, desk.context) }
}

export * from './effort.ts'
export * from './strategy.ts'
export * from './check.ts'
export * from './clarify.ts'
export * from './estimate.ts'
export * from './poll.ts'
export * from './poll-feeds.ts'
export { asksForNews, type NewsQuestion } from './asks-for-news.ts'
export { isPrivate } from './shelf.ts'
export { leftInRewriting } from './rewriting.ts'
export { openSteering, type Steered } from './steering.ts'
export { standAlone } from './follow-up.ts'
export { previousOf } from './previous.ts'
