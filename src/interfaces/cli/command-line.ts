import { Command as Declaration, CommanderError, InvalidArgumentError, Option } from 'commander'
import { KaojuError } from '#runtime'
import type { SettingFlags } from '../config/settings.ts'
import type { Command } from './command.ts'
import { displayWidth } from './display-width.ts'
import { fill, type Words } from './words.ts'

/** Flags that every command takes. */
export type CommonFlags = SettingFlags & {
  readonly json?: boolean
  readonly events?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}

/** What a command line asks for. */
export type Invocation =
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly operands: readonly string[]
      readonly flags: CommonFlags
    }
  /** Help or the version; `exit` is 2 when help stands in for what was missing. */
  | { readonly kind: 'print'; readonly text: string; readonly exit: 0 | 2 }
  | { readonly kind: 'next-steps' }

/** The commands by name as typed (`eval retrieval`), and which one answers when none is named. */
export interface CommandTable {
  readonly commands: Readonly<Record<string, Command>>
  /** `kaoju "question"`. */
  readonly fallback: Command
}

export interface About {
  readonly words: Words
  readonly version: string
  readonly defaultHome: string
  readonly columns: number
}

/**
 * Reads a command line. All that commander would say in English is said from the words table instead.
 *
 * @throws KaojuError `option-invalid` for wrong use
 */
export function parseCommandLine(argv: readonly string[], table: CommandTable, about: About): Invocation {
  const { words } = about
  let printed = ''
  let invocation: Invocation | undefined
  const program = createProgram(about, (text) => (printed += text))
  for (const [name, command] of Object.entries(table.commands)) {
    const declaration = declared(program, name, words)
    command.declare(declaration, words)
    declaration.action(() => {
      invocation = invoked(command, declaration)
    })
  }
  const fallback = program.command('ask', { isDefault: true, hidden: true })
  table.fallback.declare(fallback, words)
  fallback.action(() => {
    refuseSlip(fallback.args, program, words)
    const bare = fallback.args.length === 0 && !('docs' in fallback.opts())
    invocation = bare ? { kind: 'next-steps' } : invoked(table.fallback, fallback)
  })
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'print', text: printed, exit: 0 }
    if (error.code === 'commander.help') return { kind: 'print', text: printed, exit: 2 }
    throw translate(error, words)
  }
  return invocation ?? { kind: 'print', text: program.helpInformation(), exit: 2 }
}

function invoked(command: Command, declaration: Declaration): Invocation {
  return {
    kind: 'run',
    command,
    operands: declaration.args,
    flags: declaration.optsWithGlobals<CommonFlags>(),
  }
}

function createProgram(about: About, print: (text: string) => void): Declaration {
  const { words } = about
  const option = words.options
  return new Declaration('kaoju')
    .description(words.program)
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHelpWidth: () => about.columns,
      getErrHelpWidth: () => about.columns,
    })
    .configureHelp({
      showGlobalOptions: true,
      displayWidth,
      styleTitle: (title) => words.titles[title] ?? title,
      subcommandTerm: (command) =>
        `${command.name()} ${command.registeredArguments.map(argumentTerm).join(' ')}`.trim(),
      commandUsage: (command) => usageOf(command, words),
      optionDescription: (described) => described.description,
    })
    .helpCommand(false)
    .helpOption('-h, --help', option.help)
    .version(about.version, '-V, --version', option.version)
    .option(`--home <${words.metavar.folder}>`, fill(option.home, { home: about.defaultHome }))
    .option('--json', option.json)
    .option('--events', words.live.options.events)
    .option('--quiet', words.live.options.quiet)
    .option('--debug', option.debug)
    .option('--no-color', option.noColor)
    .addHelpText('after', `\n${words.question}\n${words.exits}`)
}

function usageOf(command: Declaration, words: Words): string {
  const names: string[] = []
  for (let at: Declaration | null = command; at; at = at.parent) names.unshift(at.name())
  const rest =
    command.commands.length > 0 ? [words.metavar.command] : command.registeredArguments.map(argumentTerm)
  return [...names, ...rest, words.metavar.options].join(' ')
}

