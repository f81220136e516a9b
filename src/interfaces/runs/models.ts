import { createConfiguredEgress, createWebEgress, KaojuError, offline, type Egress } from '#runtime'
import type { Credentials, Models, ModelSpec } from '#models'
import type { RunConfiguration } from './tasks.ts'
import type { Place } from './place.ts'
import { beforeTheWeb, configuredWebOf, type Taking } from './reach.ts'
import { limitsOf, type RunFlags } from './wishes.ts'
import { fill } from '../cli/words.ts'

/** What a new run may work with, and what of it will not work, a sentence each: the run goes on with the rest. */
export interface Configured {
  readonly configuration: RunConfiguration
  readonly remarks: readonly string[]
}

/**
 * What a new run may work with and spend, as its journal records it.
 *
 * @throws KaojuError `budget-unpriced` when money is limited and a model has no known price: such a promise could
 * not be kept; `option-invalid` when a model or engine that was asked for cannot be had; what reading the
 * configuration throws
 */
export async function configurationOf(
  flags: RunFlags & { readonly since?: string },
  taking: Taking,
  place: Place,
): Promise<Configured> {
  const { settings } = place
  const { web, remarks: ofTheWeb } = await configuredWebOf(flags, taking, place)
  if (web.scope === 'offline' && (flags.model || flags.models)) {
    const option = flags.model ? '--model' : '--models'
    const reason = fill(place.words.web.noModel, { where: web.where ?? '--offline' })
    throw new KaojuError('option-invalid', { option, reason })
  }
  const silent = flags.model === false || web.scope === 'offline'
  const { castings, remarks } = silent ? { castings: [], remarks: [] } : await castingsFor(flags, place)
  const limits = limitsOf(settings)
  if (limits['micro-usd'] !== undefined) {
    const unpriced = specsIn({ castings }).find(({ price }) => price === undefined)
    if (unpriced) throw new KaojuError('budget-unpriced', { model: unpriced.id })
  }
  return {
    configuration: {
      castings,
      limits,
      web,
      ...(settings.strategy === undefined ? {} : { strategy: settings.strategy }),
      ...(settings.maxTime === undefined ? {} : { milliseconds: settings.maxTime }),
    },
    remarks: [...remarks, ...ofTheWeb],
  }
}

async function castingsFor(
  flags: RunFlags,
  place: Place,
): Promise<{ readonly castings: RunConfiguration['castings']; readonly remarks: readonly string[] }> {
  const { language } = place
  const [{ openModelSession }, { explainFinding }] = await Promise.all([
    import('./model-session.ts'),
    import('../config/findings.ts'),
  ])
  const opened = await openModelSession(flags, place)
  await opened.close()
  const { configuration, findings } = opened.resolved
  const wrong = findings.filter(({ severity }) => severity === 'error')
  const asked = flags.model === undefined ? (flags.models ? '--models' : undefined) : '--model'
  if (asked && configuration.castings.length === 0 && wrong[0]) {
    const reason = asReason(explainFinding(wrong[0], language))
    throw new KaojuError('option-invalid', { option: asked, reason })
  }
  return {
    castings: configuration.castings,
    remarks: wrong.map((one) => explainFinding(one, language)),
  }
}

/** A sentence as the reason of an error that names the option and ends the sentence itself. */
function asReason(sentence: string): string {
  return sentence.replace(/^--models?, \w+[:：]\s*/, '').replace(/[.。]$/, '')
}

/** The models that a run recorded, with the keys of today; a replay asks nobody and needs none. */
export async function modelsOf(
  { castings }: Pick<RunConfiguration, 'castings'>,
  place: Place,
  how: 'execute' | 'replay',
): Promise<Models | undefined> {
  if (castings.length === 0) return undefined
  const { createModels } = await import('#models')
  const credentials = how === 'replay' ? new Map<string, Credentials>() : await keysFor({ castings }, place)
  return createModels({ castings, credentials })
}

async function keysFor(
  configuration: Pick<RunConfiguration, 'castings'>,
  place: Place,
): Promise<Map<string, Credentials>> {
  const { openModelSession } = await import('./model-session.ts')
  // Who thinks is recorded; only what opens their doors is looked up, and nobody is looked for.
  const { resolved } = await openModelSession({}, place, { offline: true })
  return new Map(
    specsIn(configuration).flatMap(({ id, provider }) => {
      const setup = resolved.providers.find((one) => one.provider.id === provider)
      return setup ? [[id, setup.credentials] as const] : []
    }),
  )
}

/** A way out as far as the run may reach, and no further; none where nobody has to be called. */
export async function egressFor(
  configuration: Pick<RunConfiguration, 'castings' | 'web'>,
  { environment }: Place,
): Promise<Egress & { close(): Promise<void> }> {
  const { scope, allow, mcp } = configuration.web ?? beforeTheWeb
  const endpoints = endpointsOf(configuration)
  // A server that is a program has no address, and is configured all the same.
  const nobody = endpoints.length === 0 && mcp.length === 0
  const nowhere = scope === 'offline' || (scope === 'configured-only' && nobody)
  if (nowhere) return { ...offline, close: () => Promise.resolve() }
  const { readProxies } = await import('../config/proxies.ts')
  const proxies = readProxies(environment).settings
  return scope === 'web'
    ? createWebEgress({ endpoints, proxies, allow })
    : createConfiguredEgress({ endpoints, proxies })
}

/** Addresses of the models, search engines and servers that a run is configured with. */
export function endpointsOf(configuration: Pick<RunConfiguration, 'castings' | 'web'>): string[] {
  const { engines, mcp } = configuration.web ?? beforeTheWeb
  const urls = [
    ...specsIn(configuration).map(({ baseUrl }) => baseUrl),
    ...engines.flatMap(({ baseUrl, also = [] }) => [baseUrl, ...also]),
    ...mcp.flatMap((server) => (server.transport === 'http' ? [server.url] : [])),
  ]
  return [...new Set(urls.filter((url) => /^https?:/.test(url)))]
}

function specsIn({ castings }: Pick<RunConfiguration, 'castings'>): readonly ModelSpec[] {
  return castings.flatMap(({ spec, fallbacks }) => [spec, ...fallbacks])
}
