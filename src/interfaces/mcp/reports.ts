import { readFile } from 'node:fs/promises'
import type { Audit, Report } from '#vocabulary'
import { fromErrorRecord, KaojuError, type RunRecord } from '#runtime'
import type { Host } from '../host/host.ts'
import { carryOutAgain } from '../runs/carry-out.ts'
import { hasReport } from '../runs/execution.ts'
import { reportOfRun } from '../runs/previous.ts'
import { placeOfReport, rendererOf } from '../runs/stored-report.ts'

/** Nobody stops what is made again. */
const never = { stop: new AbortController().signal, abort: new AbortController().signal }

/**
 * The report or audit of a finished run: as it stands in the home, else made again from its journal.
 *
 * @throws KaojuError `run-not-finished`, `replay-missing`, or what a failed run failed with
 */
export async function reportOf(run: RunRecord, host: Host): Promise<Report | Audit> {
  if (run.state === 'failed' && run.error) throw fromErrorRecord(run.error)
  if (!hasReport(run.state) || (run.kind !== 'research' && run.kind !== 'check'))
    throw new KaojuError('run-not-finished', { run: run.id })
  if (run.kind === 'research')
    return reportOfRun(run, host.runs, () => Promise.resolve(host.library), host.place, never)
  const stored = await readFile(`${placeOfReport(host.place.settings.home, run.id)}.json`, 'utf8').catch(
    () => undefined,
  )
  const { parseAudit } = await import('#report')
  if (stored !== undefined) return parseAudit(stored)
  const { value } = await carryOutAgain(host.runs, run, host.library, host.place, never, async (made) => made)
  if (value.kind !== 'check') throw new TypeError(`run ${run.id} is no audit`)
  return value.audit
}

/** The same as text. @param format as in `--format` */
export async function renderedReport(
  subject: Report | Audit,
  host: Host,
  format: 'md' | 'html' | 'json',
): Promise<string> {
  return (await rendererOf(subject, host.library))(format)
}
