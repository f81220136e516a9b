import type { Command } from '../command.ts'
import { countOption } from '../command-line.ts'
import { declareEvaluation, type EvalFlags } from './eval-options.ts'
import { evaluationOutcome } from './eval-outcome.ts'

/** `kaoju eval attribution`: verdicts against what people said, on files of the shape of WiCE or QAGS. */
export const evalAttribution: Command<EvalFlags & { readonly verifier?: string }> = {
  declare: (declaration, words) => {
    declaration.description(words.commands.evalAttribution)
    declareEvaluation(declaration, words, words.eval.data.attribution)
    declaration.option(`--verifier <${words.metavar.name}>`, words.eval.options.verifier)
  },
  run: (_operands, flags, session) => {
    const { verifier } = flags
    return evaluationOutcome('attribution', flags, verifier === undefined ? {} : { verifier }, session)
  },
}

/** `kaoju eval memory`: what is found and answered of long dialogues, on files of the shape of LoCoMo. */
export const evalMemory = evalOf('memory', 'evalMemory')

/** `kaoju eval robustness`: answers amid noise and falsehood, on files of the shape of RGB. */
export const evalRobustness = evalOf('robustness', 'evalRobustness')

/** `kaoju eval tables`: questions on tables. */
export const evalTables = evalOf('tables', 'evalTables')

/** `kaoju eval needle`: a coined sentence at every depth of any text. */
export const evalNeedle: Command<EvalFlags & { readonly depths?: number; readonly lengths?: string }> = {
  declare: (declaration, words) => {
    declaration.description(words.commands.evalNeedle)
    declareEvaluation(declaration, words, words.eval.data.needle)
    declaration
      .addOption(countOption(`--depths <${words.metavar.number}>`, words.eval.options.depths, words))
      .option(`--lengths <${words.metavar.fields}>`, words.eval.options.lengths)
  },
  run: async (_operands, flags, session) => {
    const { readLengths } = await import('#arena')
    const { depths, lengths } = flags
    const more = {
      ...(depths === undefined ? {} : { depths }),
      ...(lengths === undefined ? {} : { lengths: readLengths(lengths) }),
    }
    return evaluationOutcome('needle', flags, more, session)
  },
}

/** An evaluation that takes nothing but its data and a sample of them. */
function evalOf(
  kind: 'memory' | 'robustness' | 'tables',
  name: 'evalMemory' | 'evalRobustness' | 'evalTables',
): Command<EvalFlags> {
  return {
    declare: (declaration, words) => {
      declaration.description(words.commands[name])
      declareEvaluation(declaration, words, words.eval.data[kind])
    },
    run: (_operands, flags, session) => evaluationOutcome(kind, flags, {}, session),
  }
}
