import type { Command } from '../command.ts'
import { fill } from '../words.ts'

/** `kaoju add PATH…`: files and folders into the library; unchanged ones are skipped. */
export const add: Command = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.add)
      .argument(`<${words.metavar.path}...>`, words.arguments.paths)
      .option(`--max-file-size <${words.metavar.size}>`, words.options.maxFileSize)
  },

  run: async (paths, _flags, session) => {
    const { context, settings, words } = session
    const library = await session.openLibrary('write')
    context.emit({ type: 'run-start', kind: 'add', subject: paths.join(' '), method: 'files' })
    const { addPaths } = await import('#library')
    const summary = await addPaths(library, paths, { maxFileBytes: settings.maxFileBytes }, context)
    const held = await library.counts()
    const { read, unchanged, failed, missing, documents } = summary
    return {
      exit: failed.length > 0 ? 3 : 0,
      document: { read, unchanged, failed, missing, documents, library: { home: library.home, ...held } },
      text: [
        fill(words.add.done, { read, unchanged, failed: failed.length, missing: missing.length }),
        fill(words.add.held, { home: library.home, documents: held.documents, passages: held.passages }),
      ].join('\n'),
    }
  },
}
