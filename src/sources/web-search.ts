import { isInterruption, KaojuError, turnsDownQuery, Watch, type Context, type ErrorCode } from '#runtime'
import { fits } from './choose-engines.ts'
import { createEngineRest, type EngineRest } from './engine-rest.ts'
import { fuseHits } from './fuse-hits.ts'
import type { EngineFacts, Search, SourceHit, WebFindings, WebQuery, WebSearch } from './search.ts'
import { addressKey } from './web/canonical-address.ts'

/** One of the engines that a web search asks. */
export interface WebSearchEngine {
  /** Unique among them; the name under which hits and failures are told. */
  readonly name: string
  readonly search: Search
  readonly facts: Pick<EngineFacts, 'covers'>
}

/** How a web search differs from the usual. */
export interface WebSearchOptions {
  /** When two addresses are one page. Default: `addressKey`. */
  readonly keyOf?: (url: string) => string
  /** Milliseconds for which the others are waited for once an engine that covers everything has answered. Default: 8 s. */
  readonly patience?: number
}

/** What one engine had to say. */
type Answer =
  | { readonly engine: string; readonly hits: readonly SourceHit[] }
  | { readonly engine: string; readonly error: KaojuError }

/** Whom a query is put to, and who is left alone. */
interface Turn {
  /** The next is asked when nobody of the ones before answered. */
  readonly rounds: readonly (readonly string[])[]
  /** Hits that each is asked for: more where some are missing. */
  readonly limit: number
  readonly skipped: WebFindings['failed']
}

/**
 * Asks the engines together and makes one list of what they found.
 *
 * 1. General engines are asked about everything, the others where the query shows that they fit; all of them where
 *    no general engine can be asked.
 * 2. An engine that fails, its retries included (they are the call's), rests for a while and is named; the
 *    others go on, and are asked for more while it rests. When nobody answers, those not chosen are asked, then those that rest for the first time.
 * 3. Once a general engine has found something (where none is asked: any), the others are waited for a little longer;
 *    who is late then is named, and that is what its call records.
 * 4. Who is asked depends on the moment, so it is observed once; hits and failures are recorded by the calls: a
 *    replay finds the same.
 * 5. The list is the same in whatever order the answers arrive.
 *
 * @throws KaojuError `option-invalid` for two engines of one name; the search throws `question-empty`, `search-none`
 */
export function createWebSearch(
  engines: readonly WebSearchEngine[],
  { keyOf = addressKey, patience = 8_000 }: WebSearchOptions = {},
): WebSearch {
  const names = engines.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new KaojuError('option-invalid', { option: 'search', reason: `two engines are called ${twice}` })
  const rest = createEngineRest()
  return {
    engines: names,
    async search(query, context) {
      if (query.text.trim() === '') throw new KaojuError('question-empty')
      const turn = await context.observe('engines', { query, engines: names }, () => {
        const chosen = chooseTurn(engines, query, rest, context)
        for (const skipped of chosen.skipped) context.emit({ type: 'engine-skipped', ...skipped })
        return chosen
      })
      const answers: Answer[] = []
      for (const round of turn.rounds) {
        const asked = engines.filter(({ name }) => round.includes(name))
        const wanted = { ...query, limit: turn.limit }
        answers.push(...(await askTogether(asked, wanted, { rest, patience }, context)))
        if (answers.some((answer) => 'hits' in answer)) break
      }
      return findings(names, answers, turn, keyOf)
    },
  }
}

