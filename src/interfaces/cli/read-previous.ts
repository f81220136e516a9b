import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentId, Report } from '#vocabulary'
import type { RunRecord, Runs } from '#runtime'
import type { Library } from '#library'
import type { Previous } from '#research'
import { replayRun } from '../run-execution.ts'
import { performRun, type RunConfiguration } from '../run-tasks.ts'
import type { Session } from './command.ts'
import { researchDone } from './commands/rewrite.ts'
import { modelsOf } from './run-models.ts'
import { beforeTheWeb, webInReplay } from './run-web.ts'

/**
 * What a finished run knows: from the report that stands in the home, else from its journal.
 *
 * @throws KaojuError `run-unknown`, `run-not-finished`, `option-invalid` (no research), `replay-missing`
 */
export async function readPrevious(
  id: string,
  library: () => Promise<Library>,
  session: Session,
): Promise<Previous> {
  const runs = await session.openRuns()
  const run = researchDone(await runs.find(id), session)
  const report =
    (await storedReport(run, session)) ?? (await reportAgain(runs, run, await library(), session))
  const { events } = await runs.history(run.id)
  const brought = events.flatMap(({ event }): DocumentId[] =>
    event.type === 'file-read' ? [event.document] : [],
  )
  const { previousOf } = await import('#research')
  return previousOf(report, brought)
}

async function storedReport({ id }: RunRecord, { settings }: Session): Promise<Report | undefined> {
  const text = await readFile(join(settings.home, 'reports', `${id}.json`), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { parseReport } = await import('#report')
  try {
    return parseReport(text)
  } catch {
    // Whoever edited it has the journal to thank.
    return undefined
  }
}

async function reportAgain(runs: Runs, run: RunRecord, library: Library, session: Session): Promise<Report> {
  const { context } = session
  const configuration = run.configuration as RunConfiguration
  const models = await modelsOf(configuration, session, 'replay')
  const web = webInReplay(configuration.web ?? beforeTheWeb)
  const parts = { library, ...(models ? { models } : {}), ...(web ? { web } : {}) }
  const { value } = await replayRun(runs, run.id, { stop: context.stop, abort: context.abort }, (within) =>
    performRun(run, parts, within),
  )
  if (value.kind !== 'research') throw new TypeError(`run ${run.id} is no research`)
  return value.report
}
