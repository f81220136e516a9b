import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { submitRun } from '../conduct.ts'
import { declareRun, type RunFlags } from '../run-flags.ts'
import { configurationOf } from '../run-models.ts'

/** `kaoju add PATH…`: files and folders into the library; unchanged ones are skipped. */
export const add: Command<RunFlags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.add)
      .argument(`<${words.metavar.path}...>`, words.arguments.paths)
      .option(`--max-file-size <${words.metavar.size}>`, words.options.maxFileSize)
    declareRun(declaration, words)
  },

  run: async (paths, flags, session) =>
    submitRun(
      {
        kind: 'add',
        subject: paths.join(' '),
        task: { paths: paths.map((path) => resolve(path)), maxFileBytes: session.settings.maxFileBytes },
        configuration: await configurationOf(flags, session),
        seed: 'kaoju',
      },
      {},
      session,
    ),
}
