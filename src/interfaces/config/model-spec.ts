import {
  knownModel,
  modelKind,
  profileNamed,
  type KnownModel,
  type ModelSpec,
  type Price,
  type ProfileName,
} from '#models'
import { finding, type Finding } from './findings.ts'
import type { ModelDetails } from './models-section.ts'
import type { ProviderSetup } from './provider-setup.ts'

/** Tokens assumed of a chat model of which nothing is known. */
const assumedWindow = 8_192
const assumedOutput = 2_048
/** What Ollama gives a model unless told otherwise, however much it could hold (docs.ollama.com, "Context length"). */
const ollamaWindow = 4_096

/**
 * All that is known of a model, from the configuration, the table of known models, and cautious assumptions, in
 * this order.
 *
 * @param details what the configuration says of it
 */
export function describeModel(
  setup: ProviderSetup,
  name: string,
  details: ModelDetails,
  environment: Readonly<NodeJS.ProcessEnv>,
): { readonly spec?: ModelSpec; readonly findings: readonly Finding[] } {
  const { provider, credentials } = setup
  const id = `${provider.id}/${name}`
  const findings: Finding[] = []
  if (setup.baseUrl === undefined) {
    const variable = provider.urlVariables[0] ?? `models.providers.${provider.id}.baseUrl`
    return { findings: [finding('address-missing', { provider: provider.id, variable })] }
  }
  if (provider.key === 'needed' && credentials.key === undefined)
    findings.push(
      finding('key-missing', {
        model: id,
        provider: provider.id,
        variable: provider.keyVariables[0] ?? 'key',
      }),
    )
  const known = knownModel(setup.serves?.id ?? '', details.knownAs ?? name)
  if (known?.retired && setup.serves?.id === known.provider)
    findings.push(
      finding('model-retired', {
        provider: provider.id,
        model: name,
        date: known.retired.on,
        use: `${provider.id}/${known.retired.use}`,
      }),
    )
  const protocol = known?.kind === 'rerank' && setup.protocol === 'openai' ? 'rerank' : setup.protocol
  const price = priceOf(setup, name, details, known)
  const dimensions = details.dimensions ?? known?.dimensions
  return {
    spec: {
      id,
      provider: provider.id,
      name,
      protocol,
      baseUrl: addressOf(setup, name),
      ...limitsOf(setup, details, known, modelKind(details.knownAs ?? name) !== 'chat', environment),
      ...(price ? { price } : {}),
      profile: profileNamed(profileOf(setup, details, known), {
        vision: details.vision ?? known?.vision ?? false,
        ...(known?.fixedTemperature && details.profile === undefined ? { fixedTemperature: true } : {}),
        ...(details.lacks ? { lacks: details.lacks } : known?.lacks ? { lacks: known.lacks } : {}),
      }),
      ...(dimensions === undefined ? {} : { dimensions }),
      concurrency: details.concurrency ?? setup.concurrency ?? (provider.own ? 2 : 8),
    },
    findings,
  }
}

/**
 * Azure serves a deployment below its own path when an API version is named, and all of them below `/openai/v1`
 * when none is (learn.microsoft.com, "Azure OpenAI in Microsoft Foundry Models API lifecycle").
 */
function addressOf({ provider, baseUrl = '', apiVersion }: ProviderSetup, name: string): string {
  if (provider.id !== 'azure' || !URL.canParse(baseUrl) || new URL(baseUrl).pathname.includes('/openai'))
    return baseUrl
  return apiVersion === undefined
    ? `${baseUrl}/openai/v1`
    : `${baseUrl}/openai/deployments/${encodeURIComponent(name)}?api-version=${encodeURIComponent(apiVersion)}`
}

function limitsOf(
  { provider }: ProviderSetup,
  details: ModelDetails,
  known: KnownModel | undefined,
  isVectors: boolean,
  environment: Readonly<NodeJS.ProcessEnv>,
): Pick<ModelSpec, 'contextWindow' | 'maxOutput' | 'limitsFrom'> {
  const served = provider.id === 'ollama' && !isVectors ? servedByOllama(environment) : undefined
  const contextWindow =
    details.contextWindow ?? served ?? known?.contextWindow ?? (isVectors ? 512 : assumedWindow)
  const maxOutput = details.maxOutput ?? known?.maxOutput ?? (isVectors ? 0 : assumedOutput)
  return {
    contextWindow,
    // An answer needs a question before it.
    maxOutput: details.maxOutput ?? Math.min(maxOutput, Math.floor(contextWindow / 2)),
    limitsFrom:
      details.contextWindow !== undefined || (served !== undefined && served !== ollamaWindow)
        ? 'configured'
        : served === undefined && known?.contextWindow !== undefined
          ? 'known'
          : 'assumed',
  }
}

function servedByOllama(environment: Readonly<NodeJS.ProcessEnv>): number {
  const told = Number(environment['OLLAMA_CONTEXT_LENGTH'] ?? '')
  return Number.isInteger(told) && told >= 512 ? told : ollamaWindow
}

function priceOf(
  { provider, protocol }: ProviderSetup,
  name: string,
  { price }: ModelDetails,
  known: KnownModel | undefined,
): Price | undefined {
  if (price)
    return {
      input: price.input,
      output: price.output,
      ...(price.cachedInput === undefined ? {} : { cachedInput: price.cachedInput }),
      asOf: 'configured',
    }
  // Ollama passes models of this name on to its cloud.
  const passedOn = provider.id === 'ollama' && /[:-]cloud$/.test(name)
  if ((provider.own && !passedOn) || protocol === 'local') return { input: 0, output: 0, asOf: 'configured' }
  return known?.price
}

function profileOf(
  { protocol }: ProviderSetup,
  details: ModelDetails,
  known: KnownModel | undefined,
): ProfileName {
  if (details.profile !== undefined) return details.profile
  const byProtocol = protocol === 'anthropic' ? 'claude' : protocol === 'google' ? 'gemini' : 'instruct'
  return known?.profile ?? byProtocol
}
