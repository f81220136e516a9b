import type { RunRecord, Runs } from '#runtime'
import type { Library } from '#library'
import { executeRun, replayRun, type EndedRun, type RunConditions } from './execution.ts'
import { egressFor, modelsOf } from './models.ts'
import type { Place } from './place.ts'
import { beforeTheWeb, webInReplay, webPartsOf } from './reach.ts'
import { performRun, type RunConfiguration, type RunValue } from './tasks.ts'

/** What is done with what a run brought home before the run counts as done: a run whose report could not be written is not finished. */
export type Keep<T> = (value: RunValue) => Promise<T>

/**
 * Executes a recorded run with the models, engines and servers that it recorded, and with the keys of today; whatever was
 * opened for it is closed.
 *
 * @throws what `executeRun` throws
 */
export async function carryOut<T>(
  runs: Runs,
  run: RunRecord,
  library: Library,
  place: Place,
  conditions: Omit<RunConditions, 'egress'>,
  keep: Keep<T>,
): Promise<EndedRun<T>> {
  const configuration = run.configuration as RunConfiguration
  const models = await modelsOf(configuration, place, 'execute')
  const egress = await egressFor(configuration, place)
  const outside = run.kind === 'add' ? undefined : await webPartsOf(configuration.web ?? beforeTheWeb, place)
  const parts = { library, ...(models ? { models } : {}), ...(outside ? { web: outside } : {}) }
  return executeRun(runs, run.id, { ...conditions, egress }, async (context) => {
    const { value, complete } = await performRun(run, parts, context)
    return { value: await keep(value), complete }
  }).finally(async () => {
    await Promise.all([...(outside?.mcp ?? []).map((server) => server.close()), outside?.renderer?.close()])
    await egress.close()
  })
}

/**
 * Does a finished run again from its journal alone: no key, no network, nothing written to the journal.
 *
 * @throws what `replayRun` throws
 */
export async function carryOutAgain<T>(
  runs: Runs,
  run: RunRecord,
  library: Library,
  place: Place,
  conditions: Pick<RunConditions, 'stop' | 'abort'>,
  keep: Keep<T>,
): Promise<EndedRun<T>> {
  const configuration = run.configuration as RunConfiguration
  const models = await modelsOf(configuration, place, 'replay')
  const web = webInReplay(configuration.web ?? beforeTheWeb)
  const parts = { library, ...(models ? { models } : {}), ...(web ? { web } : {}) }
  return replayRun(runs, run.id, conditions, async (context) => {
    const { value, complete } = await performRun(run, parts, context)
    return { value: await keep(value), complete }
  })
}
