import { KaojuError, toKaojuError, type Context, type ErrorCode } from '#runtime'
import type { FusedHit, McpSource, WebQuery } from '#sources'
import { embedMissing, termsOf, type Library } from '#library'
import type { Models } from '#models'
import { withoutAskingWords } from '#reasoning'
import { aimAt, type Aim } from '../aim.ts'
import { candidatesIn } from '../candidates.ts'
import type { WebMeasure } from '../effort.ts'
import { goesOn } from '../go-on.ts'
import type { RecordedLibrary } from '../recorded-library.ts'
import type { Shelf } from '../shelf.ts'
import type { ResearchTask, WebParts } from '../strategy.ts'
import { choosePages, promiseOfHit, promiseOfLink, shareOf, type Prospect } from './choose-pages.ts'
import type { Outgoing } from './outgoing.ts'
import type { Journey, Reach, Wanted } from './journey.ts'
import { isMissed, type Brought, type Missed, type Visitor } from './visitor.ts'

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

/** A sentence that holds this much of a sub-question's weight, and the kind of words asked for: looking further is waste. */
const enough = 0.8
/** Passages of a page that are looked into for such a sentence, the nearest first. */
const passagesWeighed = 4
/** Documents that a server is asked for on behalf of one sub-question, at most. */
const perServer = 5

export function createReach(
  task: Pick<ResearchTask, 'question' | 'language' | 'publishedSince'>,
  parts: ReachParts,
): Reach {
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
        fetchAll(wanted, measure, task, parts, place),
      )
      journey = joined(journey, brought)
      parts.recorded.advance()
      await parts.shelf.admit(brought.documents)
      if (brought.nothing && !parts.shelf.holdings.some((held) => held.document))
        throw new KaojuError(brought.nothing.code, brought.nothing.parameters)
    },
  }
}

/** A journey, and why there was none, where no engine could be asked. */
interface Brings extends Journey {
  readonly nothing?: {
    readonly code: ErrorCode
    readonly parameters: Readonly<Record<string, string | number>>
  }
}

async function fetchAll(
  wanted: readonly Wanted[],
  measure: WebMeasure,
  task: Pick<ResearchTask, 'language' | 'publishedSince'>,
  parts: ReachParts,
  context: Context,
): Promise<Brings> {
  const visitor = parts.openVisitor(context)
  try {
    const all = await Promise.all(
      wanted.map((one) => new Pursuit(one, measure, task, parts, visitor, context.at(one.id)).run()),
    )
    const brought = all.flatMap((pursuit) => pursuit.brought)
    // Two sub-questions may have found the same page.
    const documents = await visitor.shelve([...new Set(brought)])
    if (documents.length > 0) await embed(parts, context)
    const journeys = all.map(({ missed, queries, asked, failed, endedBy }) => ({
      documents: [],
      missed,
      queries,
      asked,
      failed,
      endedBy,
    }))
    const nothing = all.find((pursuit) => pursuit.nothing)?.nothing
    return {
      ...journeys.reduce<Journey>(joined, { ...nowhere, documents }),
      ...(nothing ? { nothing: { code: nothing.code, parameters: nothing.parameters } } : {}),
    }
  } finally {
    await visitor.close()
  }
}

/** One sub-question on its way through engines and pages, wave by wave. */
class Pursuit {
  readonly brought: Brought[] = []
  readonly missed: Missed[] = []
  readonly queries: string[] = []
  readonly asked: string[] = []
  readonly failed: Journey['failed'][number][] = []
  readonly endedBy: ('budget' | 'stop')[] = []
  nothing: KaojuError | undefined
  private readonly prospects: Prospect[] = []
  private aim: Promise<Aim> | undefined
  private readonly tried = new Set<string>()
  private readonly terms: ReadonlySet<string>
  private readonly wanted: Wanted
  private readonly measure: WebMeasure
  private readonly task: Pick<ResearchTask, 'language' | 'publishedSince'>
  private readonly parts: ReachParts
  private readonly visitor: Visitor
  private readonly context: Context

  constructor(
    wanted: Wanted,
    measure: WebMeasure,
    task: Pick<ResearchTask, 'language' | 'publishedSince'>,
    parts: ReachParts,
    visitor: Visitor,
    context: Context,
  ) {
    this.wanted = wanted
    this.measure = measure
    this.task = task
    this.parts = parts
    this.visitor = visitor
    this.context = context
    this.terms = new Set(termsOf(withoutAskingWords(wanted.text, task.language)).keys())
  }

  async run(): Promise<this> {
    const servers = Promise.all(this.parts.web.mcp.map((server) => this.askServer(server)))
    if (this.parts.web.search) await this.waves()
    for (const documents of await servers) this.take(documents)
    return this
  }

  /** Each wave fetches the most promising pages; between two, links and the words still missing are looked at. */
  private async waves(): Promise<void> {
    for (let wave = 1; wave <= this.measure.waves; wave++) {
      if (!(await goesOn(`wave-${wave}/go-on`, this.context))) return void this.endedBy.push('stop')
      const text = this.nextQuery(wave)
      if (text !== undefined) await this.ask(text, wave)
      const chosen = choosePages(
        this.prospects.filter(({ address }) => !this.tried.has(address.url)),
        this.measure.pages,
      )
      if (chosen.length === 0) return
      for (const { address } of chosen) this.tried.add(address.url)
      this.take(await Promise.all(chosen.map((prospect) => this.visit(prospect))))
      if (await this.answered()) return
      for (const { signs, holding } of this.brought)
        for (const link of signs?.links ?? []) {
          if (!link.inText) continue
          const promise = promiseOfLink(link, this.terms)
          const address =
            promise > 0 ? this.visitor.frontier.offer(link.url, { kind: 'link', by: holding.uri }) : undefined
          if (address) this.prospects.push({ address, title: link.text, promise, also: [] })
        }
    }
  }

