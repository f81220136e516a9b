import type { Language } from '#vocabulary'
import { isInterruption, KaojuError, toErrorRecord, toKaojuError, type Context } from '#runtime'
import {
  addressKey,
  type FoundAddress,
  type FusedHit,
  type McpSource,
  type SourceHit,
  type WebFindings,
} from '#sources'
import { termsOf } from '#library'
import { readAsked, withoutAskingWords } from '#reasoning'
import type { WebMeasure } from '../effort.ts'
import { goesOn } from '../go-on.ts'
import { allEnded } from './all-ended.ts'
import { createProspects, promiseOfHit, promiseOfLink, termsWanted, type Prospect } from './choose-pages.ts'
import { joinJourneys, nowhere, type Journey, type Wanted } from './journey.ts'
import { isMissed, type Brought, type Missed, type Visitor } from './visitor.ts'

/** What all sub-questions of one journey share. */
export interface Trip {
  readonly language: Language
  readonly measure: WebMeasure
  readonly visitor: Visitor
  /** What may leave of a text. */
  readonly letOut: (text: string) => string
  /** Asks the engines; absent: there are none. */
  readonly search?: (query: string) => Promise<WebFindings>
  readonly servers: readonly AskedServer[]
  /** What the user wants left out. */
  readonly banned: (url: string) => boolean
  /** How far the sentences of what was brought say what a sub-question asks. */
  readonly told: (wanted: Wanted, brought: readonly Brought[]) => Promise<Told>
}

/** `some`: sources speak of it in these words, and may say more elsewhere. */
export type Told = 'all' | 'some' | 'nothing'

/** All that there are stand on more pages than one thing does. */
const moreForAll = 1.5

/** A server of the user's, and how it is asked. */
export interface AskedServer extends Pick<McpSource, 'name' | 'read'> {
  readonly search: (query: string) => Promise<SourceHit[]>
}

/** One sub-question on its way through engines and pages, wave by wave, and through the servers. */
export class Pursuit {
  /** In the order in which they are added: pages wave by wave, best first, then what servers gave. */
  readonly brought: Brought[] = []
  journey: Journey = nowhere
  private readonly prospects = createProspects()
  private readonly terms: ReadonlySet<string>
  private readonly known: ReadonlySet<string>
  /** The same in the other language, once it was asked in that too. */
  private foreign: ReadonlySet<string> = new Set()
  /** What the pages so far say of it. */
  private told: Told = 'nothing'
  private readonly wanted: Wanted
  private readonly trip: Trip
  private readonly context: Context

  constructor(wanted: Wanted, trip: Trip, context: Context) {
    this.wanted = wanted
    this.trip = trip
    this.context = context
    this.known = new Set((wanted.known ?? []).map((url) => addressKey(url)))
    this.terms = termsWanted(wanted.text, trip.language)
  }

  async run(): Promise<this> {
    this.askAhead()
    const servers = this.trip.servers.map((server) => this.askServer(server))
    const [, ...documents] = await allEnded<readonly (Brought | Missed)[]>([this.waves(), ...servers])
    this.take(documents.flat())
    return this
  }

  /**
   * What asks for several things is not answered by the first pages: the other form, which the second wave asks, is
   * asked as soon as it is known, not when the first wave has ended.
   */
  private askAhead(): void {
    const { search, measure, language, letOut } = this.trip
    const { text, keywords } = this.wanted
    const { manner, items } = readAsked(text, language)
    if (!search || measure.waves < 2 || (manner === 'one' && items.length < 2)) return
    if (keywords === undefined || typeof keywords === 'string') return
    // Whoever asks it in its turn hears how it went.
    keywords
      .then((form) => (form.trim() === '' ? undefined : search(letOut(form.trim()))))
      .catch(() => undefined)
  }

  /** Each wave fetches the most promising pages; between two, links and the words still missing are looked at. */
  private async waves(): Promise<[]> {
    const { search, measure, told, language } = this.trip
    const { manner } = readAsked(this.wanted.text, language)
    const pages = Math.ceil(measure.pages * (manner === 'one' ? 1 : moreForAll))
    for (let wave = 1; search && wave <= measure.waves; wave++) {
      if (!(await goesOn(`wave-${wave}/go-on`, this.context))) {
        this.note({ endedBy: ['stop'] })
        break
      }
      const texts = await this.nextQueries(wave)
      const answered = texts.length === 0 || (await this.ask(search, texts))
      // Where nobody answers, other words are answered by nobody.
      if (!answered && wave === 1) break
      const chosen = this.prospects.choose(pages)
      const fresh = this.take(await allEnded(chosen.map((prospect) => this.visit(prospect))))
      if (fresh.length > 0) this.told = await told(this.wanted, fresh)
      if (this.told === 'all') break
      this.follow(fresh)
    }
    return []
  }

  /**
   * The sub-question as it is asked and its other form, at once where both are known and there is time for a second
   * look; then those of its words that no page holds. What no page speaks of is asked in the other language too.
   */
  private async nextQueries(wave: number): Promise<string[]> {
    const { text, keywords, abroad } = this.wanted
    const together = typeof keywords === 'string' && keywords.trim() !== '' && this.trip.measure.waves > 1
    if (wave === 1) return together ? [text, keywords.trim()] : [text]
    const matter = withoutAskingWords(text, this.trip.language).replace(
      /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu,
      '',
    )
    if (wave === 2 && !together) {
      const foreign = this.told === 'nothing' ? (await abroad)?.trim() : undefined
      this.foreign = new Set(termsOf(foreign ?? '').keys())
      return [(await keywords)?.trim() || matter, ...(foreign ? [foreign] : [])]
    }
    const held = new Set(this.brought.flatMap(({ holding }) => [...termsOf(holding.document.text).keys()]))
    const segments = [...new Intl.Segmenter(this.trip.language, { granularity: 'word' }).segment(matter)]
    const missing = segments.filter(
      ({ segment, isWordLike }) =>
        isWordLike && [...termsOf(segment).keys()].some((term) => this.terms.has(term) && !held.has(term)),
    )
    return missing.length > 0 ? [missing.map(({ segment }) => segment).join(' ')] : []
  }

