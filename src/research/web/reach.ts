import { fromErrorRecord, sha256, toKaojuError, type Context } from '#runtime'
import { embedMissing, type Library } from '#library'
import type { Models } from '#models'
import { aimAt, type Aim } from '../aim.ts'
import { candidatesIn } from '../candidates.ts'
import type { WebMeasure } from '../effort.ts'
import type { RecordedLibrary } from '../recorded-library.ts'
import type { Shelf } from '../shelf.ts'
import type { ResearchTask, WebParts } from '../strategy.ts'
import { allEnded } from './all-ended.ts'
import { termsWanted, shareOf } from './choose-pages.ts'
import { joinJourneys, nowhere, type Journey, type Reach, type Wanted } from './journey.ts'
import type { Outgoing } from './outgoing.ts'
import { Pursuit, type AskedServer, type Trip } from './pursuit.ts'
import type { Visitor } from './visitor.ts'

/** What a reach works with. */
export interface ReachParts {
  readonly library: Library
  readonly recorded: RecordedLibrary
  readonly shelf: Shelf
  readonly models?: Models
  readonly web: WebParts
  readonly outgoing: Outgoing
  readonly openVisitor: (context: Context) => Visitor
}

/** Of the task, what decides how others are asked. */
type Asking = Pick<ResearchTask, 'language' | 'publishedSince'>

/** A sentence that holds this much of a sub-question's weight, and the kind of words asked for: looking further is waste. */
const enough = 0.8
/** Passages of a page that are looked into for such a sentence, the nearest first. */
const passagesWeighed = 4
/** Documents that a server is asked for on behalf of one sub-question, at most. */
const perServer = 5

export function createReach(task: Asking, parts: ReachParts): Reach {
  let journey = nowhere
  let times = 0
  return {
    get journey() {
      return journey
    },
    async bring(wanted, measure, context) {
      const place = context.at(`web-${++times}`)
      const inputs = { wanted, measure, engines: parts.web.search?.engines ?? [], since: task.publishedSince }
      const brought = await place.observe('brought', inputs, () =>
        bringAll(wanted, measure, task, parts, place),
      )
      journey = joinJourneys(journey, brought)
      parts.recorded.advance()
      await parts.shelf.admit(brought.documents)
      const { unanswered, asked } = brought
      if (unanswered && asked.length === 0 && !parts.shelf.holdings.some((held) => held.document))
        throw fromErrorRecord(unanswered)
    },
  }
}

async function bringAll(
  wanted: readonly Wanted[],
  measure: WebMeasure,
  task: Asking,
  parts: ReachParts,
  context: Context,
): Promise<Journey> {
  const visitor = parts.openVisitor(context)
  try {
    const trip = tripOf(measure, task, parts, visitor, context)
    const all = await allEnded(wanted.map((one) => new Pursuit(one, trip, context.at(one.id)).run()))
    // Two sub-questions may have found the same page.
    const documents = await visitor.shelve([...new Set(all.flatMap(({ brought }) => brought))])
    if (documents.length > 0) await embed(parts, context)
    return all.map(({ journey }) => journey).reduce(joinJourneys, { ...nowhere, documents })
  } finally {
    await visitor.close()
  }
}

function tripOf(
  measure: WebMeasure,
  { language, publishedSince }: Asking,
  parts: ReachParts,
  visitor: Visitor,
  context: Context,
): Trip {
  const { web, outgoing, recorded, shelf } = parts
  const { search } = web
  const since = publishedSince ? { since: publishedSince } : {}
  return {
    language,
    measure,
    visitor,
    letOut: (text) => outgoing.query(text),
    ...(search
      ? {
          search: onceEach(context, (text, place) =>
            search.search({ text, language, limit: measure.hits, ...since }, place),
          ),
        }
      : {}),
    servers: web.mcp.flatMap((server): AskedServer[] => {
      const limit = Math.min(perServer, measure.pages)
      const ask = server.search
      if (!ask) return []
      const searchServer = onceEach(context, async (text, place) =>
        (await ask({ text, language, limit }, place.at(`mcp-${server.name}`))).slice(0, limit),
      )
      return [{ name: server.name, search: searchServer, read: (uri, place) => server.read(uri, place) }]
    }),
    answers: answersBy((text) => aimAt(text, language, recorded, shelf.scope)),
  }
}

/** A query is asked once, whichever sub-question comes first; the others get the same answer, or the same failure. */
function onceEach<T>(
  context: Context,
  ask: (text: string, place: Context) => Promise<T>,
): (text: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (text) => {
    let answer = asked.get(text)
    if (!answer) asked.set(text, (answer = ask(text, context.at(`query-${sha256(text).slice(0, 20)}`))))
    return answer
  }
}

/** Whether a sentence says it: of what is asked, with the kind of words that are asked for. */
function answersBy(aimFor: (text: string) => Promise<Aim>): Trip['answers'] {
  return async ({ text }, brought) => {
    const aim = await aimFor(text)
    const terms = termsWanted(text, aim.language)
    return brought.some(({ holding: { document, passages } }) =>
      passages
        .toSorted((a, b) => shareOf(b.text, terms) - shareOf(a.text, terms))
        .slice(0, passagesWeighed)
        .flatMap((passage) => candidatesIn({ passage, document, rankScore: 1 }, aim))
        .some(({ typed, coverage }) => typed && coverage >= enough),
    )
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
