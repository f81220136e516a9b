import type { Language } from '#vocabulary'
import { createContext, KaojuError } from '#runtime'
import { wordsIn } from '../../cli/words.ts'
import type { Settings } from '../../config/settings.ts'
import type { Host } from '../../host/host.ts'
import { reportLanguage } from '../../runs/language.ts'
import type { Place } from '../../runs/place.ts'
import { readPrevious } from '../../runs/previous.ts'
import { researchRequest, type MadeRequest, type ResearchAsked } from '../../runs/requests.ts'
import type { RunFlags } from '../../runs/wishes.ts'
import type { Question } from '../schemas/runs.ts'

/** The request of a question that came over the wire; what it leaves open is as the server's settings say. */
export async function requestOf(question: Question, host: Host, reader: Language): Promise<MadeRequest> {
  const place = placeFor(question, host.place, reader)
  const { since, planner, writing, notes, engines } = question
  const asked: ResearchAsked = {
    ...(await followed(question, host, place)),
    ...flagsOf(question),
    subject: question.question,
    language: reportLanguage(question.question, question.language, place),
    effort: place.settings.effort,
    ...(engines ? { engines } : {}),
    ...(since ? { since } : {}),
    ...(planner ? { planner } : {}),
    ...(writing ? { writing } : {}),
    ...(notes ? { notes } : {}),
  }
  const made = await researchRequest(asked, place, {
    runs: () => Promise.resolve(host.runs),
    library: () => Promise.resolve(host.library),
  }).catch((error: unknown) => {
    throw asField(error)
  })
  return question.web === 'configured-only' ? asAsked(made) : made
}

/**
 * A place with what a question says instead of the settings, and in the words of whoever asks.
 *
 * @throws KaojuError `request-invalid` where there is no such strategy
 */
export function placeFor(
  { effort, strategy, budget = {}, web }: Pick<Question, 'effort' | 'strategy' | 'budget' | 'web'>,
  place: Place,
  reader: Language,
): Place {
  const words = wordsIn(reader)
  const strategies = Object.keys(words.ways.strategies)
  if (strategy !== undefined && !strategies.includes(strategy))
    throw new KaojuError('request-invalid', { field: 'strategy', reason: `= ${strategies.join(' | ')}` })
  const { usd, tokens, calls, seconds } = budget
  const settings: Settings = {
    ...place.settings,
    ...(effort ? { effort } : {}),
    ...(strategy ? { strategy } : {}),
    ...(usd === undefined ? {} : { budget: usd }),
    ...(tokens === undefined ? {} : { maxTokens: tokens }),
    ...(calls === undefined ? {} : { maxCalls: calls }),
    ...(seconds === undefined ? {} : { maxTime: Math.ceil(seconds * 1_000) }),
  }
  const scope = web === 'configured-only' ? { KAOJU_WEB_SCOPE: web } : {}
  return { settings, language: reader, words, environment: { ...place.environment, ...scope } }
}

/** What a question says of who thinks and how far it may reach. */
export function flagsOf({ model, web, engines }: Question): RunFlags {
  return {
    ...(model === undefined ? {} : { model }),
    ...(web === 'web' ? { web: true } : {}),
    ...(web === 'offline' ? { offline: true } : {}),
    ...(engines ? { engines } : {}),
  }
}

/** The question as it can be understood by itself, with what the run that it asks on from knows. */
async function followed(
  { question, follow }: Question,
  host: Host,
  place: Place,
): Promise<Pick<ResearchAsked, 'question' | 'previous'>> {
  if (question.trim() === '') throw new KaojuError('question-empty')
  if (follow === undefined) return { question }
  const { context } = createContext()
  const [previous, { standAlone }] = await Promise.all([
    readPrevious(follow, host.runs, () => Promise.resolve(host.library), place, context),
    import('#research'),
  ])
  return { question: standAlone(question, previous), previous }
}

/** What is wrong with an option of the command line is wrong with the field of that name here. */
function asField(error: unknown): unknown {
  if (!(error instanceof KaojuError) || error.code !== 'option-invalid') return error
  const [, field] = /^--([a-z]+)$/.exec(String(error.parameters['option'])) ?? []
  const reason = String(error.parameters['reason'])
  return field === undefined ? error : new KaojuError('request-invalid', { field, reason }, { cause: error })
}

/** The scope was asked for by whoever sent the question, not configured. */
function asAsked(made: MadeRequest): MadeRequest {
  const { web } = made.configuration
  if (!web) return made
  const { where: _where, ...rest } = web
  return { ...made, configuration: { ...made.configuration, web: { ...rest, because: 'asked' } } }
}
