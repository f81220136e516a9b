import { resolve } from 'node:path'
import { KaojuError } from '#runtime'
import type { Library } from '#library'
import type { Command } from '../command.ts'
import { submitRun } from '../conduct.ts'
import type { MadeRequest } from '../../runs/requests.ts'
import { declareRun } from '../run-flags.ts'
import type { RunFlags } from '../../runs/wishes.ts'
import { configurationOf } from '../../runs/models.ts'

interface Flags extends RunFlags {
  readonly reEmbed?: true
}

/** `kaoju add PATH…`: files and folders into the library; unchanged ones are skipped, new passages get their vectors. */
export const add: Command<Flags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.add)
      .argument(`[${words.metavar.path}...]`, words.arguments.paths)
      .option(`--max-file-size <${words.metavar.size}>`, words.options.maxFileSize)
      .option('--re-embed', words.options.reEmbed)
    declareRun(declaration, words)
  },

  run: async (paths, flags, session) => {
    const { words, settings } = session
    const reEmbed = flags.reEmbed === true
    if (paths.length === 0 && !reEmbed)
      throw new KaojuError('option-invalid', {
        option: words.metavar.path,
        reason: words.errors.missingArgument,
      })
    const make = async (library: () => Promise<Library>): Promise<MadeRequest> => ({
      kind: 'add',
      subject: paths.join(' ') || '--re-embed',
      task: { paths: paths.map((path) => resolve(path)), maxFileBytes: settings.maxFileBytes, reEmbed },
      ...(await configurationOf(flags, { docs: true, kind: 'add', library }, session)),
      seed: 'kaoju',
    })
    return submitRun(make, {}, session)
  },
}
