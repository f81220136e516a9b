import { explain, type Clock, type Context, type Egress } from '#runtime'
import { isPriceOld, kindOf, type ModelSpec } from '#models'
import type { Language } from '#vocabulary'
import { examineEndpoint, type EndpointReport } from './examine-endpoint.ts'
import { leastWindow } from './examine-models.ts'
import { finding, type Finding } from './findings.ts'
import type { ResolvedModels } from './models.ts'
import type { ProviderSetup } from './provider-setup.ts'
import type { FoundProxies } from './proxies.ts'
import type { BudgetSettings } from './settings.ts'
import { causeOf, structuredForms, tryModel, type TriedModel } from './try-model.ts'

/** Every model in play, each once: those that play a role and those that stand in. */
export function modelsInPlay({ configuration }: ResolvedModels): readonly ModelSpec[] {
  const all = configuration.castings.flatMap(({ spec, fallbacks }) => [spec, ...fallbacks])
  return [...new Map(all.map((spec) => [spec.id, spec])).values()]
}

/** What can be said of the models in play without asking anybody. */
export function examineSettings(
  resolved: ResolvedModels,
  budget: BudgetSettings,
  now: number,
): readonly Finding[] {
  return modelsInPlay(resolved).flatMap((spec) => [
    ...(budget.budget !== undefined && !spec.price ? [finding('price-unknown', { model: spec.id })] : []),
    ...(spec.price && isPriceOld(spec.price, now)
      ? [finding('price-old', { model: spec.id, date: spec.price.asOf })]
      : []),
    ...(kindOf(spec) === 'chat' && spec.contextWindow < leastWindow
      ? [
          finding(spec.provider === 'ollama' ? 'window-ollama' : 'window-small', {
            model: spec.provider === 'ollama' ? spec.name : spec.id,
            window: spec.contextWindow,
          }),
        ]
      : []),
  ])
}

/** A look at every endpoint in play, all at once. */
export function examineEndpoints(
  resolved: ResolvedModels,
  openEgress: (endpoints: readonly string[]) => Egress,
  clock: Clock,
  proxies: FoundProxies['shown'] = [],
): Promise<readonly EndpointReport[]> {
  const specs = modelsInPlay(resolved).filter(
    ({ protocol, baseUrl }) => protocol !== 'local' && URL.canParse(baseUrl),
  )
  const byAddress = Map.groupBy(specs, ({ provider, baseUrl }) => `${provider} ${baseUrl}`)
  return Promise.all(
    [...byAddress.values()].map((group) => {
      const setup = resolved.providers.find(({ provider }) => provider.id === group[0]!.provider)
      return examineEndpoint(setupOf(group[0]!, setup, resolved), group, openEgress, clock, proxies)
    }),
  )
}

/** A provider that needs no configuration (a server on this machine) has no setup of its own among the configured. */
function setupOf(
  spec: ModelSpec,
  setup: ProviderSetup | undefined,
  resolved: ResolvedModels,
): ProviderSetup & { readonly baseUrl: string } {
  const found = setup ?? resolved.every.get(spec.provider)!
  return { ...found, baseUrl: spec.baseUrl }
}

/** Real calls to every model in play, and whether those that talk keep a form; each call's cost is told. */
export async function callModels(
  resolved: ResolvedModels,
  context: Context,
  language: Language,
): Promise<{ readonly calls: readonly TriedModel[]; readonly findings: readonly Finding[] }> {
  const calls: TriedModel[] = []
  const findings: Finding[] = []
  for (const spec of modelsInPlay(resolved)) {
    const credentials = resolved.configuration.credentials.get(spec.id) ?? { origin: '' }
    const at = context.at(`call/${spec.id}`)
    const plain = await tryModel('text', spec, credentials, at)
    calls.push(plain)
    if (!plain.ok) {
      findings.push(failed(spec, plain, language))
      continue
    }
    if (kindOf(spec) !== 'chat') continue
    let last = plain
    let structured = false
    for (const output of structuredForms) {
      last = await tryModel(output.mode, spec, credentials, at, output)
      calls.push(last)
      structured = last.ok
      if (structured) break
    }
    if (!structured) findings.push(finding('structure-missing', { model: spec.id, reason: causeOf(last) }))
  }
  return { calls, findings }
}

/** Why a call failed, in the terms of the configuration. */
export function failed(spec: ModelSpec, tried: TriedModel, language: Language): Finding {
  const reason = causeOf(tried)
  const { provider } = spec
  switch (tried.error?.code) {
    case 'model-quota':
      return finding('quota-used', { provider, reason })
    case 'model-key-refused':
      return finding('key-refused', {
        provider,
        origin: String(tried.error.parameters['origin'] ?? '?'),
        reason,
        endpoint: spec.baseUrl,
      })
    case 'model-unsupported':
      return finding('call-failed', { model: spec.id, reason: explain(tried.error, language) })
    default:
      return finding('call-failed', {
        model: spec.id,
        reason: tried.error ? explain(tried.error, language) : reason,
      })
  }
}
