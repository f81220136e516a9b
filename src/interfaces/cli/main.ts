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
import { linesOnly, paint, processTerminal, quietTerminal, type Terminal } from './terminal.ts'
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
        forPrograms(argv)
          ? handedOver({ version, next: words.nextSteps.steps.map(([, line]) => line) }, 0, argv)
          : nextSteps(words, version),
      )
      return 0
    case 'run':
      return runCommand(invocation, argv, environment, terminal, language)
  }
}

async function runCommand(
  { command, operands, flags }: Extract<Invocation, { kind: 'run' }>,
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
  terminal: Terminal,
  language: Language,
): Promise<ExitCode> {
  const words = wordsIn(language)
  const run = startSession({
    settings: readSettings(flags, environment, process.cwd(), command.mendsConfig ? 'ignored' : 'refused'),
    language,
    words,
    terminal: flags.quiet ? quietTerminal(terminal) : flags.events ? linesOnly(terminal) : terminal,
    environment,
    version: engineVersion,
    // What `--events` prints at the end is a document too.
    json: flags.json === true || flags.events === true,
    ...(flags.events ? { eachEvent: (event) => terminal.out(asLine(event)) } : {}),
  })
  const { session } = run
  let outcome: Outcome
  try {
    outcome = await command.run(operands, flags, session)
  } finally {
    await run.end()
  }
  if (command.untilStopped) return outcome.exit
  const exit = outcome.exit === 0 && session.context.stop.aborted ? 3 : outcome.exit
  terminal.out(session.json ? handedOver(outcome.document, exit, argv) : outcome.text.replace(/\n*$/, '\n'))
  return exit
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
  const exit = wrongUse.has(known.code) ? 2 : 1
  const document = { error: { code: known.code, message }, ...(about ? { run: about } : {}) }
  if (forPrograms(argv)) terminal.out(handedOver(document, exit, argv))
  terminal.note(`${paint(words.errors.prefix, 'red', terminal.colour.note)}${message}`)
  if (failure) for (const line of afterFailure(failure, words)) terminal.note(line)
  if (argv.includes('--debug')) terminal.note(stackOf(error))
  return exit
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

function forPrograms(argv: readonly string[]): boolean {
  return argv.includes('--json') || argv.includes('--events')
}

/** What a program is given at the end: one document (`--json`), or the last of the lines (`--events`). */
function handedOver(document: unknown, exit: ExitCode, argv: readonly string[]): string {
  return argv.includes('--events')
    ? asLine({ type: 'outcome', exit, document })
    : unseen(`${JSON.stringify(document, undefined, 2)}\n`)
}

function asLine(value: unknown): string {
  return unseen(`${JSON.stringify(value)}\n`)
}

/** Controls that JSON lets stand are escaped: what passes the terminal unchanged stays word for word. */
function unseen(json: string): string {
  return json.replace(/[\u007F-\u009F]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)
}