function chooseTurn(
  engines: readonly WebSearchEngine[],
  query: WebQuery,
  rest: EngineRest,
  { clock }: Context,
): Turn {
  const resting = engines.flatMap(({ name }) => {
    const found = rest.resting(name, clock)
    return found ? [{ name, ...found }] : []
  })
  const awake = engines.filter(({ name }) => !resting.some((one) => one.name === name))
  const general = awake.some(({ facts }) => facts.covers === 'general')
  const suits = ({ facts }: WebSearchEngine): boolean => !general || fits(facts.covers, query)
  const chosen = awake.filter(suits)
  const others = awake.filter((engine) => !chosen.includes(engine))
  // Whoever failed twice is not asked before its time even if nobody else is left: a dead network would be waited for by every query.
  const lastResort = resting.filter(({ failures }) => failures === 1)
  const rounds = [chosen, others, lastResort].map((some) => some.map(({ name }) => name))
  const missing = chosen.length === 0 ? 1 : engines.filter(suits).length / chosen.length
  return {
    rounds: rounds.filter((round) => round.length > 0),
    limit: Math.ceil(query.limit * Math.min(2, missing)),
    skipped: resting.map(({ name, code, why }) => ({ engine: name, code, why })),
  }
}

/** What says something of the run and nothing of the engine. */
const ofTheRun: readonly ErrorCode[] = [
  'budget-exhausted',
  'budget-unpriced',
  'run-stopping',
  'egress-refused',
  'search-queued',
]

async function askTogether(
  engines: readonly WebSearchEngine[],
  query: WebQuery,
  { rest, patience }: { readonly rest: EngineRest; readonly patience: number },
  context: Context,
): Promise<Answer[]> {
  const watches = new Map(engines.map(({ name }) => [name, new Watch([], Infinity, () => late(name))]))
  const anybody = !engines.some(({ facts }) => facts.covers === 'general')
  let enough = false
  const settled = await Promise.allSettled(
    engines.map(async ({ name, search, facts }): Promise<Answer> => {
      const place = context.at(name)
      const noted = rest.told
      const watch = watches.get(name)!
      try {
        const hits = await search(query, place.before(watch.signal))
        rest.answered(name)
        if (!enough && hits.length > 0 && (anybody || facts.covers === 'general')) {
          enough = true
          for (const [other, waited] of watches) waited.phase(patience, () => late(other))
        }
        return { engine: name, hits: hits.map((hit) => ({ ...hit, engine: name })) }
      } catch (error) {
        if (!(error instanceof KaojuError) || isInterruption(error)) throw error
        // Only what happens now makes an engine rest; a replay meets failures of long ago.
        if (!ofTheRun.includes(error.code) && !turnsDownQuery(error))
          await place.observe('rest', {}, () => {
            rest.failed(name, { code: error.code, why: error.message }, noted, context.clock)
            return true
          })
        return { engine: name, error }
      } finally {
        watch.end()
      }
    }),
  )
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** What is told of an engine that has not been asked by then. */
function late(engine: string): KaojuError {
  return new KaojuError('search-queued', { engine })
}

/** @throws KaojuError `search-none`; what ended the run's asking, where that is why nobody answered */
function findings(
  names: readonly string[],
  answers: readonly Answer[],
  { skipped }: Turn,
  keyOf: (url: string) => string,
): WebFindings {
  const answered = new Map(answers.flatMap((one) => ('hits' in one ? [[one.engine, one.hits] as const] : [])))
  const errors = new Map(answers.flatMap((one) => ('error' in one ? [[one.engine, one.error] as const] : [])))
  const failed = names.flatMap((engine) => {
    const error = errors.get(engine)
    if (error) return [{ engine, code: error.code, why: error.message }]
    return answered.has(engine) ? [] : skipped.filter((one) => one.engine === engine)
  })
  if (answered.size === 0) {
    const ended = [...errors.values()].find(
      ({ code }) => code === 'budget-exhausted' || code === 'run-stopping',
    )
    if (ended) throw ended
    // Of several only the kind is told; who has one wants to know what is wrong with it.
    const reason = failed
      .map(({ engine, code }) => {
        const why = failed.length > 1 ? undefined : errors.get(engine)?.parameters['reason']
        return why === undefined ? `${engine}: ${code}` : `${engine}: ${code}, ${why}`
      })
      .join(', ')
    throw new KaojuError('search-none', { reason: reason || 'none is set up' })
  }
  const asked = names.filter((name) => answered.has(name))
  return {
    hits: fuseHits(
      asked.map((name) => answered.get(name)!),
      keyOf,
    ),
    failed,
    asked,
  }
}
