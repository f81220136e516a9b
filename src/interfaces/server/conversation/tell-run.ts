import type { ErrorRecord, RunRecord, RunState } from '#runtime'
import type { Language, PlannedQuestion } from '#vocabulary'
import type { Host } from '../../host/host.ts'
import { hasReport } from '../../runs/execution.ts'
import { reportOfRun } from '../../runs/previous.ts'
import type { ResearchRunTask } from '../../runs/tasks.ts'
import { readLog } from './read-log.ts'
import { createTeller, type Teller, type Told } from './teller.ts'

/** A step of what is told of a run; after `end` nothing comes. */
export type Telling =
  | { readonly type: 'told'; readonly told: Told }
  /** The plan as it is now; the last one says how far each question was answered. */
  | { readonly type: 'plan'; readonly plan: readonly PlannedQuestion[] }
  | { readonly type: 'end'; readonly state: RunState; readonly error?: ErrorRecord }

/** The language in which a run's report is written. */
export function languageOfReport(run: Pick<RunRecord, 'task'>): Language {
  const { writing, language } = run.task as ResearchRunTask
  return writing?.language ?? language
}

/**
 * Tells a research run from its beginning until it is over, as fast as it is taken.
 *
 * @param left fires when nobody listens any more
 * @throws what keeps a finished run's report from being read
 */
export async function* tellRun(
  run: RunRecord,
  host: Host,
  left: AbortSignal,
  teller: Teller = createTeller(languageOfReport(run)),
): AsyncGenerator<Telling, void> {
  for await (const step of readLog(host, run.id, left)) {
    if (step.type === 'line') {
      const { event } = step.line
      if (event.type === 'plan-made') yield { type: 'plan', plan: event.plan }
      const told = teller.line(event)
      if (told) yield { type: 'told', told }
      continue
    }
    if (hasReport(step.state)) {
      const signals = { stop: left, abort: left }
      const report = await reportOfRun(
        { ...run, state: step.state },
        host.runs,
        async () => host.library,
        host.place,
        signals,
      )
      yield { type: 'plan', plan: report.plan }
      for (const told of teller.end(report)) yield { type: 'told', told }
    }
    yield step
  }
}
