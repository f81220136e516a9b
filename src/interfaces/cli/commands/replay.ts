import type { Command } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { showAgain } from '../conduct.ts'
import { formatNames, formatOf, type OutputFlags } from '../report-files.ts'

/** `kaoju replay RUN`: the report of a finished run again, byte for byte, from its journal: offline, no key, no cost. */
export const replay: Command<OutputFlags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.replay)
      .argument(`<${words.metavar.run}>`, words.arguments.run)
      .option(`--out <${words.metavar.file}>`, words.options.out)
      .addOption(choiceOption(`--format <${words.metavar.format}>`, words.options.format, formatNames, words))
  },

  run: async ([id = ''], flags, session) => {
    formatOf(flags, session)
    const runs = await session.openRuns()
    return showAgain(runs, await runs.find(id), flags, session)
  },
}
