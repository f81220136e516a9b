import type { Audit, Report } from '#vocabulary'
import { fromErrorRecord, KaojuError, type RunRecord } from '#runtime'
import type { Host } from '../host/host.ts'
import { toldBy } from '../runs/previous.ts'
import { rendererOf } from '../runs/stored-report.ts'
import { withdrawnIn } from '../runs/withdrawn.ts'

/** Nobody stops what is made again. */
const never = { stop: new AbortController().signal, abort: new AbortController().signal }

/**
 * The report or audit of a finished run; citations of what was purged since are marked as withdrawn.
 *
 * @throws KaojuError `run-not-finished`, `replay-missing`, or what a failed run failed with
 */
export async function reportOf(run: RunRecord, host: Host): Promise<Report | Audit> {
  if (run.state === 'failed' && run.error) throw fromErrorRecord(run.error)
  const told = await toldBy(run, host.runs, () => Promise.resolve(host.library), host.place, never)
  if (!told) throw new KaojuError('run-not-finished', { run: run.id })
  return withdrawnIn(told, host.library)
}

/** The same as text. @param format as in `--format` */
export async function renderedReport(
  subject: Report | Audit,
  host: Host,
  format: 'md' | 'html' | 'json',
): Promise<string> {
  return (await rendererOf(subject, host.library))(format)
}
