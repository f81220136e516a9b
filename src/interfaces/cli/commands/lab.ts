import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Command as Declaration } from 'commander'
import { KaojuError, toKaojuError } from '#runtime'
import type { Contestant, LabOptions, ModelSettings, QuestionKind, WorldOptions } from '#arena'
import type { Effort } from '#research'
import { efforts } from '../../config/settings.ts'
import type { Command, Session } from '../command.ts'
import { choiceOption, countOption, millisecondsOption } from '../command-line.ts'
import { labNames } from '../lab-words.ts'
import { fill, type Words } from '../words.ts'

/** Which world. */
export interface WorldFlags {
  readonly seed?: string
  readonly questions?: number
  /** A file or folder of real text. */
  readonly prose?: string
}

/** How long services take. Milliseconds. */
export interface DelayFlags {
  readonly firstToken?: number
  readonly perToken?: number
  readonly searchDelay?: number
  readonly pageDelay?: number
}

interface Flags extends WorldFlags, DelayFlags {
  readonly suite?: string
  readonly kinds?: string
  readonly strategy?: string
  readonly effort?: Effort
  /** `false`: `--no-model`. */
  readonly model?: false
  readonly command?: string
  readonly env?: string
  readonly out?: string
}

/** `kaoju lab run`: questions of known truth are put to Kaoju or to any command, and the answers are scored. */
export const labRun: Command<Flags> = {
  declare: (declaration, words) => {
    const { options, metavar, commands } = words.lab
    declaration.description(commands.run)
    declareWorld(declaration, words)
    declaration
      .option(`--suite <${metavar.names}>`, fill(options.suite, { suites: labNames.suites.join(', ') }))
      .option(`--kinds <${metavar.names}>`, fill(options.kinds, { kinds: labNames.kinds.join(', ') }))
      .option(`--strategy <${words.metavar.name}>`, options.strategy)
      .addOption(choiceOption(`--effort <${words.metavar.effort}>`, options.effort, efforts, words))
      .option('--no-model', options.noModel)
      .option(`--command <${metavar.command}>`, options.command)
      .option(`--env <${metavar.names}>`, options.env)
    declareDelays(declaration, words)
    declaration.option(`--out <${words.metavar.folder}>`, options.out)
  },

  run: async (_operands, flags, session) => {
    const { labTable, makeWorld, repeatable, runLab } = await import('#arena')
    const options = await optionsOf(flags, session)
    // A run of minutes is not begun for what cannot be written down.
    if (flags.out !== undefined) await makeFolder(resolve(flags.out))
    const contestant = await contestantOf(flags, session)
    const { context, words } = session
    context.emit({ type: 'run-start', kind: 'eval', subject: flags.seed ?? 'kaoju', method: contestant.name })
    const world = makeWorld(await worldOf(flags))
    const outcome = await runLab(options, world, contestant, context)
    const table = labTable(outcome)
    const failures = outcome.result.suites.flatMap((suite) => suite.failures)
    const reasons = [...new Set(failures.map(({ why }) => why))].slice(0, 5).join('; ')
    const notes = [
      ...(options.model === null ? [] : [words.lab.simulated]),
      ...(failures.length > 0 ? [fill(words.lab.failed, { count: failures.length, why: reasons })] : []),
    ]
    if (flags.out !== undefined)
      await writeAll(resolve(flags.out), {
        'result.json': `${JSON.stringify(repeatable(outcome.result), null, 2)}\n`,
        'timings.json': `${JSON.stringify(outcome.timings, null, 2)}\n`,
        'table.md': `${table}\n`,
      })
    const about = await describeWorld(world, words)
    return { exit: 0, document: outcome, text: [about, '', table, '', ...notes].join('\n').trimEnd() }
  },
}

/** Adds the options that say which world. */
export function declareWorld(declaration: Declaration, words: Words): void {
  const { options, metavar } = words.lab
  declaration
    .option(`--seed <${metavar.seed}>`, options.seed)
    .addOption(countOption(`--questions <${words.metavar.number}>`, options.questions, words))
    .option(`--prose <${words.metavar.path}>`, options.prose)
}