  private nextQuery(wave: number): string | undefined {
    if (wave === 1) return this.wanted.text
    const words = [
      ...new Intl.Segmenter(this.task.language, { granularity: 'word' }).segment(
        withoutAskingWords(this.wanted.text, this.task.language),
      ),
    ]
    if (wave === 2) return this.wanted.keywords?.trim() || words.map(({ segment }) => segment).join('')
    const held = new Set(this.brought.flatMap(({ holding }) => [...termsOf(holding.document.text).keys()]))
    const missing = words.filter(
      ({ segment, isWordLike }) =>
        isWordLike && [...termsOf(segment).keys()].some((term) => this.terms.has(term) && !held.has(term)),
    )
    return missing.length > 0 ? missing.map(({ segment }) => segment).join(' ') : undefined
  }

  private async ask(text: string, wave: number): Promise<void> {
    const { language, publishedSince } = this.task
    const query: WebQuery = {
      text: this.parts.outgoing.query(text),
      language,
      limit: this.measure.hits,
      ...(publishedSince ? { since: publishedSince } : {}),
    }
    this.queries.push(query.text)
    try {
      const { hits, asked, failed } = await this.parts.web.search!.search(
        query,
        this.context.at(`wave-${wave}`),
      )
      this.asked.push(...asked)
      this.failed.push(...failed)
      const best = hits[0]?.score ?? 1
      for (const hit of hits) this.consider(hit, best)
    } catch (error) {
      this.context.abort.throwIfAborted()
      const known = toKaojuError(error)
      if (['internal', 'aborted', 'run-lost', 'disk-full'].includes(known.code)) throw known
      if (known.code === 'budget-exhausted') this.endedBy.push('budget')
      else if (known.code === 'run-stopping') this.endedBy.push('stop')
      else this.nothing = known
    }
  }

  private consider(hit: FusedHit, best: number): void {
    const by = { kind: 'search', by: hit.engines[0] ?? '' } as const
    const address = this.visitor.frontier.offer(hit.url, by)
    if (!address) return
    this.prospects.push({
      address,
      title: hit.title,
      promise: promiseOfHit(hit, this.terms, best),
      also: (hit.also ?? []).flatMap((url) => this.visitor.frontier.offer(url, by) ?? []),
      ...(hit.publishedAt ? { publishedAt: hit.publishedAt } : {}),
    })
  }

  /** The page itself, else where the same work stands too. */
  private async visit({ address, also, publishedAt }: Prospect): Promise<Brought | Missed> {
    let outcome = await this.visitor.visit(address, publishedAt)
    for (const other of also.slice(0, 2)) {
      if (!isMissed(outcome)) break
      outcome = await this.visitor.visit(other, publishedAt)
    }
    return outcome
  }

  private take(outcomes: readonly (Brought | Missed)[]): void {
    for (const outcome of outcomes) {
      if (!isMissed(outcome)) this.brought.push(outcome)
      else if (outcome.code === 'budget-exhausted') this.endedBy.push('budget')
      else if (outcome.code === 'run-stopping') this.endedBy.push('stop')
      else this.missed.push(outcome)
    }
  }

  /** Whether a sentence says it: of what is asked, with the kind of words that are asked for. */
  private async answered(): Promise<boolean> {
    const { recorded, shelf } = this.parts
    this.aim ??= aimAt(this.wanted.text, this.task.language, recorded, shelf.scope)
    const aim = await this.aim
    return this.brought.some(({ holding: { document, passages } }) =>
      passages
        .toSorted((a, b) => shareOf(b.text, this.terms) - shareOf(a.text, this.terms))
        .slice(0, passagesWeighed)
        .flatMap((passage) => candidatesIn({ passage, document, rankScore: 1 }, aim))
        .some(({ typed, coverage }) => typed && coverage >= enough),
    )
  }

  private async askServer(server: McpSource): Promise<(Brought | Missed)[]> {
    const { text } = this.wanted
    const query: WebQuery = {
      text: this.parts.outgoing.query(text),
      language: this.task.language,
      limit: Math.min(perServer, this.measure.pages),
    }
    const place = this.context.at(`mcp-${server.name}`)
    try {
      if (!server.search) return []
      this.queries.push(query.text)
      const hits = await server.search(query, place)
      this.asked.push(server.name)
      const outcomes: (Brought | Missed)[] = []
      for (const { url } of hits.slice(0, query.limit)) {
        outcomes.push(await this.visitor.read(url, server.name, () => server.read(url, place)))
      }
      return outcomes
    } catch (error) {
      this.context.abort.throwIfAborted()
      const { code, message: why } = toKaojuError(error)
      if (['internal', 'aborted', 'run-lost', 'disk-full'].includes(code)) throw error
      this.failed.push({ engine: server.name, code, why })
      return []
    }
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

const nowhere: Journey = { documents: [], missed: [], queries: [], asked: [], failed: [], endedBy: [] }

function joined(a: Journey, b: Journey): Journey {
  const failures = new Map([...a.failed, ...b.failed].map((one) => [one.engine, one] as const))
  const misses = new Map([...a.missed, ...b.missed].map((one) => [one.url, one] as const))
  return {
    documents: [...new Set([...a.documents, ...b.documents])],
    missed: [...misses.values()],
    queries: [...new Set([...a.queries, ...b.queries])],
    asked: [...new Set([...a.asked, ...b.asked])].toSorted(),
    failed: [...failures.values()].toSorted((x, y) => (x.engine < y.engine ? -1 : 1)),
    endedBy: [...new Set([...a.endedBy, ...b.endedBy])].toSorted(),
  }
}
