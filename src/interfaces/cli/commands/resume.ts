import type { Command } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { continueRun } from '../conduct.ts'
import { endPause } from '../../runs/pause.ts'
import { formatNames, formatOf, type OutputFlags } from '../report-files.ts'

/** `kaoju resume [RUN]`: does what is left of a run; what is recorded is neither done nor paid for again. */
export const resume: Command<OutputFlags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.resume)
      .argument(`[${words.metavar.run}]`, words.arguments.runToResume)
      .option(`--out <${words.metavar.file}>`, words.options.out)
      .addOption(choiceOption(`--format <${words.metavar.format}>`, words.options.format, formatNames, words))
  },

  run: async ([id], flags, session) => {
    formatOf(flags, session)
    const runs = await session.openRuns()
    const run =
      id === undefined
        ? (await runs.list()).find(({ state }) => state === 'interrupted' || state === 'waiting')
        : await runs.find(id)
    if (run) {
      await endPause(runs, run.id)
      return continueRun(runs, run, flags, session)
    }
    return { exit: 0, document: { resumed: null }, text: session.words.runs.nothingToResume }
  },
}