  /** False: no engine answered any. What the first found is looked at first, whichever was answered sooner. */
  private async ask(search: NonNullable<Trip['search']>, texts: readonly string[]): Promise<boolean> {
    const queries = [...new Set(texts.map((text) => this.trip.letOut(text)))]
    this.note({ queries })
    const answers = await allEnded(
      queries.map(async (query) => {
        try {
          return await search(query)
        } catch (error) {
          if (!this.endsBy(error)) this.note({ unanswered: toErrorRecord(error) })
          return undefined
        }
      }),
    )
    for (const answer of answers) {
      if (!answer) continue
      const { hits, asked, failed } = answer
      this.note({ asked, failed })
      for (const hit of hits) this.consider(hit, hits[0]!.score)
    }
    return answers.some((answer) => answer !== undefined)
  }

  private consider(hit: FusedHit, best: number): void {
    const { frontier } = this.trip.visitor
    const by = { kind: 'search', by: hit.engines[0] ?? '' } as const
    const address = frontier.offer(hit.url, by)
    if (!address || this.known.has(addressKey(hit.url))) return
    this.prospects.add({
      address,
      promise: Math.max(...[this.terms, this.foreign].map((terms) => promiseOfHit(hit, terms, best))),
      also: (hit.also ?? []).flatMap((url) => frontier.offer(url, by) ?? []),
      ...(hit.publishedAt ? { publishedAt: hit.publishedAt } : {}),
    })
  }

  /** Links in the text of pages whose words are those of the sub-question. */
  private follow(pages: readonly Brought[]): void {
    for (const { signs, holding } of pages)
      for (const link of signs?.links ?? []) {
        const promise = link.inText ? promiseOfLink(link, this.terms) : 0
        if (promise === 0) continue
        const address = this.trip.visitor.frontier.offer(link.url, { kind: 'link', by: holding.uri })
        if (address) this.prospects.add({ address, promise, also: [] })
      }
  }

  /** The page itself, else where the same work stands too. */
  private async visit({ address, also, publishedAt }: Prospect): Promise<Brought | Missed> {
    const { visitor } = this.trip
    const visit = async (at: FoundAddress): Promise<Brought | Missed> =>
      this.unlessBanned(at.url, () => visitor.visit(at, publishedAt))
    let outcome = await visit(address)
    for (const other of also.slice(0, 2)) {
      if (!isMissed(outcome)) break
      outcome = await visit(other)
    }
    return outcome
  }

  /** What the user wants left out is neither fetched nor taken, wherever another address leads. */
  private async unlessBanned(url: string, bring: () => Promise<Brought | Missed>): Promise<Brought | Missed> {
    const { banned } = this.trip
    const left = (at: string): Missed => ({
      url: at,
      code: 'page-banned',
      why: new KaojuError('page-banned', { url: at }).message,
    })
    if (banned(url)) return left(url)
    const outcome = await bring()
    return !isMissed(outcome) && banned(outcome.holding.uri) ? left(outcome.holding.uri) : outcome
  }

  /** Nobody follows what a server says of the web. */
  private async askServer(server: AskedServer): Promise<readonly (Brought | Missed)[]> {
    const query = this.trip.letOut(this.wanted.text)
    this.note({ queries: [query] })
    try {
      const hits = await server.search(query)
      this.note({ asked: [server.name] })
      const outcomes: (Brought | Missed)[] = []
      for (const { url } of hits)
        outcomes.push(
          await this.unlessBanned(url, () =>
            this.trip.visitor.read(url, server.name, (place) => server.read(url, place)),
          ),
        )
      return outcomes
    } catch (error) {
      if (this.endsBy(error)) return []
      const { code, message: why } = toKaojuError(error)
      this.note({ failed: [{ engine: server.name, code, why }] })
      return []
    }
  }

  /** Keeps what came and notes what did not. */
  private take(outcomes: readonly (Brought | Missed)[]): Brought[] {
    const fresh = outcomes.filter((outcome): outcome is Brought => !isMissed(outcome))
    this.brought.push(...fresh)
    for (const outcome of outcomes) {
      if (!isMissed(outcome)) continue
      const endedBy = endOf(outcome.code)
      this.note(endedBy ? { endedBy: [endedBy] } : { missed: [outcome] })
    }
    return fresh
  }

  /** Whether a failure is only that the run may not go on. @throws what tells it to leave at once */
  private endsBy(error: unknown): boolean {
    this.context.abort.throwIfAborted()
    const known = toKaojuError(error)
    if (isInterruption(known)) throw known
    const endedBy = endOf(known.code)
    if (endedBy) this.note({ endedBy: [endedBy] })
    return endedBy !== undefined
  }

  private note(seen: Partial<Journey>): void {
    this.journey = joinJourneys(this.journey, { ...nowhere, ...seen })
  }
}

function endOf(code: string): 'budget' | 'stop' | undefined {
  return code === 'budget-exhausted' ? 'budget' : code === 'run-stopping' ? 'stop' : undefined
}
