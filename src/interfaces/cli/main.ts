import { homedir } from 'node:os'
import { engineVersion, explain, toKaojuError } from '#runtime'
import type { Language } from '#vocabulary'
import { defaultHome } from '../config/home.ts'
import { readSettings } from '../config/settings.ts'
import { RunFailure } from '../runs/execution.ts'
import type { Outcome } from './command.ts'
import { parseCommandLine, type Invocation } from './command-line.ts'
import { commandTable } from './commands/table.ts'
import { localeLanguage } from './locale.ts'
import { costLine, payable, spentOf } from './money.ts'
import { nextSteps } from './next-steps.ts'
import { startSession } from './session.ts'
import { paint, processTerminal, type Terminal } from './terminal.ts'
import { fill, wordsIn, type Words } from './words.ts'

/** Exit codes of the command line. */
type ExitCode = 0 | 1 | 2 | 3

/** The errors that are the command line's own fault. */
const wrongUse = new Set(['option-invalid', 'question-empty'])

/**
 * Runs the process's command line and ends the process: with `--json` stdout carries exactly one JSON document,
 * errors included; everything else goes to stderr.
 */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  const environment = process.env
  const terminal = processTerminal(argv, environment)
  const language = localeLanguage(environment)
  // A defect outside the run's own promise ends in the same one line.
  process.on('uncaughtException', (error) => process.exit(tellError(error, argv, terminal, language)))
  let exit: ExitCode
  try {
    exit = await runCommandLine(argv, environment, terminal, language)
  } catch (error) {
    exit = tellError(error, argv, terminal, language)
  }
  await terminal.flush()
  process.exit(exit)
}

async function runCommandLine(
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
  terminal: Terminal,
  language: Language,
): Promise<ExitCode> {
  const words = wordsIn(language)
  const version = engineVersion
  const invocation = parseCommandLine(argv, commandTable, {
    words,
    version,
    defaultHome: defaultHome(environment, process.platform, homedir()),
    columns: Math.min(terminal.columns, 120),
  })
  switch (invocation.kind) {
    case 'print':
      if (invocation.exit === 0) terminal.out(invocation.text)
      else terminal.note(invocation.text.trimEnd())
      return invocation.exit
    case 'next-steps':
      terminal.out(
        argv.includes('--json')
          ? asDocument({ version, next: words.nextSteps.steps.map(([, line]) => line) })
          : nextSteps(words, version),
      )
      return 0
    case 'run':
      return runCommand(invocation, environment, terminal, language)
  }
}

async function runCommand(
  { command, operands, flags }: Extract<Invocation, { kind: 'run' }>,
  environment: Readonly<NodeJS.ProcessEnv>,
  terminal: Terminal,
  language: Language,
): Promise<ExitCode> {
  const words = wordsIn(language)
  const run = startSession({
    settings: readSettings(flags, environment, process.cwd(), command.mendsConfig ? 'ignored' : 'refused'),
    language,
    words,
    terminal,
    environment,
    version: engineVersion,
    json: flags.json === true,
  })
  const { session } = run
  let outcome: Outcome
  try {
    outcome = await command.run(operands, flags, session)
  } finally {
    await run.end()
  }
  terminal.out(session.json ? asDocument(outcome.document) : outcome.text.replace(/\n*$/, '\n'))
  return outcome.exit === 0 && session.context.stop.aborted ? 3 : outcome.exit
}

function tellError(
  error: unknown,
  argv: readonly string[],
  terminal: Terminal,
  language: Language,
): ExitCode {
  const failure = error instanceof RunFailure ? error : undefined
  const known = failure?.error ?? toKaojuError(error)
  const words = wordsIn(language)
  const message = explain(known, language)
  const about = failure
    ? { run: failure.run, resumable: failure.resumable, spent: spentOf(failure.charges) }
    : undefined
  if (argv.includes('--json'))
    terminal.out(asDocument({ error: { code: known.code, message }, ...(about ? { run: about } : {}) }))
  terminal.note(`${paint(words.errors.prefix, 'red', terminal.colour.note)}${message}`)
  if (failure) for (const line of afterFailure(failure, words)) terminal.note(line)
  if (argv.includes('--debug')) terminal.note(stackOf(error))
  return wrongUse.has(known.code) ? 2 : 1
}

/** What a failed run has cost so far, and how to go on with it. */
function afterFailure({ charges, resumable, run }: RunFailure, words: Words): string[] {
  const paid = payable(charges)
  return [
    ...(paid.length > 0 ? [fill(words.cost.soFar, { spent: costLine(spentOf(paid), words) })] : []),
    ...(resumable ? [fill(words.runs.goOn, { run })] : []),
  ]
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\n  cause: ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

function asDocument(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
