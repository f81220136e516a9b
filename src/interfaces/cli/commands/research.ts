import { resolve } from 'node:path'
import type { Language } from '#vocabulary'
import { KaojuError, type Charge } from '#runtime'
import { efforts } from '../../config/settings.ts'
import type { Library } from '#library'
import type { Note, PlannerName, Previous, Writing } from '#research'
import type { Command, Outcome, Session } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { lengths, types } from './rewrite.ts'
import { clarifyFirst, limitsLeft } from '../clarify.ts'
import { submitRun } from '../conduct.ts'
import { reportLanguage } from '../../runs/language.ts'
import { researchRequest, type MadeRequest } from '../../runs/requests.ts'
import { estimateRun } from '../estimate.ts'
import { formatNames, formatOf, type OutputFlags } from '../report-files.ts'
import { declareRun, declareSearching, declareWeb } from '../run-flags.ts'
import type { RunFlags } from '../../runs/wishes.ts'
import type { Taking } from '../../runs/reach.ts'
import { readPrevious } from '../../runs/previous.ts'
import { fill, type Words } from '../words.ts'

interface Flags extends OutputFlags, RunFlags {
  readonly docs?: readonly string[]
  readonly since?: string
  readonly estimate?: true
  readonly clarify?: true
  readonly follow?: string
  readonly planner?: PlannerName
  readonly length?: NonNullable<Writing['length']>
  readonly type?: NonNullable<Writing['type']>
}

// Not from the room itself: help must not load it.
const planners = [
  'plain',
  'least-to-most',
  'program-of-thought',
  'tree-of-thought',
] as const satisfies readonly PlannerName[]

/** `kaoju research QUESTION`: a cited report on stdout, and as a self-contained page in the home. */
export const research: Command<Flags> = {
  declare: (declaration, words: Words) => {
    const { path, file, size } = words.metavar
    declaration
      .description(words.commands.research)
      .argument(`[${words.metavar.question}]`, words.arguments.question)
      .option(`--docs <${path}...>`, words.options.docs)
      .addOption(choiceOption(`--effort <${words.metavar.effort}>`, words.options.effort, efforts, words))
      .addOption(
        choiceOption(`--lang <${words.metavar.lang}>`, words.options.lang, ['en', 'zh', 'auto'], words),
      )
      .option(`--out <${file}>`, words.options.out)
      .addOption(choiceOption(`--format <${words.metavar.format}>`, words.options.format, formatNames, words))
      .option(`--max-file-size <${size}>`, words.options.maxFileSize)
    declareWeb(declaration, words, 'web')
    declareSearching(declaration, words)
    declareRun(declaration, words)
    declaration
      .option(`--strategy <${words.metavar.name}>`, words.options.strategy)
      .addOption(
        choiceOption(`--planner <${words.metavar.name}>`, words.ways.options.planner, planners, words),
      )
      .addOption(choiceOption(`--type <${words.metavar.name}>`, words.ways.options.type, types, words))
      .addOption(choiceOption(`--length <${words.metavar.name}>`, words.ways.options.length, lengths, words))
      .option(`--key <${words.metavar.key}>`, words.options.key)
      .option('--estimate', words.options.estimate)
      .option('--clarify', words.clarify.option)
      .option(`--follow <${words.metavar.run}>`, words.steer.options.follow)
      .addHelpText('after', `\n${strategyLines(words)}`)
  },

  run: async ([question = ''], flags, session) => {
    if (question.trim() === '') throw new KaojuError('question-empty')
    formatOf(flags, session)
    const { effort } = session.settings
    const language = reportLanguage(question, undefined, session)
    if (flags.estimate) {
      const { estimateResearch } = await import('#research')
      const estimated = { question, language, effort }
      return estimateRun(
        {
          estimate: (models, library) => estimateResearch(estimated, models, library),
          unread: docsOf(flags).docs !== undefined,
        },
        flags,
        taking(flags, 'research', () => session.openLibrary('read')),
        session,
      )
    }
    const first = flags.clarify ? await clarifiedFirst(question, language, flags, session) : undefined
    if (first && 'outcome' in first) return first.outcome
    const make = async (library: () => Promise<Library>): Promise<MadeRequest> => {
      const asked = first?.asked ?? (await followed(question, flags, library, session))
      const made = await researchRequest(
        {
          ...flagsOf(flags),
          ...asked,
          subject: question,
          language,
          effort,
          ...docsOf(flags),
          ...writingOf(flags),
        },
        session,
        { runs: () => session.openRuns(), library },
      )
      const { configuration } = made
      const limits = limitsLeft(configuration.limits, first?.charges ?? [])
      return { ...made, configuration: { ...configuration, limits } }
    }
    return submitRun(make, flags, session)
  },
}

