import { KaojuError, offline, type Egress } from '#runtime'
import type { Models, ModelsConfiguration } from '#models'
import type { RunConfiguration } from '../run-tasks.ts'
import type { Session } from './command.ts'
import { limitsOf, type ModelFlags, type RunFlags } from './run-flags.ts'

/**
 * What a new run may work with and spend, as its journal records it.
 *
 * @throws KaojuError `budget-unpriced` when money is limited and a model has no known price: such a promise could not be kept
 */
export async function configurationOf(flags: RunFlags, session: Session): Promise<RunConfiguration> {
  const { castings } = await configureModels(flags, session)
  const limits = limitsOf(flags)
  if (limits['micro-usd'] !== undefined) {
    const specs = castings.flatMap(({ spec, fallbacks }) => [spec, ...fallbacks])
    const unpriced = specs.find(({ price }) => price === undefined)
    if (unpriced) throw new KaojuError('budget-unpriced', { model: unpriced.id })
  }
  return {
    castings,
    limits,
    ...(flags.strategy === undefined ? {} : { strategy: flags.strategy }),
    ...(flags.maxTime === undefined ? {} : { milliseconds: flags.maxTime }),
  }
}

/** Who thinks in a new run: as flags, environment and configuration say. */
export function configureModels(_flags: ModelFlags, _session: Session): Promise<ModelsConfiguration> {
  return Promise.resolve({ castings: [], credentials: new Map() })
}

/** The models that a run recorded, with the keys of today; a replay asks nobody and needs none. */
export async function modelsOf(
  { castings }: RunConfiguration,
  _session: Session,
  _how: 'execute' | 'replay' = 'execute',
): Promise<Models | undefined> {
  if (castings.length === 0) return undefined
  const { createModels } = await import('#models')
  return createModels({ castings, credentials: new Map() })
}

/** A run without models has no business on the network. */
export function egressOf(_configuration: RunConfiguration): Egress {
  return offline
}
