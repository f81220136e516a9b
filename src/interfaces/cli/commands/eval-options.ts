import { InvalidArgumentError, Option, type Command as Declaration } from 'commander'
import type { Words } from '../words.ts'

/** What every evaluation on data can be told. */
export interface EvalFlags {
  readonly data: string
  readonly n?: number
  readonly seed?: string
  readonly out?: string
}

/** Adds the options that all evaluations on data share. */
export function declareEvaluation(declaration: Declaration, words: Words, data: string): void {
  const { metavar, eval: own } = words
  declaration
    .requiredOption(`--data <${metavar.path}>`, data)
    .addOption(
      new Option(`--n <${metavar.number}>`, own.options.n).argParser((value: string) => {
        if (/^\d{1,9}$/.test(value)) return Number(value)
        throw new InvalidArgumentError(own.notANumber)
      }),
    )
    .option(`--seed <${metavar.name}>`, own.options.seed)
    .option(`--out <${metavar.file}>`, own.options.out)
}
