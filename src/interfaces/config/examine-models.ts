import { knownModel, type ModelSpec } from '#models'
import { finding, type Finding } from './findings.ts'
import type { OfferedModel } from './list-models.ts'
import { nearestFew } from './nearest.ts'
import type { ProviderSetup } from './provider-setup.ts'

/** What an endpoint's list says of the models that are to be used there. */
export function examineModels(
  setup: ProviderSetup,
  specs: readonly ModelSpec[],
  offered: readonly OfferedModel[],
): Finding[] {
  return specs.flatMap((spec) => {
    const offer = offered.find(({ name }) => isSame(name, spec.name, setup))
    if (offer) return windowFindings(spec, offer)
    // Vendors serve names that they no longer list: what the table knows of this endpoint is left to a real call.
    if (isKnownHere(setup, spec) || offered.length === 0 || setup.provider.id === 'azure') return []
    if (setup.provider.id === 'ollama') return [finding('model-not-pulled', { model: spec.name })]
    const names = offered.map(({ name }) => name)
    return [
      finding('model-not-offered', {
        provider: setup.provider.id,
        model: spec.name,
        nearest: nearestFew(spec.name, names, 3).join(', '),
      }),
    ]
  })
}

/** Tokens below which a section of a report and its evidence do not fit. */
export const leastWindow = 8_192

/** Ollama's `name` is `name:latest`. */
function isSame(offered: string, asked: string, { provider }: ProviderSetup): boolean {
  if (offered === asked) return true
  return provider.id === 'ollama' && (offered === `${asked}:latest` || `${offered}:latest` === asked)
}

function isKnownHere({ serves }: ProviderSetup, { name }: ModelSpec): boolean {
  const known = serves && knownModel(serves.id, name)
  return known !== undefined && known.provider === serves?.id && known.retired === undefined
}

function windowFindings(spec: ModelSpec, { contextWindow: told }: OfferedModel): Finding[] {
  if (told === undefined || told >= spec.contextWindow) return []
  return [
    finding('window-told', {
      endpoint: spec.baseUrl,
      model: spec.id,
      told,
      assumed: spec.contextWindow,
    }),
    ...(told < leastWindow ? [finding('window-small', { model: spec.id, window: told })] : []),
  ]
}
