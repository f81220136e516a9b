import type { Audit, Report } from '#vocabulary'
import type { Library } from '#library'
import { KaojuError, type Charge, type EventLog, type RunRecord, type Runs } from '#runtime'
import { carryOut, carryOutAgain } from '../runs/carry-out.ts'
import { hasReport, workedBefore, type EndedRun } from '../runs/execution.ts'
import { type Added, type RunConfiguration, type RunValue } from '../runs/tasks.ts'
import type { WebFlags } from '../config/web.ts'
import type { Outcome, Session } from './command.ts'
import type { WatchedRun } from './live/watch-live.ts'
import { pollOutcome } from './feed-outcome.ts'
import { costLine, payable, spentOf } from './money.ts'
import { endpointsOf } from '../runs/models.ts'
import { askedFor, type MadeRequest } from '../runs/requests.ts'
import { beforeTheWeb, reachLines } from '../runs/reach.ts'
import { handOver, writeReport, type OutputFlags, type WrittenReport } from './report-files.ts'
import { missingFrom, whoThinks } from './run-words.ts'
import { tellRemarks } from './terminal.ts'
import { fill } from './words.ts'

/**
 * Submits a run and executes it. What was submitted before under the same key is not done again: its report is
 * shown, or what is left of it is done.
 *
 * @param make the request, with what it depends on; made while the home is being opened (which it may wait for)
 */
export async function submitRun(
  make: (library: () => Promise<Library>) => Promise<MadeRequest>,
  flags: OutputFlags & WebFlags & { readonly key?: string },
  session: Session,
): Promise<Outcome> {
  const opening = session.openRuns()
  // Who makes the request, and then the library, tell first what is wrong.
  opening.catch(() => undefined)
  if (flags.key !== undefined) {
    const { remarks, ...made } = await make(() => session.openLibrary('read'))
    const runs = await opening
    // It may be finished, or under way elsewhere: then nobody needs the library for writing.
    const { run } = await runs.submit({ ...made, key: flags.key, asked: askedFor(made, flags) })
    return continueRun(runs, run, flags, session, { remarks })
  }
  const library = session.openLibrary('write')
  library.catch(() => undefined)
  const { remarks, ...request } = await make(() => library)
  // Code is loaded while other threads open the home.
  if (request.kind !== 'add') await Promise.all([import('#research'), import('#report')])
  const opened = await library
  const runs = await opening
  const { run } = await runs.submit(request)
  return execute(runs, run, flags, session, opened, { remarks })
}

/** What else a run is executed with. */
interface Executing {
  readonly stop?: AbortSignal
  /** What will not work, told once it is known how far the run may reach. */
  readonly remarks?: readonly string[]
}

/** What is to be done with a run that exists: shown again if it has its report, else done. */
export async function continueRun(
  runs: Runs,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
  executing: Executing = {},
): Promise<Outcome> {
  if (hasReport(run.state)) return showAgain(runs, run, flags, session)
  if (run.state === 'running') throw new KaojuError('run-busy', { run: run.id, pid: run.pid ?? '?' })
  return execute(runs, run, flags, session, await session.openLibrary('write'), executing)
}

async function execute(
  runs: Runs,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
  library: Library,
  { stop, remarks = [] }: Executing,
): Promise<Outcome> {
  const { context, terminal } = session
  const configuration = run.configuration as RunConfiguration
  const { web = beforeTheWeb } = configuration
  for (const line of reachLines(run.kind, web, endpointsOf(configuration), session)) terminal.note(line)
  tellRemarks(remarks, session)
  const ended = await carryOut(
    runs,
    run,
    library,
    session,
    {
      stop: stop ? AbortSignal.any([stop, context.stop]) : context.stop,
      abort: context.abort,
      watch: (log, after) => session.watch(log, after, watchedRun(run, log, after)),
    },
    (value) => keepReport(value, library, flags, session, 'first'),
  )
  const paid = payable(ended.charges)
  if (paid.length > 0) terminal.note(costNote(paid, session))
  return outcomeOf(ended, run, flags, session)
}

function watchedRun(
  { id, kind, subject, configuration }: RunRecord,
  log: EventLog,
  after: number,
): WatchedRun {
  const { limits, milliseconds } = configuration as RunConfiguration
  const { 'micro-usd': millionths, tokens, calls } = limits ?? {}
  return {
    id,
    kind,
    subject,
    limits: {
      ...(millionths === undefined ? {} : { usd: millionths / 1e6 }),
      ...(tokens === undefined ? {} : { tokens }),
      ...(calls === undefined ? {} : { calls }),
      ...(milliseconds === undefined ? {} : { milliseconds }),
    },
    worked: workedBefore(log.events.slice(0, after)),
  }
}

