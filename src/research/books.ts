import type { Cost, Evidence, Language, ModelWork, Report } from '#vocabulary'
import type { Context } from '#runtime'
import type { Library } from '#library'
import { costOf, modelsOf, stepsOf, type Deed } from './ledger.ts'
import type { Opinion } from './second-opinion.ts'
import { wordsOf } from './words.ts'

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