/** Adds the options that say how long services take. */
export function declareDelays(declaration: Declaration, words: Words): void {
  const { options, metavar } = words.lab
  declaration
    .addOption(millisecondsOption(`--first-token <${metavar.ms}>`, options.firstToken, words))
    .addOption(millisecondsOption(`--per-token <${metavar.ms}>`, options.perToken, words))
    .addOption(millisecondsOption(`--search-delay <${metavar.ms}>`, options.searchDelay, words))
    .addOption(millisecondsOption(`--page-delay <${metavar.ms}>`, options.pageDelay, words))
}

/** Questions of a world where nothing else is said: three of each kind in each language. */
const usualQuestions = 96

/** What the world that is meant is made of. @throws KaojuError as `readProse` */
export async function worldOf({
  seed = 'kaoju',
  questions = usualQuestions,
  prose,
}: WorldFlags): Promise<WorldOptions> {
  const { readProse } = await import('#arena')
  return { seed, questions, ...(prose === undefined ? {} : { prose: await readProse(resolve(prose)) }) }
}

/** The simulated model with the delays that were asked for. */
export async function modelWith({ firstToken = 0, perToken = 0 }: DelayFlags): Promise<ModelSettings> {
  const { perfectModel } = await import('#arena')
  return { ...perfectModel, firstToken, perToken }
}

/** The delays of the other services. */
export function latencyOf({
  searchDelay = 0,
  pageDelay = 0,
}: DelayFlags): NonNullable<LabOptions['latency']> {
  return { search: searchDelay, page: pageDelay, tool: pageDelay }
}

/** One line on a world: what it is made from, how large it is, and the hash by which two machines compare. */
export async function describeWorld(
  world: Parameters<typeof import('#arena').digestOf>[0],
  words: Words,
): Promise<string> {
  const { digestOf } = await import('#arena')
  return fill(words.lab.world, {
    seed: world.seed,
    questions: world.questions.length,
    pages: world.pages.length,
    hosts: world.hosts.length,
    digest: digestOf(world),
  })
}

async function optionsOf(flags: Flags, session: Session): Promise<LabOptions> {
  const { questionKinds } = await import('#arena')
  const kinds = namesIn(flags.kinds)
  const unknown = kinds?.find((name) => !(questionKinds as readonly string[]).includes(name))
  if (unknown !== undefined) {
    const choices = questionKinds.join(', ')
    const reason = fill(session.words.errors.oneOf, { choices })
    throw new KaojuError('option-invalid', { option: '--kinds', reason: `${unknown}: ${reason}` })
  }
  const suites = namesIn(flags.suite)
  return {
    ...(suites ? { suites } : {}),
    ...(kinds ? { kinds: kinds as QuestionKind[] } : {}),
    model: flags.model === false ? null : await modelWith(flags),
    latency: latencyOf(flags),
  }
}

async function contestantOf(flags: Flags, { environment }: Session): Promise<Contestant> {
  const { commandContestant, kaojuContestant } = await import('#arena')
  if (flags.command === undefined)
    return kaojuContestant({
      effort: flags.effort ?? 'standard',
      ...(flags.strategy ? { strategy: flags.strategy } : {}),
    })
  const seen = (namesIn(flags.env) ?? []).flatMap((name) => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return commandContestant({ command: flags.command, environment: Object.fromEntries(seen) })
}

function namesIn(list: string | undefined): string[] | undefined {
  return list
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
}

/** Makes a folder, and sees that files can be written there. @throws KaojuError `output-unwritable`, `disk-full` */
export async function makeFolder(folder: string): Promise<void> {
  await orUnwritable(folder, async () => {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  })
}

/** Writes files into a folder. @throws KaojuError `output-unwritable`, `disk-full` */
export async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await orUnwritable(path, async () => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    })
  }
}

async function orUnwritable(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new KaojuError('output-unwritable', { path, reason }, { cause: error })
  }
}