/** What is asked, with what the asker answered of what it leaves open; or why nothing is run. */
async function clarifiedFirst(
  question: string,
  language: Language,
  flags: Flags,
  session: Session,
): Promise<
  | { readonly asked: Followed & { readonly notes?: readonly Note[] }; readonly charges: readonly Charge[] }
  | { readonly outcome: Outcome }
> {
  const library = (): Promise<Library> => session.openLibrary('read')
  const asked = await followed(question, flags, library, session)
  // What --docs names is not read yet: nothing is known of it, and nothing else may take part.
  const scope = docsOf(flags).docs ? { documents: [] } : {}
  const task = { question: asked.question, language, ...scope }
  const clarified = await clarifyFirst(task, flags, taking(flags, 'research', library), session)
  if ('outcome' in clarified) return clarified
  const { notes, charges } = clarified
  return { asked: { ...asked, ...(notes.length > 0 ? { notes } : {}) }, charges }
}

/** How the report is to be told; nothing where nothing is said of it. */
function writingOf({ length, type }: Flags): { readonly writing?: Writing } {
  if (length === undefined && type === undefined) return {}
  return { writing: { ...(length ? { length } : {}), ...(type ? { type } : {}) } }
}

/** Every strategy in a line. */
function strategyLines({ ways }: Words): string {
  const widest = Math.max(...Object.keys(ways.strategies).map((name) => name.length))
  const lines = Object.entries(ways.strategies).map(([name, said]) => `  ${name.padEnd(widest)}  ${said}`)
  return [ways.head, ...lines].join('\n')
}

interface Followed {
  readonly question: string
  readonly previous?: Previous
}

/** The question as it can be understood by itself, with what the run that it asks on from knows. */
async function followed(
  question: string,
  { follow }: Flags,
  library: () => Promise<Library>,
  session: Session,
): Promise<Followed> {
  if (follow === undefined) return { question }
  const [previous, { standAlone }] = await Promise.all([
    readPrevious(follow, await session.openRuns(), library, session, session.context),
    import('#research'),
  ])
  const whole = standAlone(question, previous)
  if (whole !== question.trim())
    session.terminal.note(fill(session.words.steer.understood, { question: whole }))
  return { question: whole, previous }
}

/** What of the flags a request is made of. */
function flagsOf({ model, models, web, offline, engines, since, planner }: Flags): RunFlags & {
  readonly since?: string
  readonly planner?: PlannerName
} {
  return {
    ...(model === undefined ? {} : { model }),
    ...(models ? { models } : {}),
    ...(web ? { web } : {}),
    ...(offline ? { offline } : {}),
    ...(engines ? { engines } : {}),
    ...(since ? { since } : {}),
    ...(planner ? { planner } : {}),
  }
}

/** What decides how far a run may reach. */
export function taking(
  flags: { readonly docs?: readonly string[] },
  kind: Taking['kind'],
  library: Taking['library'],
): Taking {
  return { docs: docsOf(flags).docs !== undefined, kind, library }
}

/** Where the sources lie, whatever folder a resume is started in. */
export function docsOf({ docs }: { readonly docs?: readonly string[] }): { docs?: readonly string[] } {
  return docs && docs.length > 0 ? { docs: docs.map((path) => resolve(path)) } : {}
}
