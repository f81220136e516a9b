import { egressScopes, KaojuError, parseAllow, type EgressScope } from '#runtime'
import { searchPlugs, type EngineSetting, type McpSetting, type SearchPlug } from '#sources'
import { finding, type Finding } from './findings.ts'
import { maskAddress, maskKey, readKey } from './keys.ts'
import type { ConfigFiles } from './models.ts'
import type { Source } from './provider-setup.ts'
import { folderWebSection, webSection, type WebSection } from './web-section.ts'

/** What the command line says of the web. */
export interface WebFlags {
  readonly web?: boolean
  readonly offline?: boolean
  readonly engines?: readonly string[]
}

/** A search engine as it is set up here. */
export interface ResolvedEngine {
  readonly plug: SearchPlug
  readonly setting: EngineSetting
  /** Never recorded. */
  readonly key?: string
  /** Something of it was given by the user. */
  readonly configured: boolean
}

/** How far runs may reach and with whom, and where each value comes from. */
export interface ResolvedWeb {
  /** `auto`: decided by what takes part in a run. */
  readonly scope: EgressScope | 'auto'
  readonly because: 'asked' | 'configured'
  readonly engines: readonly ResolvedEngine[]
  readonly mcp: readonly McpSetting[]
  /** Tokens of MCP servers, by name of the server. */
  readonly tokens: ReadonlyMap<string, string>
  readonly allow: readonly string[]
  readonly sendsPrivate: boolean
  readonly browser: boolean
  /** The browser's program, where the user names one. */
  readonly chromium?: string
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
}

/** The environment's names of what the `web` section says. */
export const webVariables = {
  scope: 'KAOJU_WEB_SCOPE',
  engines: 'KAOJU_SEARCH',
  allow: 'KAOJU_WEB_ALLOW',
  chromium: 'KAOJU_CHROMIUM',
} as const

/**
 * Resolves the web: flags win over the environment, that over `kaoju.json` of the folder (which may only narrow the
 * scope and choose engines), that over `config.json` of the home. Keys and addresses of engines come from the home's
 * file, then from the variables that the engines' own documents name.
 *
 * @throws KaojuError `option-invalid`, `config-invalid`, `config-field-unknown`, `engine-unknown`
 */
export function resolveWeb(
  environment: Readonly<NodeJS.ProcessEnv>,
  files: ConfigFiles,
  flags: WebFlags,
): ResolvedWeb {
  const home = webSection(files.home)
  const folder = folderWebSection(files.project)
  const findings: Finding[] = []
  const sources: Source[] = []
  const path = files.home?.path ?? 'config.json'
  const setUp = searchPlugs.flatMap(
    (plug) => engineOf(plug, home.search?.[plug.name], environment, path, sources, findings) ?? [],
  )
  unknownEngine(Object.keys(home.search ?? {}))
  const named = flags.engines ?? listIn(environment[webVariables.engines]) ?? folder.engines ?? home.engines
  const allow = listIn(environment[webVariables.allow]) ?? home.allow ?? []
  parseAllow(allow)
  const chromium = environment[webVariables.chromium]?.trim()
  const servers = Object.entries(home.mcp ?? {})
  return {
    ...scopeOf(environment, flags, folder, home),
    engines: named ? chosen(named, setUp, findings) : setUp,
    mcp: servers.map(([name, server]) => settingOf(name, server)),
    tokens: tokensOf(servers, environment, findings),
    allow,
    sendsPrivate: home.sendsPrivate ?? false,
    browser: home.browser ?? true,
    ...(chromium ? { chromium } : {}),
    sources,
    findings,
  }
}

function scopeOf(
  environment: Readonly<NodeJS.ProcessEnv>,
  flags: WebFlags,
  folder: Pick<WebSection, 'scope'>,
  home: WebSection,
): Pick<ResolvedWeb, 'scope' | 'because'> {
  if (flags.web && flags.offline)
    throw new KaojuError('option-invalid', { option: '--web', reason: '--offline' })
  if (flags.offline) return { scope: 'offline', because: 'asked' }
  if (flags.web) return { scope: 'web', because: 'asked' }
  const said = environment[webVariables.scope]?.trim().toLowerCase()
  if (said && said !== 'auto' && !(egressScopes as readonly string[]).includes(said))
    throw new KaojuError('option-invalid', {
      option: webVariables.scope,
      reason: `${said}; = auto | ${egressScopes.join(' | ')}`,
    })
  const scope = (said || undefined) ?? folder.scope ?? home.scope ?? 'auto'
  return { scope: scope as ResolvedWeb['scope'], because: 'configured' }
}

