import { fromErrorRecord, sha256, toKaojuError, type Context } from '#runtime'
import { siteOf } from '#sources'
import { embedMissing, type Holding, type Library } from '#library'
import type { Models } from '#models'
import { aimAt, type Aim } from '../aim.ts'
import { askedBy } from '../bearing.ts'
import { candidatesIn, isAside } from '../candidates.ts'
import type { WebMeasure } from '../effort.ts'
import type { Shelf } from '../shelf.ts'
import type { ResearchTask, WebParts } from '../strategy.ts'
import { termsWanted, shareOf } from './choose-pages.ts'
import { joinJourneys, nowhere, type Journey, type Reach, type Wanted } from './journey.ts'
import type { Outgoing } from './outgoing.ts'
import { Pursuit, type AskedServer, type Trip } from './pursuit.ts'
import { allEnded } from './all-ended.ts'
import { isMissed, type Brought, type Visitor } from './visitor.ts'

/** What a reach works with. */
export interface ReachParts {
  readonly library: Library
  /** The same as the run sees it. */
  readonly recorded: Library
  readonly shelf: Shelf
  readonly models?: Models
  readonly web: WebParts
  readonly outgoing: Outgoing
  /** Whether the user wants an address left out, as far as he has said so; asked whenever one is about to be visited. */
  readonly banned?: (url: string) => boolean
  /** Of this run alone; whoever opened it closes it. */
  readonly visitor: Visitor
}

/** Of the task, what decides how others are asked. */
type Asking = Pick<ResearchTask, 'language' | 'publishedSince'>

/** A sentence that holds this much of a sub-question's weight, and the kind of words asked for: looking further is waste. */
const enough = 0.8
/** Passages of a page that are looked into for such a sentence, the nearest first. */
const passagesWeighed = 4
/** Documents that a server is asked for on behalf of one sub-question, at most. */
const perServer = 5

/** @param context the place of what all sub-questions share: queries, pages */
export function createReach(task: Asking, parts: ReachParts, context: Context): Reach {
  const journeys = new Map<string, Journey>()
  const tripFor = trips(task, parts, context)
  const inTurn = takingTurns()
  const { shelf } = parts
  const joined = (): Journey =>
    [...journeys]
      .toSorted(([a], [b]) => byNumber.compare(a, b))
      .reduce((all, [, journey]) => joinJourneys(all, journey), nowhere)
  return {
    get journey() {
      return joined()
    },
    async bring(wanted, measure, place) {
      const { id: _, keywords: __, ...asked } = wanted
      const inputs = { asked, measure, engines: parts.web.search?.engines ?? [], since: task.publishedSince }
      const { places, ...brought } = await place.observe('brought', inputs, () =>
        bringOne(wanted, tripFor(measure), inTurn, parts, place),
      )
      shelf.admit(places)
      journeys.set(place.path, brought)
      return brought
    },
    async readNamed(urls, place) {
      const { places, ...brought } = await place.observe('named', { urls }, () =>
        visitNamed(urls, inTurn, parts, place),
      )
      shelf.admit(places)
      journeys.set(place.path, brought)
      return brought
    },
    requireAnyAnswer() {
      const { unanswered, asked } = joined()
      if (unanswered && asked.length === 0 && !shelf.holdings.some((held) => held.document))
        throw fromErrorRecord(unanswered)
    },
  }
}

/** Runs work when all that came before has ended. */
type InTurn = (work: () => Promise<void>) => Promise<void>

/** Of two who embed what is missing at once, both would pay for the same. */
function takingTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}

/** q2 before q10. */
const byNumber = new Intl.Collator('en', { numeric: true })

async function bringOne(
  wanted: Wanted,
  trip: Trip,
  inTurn: InTurn,
  parts: ReachParts,
  context: Context,
): Promise<Journey & { readonly places: readonly Holding[] }> {
  const { brought, journey } = await new Pursuit(wanted, trip, context).run()
  const places = await parts.visitor.shelve([...new Set(brought)])
  const documents = [...new Set(places.flatMap(({ document }) => document ?? []))]
  if (documents.length > 0) await inTurn(() => embed(parts, context))
  return { ...journey, documents, places }
}

