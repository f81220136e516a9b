import { chanceOf, createContext, toKaojuError, type Context } from '#runtime'
import type { Contestant } from '../contestants/contestant.ts'
import { createMind } from '../model/mind.ts'
import type { ModelSettings } from '../model/model.ts'
import { perfectModel } from '../model/model.ts'
import { serveModel } from '../model/openai-wire.ts'
import { serveWorld } from '../serve/serve-world.ts'
import { createWireLog, type WireExchange, type WireLog } from '../serve/wire-log.ts'
import type { LabQuestion, World } from '../world.ts'

/** One run that was told to stop and write. */
export interface StoppedRun {
  readonly question: LabQuestion['id']
  /** Exchanges that had ended when it was stopped, and how many a run has that is not. */
  readonly after: number
  readonly of: number
  /** A page, a record or the answer of an engine had arrived that tells a wanted fact. */
  readonly evidence: boolean
  /** Sentences published; for Kaoju each carries its citation. */
  readonly sentences: number
  readonly links: number
  /** Milliseconds from the word to the report. */
  readonly took: number
  /** It gave no report, and why. */
  readonly failed?: string
}

/** What is asked, and when it is stopped. */
export interface StopOptions {
  /** Moments in all. */
  readonly moments: number
  /** Only questions of these kinds are asked. */
  readonly kinds: readonly LabQuestion['kind'][]
  readonly model?: ModelSettings
}

/**
 * Stops runs at moments drawn by the world's seed, and looks at what they publish. A moment is a number of exchanges
 * that have ended: the same on every machine, however fast it is.
 */
export async function stopAnywhere(
  { moments, kinds, model: settings = perfectModel }: StopOptions,
  world: World,
  contestant: Contestant,
  context: Context,
): Promise<StoppedRun[]> {
  const log = watched(createWireLog())
  const served = await serveWorld(world, { latency: { search: 0, page: 0, tool: 0 }, faults: { stall: 5_000 }, log }, context) // prettier-ignore
  const model = await serveModel(createMind(), settings, { seed: world.seed, log }, context)
  const asked = world.questions.filter(({ kind }) => kinds.includes(kind))
  const lengths = new Map<string, number>()
  const runs: StoppedRun[] = []
  const ask = async (
    question: LabQuestion,
    stop?: AbortSignal,
  ): Promise<Omit<StoppedRun, 'after' | 'of' | 'evidence' | 'took'>> => {
    served.clear()
    model.clear()
    log.clear()
    const tools = question.kind === 'tool' ? served.tools : []
    const place = {
      served: { ...served, tools, feeds: [] },
      documents: [],
      model: { ...settings, url: model.url },
    }
    const { context: own } = createContext({
      seed: world.seed,
      abort: context.abort,
      ...(stop ? { stop } : {}),
    })
    try {
      const { sentences, links } = await contestant.answer(question, place, own)
      return { question: question.id, sentences: sentences.length, links: links.length }
    } catch (error) {
      return { question: question.id, sentences: 0, links: 0, failed: toKaojuError(error).code }
    }
  }
  try {
    for (let at = 0; at < moments; at++) {
      context.abort.throwIfAborted()
      const question = asked[at % asked.length]!
      if (!lengths.has(question.id)) {
        await ask(question)
        lengths.set(question.id, log.exchanges.length)
      }
      const of = lengths.get(question.id)!
      const after = chanceOf(world.seed, `stop/${at}`).integer(of + 1)
      const stop = new AbortController()
      let told = 0
      let seen: readonly WireExchange[] = []
      log.watch = (exchanges) => {
        if (exchanges.length < after || stop.signal.aborted) return
        seen = [...exchanges]
        told = context.clock.elapsed()
        stop.abort()
      }
      if (after === 0) log.watch([])
      const run = await ask(question, stop.signal)
      log.watch = undefined
      runs.push({ ...run, after, of, evidence: holdsEvidence(world, question, seen), took: told === 0 ? 0 : context.clock.elapsed() - told }) // prettier-ignore
      context.emit({
        type: 'progress',
        phase: 'questions',
        done: runs.length,
        total: moments,
        item: question.id,
      })
    }
  } finally {
    await contestant.close()
    await model.close()
    await served.close()
  }
  return runs
}

type WatchedLog = WireLog & { watch: ((exchanges: readonly WireExchange[]) => void) | undefined }

/** A log that tells when something was added. */
function watched(log: WireLog): WatchedLog {
  const own: WatchedLog = {
    get exchanges() {
      return log.exchanges
    },
    add(exchange) {
      log.add(exchange)
      own.watch?.(log.exchanges)
    },
    clear: () => log.clear(),
    watch: undefined,
  }
  return own
}

/** Whether a page that tells a wanted fact in words had arrived. */
function holdsEvidence(
  world: World,
  { wanted, through }: LabQuestion,
  exchanges: readonly WireExchange[],
): boolean {
  const facts = new Set([...wanted, ...through])
  const telling = new Set(
    world.pages
      .filter(({ states }) => states.some(({ fact, telling: how }) => facts.has(fact) && how === 'sentence'))
      .map(({ url }) => url),
  )
  return exchanges.some(
    ({ service, request, outcome }) => service === 'page' && outcome === 'answered' && telling.has(request),
  )
}