/** Undefined: it needs a key or an address that nobody gave. */
function engineOf(
  plug: SearchPlug,
  entry: NonNullable<WebSection['search']>[string] | undefined,
  environment: Readonly<NodeJS.ProcessEnv>,
  path: string,
  sources: Source[],
  findings: Finding[],
): ResolvedEngine | undefined {
  const { name, facts } = plug
  const from = (variables: readonly string[]) =>
    variables.find((variable) => (environment[variable] ?? '').trim() !== '')
  const addressVariable = from(facts.addressVariables)
  const baseUrl =
    entry?.baseUrl ?? (addressVariable ? environment[addressVariable] : undefined) ?? facts.baseUrl
  const keyVariable = entry?.keyFrom ?? from(facts.keyVariables)
  const raw = entry?.key ?? (keyVariable ? environment[keyVariable] : undefined)
  const keyFrom = entry?.key === undefined ? (keyVariable ?? path) : path
  const found = raw === undefined ? undefined : readKey(raw, keyFrom)
  findings.push(...(found?.findings ?? []))
  const key = found?.key
  if (baseUrl === undefined || (facts.key === 'required' && key === undefined)) return undefined
  const parsed = plug.options.safeParse({ baseUrl: baseUrl.trim(), ...(key ? { key } : {}) })
  if (!parsed.success) {
    const reason = parsed.error.issues[0]?.message ?? '?'
    const where = entry?.baseUrl === undefined ? (addressVariable ?? name) : path
    findings.push(finding('engine-misconfigured', { engine: name, variable: where, reason }))
    return undefined
  }
  const address = parsed.data.baseUrl
  if (key) sources.push({ setting: `${name} key`, value: maskKey(key), from: keyFrom, shadowed: [] })
  if (address !== facts.baseUrl)
    sources.push({
      setting: `${name} address`,
      value: maskAddress(address),
      from: entry?.baseUrl === undefined ? (addressVariable ?? '') : path,
      shadowed: [],
    })
  return {
    plug,
    setting: { name, baseUrl: address },
    ...(key ? { key } : {}),
    configured: entry !== undefined || key !== undefined || addressVariable !== undefined,
  }
}

function chosen(
  names: readonly string[],
  setUp: readonly ResolvedEngine[],
  findings: Finding[],
): ResolvedEngine[] {
  if (names.length === 1 && names[0] === 'none') return []
  unknownEngine(names)
  return [...new Set(names)].flatMap((name) => {
    const engine = setUp.find(({ plug }) => plug.name === name)
    if (engine) return [engine]
    const { facts } = searchPlugs.find((plug) => plug.name === name)!
    const needed = facts.baseUrl === undefined ? facts.addressVariables[0]! : facts.keyVariables[0]!
    findings.push(finding('engine-incomplete', { engine: name, variable: needed, url: facts.home }))
    return []
  })
}

function unknownEngine(names: readonly string[]): void {
  const known = searchPlugs.map(({ name }) => name)
  const engine = names.find((name) => !known.includes(name))
  if (engine !== undefined) throw new KaojuError('engine-unknown', { engine, known: known.join(', ') })
}

function settingOf(name: string, server: NonNullable<WebSection['mcp']>[string]): McpSetting {
  const { search, fetch: fetchTool, arguments: fixed } = server
  const tools = {
    name,
    ...(search ? { search } : {}),
    ...(fetchTool ? { fetch: fetchTool } : {}),
    ...(fixed ? { arguments: fixed } : {}),
  }
  if ('url' in server) {
    const { url, tokenVariable } = server
    return { ...tools, transport: 'http', url, ...(tokenVariable ? { tokenVariable } : {}) }
  }
  const { command, args, environment } = server
  return {
    ...tools,
    transport: 'stdio',
    command,
    ...(args ? { args } : {}),
    ...(environment ? { environment } : {}),
  }
}

function tokensOf(
  servers: readonly (readonly [string, NonNullable<WebSection['mcp']>[string]])[],
  environment: Readonly<NodeJS.ProcessEnv>,
  findings: Finding[],
): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const [name, server] of servers) {
    if (!('url' in server) || !server.tokenVariable) continue
    const found = readKey(environment[server.tokenVariable] ?? '', server.tokenVariable)
    findings.push(...found.findings)
    if (found.key) tokens.set(name, found.key)
  }
  return tokens
}

function listIn(text: string | undefined): string[] | undefined {
  const list = text?.split(/[\s,]+/).filter(Boolean)
  return list && list.length > 0 ? list : undefined
}
