import { chanceOf } from '#runtime'
import type { LabPage, World } from '../world.ts'
import { placedAddresses } from './addresses.ts'
import { shapes, type EngineAsk, type EngineFindings, type EngineHit, type Shape } from './engine-shapes.ts'
import { exchanged, stalled, type Told } from './exchange.ts'
import { drawnFault, engineFaults, type EngineFault, type EngineShape, type ServiceFaults } from './faults.ts'
import type { Answering, LabReply } from './listen.ts'
import { proofPage } from './plain-pages.ts'
import { scraping, type ScrapingParts } from './scraping.ts'
import { bestWindow, createTextIndex, type Found, type TextIndex } from './text-index.ts'

/** What an engine has of a world. */
export interface EngineParts extends ScrapingParts {
  readonly world: World
  readonly latency: { readonly search: number; readonly page: number }
  readonly faults: NonNullable<ServiceFaults['engines']>
}

/** An index is a function of its world; several who serve the same world share it. */
const indices = new WeakMap<World, TextIndex<LabPage>>()

function indexOf(world: World): TextIndex<LabPage> {
  const known = indices.get(world)
  if (known) return known
  // A page that no engine knows is found by links only.
  const listed = world.pages.filter((page) => page.unlisted !== true)
  const index = createTextIndex(listed, ({ url, title, text }) => ({ key: url, title, text }))
  indices.set(world, index)
  return index
}

/** What an engine of this shape answers to whatever it is asked. */
export function engineAnswers(shape: EngineShape, parts: EngineParts): Answering {
  const { world, desk, latency, faults, port } = parts
  const service = shapes[shape]
  const index = indexOf(world)
  const scrape = scraping(shape, parts)
  const { rate, only, kinds = engineFaults.filter((kind) => kind !== 'stall' && kind !== 'nothing') } = faults
  return async (request) => {
    const scraped = scrape?.(request)
    if (scraped) return scraped
    const ask = service.ask(request, world.today)
    if (ask === undefined) return request.path === '/' ? about(shape) : service.refuse(400, 'Not Found')
    if (!('query' in ask)) return ask
    const repetition = desk.repetition(shape, ask.query)
    const asking = { service: 'search', name: shape, request: ask.query } as const
    const reply = await exchanged(desk, { ...asking, latency: latency.search, gone: request.gone }, () => {
      const affected = only === undefined || only.includes(shape)
      const drawn = { seed: desk.seed, service: shape, request: ask.query, repetition }
      const fault = affected ? drawnFault(drawn, rate, kinds) : undefined
      const whole = told(service, findings(shape, ask, index, world))
      return fault === undefined
        ? whole
        : faulty(fault, service, ask, whole, () => stalled(desk, request.gone))
    })
    // Ports come last, so that neither what is cut off nor what is logged depends on them.
    return placed(reply, port)
  }

  function told(shown: Shape, found: EngineFindings): Told {
    const reply = shown.answer(found)
    const lines = found.hits.flatMap(({ page, snippets }) => [
      page.title,
      page.url,
      ...snippets,
      ...(found.ask.whole && shape !== 'brave' ? [page.text] : []),
    ])
    return { reply, response: lines.join('\n') }
  }
}

function placed(reply: LabReply, port: number): LabReply {
  return typeof reply.body === 'string' ? { ...reply, body: placedAddresses(reply.body, port) } : reply
}

function about(shape: EngineShape): LabReply {
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `Kaoju lab: a search engine over a coined world, in the shape of ${shape}.\n`,
  }
}

/** Engines rank a little differently, by what they think of an address; this much of a score. */
const jitter = 0.12
/** Further down nobody looks. */
const deepest = 200

function findings(
  shape: EngineShape,
  ask: EngineAsk,
  index: TextIndex<LabPage>,
  world: World,
): EngineFindings {
  const words = ask.query.replaceAll(/(?<=^|\s)-?site:[\w.-]+/g, ' ')
  const ranked = index
    .search(words)
    .filter(({ document }) => fits(document, ask))
    .slice(0, deepest)
    .map(({ document, score }) => {
      const liking = 1 + jitter * (chanceOf(world.seed, `${shape} ${document.url}`).next() - 0.5)
      return { document, score: score * liking }
    })
    .sort((a, b) => b.score - a.score || (a.document.url < b.document.url ? -1 : 1))
  const shown = ranked.slice(ask.skip, ask.skip + ask.limit)
  const hits = shown.map((found) => hitOf(found, words, shapes[shape].snippet, index))
  return { ask, hits, total: ranked.length, silent: [] }
}

function hitOf(
  { document, score }: Found<LabPage>,
  query: string,
  { length, count }: Shape['snippet'],
  { weight }: TextIndex<LabPage>,
): EngineHit {
  const snippets: string[] = []
  let rest = document.text
  do {
    const { text, end } = bestWindow(rest, query, length, weight)
    snippets.push(text)
    rest = rest.slice(end).trim()
  } while (snippets.length < count && rest !== '')
  return { page: document, url: document.url, score: score / (score + 5), snippets }
}

function fits({ url, publishedAt }: LabPage, { since, until, only, not }: EngineAsk): boolean {
  const day = publishedAt.slice(0, 10)
  if ((since !== undefined && day < since) || (until !== undefined && day > until)) return false
  const host = new URL(url).hostname
  const within = (domain: string): boolean => host === domain || host.endsWith(`.${domain}`)
  return (only.length === 0 || only.some(within)) && !not.some(within)
}

function faulty(
  fault: EngineFault,
  service: Shape,
  ask: EngineAsk,
  whole: Told,
  stall: () => Promise<Told>,
): Told | Promise<Told> {
  const failed = (reply: LabReply): Told => ({
    reply,
    response: typeof reply.body === 'string' ? reply.body : '',
    outcome: 'failed',
  })
  const { body, headers = {} } = whole.reply
  switch (fault) {
    case '429':
    case '500':
      return failed(service.refuse(fault === '429' ? 429 : 500))
    case 'stall':
      return stall()
    case 'broken-json':
      return failed({
        headers,
        body: typeof body === 'string' ? body.slice(0, Math.ceil(body.length * 0.6)) : '',
      })
    case 'empty':
      return failed({ headers, body: '' })
    case 'html':
      return failed({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: proofPage })
    case 'nothing':
      return { ...failed(service.answer({ ask, hits: [], total: 0, silent: ['lab'] })), response: '' }
  }
}
