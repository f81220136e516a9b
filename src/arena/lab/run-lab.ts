import { KaojuError, toKaojuError, type Context } from '#runtime'
import type { Contestant, LabPlace } from './contestants/contestant.ts'
import type { LabOutcome, LabTimings, SuiteResult } from './lab-result.ts'
import { createMind } from './model/mind.ts'
import { perfectModel, type ModelSettings } from './model/model.ts'
import { serveModel } from './model/openai-wire.ts'
import { criticalPath } from './score/critical-path.ts'
import type { AnswerScore, AnswerTiming, PublishedText } from './score/score.ts'
import { scoreAnswer } from './score/score-answer.ts'
import { sumScores } from './score/sum-scores.ts'
import type { ServiceFaults } from './serve/faults.ts'
import { serveWorld, type ServedWorld } from './serve/serve-world.ts'
import { createWireLog, type WireExchange, type WireLog } from './serve/wire-log.ts'
import { modelOf, suites as allSuites, type LabSuite } from './suites.ts'
import type { LabQuestion, QuestionKind, World } from './world.ts'
import { digestOf } from './world/digest.ts'
import { reachableFacts } from './world/reachable-facts.ts'

/** What is measured, and on what. */
export interface LabOptions {
  /** Names; default: all, in their order. */
  readonly suites?: readonly string[]
  /** Only these kinds; default: those of each suite. */
  readonly kinds?: readonly QuestionKind[]
  /** The simulated model; null: nobody thinks. Default: one that answers at once and never goes wrong by itself. */
  readonly model?: ModelSettings | null
  /** Milliseconds that each answer takes. Default: none. */
  readonly latency?: { readonly search: number; readonly page: number; readonly tool: number }
  /** Milliseconds by which slow hosts are late. Default: 300. */
  readonly slowBy?: number
  /** Whether the contestant can read pictures of text. Default: it cannot. */
  readonly ocr?: boolean
}

/**
 * Serves a world, puts its questions to a contestant one after the other under the conditions of each suite,
 * and scores what it publishes by the world's truth.
 *
 * 1. A contestant sees addresses only; what it did is read off the wire.
 * 2. An answer that fails is an empty answer, and its reason is told.
 * 3. Stopping (`context.stop`) ends after the question under way; what was measured is given.
 *
 * @throws KaojuError `option-invalid` for a suite that there is not, where nothing would be asked, or as the contestant
 * throws it; `aborted`
 */
export async function runLab(
  options: LabOptions,
  world: World,
  contestant: Contestant,
  context: Context,
): Promise<LabOutcome> {
  const started = context.clock.elapsed()
  const chosen = suitesNamed(options)
  if (!chosen.some((suite) => askedIn(suite, world, options).length > 0))
    throw new KaojuError('option-invalid', {
      option: '--suite, --kinds',
      reason: 'the world has no question of these kinds in these suites',
    })
  const results: SuiteResult[] = []
  const timings: LabTimings['suites'][number][] = []
  try {
    for (const suite of chosen) {
      if (context.stop.aborted) break
      const ran = await runSuite(suite, world, contestant, options, context)
      results.push(withLost(ran.result, results[0]))
      timings.push(ran.timing)
    }
  } finally {
    await contestant.close()
  }
  return {
    result: {
      schema: 'kaoju-lab/1',
      seed: world.seed,
      world: digestOf(world),
      questions: world.questions.length,
      contestant: contestant.name,
      model: options.model === null ? 'none' : (options.model ?? perfectModel).name,
      ...(context.stop.aborted ? { stopped: true as const } : {}),
      suites: results,
    },
    timings: { seconds: (context.clock.elapsed() - started) / 1000, suites: timings },
  }
}

function suitesNamed({ suites, model }: LabOptions): LabSuite[] {
  const known = allSuites.map(({ name }) => name)
  const unknown = suites?.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new KaojuError('option-invalid', {
      option: '--suite',
      reason: `${unknown}; known: ${known.join(', ')}`,
    })
  return allSuites.filter(
    ({ name, needsModel }) => (suites?.includes(name) ?? true) && !(needsModel && model === null),
  )
}

function askedIn(suite: LabSuite, { questions }: World, { kinds }: LabOptions): LabQuestion[] {
  return questions.filter(({ kind }) => suite.kinds.includes(kind) && (kinds?.includes(kind) ?? true))
}

/** Milliseconds after which what never answers is cut off. */
const stall = 5_000

function usually(faults: ServiceFaults, slowBy = 300): ServiceFaults {
  return { stall, ...faults, pages: { slowBy, ...faults.pages } }
}

