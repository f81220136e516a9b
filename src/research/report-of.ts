import type { Coverage, PlannedQuestion, Report } from '#vocabulary'
import { engineVersion, type Context } from '#runtime'
import { closeBooks, methodOf, notesOn, workOf } from './books.ts'
import type { Chosen } from './choose-strategy.ts'
import type { Desk } from './open-desk.ts'
import type { Published } from './publish.ts'
import { unreadIn, type Shelf } from './shelf.ts'
import type { Findings, ResearchTask } from './strategy.ts'
import { notesOnJourney, outsideOf } from './web/web-notes.ts'
import { wordsOf } from './words.ts'

/** When what was done, in milliseconds of the run's clock. */
export interface Times {
  readonly started: number
  readonly found: number
}

/** What was published, what is missing, and who did what at which price. Tells the end of the run. */
export async function reportOf(
  task: ResearchTask,
  { plug, why }: Chosen,
  findings: Findings,
  published: Published,
  { shelf, parts: { reach } }: Desk,
  { started, found }: Times,
  context: Context,
): Promise<Report> {
  const { language } = task
  const words = wordsOf(language)
  const deeds = [...(findings.deeds ?? []), ...published.deeds]
  const plan = planAsPublished(findings, published, words.unborne)
  const coverage = coverageOf(task, plan, findings, shelf, [
    ...(published.struck > 0 ? [words.struck(published.struck)] : []),
    ...notesOn(deeds, published, language),
    ...(reach ? notesOnJourney(reach.journey, shelf, language) : []),
  ])
  const books = await closeBooks(context, () => ({
    search: Math.round(found - started),
    verify: Math.round(context.clock.elapsed() - found),
    total: Math.round(context.clock.elapsed() - started),
  }))
  const complete = coverage.answered === coverage.asked && coverage.filesFailed === 0
  const outcome = complete ? 'done' : 'incomplete'
  context.emit({ type: 'run-end', outcome, milliseconds: books.timings['total']! })
  return {
    schema: 'kaoju-report/1',
    run: context.run,
    ...(task.from ? { from: task.from } : {}),
    question: task.question,
    language,
    createdAt: books.createdAt,
    title: task.question.trim(),
    method: methodOf(deeds, books.models),
    strategy: { name: plug.name, why },
    effort: task.effort,
    plan,
    sections: published.sections,
    conflicts: published.conflicts,
    coverage,
    cost: books.cost,
    ...workOf(deeds, books.models),
    ...(reach ? { outside: outsideOf(reach.journey, language) } : {}),
    timings: books.timings,
    engine: { name: 'kaoju', version: engineVersion },
  }
}

/** A sub-question all of whose findings were struck is not answered, whatever was found for it. */
function planAsPublished(
  findings: Findings,
  { sections, elsewhere, answers }: Pick<Published, 'sections' | 'elsewhere' | 'answers'>,
  why: string,
): PlannedQuestion[] {
  const said = new Set([...sections.map((section) => section.subQuestion), ...elsewhere])
  const found = new Set(findings.sections.map((section) => section.subQuestion))
  return findings.plan.map((question) => {
    if (found.has(question.id) && !said.has(question.id)) return { ...question, state: 'unanswered', why }
    const answer = answers.get(question.id)
    // Verification never makes more of an answer than it was.
    return answer && question.state !== 'unanswered' ? { ...question, ...answer } : question
  })
}

function coverageOf(
  task: ResearchTask,
  plan: readonly PlannedQuestion[],
  findings: Findings,
  shelf: Shelf,
  struck: readonly string[],
): Coverage {
  const failed = task.unread ?? unreadIn(shelf)
  // Facets are the engine's own curiosity: what was not asked cannot be left unanswered.
  const asked = plan.filter((question) => question.origin !== 'facet')
  return {
    asked: asked.length,
    answered: asked.filter((question) => question.state === 'answered').length,
    failed: failed.map(({ uri, why }) => ({ what: uri, why })),
    filesRead: shelf.holdings.filter((held) => held.document).length,
    filesFailed: failed.length,
    notes: [...findings.notes, ...struck],
  }
}
