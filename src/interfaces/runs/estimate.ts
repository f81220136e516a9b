import type { Estimate, LibraryFacts, Range } from '#research'
import type { Library } from '#library'
import type { Models } from '#models'
import { modelsOf } from './models.ts'
import type { Place } from './place.ts'
import type { RunConfiguration } from './tasks.ts'

/** What is estimated: nothing is read, recorded or asked. */
export interface ToEstimate {
  readonly estimate: (models: Models, library: LibraryFacts) => Estimate
  /** Documents are to be brought in first: then nobody knows yet how much there is. */
  readonly unread: boolean
}

/** What search engines may be asked, and may cost. */
export interface Searching {
  readonly queries: Range
  /** Those that ask for money. */
  readonly engines: readonly string[]
  readonly usd: Range
}

/** What no model costs. */
export const nothing = { calls: [0, 0], tokens: [0, 0], usd: [0, 0] } as const

/** What a run with this configuration may cost, from when all goes well to the most that its effort allows; what is absent is asked of nobody. */
export async function estimateOf(
  asked: ToEstimate,
  configuration: RunConfiguration,
  library: () => Promise<Library>,
  place: Place,
): Promise<{ readonly estimate?: Estimate; readonly search?: Searching }> {
  const models = await modelsOf(configuration, place, 'replay')
  const search = await searchingOf(configuration, place)
  const searching = search ? { search } : {}
  if (!models) return searching
  const held = await library()
  const { passages } = await held.counts()
  const estimate = asked.estimate(models, {
    passages: asked.unread ? Number.MAX_SAFE_INTEGER : passages,
    vectors: await hasVectors(held, models),
  })
  return { estimate, ...searching }
}

/** Low: one query. High: every sub-question and every wave that the effort allows. Undefined: nobody is asked. */
async function searchingOf(
  { web }: RunConfiguration,
  { settings: { effort } }: Pick<Place, 'settings'>,
): Promise<Searching | undefined> {
  if (!web || web.engines.length === 0) return undefined
  const [{ measureOf }, { searchPlugs }] = await Promise.all([import('#research'), import('#sources')])
  const measure = measureOf(effort)
  const queries = measure.questions * measure.web.waves
  const priced = web.engines.flatMap(({ name }) => {
    const usd = searchPlugs.find((plug) => plug.name === name)?.facts.usd ?? 0
    return usd > 0 ? [{ name, usd }] : []
  })
  const once = priced.reduce((sum, { usd }) => sum + usd, 0)
  return { queries: [1, queries], engines: priced.map(({ name }) => name), usd: [once, once * queries] }
}

async function hasVectors(library: Library, { embedder }: Models): Promise<boolean> {
  if (!embedder) return false
  const { fits } = await import('#library')
  const stored = await library.vectors.stored()
  return stored !== undefined && fits(stored, embedder.spec)
}
