import type { Estimate, LibraryFacts, Range } from '#research'
import type { Library } from '#library'
import type { Models } from '#models'
import type { Outcome, Session } from './command.ts'
import { dollars } from './money.ts'
import { configurationOf, modelsOf, tellRemarks } from './run-models.ts'
import type { RunFlags } from './run-flags.ts'
import type { Taking } from './run-web.ts'
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
  if (!models)
    return { exit: 0, document: { calls: [0, 0], tokens: [0, 0], usd: [0, 0] }, text: words.estimate.none }
  const library = await session.openLibrary('read')
  const { passages } = await library.counts()
  const estimate = asked.estimate(models, {
    passages: asked.unread ? Number.MAX_SAFE_INTEGER : passages,
    vectors: await hasVectors(library, models),
  })
  const { unpriced, byStage, usd } = estimate
  const most = usd?.[1] ?? 0
  return {
    exit: 0,
    document: estimate,
    text: [
      fill(words.estimate.total, { range: rangeLine(estimate, words) }),
      ...byStage.map(
        (stage) =>
          `  ${words.purposes[stage.stage] ?? stage.stage} (${stage.model}): ${rangeLine(stage, words)}`,
      ),
      ...(unpriced.length > 0 ? [fill(words.estimate.unpriced, { models: unpriced.join(', ') })] : []),
      ...(asked.unread ? [words.estimate.unread] : []),
      ...(settings.budget !== undefined && most > settings.budget
        ? [fill(words.estimate.over, { budget: dollars(settings.budget) })]
        : []),
    ].join('\n'),
  }
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