/** Shows a finished run's report again from its journal alone: no key, no network, nothing written to the journal. */
export async function showAgain(
  runs: Runs,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
): Promise<Outcome> {
  const library = await session.openLibrary('read')
  const ended = await carryOutAgain(runs, run, library, session, session.context, (value) =>
    keepReport(value, library, flags, session, 'again'),
  )
  return outcomeOf(ended, run, flags, session)
}

/** What a run brought home, and where its report was written. */
interface Kept {
  readonly value: RunValue
  readonly written?: WrittenReport
}

async function keepReport(
  value: RunValue,
  library: Library,
  flags: OutputFlags,
  session: Session,
  how: 'first' | 'again',
): Promise<Kept> {
  if (value.kind === 'add' || value.kind === 'poll') return { value }
  const subject = value.kind === 'research' ? value.report : value.audit
  return { value, written: await writeReport(subject, flags, library, session, how) }
}

async function outcomeOf(
  { value: { value, written }, charges }: EndedRun<Kept>,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
): Promise<Outcome> {
  switch (value.kind) {
    case 'research':
      return reportOutcome(value.report, written!, run, flags, session)
    case 'check':
      return auditOutcome(value.audit, written!, run, flags, session)
    case 'add':
      return addOutcome(value.added, charges, session)
    case 'poll':
      return pollOutcome(value.polled, session)
  }
}

async function reportOutcome(
  report: Report,
  written: WrittenReport,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
): Promise<Outcome> {
  const configuration = run.configuration as RunConfiguration
  const after = missingFrom(report, session.words)
  const around = { before: [whoThinks(configuration, 'research', session.words), ''], after }
  const { answered, asked, filesFailed, failed } = report.coverage
  return {
    exit: answered === asked && filesFailed === 0 && failed.length === 0 ? 0 : 3,
    document: report,
    text: await handOver(written, flags, around, session),
  }
}

async function auditOutcome(
  audit: Audit,
  written: WrittenReport,
  run: RunRecord,
  flags: OutputFlags,
  session: Session,
): Promise<Outcome> {
  const configuration = run.configuration as RunConfiguration
  const totals = fill(session.words.check.totals, { ...audit.totals })
  const around = {
    before: [whoThinks(configuration, 'check', session.words), ''],
    after: flags.out === undefined ? [] : [totals],
  }
  return {
    exit: isSound(audit) ? 0 : 3,
    document: audit,
    text: await handOver(written, flags, around, session),
  }
}

function isSound({ sentences, totals, missingSources, coverage }: Audit): boolean {
  return (
    sentences.length === coverage.asked &&
    totals.unsupported === 0 &&
    totals.conflicting === 0 &&
    missingSources.length === 0 &&
    coverage.filesFailed === 0
  )
}

function addOutcome(added: Added, charges: readonly Charge[], { words, settings }: Session): Outcome {
  const { read, unchanged, failed, missing, documents, held, vectors } = added
  const { home } = settings
  const phrase = {
    done: words.add.vectors,
    stopped: words.add.vectorsStopped,
    budget: words.add.vectorsBudget,
  }
  return {
    exit: failed.length > 0 || (vectors && vectors.ended !== 'done') ? 3 : 0,
    document: {
      read,
      unchanged,
      failed,
      missing,
      documents,
      library: { home, ...held },
      ...(vectors ? { vectors } : {}),
      ...(charges.length > 0 ? { spent: spentOf(charges) } : {}),
    },
    text: [
      fill(words.add.done, { read, unchanged, failed: failed.length, missing: missing.length }),
      ...(vectors ? [fill(phrase[vectors.ended], { embedded: vectors.embedded })] : []),
      fill(words.add.held, { home, documents: held.documents, passages: held.passages }),
    ].join('\n'),
  }
}

/** What a run has cost, said to be unknown where it is, and what of it went into calls that were lost. */
export function costNote(charges: readonly Charge[], { words }: Session): string {
  const lost = charges.filter(({ outcome }) => outcome === 'lost').length
  const line = fill(words.cost.line, { spent: costLine(spentOf(charges), words) })
  return lost > 0 ? `${line} ${fill(words.cost.lost, { lost })}` : line
}
