import { createConfiguredEgress, KaojuError, offline, type Egress, type ProxySettings } from '#runtime'
import type { Credentials, Models, ModelSpec } from '#models'
import { readConfigFiles } from '../config/settings.ts'
import type { RunConfiguration } from '../run-tasks.ts'
import type { Session } from './command.ts'
import { limitsOf, type RunFlags } from './run-flags.ts'
import { paint } from './terminal.ts'

/**
 * What a new run may work with and spend, as its journal records it. What will not work of what was configured is
 * told in a line each, and the run goes on with the rest.
 *
 * @throws KaojuError `budget-unpriced` when money is limited and a model has no known price: such a promise could
 * not be kept; `option-invalid` when a model that was asked for cannot be had; what reading the configuration throws
 */
export async function configurationOf(flags: RunFlags, session: Session): Promise<RunConfiguration> {
  const { settings } = session
  const castings = flags.model === false ? [] : await castingsFor(flags, session)
  const limits = limitsOf(settings)
  if (limits['micro-usd'] !== undefined) {
    const unpriced = specsIn({ castings }).find(({ price }) => price === undefined)
    if (unpriced) throw new KaojuError('budget-unpriced', { model: unpriced.id })
  }
  return {
    castings,
    limits,
    ...(settings.strategy === undefined ? {} : { strategy: settings.strategy }),
    ...(settings.maxTime === undefined ? {} : { milliseconds: settings.maxTime }),
  }
}

async function castingsFor(flags: RunFlags, session: Session): Promise<RunConfiguration['castings']> {
  const { environment, settings, terminal, language } = session
  const [{ createProbe, localPlaces }, { explainFinding }, { resolveModels }] = await Promise.all([
    import('../config/local-servers.ts'),
    import('../config/findings.ts'),
    import('../config/models.ts'),
  ])
  const around = createConfiguredEgress({ endpoints: localPlaces.map(({ baseUrl }) => baseUrl) })
  try {
    const files = readConfigFiles(settings.home)
    const { configuration, findings } = await resolveModels(environment, files, flags, createProbe(around))
    const wrong = findings.filter(({ severity }) => severity === 'error')
    const asked = flags.model !== undefined ? '--model' : flags.models !== undefined ? '--models' : undefined
    if (asked && configuration.castings.length === 0 && wrong[0])
      throw new KaojuError('option-invalid', {
        option: asked,
        reason: asReason(explainFinding(wrong[0], language)),
      })
    for (const one of wrong)
      terminal.note(paint(explainFinding(one, language), 'yellow', terminal.colour.note))
    return configuration.castings
  } finally {
    await around.close()
  }
}

/** A sentence as the reason of an error that names the option and ends the sentence itself. */
function asReason(sentence: string): string {
  return sentence.replace(/^--models?, \w+[:：]\s*/, '').replace(/[.。]$/, '')
}

/** The models that a run recorded, with the keys of today; a replay asks nobody and needs none. */
export async function modelsOf(
  { castings }: Pick<RunConfiguration, 'castings'>,
  session: Session,
  how: 'execute' | 'replay',
): Promise<Models | undefined> {
  if (castings.length === 0) return undefined
  const { createModels } = await import('#models')
  const credentials = how === 'replay' ? new Map<string, Credentials>() : await keysFor({ castings }, session)
  return createModels({ castings, credentials })
}

async function keysFor(
  configuration: Pick<RunConfiguration, 'castings'>,
  { environment, settings }: Session,
): Promise<Map<string, Credentials>> {
  const { resolveModels } = await import('../config/models.ts')
  // Without a probe: who thinks is recorded, only what opens their doors is looked up.
  const { providers } = await resolveModels(environment, readConfigFiles(settings.home), {})
  return new Map(
    specsIn(configuration).flatMap(({ id, provider }) => {
      const setup = providers.find((one) => one.provider.id === provider)
      return setup ? [[id, setup.credentials] as const] : []
    }),
  )
}

/** A way out to the endpoints of the run's models and to nothing else; none where nobody has to be called. */
export function egressFor(
  configuration: Pick<RunConfiguration, 'castings'>,
  { environment }: Session,
): Egress & { close(): Promise<void> } {
  const endpoints = specsIn(configuration)
    .map(({ baseUrl }) => baseUrl)
    .filter((url) => /^https?:/.test(url))
  if (endpoints.length === 0) return { ...offline, close: () => Promise.resolve() }
  return createConfiguredEgress({ endpoints: [...new Set(endpoints)], proxies: proxiesIn(environment) })
}

function specsIn({ castings }: Pick<RunConfiguration, 'castings'>): readonly ModelSpec[] {
  return castings.flatMap(({ spec, fallbacks }) => [spec, ...fallbacks])
}

/** The usual variables, in either case; the lower case wins, as in curl. */
function proxiesIn(environment: Readonly<NodeJS.ProcessEnv>): ProxySettings {
  const of = (name: string): string | undefined =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined
  const settings = {
    https: of('HTTPS_PROXY'),
    http: of('HTTP_PROXY'),
    all: of('ALL_PROXY'),
    except: of('NO_PROXY'),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