function argumentTerm(argument: { name(): string; required: boolean; variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

/** `eval retrieval` stands below `eval`, which alone shows its help. */
function declared(program: Declaration, name: string, words: Words): Declaration {
  const [first, second] = name.split(' ')
  if (second === undefined) return program.command(first!)
  const group = program.commands.find((command) => command.name() === first) ?? program.command(first!)
  const descriptions: Readonly<Record<string, string | undefined>> = words.commands
  return group
    .description(descriptions[first!] ?? '')
    .helpCommand(false)
    .command(second)
}

/** A lone word one slip away from a command's name is a slip, not a question. */
function refuseSlip(operands: readonly string[], program: Declaration, words: Words): void {
  const [word] = operands
  if (operands.length !== 1 || !/^[a-z]+$/i.test(word!)) return
  const meant = program.commands
    .map((command) => command.name())
    .find((name) => isSlip(word!.toLowerCase(), name))
  if (meant) throw unknownCommand(word!, meant, words)
}

function unknownCommand(word: string, meant: string, words: Words): KaojuError {
  const suggestion = fill(words.errors.didYouMean, { name: meant })
  return new KaojuError('option-invalid', {
    option: word,
    reason: fill(words.errors.unknownCommand, { suggestion }),
  })
}

/** One letter missing, added, wrong, or two neighbours swapped (Damerau). */
function isSlip(typed: string, name: string): boolean {
  if (Math.abs(typed.length - name.length) > 1 || name.length < 4) return false
  let start = 0
  while (start < typed.length && typed[start] === name[start]) start++
  const rest = (text: string, skip: number): string => text.slice(start + skip)
  const swapped =
    typed[start] === name[start + 1] && typed[start + 1] === name[start] && rest(typed, 2) === rest(name, 2)
  return (
    swapped ||
    rest(typed, 1) === rest(name, 1) ||
    rest(typed, 1) === rest(name, 0) ||
    rest(typed, 0) === rest(name, 1)
  )
}

function translate(error: CommanderError, words: Words): KaojuError {
  const { errors } = words
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const option = quoted.split(/[\s,]+/).find((part) => part.startsWith('--')) ?? quoted
  const similar = /Did you mean (?:one of )?([^,?)]+)/.exec(error.message)?.[1]
  const suggestion = similar ? fill(errors.didYouMean, { name: similar }) : ''
  const invalid = (reason: string): KaojuError =>
    new KaojuError('option-invalid', { option: option || 'kaoju', reason }, { cause: error })
  switch (error.code) {
    case 'commander.unknownOption':
      return invalid(fill(errors.unknownOption, { suggestion }))
    case 'commander.unknownCommand':
      return invalid(fill(errors.unknownCommand, { suggestion }))
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
      return invalid(errors.missingArgument)
    case 'commander.optionMissingArgument':
      return invalid(errors.missingValue)
    case 'commander.excessArguments':
      return new KaojuError(
        'option-invalid',
        { option: quoted === 'ask' ? 'research' : quoted, reason: errors.tooMany },
        { cause: error },
      )
    default:
      return invalid(/is invalid\. (.+)$/s.exec(error.message)?.[1]?.replace(/\.$/, '') ?? error.message)
  }
}

/** An option that takes one of a few words. */
export function choiceOption(
  flags: string,
  description: string,
  choices: readonly string[],
  words: Words,
): Option {
  const option = new Option(flags, description)
  option.argParser((value: string) => {
    if (choices.includes(value)) return value
    throw new InvalidArgumentError(fill(words.errors.oneOf, { choices: choices.join(', ') }))
  })
  return option
}

/** An option that takes a whole number of at least 1. */
export function countOption(flags: string, description: string, words: Words): Option {
  return new Option(flags, description).argParser((value: string) => {
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
    throw new InvalidArgumentError(words.errors.notANumber)
  })
}

/** An option that takes milliseconds: a whole number, 0 included. */
export function millisecondsOption(flags: string, description: string, words: Words): Option {
  return new Option(flags, description).argParser((value: string) => {
    if (/^\d{1,8}$/.test(value)) return Number(value)
    throw new InvalidArgumentError(words.lab.notMilliseconds)
  })
}
