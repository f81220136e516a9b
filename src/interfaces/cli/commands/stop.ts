import type { Command } from '../command.ts'
import { continueRun } from '../conduct.ts'
import { fill } from '../words.ts'

/**
 * `kaoju stop RUN`: asks its executor to finish with what there is; where nobody works on it, does so itself, so
 * that what was paid for becomes a report.
 */
export const stop: Command = {
  declare: (declaration, words) => {
    declaration.description(words.commands.stop).argument(`<${words.metavar.run}>`, words.arguments.run)
  },

  run: async ([id = ''], _flags, session) => {
    const runs = await session.openRuns()
    const record = await runs.find(id)
    const answer = await runs.requestStop(record.id)
    if (answer === 'idle') return continueRun(runs, record, {}, session, { stop: AbortSignal.abort() })
    const { words } = session
    return {
      exit: 0,
      document: { run: record.id, answer },
      text: fill(answer === 'asked' ? words.runs.asked : words.runs.finished, {
        run: record.id,
        pid: record.pid ?? '?',
        state: words.runs.states[record.state],
      }),
    }
  },
}
