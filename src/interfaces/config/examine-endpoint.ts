import type { Egress, KaojuError } from '#runtime'
import type { ModelSpec } from '#models'
import { isLoopback } from './addresses.ts'
import { finding, type Finding } from './findings.ts'
import { askForModels, type Listing } from './list-models.ts'
import { examineModels } from './examine-models.ts'
import type { ProviderSetup } from './provider-setup.ts'
import type { FoundProxies } from './proxies.ts'

/** What a look at an endpoint showed. Undefined: could not be told. */
export interface EndpointReport {
  readonly endpoint: string
  readonly provider: string
  readonly reachable: boolean
  readonly keyAccepted?: boolean
  /** How many models it says it offers. */
  readonly offers?: number
  readonly milliseconds: number
  readonly findings: readonly Finding[]
}

/** Minutes that a clock may be off before certificates and signed requests suffer. */
const clockTolerance = 5

/**
 * Asks an endpoint for its models, which costs nothing, and names the cause when that fails: another address on
 * the same machine is tried before an address is called wrong.
 *
 * @param openEgress an egress that admits these addresses
 */
export async function examineEndpoint(
  setup: ProviderSetup & { readonly baseUrl: string },
  specs: readonly ModelSpec[],
  openEgress: (endpoints: readonly string[]) => Egress,
  clock: { now(): number; elapsed(): number },
  proxies: FoundProxies['shown'] = [],
): Promise<EndpointReport> {
  const endpoint = specs[0]?.baseUrl ?? setup.baseUrl
  const alternatives = alternativesTo(endpoint)
  const egress = openEgress([endpoint, ...alternatives])
  const start = clock.elapsed()
  const listing = await askForModels(setup, endpoint, egress)
  const about = {
    endpoint,
    provider: setup.provider.id,
    milliseconds: Math.round(clock.elapsed() - start),
  }
  const skew = listing.date === undefined ? undefined : clockFinding(endpoint, listing.date, clock.now())
  const asFound = (
    report: Pick<EndpointReport, 'reachable' | 'keyAccepted' | 'offers'>,
    findings: readonly Finding[],
  ): EndpointReport => ({ ...about, ...report, findings: [...(skew ? [skew] : []), ...findings] })

  if (listing.models) {
    // OpenRouter tells its models to everybody, so that an answer says nothing of the key.
    const keyAccepted =
      setup.credentials.key === undefined || setup.provider.id === 'openrouter' ? undefined : true
    return asFound(
      {
        reachable: true,
        offers: listing.models.length,
        ...(keyAccepted === undefined ? {} : { keyAccepted }),
      },
      examineModels(setup, specs, listing.models),
    )
  }
  if (listing.error) {
    const right = mayBeElsewhere(listing.error) ? await findRight(setup, alternatives, egress) : undefined
    return asFound({ reachable: false }, [unreached(setup, endpoint, listing.error, right, proxies)])
  }
  const refusal = refused(setup, endpoint, listing)
  if (refusal) {
    const reachable = refusal.code !== 'proxy-refused'
    const isKey = refusal.code === 'key-refused' || refusal.code === 'region-refused'
    return asFound({ reachable, ...(isKey ? { keyAccepted: false } : {}) }, [refusal])
  }
  if (listing.status === 429) return asFound({ reachable: true, keyAccepted: true }, [])
  const right = await findRight(setup, alternatives, egress)
  if (right === undefined && isListless(setup, listing)) return asFound({ reachable: true }, [])
  return asFound({ reachable: true }, [misdirected(setup, endpoint, listing, right)])
}

/** Bases under which the same server may answer: with and without version, and in the other scheme. */
function alternativesTo(endpoint: string): string[] {
  if (!URL.canParse(endpoint)) return []
  const url = new URL(endpoint)
  const path = url.pathname.replace(/\/+$/, '')
  const stem = path.replace(/\/(v\d+\w*|api)$/, '')
  const paths = [
    `${path}/v1`,
    `${stem}/v1`,
    stem,
    `${stem}/api/v1`,
    '/v1',
    '/openai/v1',
    '/compatible-mode/v1',
    '/api/v3',
  ]
  const other = new URL(endpoint)
  other.protocol = url.protocol === 'https:' ? 'http:' : 'https:'
  const swapped = [path, `${path}/v1`].map((each) => `${other.origin}${each}`)
  const same = paths.filter((each) => each !== path).map((each) => `${url.origin}${each}`)
  return [...new Set([...same, ...swapped])]
}

/** The first alternative that answers as a model endpoint does, be it that it refuses the key. */
async function findRight(
  setup: ProviderSetup,
  alternatives: readonly string[],
  egress: Egress,
): Promise<string | undefined> {
  const tried = await Promise.all(
    alternatives.map(async (url) => {
      const listing = await askForModels(setup, url, egress)
      const refusesKey = listing.status === 401 && listing.isJson
      return listing.models || refusesKey ? url : undefined
    }),
  )
  return tried.find((url) => url !== undefined)
}

