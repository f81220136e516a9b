import type { Coverage, Cost, Evidence, Language, ModelWork, PlannedQuestion, Report } from '#vocabulary'
import { engineVersion, KaojuError, type Context } from '#runtime'
import type { Library } from '#library'
import { roles, type Models } from '#models'
import { createRobotsKeeper } from '#sources'
import { asksForNews } from './asks-for-news.ts'
import { strategies } from './catalog.generated.ts'
import { limitsOf } from './effort.ts'
import { costOf, modelsOf, stepsOf, type Deed } from './ledger.ts'
import { publish, type Published } from './publish.ts'
import { recordLibrary } from './recorded-library.ts'
import type { Opinion } from './second-opinion.ts'
import { isPrivate, openShelf, type Shelf } from './shelf.ts'
import type { Findings, ResearchParts, ResearchTask, StrategyPlug, WebParts } from './strategy.ts'
import { createOutgoing } from './web/outgoing.ts'
import type { Reach } from './web/journey.ts'
import { createReach } from './web/reach.ts'
import { openVisitor } from './web/visitor.ts'
import { notesOnJourney, outsideOf } from './web/web-notes.ts'
import { wordsOf } from './words.ts'

/**
 * The story: a question becomes findings (a strategy's work), every finding is verified against the stored
 * text before anything is published, what the evidence does not bear is struck and counted, evidence ids are
 * resolved to places by code, and the coverage note tells what is missing.
 *
 * Whatever could come out otherwise next time goes through the journal, so that running it again on the same
 * journal gives the same report.
 *
 * @throws KaojuError `question-empty`, `library-empty`, `option-invalid` (an unknown strategy)
 */
export async function research(task: ResearchTask, given: ResearchParts, context: Context): Promise<Report> {
  if (task.question.trim() === '') throw new KaojuError('question-empty')
  const library = recordLibrary(given.library, context)
  const plug = strategyFor(task, given.models)
  const shelf = await openShelf(library, task.documents, given.web !== undefined)
  if (!given.web && !shelf.holdings.some((held) => held.document))
    throw new KaojuError('library-empty', { home: library.home })
  const limited = context.within(limitsOf(task.effort))
  const outside = given.web && openOutside(task, { ...given, web: given.web }, library, shelf, limited)
  const reach = outside?.reach
  const { models } = given
  const parts = { library, shelf, ...(models ? { models } : {}), ...(reach ? { reach } : {}) }
  const started = context.clock.elapsed()
  context.emit({ type: 'run-start', kind: 'research', subject: task.question, method: plug.name })

  const strategy = plug.create(plug.options.parse({}), parts)
  const findings = await strategy(task, limited).finally(() => outside?.close())
  const found = context.clock.elapsed()
  const published = await publish(task, findings, shelf, models, context)
  await keepEvidence(library, published.evidence, context)

  const deeds = [...(findings.deeds ?? []), ...published.deeds]
  const words = wordsOf(task.language)
  const plan = planAsPublished(findings, published, words.unborne)
  const coverage = coverageOf(task, plan, findings, shelf, [
    ...(published.struck > 0 ? [words.struck(published.struck)] : []),
    ...notesOn(deeds, published, task.language),
    ...(reach ? notesOnJourney(reach.journey, shelf, task.language) : []),
  ])
  const books = await closeBooks(context, () => ({
    search: Math.round(found - started),
    verify: Math.round(context.clock.elapsed() - found),
    total: Math.round(context.clock.elapsed() - started),
  }))
  const complete = coverage.answered === coverage.asked && coverage.filesFailed === 0
  context.emit({
    type: 'run-end',
    outcome: complete ? 'done' : 'incomplete',
    milliseconds: books.timings['total']!,
  })
  return {
    schema: 'kaoju-report/1',
    run: context.run,
    question: task.question,
    language: task.language,
    createdAt: books.createdAt,
    title: task.question.trim(),
    method: methodOf(deeds, books.models),
    effort: task.effort,
    plan,
    sections: published.sections,
    conflicts: published.conflicts,
    coverage,
    cost: books.cost,
    ...workOf(deeds, books.models),
    ...(reach ? { outside: outsideOf(reach.journey, task.language) } : {}),
    timings: books.timings,
    engine: { name: 'kaoju', version: engineVersion },
  }
}

