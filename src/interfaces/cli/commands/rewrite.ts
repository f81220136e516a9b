import { KaojuError } from '#runtime'
import { researchDone } from '../../runs/previous.ts'
import { rewriteRequest } from '../../runs/requests.ts'
import type { Command } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { continueRun } from '../conduct.ts'
import { formatNames, formatOf, type OutputFlags } from '../report-files.ts'
import { declareBudget } from '../run-flags.ts'

const languages = ['en', 'zh'] as const
export const lengths = ['short', 'standard', 'long'] as const
export const types = ['summary', 'full', 'detailed', 'outline', 'sources'] as const

interface Flags extends OutputFlags {
  readonly language?: (typeof languages)[number]
  readonly length?: (typeof lengths)[number]
  readonly type?: (typeof types)[number]
  readonly key?: string
}

/**
 * `kaoju rewrite RUN`: the report of a run told anew, by a run of its own that begins with all that the first one
 * recorded: only what is asked otherwise is done, which is writing and verifying.
 */
export const rewrite: Command<Flags> = {
  declare: (declaration, words) => {
    const { options, metavar } = words
    declaration
      .description(words.steer.commands.rewrite)
      .argument(`<${metavar.run}>`, words.arguments.run)
      .addOption(choiceOption(`--language <${metavar.lang}>`, words.steer.options.language, languages, words))
      .addOption(choiceOption(`--length <${metavar.name}>`, words.steer.options.length, lengths, words))
      .addOption(choiceOption(`--type <${metavar.name}>`, words.steer.options.type, types, words))
      .option(`--out <${metavar.file}>`, options.out)
      .addOption(choiceOption(`--format <${metavar.format}>`, options.format, formatNames, words))
      .option(`--key <${metavar.key}>`, options.key)
    declareBudget(declaration, words)
  },

  run: async ([id = ''], flags, session) => {
    formatOf(flags, session)
    const runs = await session.openRuns()
    const first = researchDone(await runs.find(id), session)
    const { language, length, type } = flags
    const asked = {
      ...(language ? { language } : {}),
      ...(length ? { length } : {}),
      ...(type ? { type } : {}),
    }
    if (Object.keys(asked).length === 0)
      throw new KaojuError('option-invalid', {
        option: 'rewrite',
        reason: session.words.steer.nothingToRewrite,
      })
    const request = rewriteRequest(first, asked, session)
    const { leftInRewriting } = await import('#research')
    const { run } = await runs.fork(
      first.id,
      { ...request, ...(flags.key === undefined ? {} : { key: flags.key }) },
      leftInRewriting,
    )
    return continueRun(runs, run, flags, session)
  },
}
