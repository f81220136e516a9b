import { providerAt, providerById, type Credentials, type Protocol, type Provider } from '#models'
import { isPrivate, readAddress } from './addresses.ts'
import type { ConfigFile } from './config-file.ts'
import { finding, type Finding } from './findings.ts'
import { maskAddress, maskKey, readKey } from './keys.ts'
import type { ModelsSection, ProviderEntry } from './models-section.ts'

/** Which value of a setting won, and what it keeps in the shade; keys are masked. */
export interface Source {
  /** e.g. `writer`, `deepseek key`, `deepseek address`. */
  readonly setting: string
  readonly value: string
  /** e.g. `--model`, `KAOJU_WRITER`, the path of a file, `default`. */
  readonly from: string
  readonly shadowed: readonly { readonly value: string; readonly from: string }[]
}

/** A provider as it is configured here. */
export interface ProviderSetup {
  readonly provider: Provider
  readonly protocol: Protocol
  /** Absent: nowhere to go. */
  readonly baseUrl?: string
  /** Whose endpoint that is, where it is known: prices and default models are theirs. */
  readonly serves?: Provider
  readonly credentials: Credentials
  readonly apiVersion?: string
  readonly concurrency?: number
  /** Something of it (a key, an address) was given, or its entry stands in the configuration. */
  readonly configured: boolean
  readonly addressFrom: string
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
}

/** Where values are looked up: the environment, and the home's file, which alone may say where keys go. */
export interface Places {
  readonly environment: Readonly<NodeJS.ProcessEnv>
  readonly home?: ConfigFile
  readonly section: ModelsSection
}

/** Everything that is said of one provider: the file wins over the environment, that over the table. */
export function setUpProvider(id: string, places: Places): ProviderSetup {
  const entry = places.section.providers?.[id]
  const provider = providerById(id) ?? describedProvider(id, entry)
  const path = places.home?.path ?? 'config.json'
  const findings: Finding[] = []
  const sources: Source[] = []
  const found = findAddress(provider, entry, path, places, findings)
  const { url, authorization } = withoutUser(found.url)
  const address = { ...found, url }
  const serves = address.url === undefined ? undefined : servedAt(address.url, provider)
  const key = findKey(provider, serves, entry, path, places, findings)
  if (address.url) {
    const [, ...rest] = address.candidates
    sources.push({
      setting: `${id} address`,
      value: maskAddress(address.url),
      from: address.from,
      shadowed: rest.map(({ raw, from }) => ({ value: maskAddress(raw), from })),
    })
    if (key.chosen && address.url.startsWith('http:') && !isPrivate(address.url))
      findings.push(finding('address-plain', { variable: address.from, host: new URL(address.url).host }))
    if (serves && serves.id !== provider.id)
      findings.push(finding('address-elsewhere', { variable: address.from, provider: id, other: serves.id }))
  }
  if (key.chosen)
    sources.push({
      setting: `${id} key`,
      value: maskKey(key.chosen.key),
      from: key.chosen.from,
      shadowed: key.others.map((other) => ({ value: maskKey(other.key), from: other.from })),
    })
  const apiVersion = entry?.apiVersion ?? (id === 'azure' ? azureVersion(places.environment) : undefined)
  return {
    provider,
    protocol: entry?.protocol ?? provider.protocol,
    ...(address.url === undefined ? {} : { baseUrl: address.url }),
    ...(serves ? { serves } : {}),
    credentials: {
      ...(key.chosen ? { key: key.chosen.key } : {}),
      origin: key.chosen?.from ?? provider.keyVariables[0] ?? path,
      ...headersOf(entry, key.chosen ? undefined : authorization),
    },
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(entry?.concurrency === undefined ? {} : { concurrency: entry.concurrency }),
    configured:
      entry !== undefined ||
      key.chosen !== undefined ||
      (address.from !== 'default' && address.url !== undefined),
    addressFrom: address.from,
    sources,
    findings,
  }
}

/** Name and password of an address are a secret: they go with the key, not into what a run records (RFC 7617). */
function withoutUser(url: string | undefined): { readonly url?: string; readonly authorization?: string } {
  if (url === undefined || !URL.canParse(url)) return url === undefined ? {} : { url }
  const parsed = new URL(url)
  const { username, password } = parsed
  if (username === '' && password === '') return { url }
  parsed.username = ''
  parsed.password = ''
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    url: parsed.href.replace(/\/+$/, ''),
    authorization: `Basic ${Buffer.from(user, 'utf8').toString('base64')}`,
  }
}