async function runSuite(
  suite: LabSuite,
  world: World,
  contestant: Contestant,
  options: LabOptions,
  context: Context,
): Promise<{ result: SuiteResult; timing: LabTimings['suites'][number] }> {
  const started = context.clock.elapsed()
  const log = createWireLog()
  const latency = options.latency ?? { search: 0, page: 0, tool: 0 }
  const served = await serveWorld(
    world,
    { latency, faults: usually(suite.faults, options.slowBy), log },
    context,
  )
  const settings = options.model === null ? undefined : modelOf(suite, options.model)
  const model = settings && (await serveModel(createMind(), settings, { seed: world.seed, log }, context))
  const asked = askedIn(suite, world, options)
  const runs: AskedOnce[] = []
  try {
    for (const question of asked) {
      if (context.stop.aborted) break
      served.clear()
      model?.clear()
      log.clear()
      const place = placeFor(question, world, served, settings && model && { ...settings, url: model.url })
      runs.push(
        await askOnce({ question, place, contestant, world, log, ocr: options.ocr ?? false }, context),
      )
      const item = `${suite.name} ${question.id}`
      context.emit({ type: 'progress', phase: 'questions', done: runs.length, total: asked.length, item })
    }
  } finally {
    await model?.close()
    await served.close()
  }
  const answers = runs.map(({ score }) => score)
  const kinds = [...new Set(answers.map(({ kind }) => kind))]
  return {
    result: {
      suite: suite.name,
      summary: sumScores(answers),
      kinds: kinds.map((kind) => ({ kind, summary: sumScores(answers.filter((one) => one.kind === kind)) })),
      answers,
      failures: runs.flatMap(({ failure }) => failure ?? []),
    },
    timing: {
      suite: suite.name,
      seconds: (context.clock.elapsed() - started) / 1000,
      answers: runs.map(({ timing }) => timing),
    },
  }
}

/** What of the world takes part in a question: the user's files where it is about them, servers and feeds that hold its answer. */
function placeFor(
  { kind }: LabQuestion,
  world: World,
  served: ServedWorld,
  model: LabPlace['model'] | undefined,
): LabPlace {
  return {
    served: {
      ...served,
      tools: kind === 'tool' ? served.tools : [],
      feeds: kind === 'feed' ? served.feeds : [],
    },
    documents: kind === 'library' ? world.documents : [],
    ...(model ? { model } : {}),
  }
}

interface Asking {
  readonly question: LabQuestion
  readonly place: LabPlace
  readonly contestant: Contestant
  readonly world: World
  readonly log: WireLog
  readonly ocr: boolean
}

interface AskedOnce {
  readonly score: AnswerScore
  readonly timing: AnswerTiming
  readonly failure?: SuiteResult['failures'][number]
}

const nothing: PublishedText = { sentences: [], admissions: [], links: [] }

async function askOnce(
  { question, place, contestant, world, log, ocr }: Asking,
  context: Context,
): Promise<AskedOnce> {
  const { id, text, language } = question
  const began = context.clock.elapsed()
  let published = nothing
  let failure: AskedOnce['failure']
  try {
    published = await contestant.answer({ id, text, language }, place, context)
  } catch (error) {
    context.abort.throwIfAborted()
    const known = toKaojuError(error)
    // Whoever started it is wrong, not the contestant: every question would fail.
    if (known.code === 'option-invalid') throw known
    const message = place.served.plain(known.message)
    context.emit({ type: 'warning', code: known.code, message })
    failure = { question: id, why: known.code === 'internal' ? message : known.code }
  }
  const wall = context.clock.elapsed() - began
  const exchanges = [...log.exchanges]
  const means = {
    ocr,
    tools: place.served.tools.length > 0,
    feeds: place.served.feeds.length > 0,
    library: place.documents.length > 0,
    web: true,
  }
  const reachable = reachableFacts(world, question, means)
  const first = firstEvidence(world, question, exchanges)
  return {
    score: scoreAnswer(world, question, published, exchanges, reachable),
    timing: {
      question: id,
      wall,
      criticalPath: criticalPath(exchanges, text),
      simulator: exchanges.reduce((sum, { busy = 0 }) => sum + busy, 0),
      ...(first === undefined
        ? {}
        : { firstEvidence: first - Math.min(...exchanges.map(({ start }) => start)) }),
    },
    ...(failure ? { failure } : {}),
  }
}

/** When the first page or record had arrived that tells a wanted fact. */
function firstEvidence(
  world: World,
  { wanted, through }: LabQuestion,
  exchanges: readonly WireExchange[],
): number | undefined {
  const facts = new Set([...wanted, ...through])
  const telling = new Set(
    world.pages.filter(({ states }) => states.some(({ fact }) => facts.has(fact))).map(({ url }) => url),
  )
  const records = world.tools
    .flatMap((tool) => tool.records)
    .filter(({ states }) => states.some((fact) => facts.has(fact)))
  const ends = exchanges
    .filter(
      ({ service, request, response, outcome }) =>
        outcome === 'answered' &&
        (service === 'tool'
          ? records.some(({ text }) => response.includes(text))
          : service === 'page' && telling.has(request)),
    )
    .map(({ end }) => end)
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/** Beside the same questions where nothing was added to go wrong. */
function withLost(result: SuiteResult, first: SuiteResult | undefined): SuiteResult {
  if (!first) return result
  const before = new Map(first.answers.map((one) => [one.question, one.facts.found]))
  const both = result.answers.filter(({ question }) => before.has(question))
  const found = both.reduce((sum, { question }) => sum + before.get(question)!, 0)
  const kept = both.reduce(
    (sum, { question, facts }) => sum + Math.min(facts.found, before.get(question)!),
    0,
  )
  return found === 0 ? result : { ...result, lost: 1 - kept / found }
}