/** The way out, guarded by whether anything of the user's own takes part; closed when nobody goes out any more. */
function openOutside(
  task: ResearchTask,
  given: ResearchParts & { readonly web: WebParts },
  recorded: Library,
  shelf: Shelf,
  context: Context,
): { readonly reach: Reach; close(): Promise<void> } {
  const { web, models } = given
  const place = context.at('web')
  const visitor = openVisitor(given.library, { ...web, robots: createRobotsKeeper() }, place)
  const ownTakePart = web.mcp.length > 0 || shelf.holdings.some((held) => held.document && isPrivate(held))
  const parts = {
    library: given.library,
    recorded,
    shelf,
    ...(models ? { models } : {}),
    web,
    outgoing: createOutgoing(task.question, ownTakePart && !web.sendsPrivate),
    visitor,
  }
  return { reach: createReach(task, parts, place), close: () => visitor.close() }
}

/** `news` for a question about what has arrived; else with any model at hand `quick`, else `extractive`; unless another is asked for. */
function strategyFor(
  { strategy, question, language }: ResearchTask,
  models: Models | undefined,
): StrategyPlug {
  const thinks = roles.some((role) => role !== 'vision' && models?.[role])
  const name = strategy ?? (asksForNews(question, language) ? 'news' : thinks ? 'quick' : 'extractive')
  const plug = strategies.find((known) => known.name === name)
  if (plug) return plug
  const known = strategies.map((one) => one.name).join(', ')
  throw new KaojuError('option-invalid', { option: '--strategy', reason: `${name}; known: ${known}` })
}

/** How a run ended, as it was recorded. */
export interface Books {
  readonly createdAt: string
  readonly timings: Readonly<Record<string, number>>
  readonly cost: Cost
  readonly models: readonly ModelWork[]
}

/** What time it is, how long it took and what was spent: told once in a run, and the same ever after. */
export async function closeBooks(
  context: Context,
  timings: () => Readonly<Record<string, number>>,
): Promise<Books> {
  return await context.observe('books', {}, async () => {
    context.abort.throwIfAborted()
    const below = context.path === '' ? '' : `${context.path}/`
    const charges = (await context.journal.charges()).filter(({ path }) => path.startsWith(below))
    return {
      createdAt: new Date(context.clock.now()).toISOString(),
      timings: timings(),
      cost: costOf(charges),
      models: modelsOf(charges),
    }
  })
}

/** Stores what is cited, once in a run: a replay stores nothing. */
export async function keepEvidence(
  library: Library,
  evidence: readonly Evidence[],
  context: Context,
): Promise<void> {
  await context.observe('evidence-kept', { evidence: evidence.map(({ id }) => id) }, async () => {
    await library.addEvidence(evidence)
    return evidence.length
  })
}

/** The names of the models that took part, or `extractive`. */
export function methodOf(deeds: readonly Deed[], models: readonly ModelWork[]): string {
  const took = [
    ...deeds.filter(({ by }) => by !== 'classical').map(({ by }) => by),
    ...models.filter(({ role }) => role === 'embedder' || role === 'reranker').map(({ model }) => model),
  ]
  return took.length === 0 ? 'extractive' : [...new Set(took)].toSorted().join(', ')
}

/** The report's fields on who did what, where there is anything to tell. */
export function workOf(
  deeds: readonly Deed[],
  models: readonly ModelWork[],
): Pick<Report, 'models' | 'steps'> {
  return {
    ...(models.length > 0 ? { models } : {}),
    ...(deeds.length > 0 ? { steps: stepsOf(deeds) } : {}),
  }
}

/** Why it was not done as well as the models could: the run was stopped, the budget was spent, they gave nothing usable, they judged themselves. */
export function notesOn(deeds: readonly Deed[], { ownJudges }: Opinion, language: Language): string[] {
  const words = wordsOf(language)
  const byRules = deeds.filter(({ by, because }) => by === 'classical' && because !== undefined)
  const unpaid = byRules.filter(({ because }) => because === 'budget-exhausted').length
  const stopped = byRules.filter(({ because }) => because === 'run-stopping').length
  const failed = byRules.filter(({ because }) => because !== 'models-none').length - unpaid - stopped
  return [
    ...(stopped > 0 ? [words.stoppedWork] : []),
    ...(unpaid > 0 ? [words.spent] : []),
    ...(failed > 0 ? [words.byRules(failed)] : []),
    ...(ownJudges.length > 0 ? [words.ownJudge(ownJudges.join(', '))] : []),
  ]
}

/** A sub-question all of whose findings were struck is not answered, whatever was found for it. */
function planAsPublished(
  findings: Findings,
  { sections, answers }: Pick<Published, 'sections' | 'answers'>,
  why: string,
): PlannedQuestion[] {
  const said = new Set(sections.map((section) => section.subQuestion))
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

/** What the library remembers as unreadable. */
export function unreadIn(shelf: Shelf): { uri: string; why: string }[] {
  return shelf.holdings.flatMap((held) => (held.failure ? [{ uri: held.uri, why: held.failure.why }] : []))
}
