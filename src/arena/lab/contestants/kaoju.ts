import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createContext, createWebEgress, type Context } from '#runtime'
import { cast, createModels, profileNamed, type Models, type ModelSpec } from '#models'
import { createMcpSource, createSearch, createWebSearch, searchPlugs } from '#sources'
import { createReadingPool, type ReadingPool } from '#reading'
import { addPaths, openLibrary, type Library } from '#library'
import { limitsOf, poll, research, type Effort, type WebParts } from '#research'
import type { PublishedText } from '../score/score.ts'
import { publishedFromReport } from '../score/publish.ts'
import type { Contestant, LabPlace } from './contestant.ts'

/** How Kaoju takes part. */
export interface KaojuOptions {
  readonly effort: Effort
  /** By name; default: as a run chooses. */
  readonly strategy?: string
  /** `false`: nobody judges what the checks leave open. Default: the same model judges. */
  readonly judge?: false
  /** Processes that read what was fetched. Default: 2. */
  readonly readers?: number
}

/** The engines that a run is given: three of different shapes, as somebody has who wants to lose nothing. */
const engineNames = ['searxng', 'tavily', 'brave'] as const

/**
 * Kaoju itself, as a program would use it: a new library for each question, the user's files read into it where there
 * are any, three engines, all MCP servers, all feeds polled once.
 */
export function kaojuContestant({ effort, strategy, judge, readers = 2 }: KaojuOptions): Contestant {
  let pool: ReadingPool | undefined
  return {
    name: `kaoju: ${strategy ?? 'default'}, ${effort}${judge === false ? ', no judge' : ''}`,
    async answer(question, place, context) {
      pool ??= createReadingPool({ size: readers }, createContext().context)
      const home = await mkdtemp(join(tmpdir(), 'kaoju-lab-'))
      const egress = createWebEgress({
        endpoints: endpointsOf(place),
        allow: [`*.example:${place.served.pages}`],
        resolve: place.served.resolve,
        perHost: 8,
      })
      const { stop, abort } = context
      const { context: run } = createContext({
        run: `lab-${question.id}`,
        seed: context.seed,
        egress,
        limits: limitsOf(effort),
        stop,
        abort,
      })
      const library = await openLibrary({ home, mode: 'write' }, run)
      const web = webOf(place, pool)
      try {
        await bringIn(library, place, home, run)
        const models = modelsOf(place, judge)
        const { text, language } = question
        const report = await research(
          { question: text, language, effort, ...(strategy ? { strategy } : {}) },
          { library, web, ...(models ? { models } : {}) },
          run.at('research'),
        )
        return plainLinks(publishedFromReport(report), place)
      } finally {
        await Promise.all(web.mcp.map((source) => source.close()))
        await library.close()
        await egress.close()
        await rm(home, { recursive: true, force: true })
      }
    },
    close: async () => pool?.close(),
  }
}

function endpointsOf({ served, model }: LabPlace): string[] {
  return [
    ...Object.values(served.engines),
    ...served.tools.map(({ url }) => url),
    ...(model ? [model.url] : []),
  ]
}

function webOf({ served }: LabPlace, readers: ReadingPool): WebParts {
  const engines = engineNames.map((name) => {
    const plug = searchPlugs.find((one) => one.name === name)!
    const options = {
      baseUrl: served.engines[name],
      ...(plug.facts.key === 'required' ? { key: 'lab' } : {}),
    }
    // The lab's engines have no plan that allows one query a second, one at a time.
    return { name, facts: plug.facts, search: createSearch(plug, options, { interval: 0, concurrency: 16 }) }
  })
  const mcp = served.tools.map(({ name, url }) =>
    createMcpSource({ name, transport: 'http', url }, { environment: {} }),
  )
  return { search: createWebSearch(engines), mcp, readers, sendsPrivate: false }
}

/** The user's files, and what the feeds announce. */
async function bringIn(library: Library, place: LabPlace, home: string, context: Context): Promise<void> {
  if (place.documents.length > 0) {
    const folder = join(home, 'documents')
    for (const { name, body, encoding } of place.documents) {
      const file = join(folder, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, body, encoding ?? 'utf8')
    }
    await addPaths(library, [folder], {}, context.at('documents'))
  }
  if (place.served.feeds.length === 0) return
  const addedAt = context.clock.now()
  for (const url of place.served.feeds)
    await library.feeds.putSubscription({ url, title: '', kind: '', addedAt })
  await poll({ feeds: place.served.feeds }, { library }, context.at('poll'))
}

function modelsOf({ model }: LabPlace, judge: false | undefined): Models | undefined {
  if (!model) return undefined
  const { url, name, contextWindow, price } = model
  const spec: ModelSpec = {
    id: `lab/${name}`,
    provider: 'lab',
    name,
    protocol: 'openai',
    baseUrl: url,
    contextWindow,
    maxOutput: 8_000,
    limitsFrom: 'configured',
    price: { ...price, asOf: 'configured' },
    profile: profileNamed('instruct'),
    concurrency: 16,
  }
  return createModels({
    castings: cast({ planner: [spec] }).filter(({ role }) => judge !== false || role !== 'judge'),
    credentials: new Map([[spec.id, { key: 'lab', origin: 'lab' }]]),
  })
}

function plainLinks(published: PublishedText, { served }: LabPlace): PublishedText {
  return { ...published, links: published.links.map((link) => served.plain(link)) }
}
