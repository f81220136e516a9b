import { readFile } from 'node:fs/promises'
import type { Audit, DocumentId, Report } from '#vocabulary'
import { KaojuError, type RunRecord, type Runs } from '#runtime'
import type { Library } from '#library'
import type { Previous } from '#research'
import { fill } from '../cli/words.ts'
import { carryOutAgain } from './carry-out.ts'
import { hasReport, type RunConditions } from './execution.ts'
import type { Place } from './place.ts'
import { placeOfReport } from './stored-report.ts'

/** A run that has a report on a question. @throws KaojuError `run-not-finished`, `option-invalid` */
export function researchDone(run: RunRecord, { words }: Pick<Place, 'words'>): RunRecord {
  if (run.kind !== 'research') {
    const reason = fill(words.steer.notResearch, { kind: words.runs.kinds[run.kind] })
    throw new KaojuError('option-invalid', { option: run.id, reason })
  }
  if (!hasReport(run.state)) throw new KaojuError('run-not-finished', { run: run.id })
  return run
}

/**
 * What a finished run knows: from the report that stands in the home, else from its journal.
 *
 * @throws KaojuError `run-unknown`, `run-not-finished`, `option-invalid` (no research), `replay-missing`
 */
export async function readPrevious(
  id: string,
  runs: Runs,
  library: () => Promise<Library>,
  place: Place,
  signals: Pick<RunConditions, 'stop' | 'abort'>,
): Promise<Previous> {
  const run = researchDone(await runs.find(id), place)
  const report = await reportOfRun(run, runs, library, place, signals)
  const { events } = await runs.history(run.id)
  const brought = events.flatMap(({ event }): DocumentId[] =>
    event.type === 'file-read' ? [event.document] : [],
  )
  const { previousOf } = await import('#research')
  return previousOf(report, brought)
}

/**
 * The report of a finished research run: as it stands in the home, else made again from the journal.
 *
 * @throws KaojuError `replay-missing`
 */
export async function reportOfRun(
  run: RunRecord,
  runs: Runs,
  library: () => Promise<Library>,
  place: Place,
  { stop, abort }: Pick<RunConditions, 'stop' | 'abort'>,
): Promise<Report> {
  const told = await toldBy(run, runs, library, place, { stop, abort })
  if (told?.schema !== 'kaoju-report/1') throw new TypeError(`run ${run.id} is no research`)
  return told
}

/**
 * What a finished run told: the report of a research run, the audit of a check; undefined: its kind tells neither.
 *
 * @param keep is handed what had to be made again from the journal
 * @throws KaojuError `run-not-finished`, `replay-missing`
 */
export async function toldBy(
  run: RunRecord,
  runs: Runs,
  library: () => Promise<Library>,
  place: Place,
  signals: Pick<RunConditions, 'stop' | 'abort'>,
  keep: (made: Report | Audit) => Promise<unknown> = () => Promise.resolve(),
): Promise<Report | Audit | undefined> {
  if (run.kind !== 'research' && run.kind !== 'check') return undefined
  if (!hasReport(run.state)) throw new KaojuError('run-not-finished', { run: run.id })
  const stored = await storedBy(run, place)
  if (stored) return stored
  const { value } = await carryOutAgain(runs, run, await library(), place, signals, async (made) => made)
  const made = value.kind === 'research' ? value.report : value.kind === 'check' ? value.audit : undefined
  if (made) await keep(made)
  return made
}

async function storedBy({ id, kind }: RunRecord, { settings }: Place): Promise<Report | Audit | undefined> {
  const text = await readFile(`${placeOfReport(settings.home, id)}.json`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { parseAudit, parseReport } = await import('#report')
  try {
    return kind === 'research' ? parseReport(text) : parseAudit(text)
  } catch {
    // Whoever edited it has the journal to thank.
    return undefined
  }
}