function headersOf(
  entry: ProviderEntry | undefined,
  authorization: string | undefined,
): { readonly headers?: Readonly<Record<string, string>> } {
  const headers = { ...(authorization ? { Authorization: authorization } : {}), ...entry?.headers }
  return Object.keys(headers).length > 0 ? { headers } : {}
}

/** A provider that only the configuration knows. */
function describedProvider(id: string, entry: ProviderEntry | undefined): Provider {
  return {
    id,
    title: { en: id, zh: id },
    protocol: entry?.protocol ?? 'openai',
    keyVariables: [],
    urlVariables: [],
    modelVariables: [],
    key: 'none',
  }
}

function servedAt(url: string, provider: Provider): Provider | undefined {
  if (provider.own) return provider
  const at = providerAt(url)
  // Two providers of one vendor (mainland, international) have hosts of their own, so the host decides.
  return at
}

interface Candidate {
  readonly raw: string
  readonly from: string
}

function findAddress(
  provider: Provider,
  entry: ProviderEntry | undefined,
  path: string,
  { environment }: Places,
  findings: Finding[],
): { readonly url?: string; readonly from: string; readonly candidates: readonly Candidate[] } {
  const candidates: Candidate[] = [
    ...(entry?.baseUrl === undefined ? [] : [{ raw: entry.baseUrl, from: path }]),
    ...provider.urlVariables.flatMap((from) => {
      const raw = environment[from]
      return raw === undefined || raw.trim() === '' ? [] : [{ raw, from }]
    }),
    ...(provider.baseUrl === undefined ? [] : [{ raw: provider.baseUrl, from: 'default' }]),
  ]
  const [first] = candidates
  if (!first) return { from: 'default', candidates }
  if (provider.protocol === 'local' || entry?.protocol === 'local')
    return { url: first.raw, from: first.from, candidates }
  const read = readAddress(
    first.raw,
    first.from === path ? `${path} (${provider.id}.baseUrl)` : first.from,
    provider,
  )
  findings.push(...read.findings)
  return { ...(read.url === undefined ? {} : { url: read.url }), from: first.from, candidates }
}

interface KeyCandidate {
  readonly key: string
  readonly from: string
}

function findKey(
  provider: Provider,
  serves: Provider | undefined,
  entry: ProviderEntry | undefined,
  path: string,
  { environment }: Places,
  findings: Finding[],
): { readonly chosen?: KeyCandidate; readonly others: readonly KeyCandidate[] } {
  const found: KeyCandidate[] = []
  // A key belongs to whoever is at the address; an unknown endpoint may take any.
  const owner = serves ?? (provider.baseUrl === undefined ? undefined : provider)
  const read = (raw: string | undefined, from: string): void => {
    if (raw === undefined) return
    const { key, findings: told } = readKey(raw, from, owner)
    findings.push(...told)
    if (key !== undefined) found.push({ key, from })
  }
  read(entry?.key, path)
  if (entry?.key !== undefined && entry.keyFrom !== undefined)
    findings.push(finding('key-twice', { path, provider: provider.id }))
  if (entry?.keyFrom !== undefined) {
    if (environment[entry.keyFrom] === undefined && entry.key === undefined)
      findings.push(finding('key-variable-missing', { provider: provider.id, variable: entry.keyFrom }))
    read(environment[entry.keyFrom], entry.keyFrom)
  }
  for (const variable of provider.keyVariables)
    if (variable !== entry?.keyFrom) read(environment[variable], variable)
  const [chosen, ...others] = found
  const different = others.find((other) => other.key !== chosen?.key)
  if (chosen && different)
    findings.push(
      finding('keys-disagree', { provider: provider.id, first: chosen.from, second: different.from }),
    )
  return { ...(chosen ? { chosen } : {}), others }
}

function azureVersion(environment: Readonly<NodeJS.ProcessEnv>): string | undefined {
  return (
    environment['AZURE_OPENAI_API_VERSION']?.trim() || environment['OPENAI_API_VERSION']?.trim() || undefined
  )
}