/** Two ends that speak different protocols, or a server that sends its callers elsewhere. */
function mayBeElsewhere({ code, parameters }: KaojuError): boolean {
  const reason = String(parameters['reason'] ?? '')
  return (
    code === 'endpoint-redirects' ||
    (code === 'endpoint-unreachable' && /TLS|https?:\/\/ in place|not HTTP|before an answer/.test(reason))
  )
}

function unreached(
  { provider, addressFrom }: ProviderSetup,
  endpoint: string,
  error: KaojuError,
  right: string | undefined,
  proxies: FoundProxies['shown'],
): Finding {
  const reason = String(error.parameters['reason'] ?? error.code)
  const proxy = /^through the proxy (\S+): (.*)$/.exec(reason)
  const variable = addressFrom === 'default' ? (provider.urlVariables[0] ?? 'baseUrl') : addressFrom
  const proxyVariable = (url: string): string =>
    proxies.find(({ value }) => URL.canParse(url) && value.includes(new URL(url).host))?.variable ??
    'HTTPS_PROXY'
  if (right !== undefined) return finding('address-right', { endpoint, reason, right, variable })
  if (proxy)
    return /refused with HTTP|user name and password|closed the connection/.test(proxy[2]!)
      ? finding('proxy-refused', { proxy: proxy[1]!, endpoint, reason: proxy[2]! })
      : finding('proxy-down', {
          proxy: proxy[1]!,
          endpoint,
          reason: proxy[2]!,
          variable: proxyVariable(proxy[1]!),
        })
  switch (error.code) {
    case 'endpoint-certificate':
      return finding('certificate-refused', { endpoint, reason })
    case 'endpoint-stalled':
      return finding('endpoint-slow', { endpoint, seconds: Number(error.parameters['seconds'] ?? 0) })
    case 'endpoint-redirects':
      return finding('address-wrong', { endpoint, reason: `→ ${String(error.parameters['url'])}` })
    default:
  }
  if (reason.startsWith('no such host'))
    return finding('endpoint-name-unknown', { endpoint, host: new URL(endpoint).hostname })
  const command = startWith[provider.id]
  if (command !== undefined && isLoopback(endpoint))
    return finding('endpoint-not-running', { provider: provider.id, endpoint, reason, command })
  return finding('endpoint-unreachable', { endpoint, reason })
}

const startWith: Readonly<Record<string, string>> = {
  ollama: 'ollama serve',
  lmstudio: 'lms server start',
  vllm: 'vllm serve MODEL',
}

/** An answer that refuses, and why. */
function refused(
  { provider, credentials }: ProviderSetup,
  endpoint: string,
  listing: Listing,
): Finding | undefined {
  const { status = 0, text, isPage, message } = listing
  if (status === 407) return finding('proxy-refused', { proxy: endpoint, endpoint, reason: 'HTTP 407' })
  if (isPage) return undefined
  const reason = message ?? `HTTP ${status}`
  if (
    /unsupported_country|country, region|region.*not (supported|available)|location is not supported/i.test(
      text,
    )
  )
    return finding('region-refused', { provider: provider.id, reason })
  if (status === 402 || (status === 429 && /quota|balance|credit|billing|余额|欠费/i.test(text)))
    return finding('quota-used', { provider: provider.id, reason })
  // Google answers a wrong key with 400 (API_KEY_INVALID).
  if (status === 401 || status === 403 || (status === 400 && /api[_ ]key/i.test(text)))
    return credentials.key === undefined
      ? finding('key-missing', {
          model: endpoint,
          provider: provider.id,
          variable: provider.keyVariables[0] ?? 'key',
        })
      : finding('key-refused', { provider: provider.id, origin: credentials.origin, reason, endpoint })
  return undefined
}

/** Some vendors serve models and list none: at their own address that is no fault. */
function isListless({ serves, addressFrom, provider }: ProviderSetup, { status, isJson }: Listing): boolean {
  const isOwnAddress =
    serves !== undefined && !provider.own && (addressFrom === 'default' || provider.id === 'azure')
  return (isOwnAddress || provider.id === 'azure') && (status === 404 || status === 405) && isJson
}

function misdirected(
  { provider, addressFrom }: ProviderSetup,
  endpoint: string,
  { status, isPage, isJson }: Listing,
  right: string | undefined,
): Finding {
  const reason = isPage ? `HTTP ${status}, HTML` : isJson ? `HTTP ${status}` : `HTTP ${status}, not JSON`
  const variable = addressFrom === 'default' ? (provider.urlVariables[0] ?? 'baseUrl') : addressFrom
  if (right !== undefined) return finding('address-right', { endpoint, reason, right, variable })
  if (isPage && status !== 404) return finding('address-page', { endpoint })
  if ((status ?? 0) >= 500) return finding('endpoint-unreachable', { endpoint, reason })
  return finding('address-wrong', { endpoint, reason })
}

function clockFinding(endpoint: string, date: number, now: number): Finding | undefined {
  const minutes = Math.round(Math.abs(date - now) / 60_000)
  return minutes > clockTolerance ? finding('clock-wrong', { endpoint, minutes }) : undefined
}