async function visitNamed(
  urls: readonly string[],
  inTurn: InTurn,
  parts: ReachParts,
  context: Context,
): Promise<Journey & { readonly places: readonly Holding[] }> {
  const { visitor } = parts
  // What is no address of the web was refused when it was named.
  const addresses = urls.flatMap((url) => visitor.frontier.offer(url, { kind: 'user' }) ?? [])
  const outcomes = await allEnded(addresses.map((address) => visitor.visit(address)))
  const brought = outcomes.filter((outcome): outcome is Brought => !isMissed(outcome))
  const places = await visitor.shelve([...new Set(brought)])
  const documents = [...new Set(places.flatMap(({ document }) => document ?? []))]
  if (documents.length > 0) await inTurn(() => embed(parts, context))
  return { ...nowhere, documents, missed: outcomes.filter(isMissed), places }
}

/** What all sub-questions share, and a query is asked once among them, for each measure. */
function trips(task: Asking, parts: ReachParts, context: Context): (measure: WebMeasure) => Trip {
  const { web, outgoing, recorded, shelf, visitor } = parts
  const { language, publishedSince } = task
  const { search } = web
  const since = publishedSince ? { since: publishedSince } : {}
  const ofEngines = onceEach(context, (text, limit, place) =>
    search!.search({ text, language, limit, ...since }, place),
  )
  const servers = web.mcp.flatMap((server) => {
    const ask = server.search
    if (!ask) return []
    const ofServer = onceEach(context, async (text, limit, place) =>
      (await ask({ text, language, limit }, place.at(`mcp-${server.name}`))).slice(0, limit),
    )
    return [{ server, ofServer }]
  })
  return (measure) => ({
    language,
    measure,
    visitor,
    letOut: (text) => outgoing.query(text),
    banned: parts.banned ?? (() => false),
    ...(search ? { search: (text) => ofEngines(text, measure.hits) } : {}),
    servers: servers.map(({ server, ofServer }): AskedServer => ({
      name: server.name,
      search: (text) => ofServer(text, Math.min(perServer, measure.pages)),
      read: (uri, place) => server.read(uri, place),
    })),
    told: toldBy((text) => aimAt(text, language, recorded, shelf.within([]))),
  })
}

/** A query is asked once, whichever sub-question comes first; the others get the same answer, or the same failure. */
function onceEach<T>(
  context: Context,
  ask: (text: string, limit: number, place: Context) => Promise<T>,
): (text: string, limit: number) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (text, limit) => {
    const name = `query-${sha256(`${limit}\n${text}`).slice(0, 20)}`
    let answer = asked.get(name)
    if (!answer) asked.set(name, (answer = ask(text, limit, context.at(name))))
    return answer
  }
}

/**
 * Whether a sentence says it: of what is asked, with the kind of words that are asked for. Of several things asked each
 * must be said; no page says that it names all that there are.
 */
function toldBy(aimFor: (text: string) => Promise<Aim>): Trip['told'] {
  return async ({ text }, brought) => {
    const aim = await aimFor(text)
    const { manner, items } = askedBy(aim)
    const terms = termsWanted(text, aim.language)
    const told = brought.flatMap(({ holding: { document, passages, uri } }) =>
      passages
        .toSorted((a, b) => shareOf(b.text, terms) - shareOf(a.text, terms))
        .slice(0, passagesWeighed)
        .flatMap((passage) => candidatesIn({ passage, document, rankScore: 1 }, aim))
        .map((candidate) => ({ ...candidate, site: siteOf(uri) })),
    )
    const direct = told.filter(({ bearing }) => bearing.kind === 'direct')
    // What one site says another may deny: it is looked further until two have spoken.
    const sites = new Set(
      told.filter(({ typed, coverage }) => typed && coverage >= enough).map(({ site }) => site),
    )
    const sure = sites.size > 1
    const all =
      items.length > 1 ? items.every((_, item) => direct.some(({ bearing }) => bearing.item === item)) : sure
    if (manner === 'one' && all) return 'all'
    return direct.some((one) => !isAside(one)) ? 'some' : 'nothing'
  }
}

/** A question can be answered without vectors: what keeps them from being made is told, and the work goes on. */
async function embed({ library, models }: ReachParts, context: Context): Promise<void> {
  if (!models?.embedder) return
  try {
    await embedMissing(library, models.embedder, context.at('vectors'))
  } catch (error) {
    const known = toKaojuError(error)
    if (context.abort.aborted || ['aborted', 'run-lost', 'internal'].includes(known.code)) throw error
    context.emit({ type: 'warning', code: known.code, message: known.message })
  }
}
