import type { Estimate, LibraryFacts, Range } from '#research'
import type { Library } from '#library'
import type { Models } from '#models'
import type { Outcome, Session } from './command.ts'
import { tellRemarks } from './terminal.ts'
import { dollars } from './money.ts'
import { configurationOf, modelsOf } from '../runs/models.ts'
import type { RunFlags } from '../runs/wishes.ts'
import type { RunConfiguration } from '../runs/tasks.ts'
import type { Taking } from '../runs/reach.ts'
import { fill, type Words } from './words.ts'

/** What `--estimate` looks at: nothing is read, recorded or asked. */
interface Estimated {
  readonly estimate: (models: Models, library: LibraryFacts) => Estimate
  /** Documents are to be brought in first: then nobody knows yet how much there is. */
  readonly unread: boolean
}

/** Says what a run may cost, from when all goes well to the most that its effort allows, and does nothing else. */
export async function estimateRun(
  asked: Estimated,
  flags: RunFlags,
  taking: Taking,
  session: Session,
): Promise<Outcome> {
  const { words, settings } = session
  const { configuration, remarks } = await configurationOf(flags, taking, session)
  tellRemarks(remarks, session)
  const models = await modelsOf(configuration, session, 'replay')
  const searching = await searchingOf(configuration, session)
  const web = searching ? [searchLine(searching, words)] : []
  const search = searching ? { search: searching } : {}
  if (!models) {
    const nothing = { calls: [0, 0], tokens: [0, 0], usd: [0, 0] }
    return { exit: 0, document: { ...nothing, ...search }, text: [words.estimate.none, ...web].join('\n') }
  }
  const library = await session.openLibrary('read')
  const { passages } = await library.counts()
  const estimate = asked.estimate(models, {
    passages: asked.unread ? Number.MAX_SAFE_INTEGER : passages,
    vectors: await hasVectors(library, models),
  })
  const { unpriced, byStage, usd } = estimate
  const most = (usd?.[1] ?? 0) + (searching?.usd[1] ?? 0)
  return {
    exit: 0,
    document: { ...estimate, ...search },
    text: [
      fill(words.estimate.total, { range: rangeLine(estimate, words) }),
      ...byStage.map(
        (stage) =>
          `  ${words.purposes[stage.stage] ?? stage.stage} (${stage.model}): ${rangeLine(stage, words)}`,
      ),
      ...web,
      ...(unpriced.length > 0 ? [fill(words.estimate.unpriced, { models: unpriced.join(', ') })] : []),
      ...(asked.unread ? [words.estimate.unread] : []),
      ...(settings.budget !== undefined && most > settings.budget
        ? [fill(words.estimate.over, { budget: dollars(settings.budget) })]
        : []),
    ].join('\n'),
  }
}

/** What search engines may be asked, and may cost. */
interface Searching {
  readonly queries: Range
  /** Those that ask for money. */
  readonly engines: readonly string[]
  readonly usd: Range
}

/** Low: one query. High: every sub-question and every wave that the effort allows. Undefined: nobody is asked. */
async function searchingOf(
  { web }: RunConfiguration,
  { settings: { effort } }: Session,
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

function searchLine({ engines, queries, usd }: Searching, { web }: Words): string {
  if (engines.length === 0) return web.estimate.free
  return fill(web.estimate.priced, {
    engines: engines.join(', '),
    queries: `${queries[0]}–${queries[1]}`,
    usd: `${dollars(usd[0])}–${dollars(usd[1])}`,
  })
}

async function hasVectors(library: Library, { embedder }: Models): Promise<boolean> {
  if (!embedder) return false
  const { fits } = await import('#library')
  const stored = await library.vectors.stored()
  return stored !== undefined && fits(stored, embedder.spec)
}

function rangeLine(
  { calls, tokens, usd }: { readonly calls: Range; readonly tokens: Range; readonly usd: Range | null },
  words: Words,
): string {
  const count = (number: number): string => Math.round(number).toLocaleString('en')
  const between = ([low, high]: Range, told: (number: number) => string): string =>
    told(low) === told(high) ? told(low) : `${told(low)}–${told(high)}`
  return [
    fill(words.cost.calls, { calls: between(calls, count) }),
    fill(words.cost.tokens, { tokens: between(tokens, count) }),
    usd ? between(usd, dollars) : words.cost.unknown,
  ].join(' · ')
}
