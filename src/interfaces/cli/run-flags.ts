import { InvalidArgumentError, Option, type Command as Declaration } from 'commander'
import type { Words } from './words.ts'

/** Adds the options of every run that can pay. */
export function declareRun(declaration: Declaration, words: Words): void {
  const { options, metavar } = words
  declaration
    .option(`--model <${metavar.model}>`, options.model)
    .option(`--models <${metavar.castings}...>`, options.models)
    .option('--no-model', options.noModel)
    .option('--offline', words.web.options.offline)
  declareBudget(declaration, words)
}

/** Adds the option of what may reach the web: to search it, or to fetch what a text cites. */
export function declareWeb(declaration: Declaration, words: Words, what: 'web' | 'cited'): void {
  declaration.option('--web', words.web.options[what])
}

/** Adds the options of what asks search engines. */
export function declareSearching(declaration: Declaration, words: Words): void {
  const { options, badDate } = words.web
  const { name, date } = words.metavar
  declaration
    .option(`--engines <${name}...>`, options.engines)
    .addOption(parsed(`--since <${date}>`, options.since, dayOf, badDate))
}

/** Adds the options that bound spending. */
export function declareBudget(declaration: Declaration, words: Words): void {
  const { options, metavar, errors } = words
  declaration
    .addOption(parsed(`--budget <${metavar.usd}>`, options.budget, moneyOf, errors.notMoney))
    .addOption(parsed(`--max-tokens <${metavar.number}>`, options.maxTokens, countOf, errors.notACount))
    .addOption(parsed(`--max-calls <${metavar.number}>`, options.maxCalls, countOf, errors.notACount))
    .addOption(parsed(`--max-time <${metavar.time}>`, options.maxTime, timeOf, errors.notATime))
}

/** Adds an option that takes US dollars. */
export function declareMoney(
  declaration: Declaration,
  name: string,
  description: string,
  words: Words,
): void {
  const { metavar, errors } = words
  declaration.addOption(parsed(`${name} <${metavar.usd}>`, description, moneyOf, errors.notMoney))
}

function parsed(
  flags: string,
  description: string,
  parse: (text: string) => number | string | undefined,
  wrong: string,
): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = parse(text)
    if (value === undefined) throw new InvalidArgumentError(wrong)
    return value
  })
}

function dayOf(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}

function moneyOf(text: string): number | undefined {
  return /^\$?(\d{1,7}(\.\d+)?|\.\d+)$/.test(text) ? Number(text.replace('$', '')) : undefined
}

function countOf(text: string): number | undefined {
  const match = /^(\d{1,12})(k|m)?$/i.exec(text)
  if (!match) return undefined
  return Number(match[1]) * { '': 1, k: 1e3, m: 1e6 }[(match[2] ?? '').toLowerCase() as '' | 'k' | 'm']
}

/** `90s`, `10m`, `1h30m`, `2h`; a bare number is seconds. Milliseconds. */
function timeOf(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text) * 1000
  const match = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?$/i.exec(text)
  const seconds = match
    ? Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
    : 0
  return seconds > 0 ? seconds * 1000 : undefined
}
