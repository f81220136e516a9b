import type { Range } from '#research'
import type { Outcome, Session } from './command.ts'
import { tellRemarks } from './terminal.ts'
import { dollars } from './money.ts'
import { estimateOf, nothing, type Searching, type ToEstimate } from '../runs/estimate.ts'
import { configurationOf } from '../runs/models.ts'
import type { RunFlags } from '../runs/wishes.ts'
import type { Taking } from '../runs/reach.ts'
import { fill, type Words } from './words.ts'

/** Says what a run may cost, from when all goes well to the most that its effort allows, and does nothing else. */
export async function estimateRun(
  asked: ToEstimate,
  flags: RunFlags,
  taking: Taking,
  session: Session,
): Promise<Outcome> {
  const { words, settings } = session
  const { configuration, remarks } = await configurationOf(flags, taking, session)
  tellRemarks(remarks, session)
  const { estimate, search: searching } = await estimateOf(
    asked,
    configuration,
    () => session.openLibrary('read'),
    session,
  )
  const web = searching ? [searchLine(searching, words)] : []
  const search = searching ? { search: searching } : {}
  if (!estimate)
    return {
      exit: 0,
      document: { ...nothing, ...search },
      text: [words.estimate.none, ...web].join('\n'),
    }
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

function searchLine({ engines, queries, usd }: Searching, { web }: Words): string {
  if (engines.length === 0) return web.estimate.free
  return fill(web.estimate.priced, {
    engines: engines.join(', '),
    queries: `${queries[0]}–${queries[1]}`,
    usd: `${dollars(usd[0])}–${dollars(usd[1])}`,
  })
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
