import { egressScopes, KaojuError, parseAllow, type EgressScope } from '#runtime'
import { searchPlugs, type EngineSetting, type McpSetting, type SearchPlug } from '#sources'
import type { ConfigFile } from './config-file.ts'
import { finding, type Finding } from './findings.ts'
import { maskAddress, maskKey, readKey } from './keys.ts'
import type { ConfigFiles } from './models.ts'
import { nearest } from './nearest.ts'
import type { Source } from './provider-setup.ts'
import { folderWebSection, webSection, webVariables, type WebSection } from './web-section.ts'

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
  /** Who configured the scope: a variable or a file. */
  readonly where?: string
  /** Those that a run asks. */
  readonly engines: readonly ResolvedEngine[]
  /** All that could be asked, chosen or not: a run that was recorded may have chosen otherwise. */
  readonly setUp: readonly ResolvedEngine[]
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

/** What is read while the engines are set up. */
interface Reading {
  readonly environment: Readonly<NodeJS.ProcessEnv>
  /** Of the home's file. */
  readonly path: string
  readonly sources: Source[]
  readonly findings: Finding[]
}

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
  const path = files.home?.path ?? 'config.json'
  const reading: Reading = { environment, path, sources: [], findings: fileFindings(files.home, home) }
  const { sources, findings } = reading
  const { scope = 'offline' } = folder
  if (files.project && home.scope !== undefined && openness[scope] > openness[home.scope])
    findings.push(finding('scope-not-widened', { path: files.project.path, scope, home: path }))
  knowAll(Object.keys(home.search ?? {}))
  const setUp = searchPlugs.flatMap((plug) => engineOf(plug, home.search?.[plug.name], reading) ?? [])
  const named = flags.engines ?? listIn(environment[webVariables.engines]) ?? folder.engines ?? home.engines
  const allow = listIn(environment[webVariables.allow]) ?? home.allow ?? []
  parseAllow(allow)
  findings.push(...allow.filter(isWide).map((entry) => finding('allow-wide', { entry })))
  const chromium = environment[webVariables.chromium]?.trim()
  const servers = Object.entries(home.mcp ?? {})
  return {
    ...scopeOf(environment, flags, files),
    engines: named ? chosen(named, setUp, findings) : setUp,
    setUp,
    mcp: servers.map(([name, server]) => settingOf(name, server)),
    tokens: tokensOf(servers, reading),
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
  files: ConfigFiles,
): Pick<ResolvedWeb, 'scope' | 'because' | 'where'> {
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
  const inFolder = narrower(folderWebSection(files.project).scope, webSection(files.home).scope)
  const found: readonly (readonly [string | undefined, string | undefined])[] = [
    [said || undefined, webVariables.scope],
    [inFolder, files.project?.path],
    [webSection(files.home).scope, files.home?.path],
  ]
  const [scope = 'auto', where] = found.find(([value]) => value !== undefined) ?? []
  const fixed = scope !== 'auto' && where !== undefined
  return { scope: scope as ResolvedWeb['scope'], because: 'configured', ...(fixed ? { where } : {}) }
}

const openness = { offline: 0, 'configured-only': 1, auto: 2, web: 3 } as const

/** What a folder's file says of the scope, as far as it is less than what the home's file says. */
function narrower(folder: WebSection['scope'], home: WebSection['scope']): WebSection['scope'] {
  if (folder === undefined) return undefined
  return openness[folder] < openness[home ?? 'auto'] ? folder : undefined
}

/** Undefined: it needs a key or an address that nobody gave. */
function engineOf(
  plug: SearchPlug,
  entry: NonNullable<WebSection['search']>[string] | undefined,
  { environment, path, sources, findings }: Reading,
): ResolvedEngine | undefined {
  const { name, facts } = plug
  const from = (variables: readonly string[]) =>
    variables.find((variable) => (environment[variable] ?? '').trim() !== '')
  const addressVariable = from(facts.addressVariables)
  const baseUrl =
    entry?.baseUrl ?? (addressVariable ? environment[addressVariable] : undefined) ?? facts.baseUrl
  const keyVariable = entry?.keyFrom ?? from(facts.keyVariables) ?? facts.keyVariables.find(isIn(environment))
  const raw = entry?.key ?? (keyVariable ? environment[keyVariable] : undefined)
  const keyFrom = entry?.key === undefined ? (keyVariable ?? path) : path
  if (entry?.key !== undefined && entry.keyFrom !== undefined)
    findings.push(finding('key-twice', { path, provider: name }))
  else if (entry?.keyFrom !== undefined && raw === undefined)
    findings.push(finding('key-variable-missing', { provider: name, variable: entry.keyFrom }))
  const found = raw === undefined ? undefined : readKey(raw, keyFrom)
  findings.push(...(found?.findings ?? []))
  const key = found?.key
  const where = entry?.baseUrl === undefined ? (addressVariable ?? name) : path
  if (baseUrl === undefined || (facts.key === 'required' && key === undefined)) return undefined
  const parsed = plug.options.safeParse({ baseUrl: baseUrl.trim(), ...(key ? { key } : {}) })
  const address = parsed.success ? parsed.data.baseUrl : baseUrl.trim()
  if (!parsed.success || !isWebAddress(address)) {
    const reason = parsed.error?.issues[0]?.message ?? `${maskAddress(address)} is no http(s) address`
    findings.push(finding('engine-misconfigured', { engine: name, variable: where, reason }))
    return undefined
  }
  if (key) sources.push({ setting: `${name} key`, value: maskKey(key), from: keyFrom, shadowed: [] })
  if (address !== facts.baseUrl)
    sources.push({ setting: `${name} address`, value: maskAddress(address), from: where, shadowed: [] })
  if (key && isPlain(address))
    findings.push(finding('address-plain', { variable: where, host: new URL(address).host }))
  const editions = address === facts.baseUrl ? Object.values(facts.editions ?? {}) : []
  const also = editions.filter((one) => one !== address)
  return {
    plug,
    setting: { name, baseUrl: address, ...(also.length > 0 ? { also } : {}) },
    ...(key ? { key } : {}),
    configured: entry !== undefined || key !== undefined || addressVariable !== undefined,
  }
}

/** Whether an exception admits more than a few machines: a large block, or every name below a top-level domain. */
function isWide(entry: string): boolean {
  const [, block = '', bits] = /^\[?([\da-f.:]+)\/(\d{1,3})/i.exec(entry.trim()) ?? []
  if (bits !== undefined) return Number(bits) < (block.includes(':') ? 64 : 24)
  return /^\*\.[^.]+\.?(:\d+)?$/.test(entry.trim())
}

function isIn(environment: Readonly<NodeJS.ProcessEnv>): (variable: string) => boolean {
  return (variable) => environment[variable] !== undefined
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}

/** Whether what is sent there can be read on the way; what stays on this machine cannot. */
function isPlain(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}

function chosen(
  names: readonly string[],
  setUp: readonly ResolvedEngine[],
  findings: Finding[],
): ResolvedEngine[] {
  if (names.length === 1 && names[0] === 'none') return []
  knowAll(names)
  return [...new Set(names)].flatMap((name) => {
    const engine = setUp.find(({ plug }) => plug.name === name)
    if (engine) return [engine]
    const { facts } = searchPlugs.find((plug) => plug.name === name)!
    const needed = facts.baseUrl === undefined ? facts.addressVariables[0]! : facts.keyVariables[0]!
    const told = findings.some(
      (one) => one.code === 'engine-misconfigured' && one.parameters['engine'] === name,
    )
    if (!told)
      findings.push(finding('engine-incomplete', { engine: name, variable: needed, url: facts.home }))
    return []
  })
}

/** @throws KaojuError `engine-unknown` */
function knowAll(names: readonly string[]): void {
  const known = searchPlugs.map(({ name }) => name)
  const engine = names.find((name) => !known.includes(name))
  if (engine === undefined) return
  const near = nearest(engine, known)!
  const first = [near, ...known.filter((name) => name !== near)]
  throw new KaojuError('engine-unknown', { engine, known: first.join(', ') })
}

function settingOf(name: string, server: NonNullable<WebSection['mcp']>[string]): McpSetting {
  const { search, fetch: fetchTool, tools: allowed, arguments: fixed } = server
  const tools = {
    name,
    ...(search ? { search } : {}),
    ...(fetchTool ? { fetch: fetchTool } : {}),
    ...(allowed && allowed.length > 0 ? { tools: allowed } : {}),
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
  { environment, findings }: Reading,
): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const [name, server] of servers) {
    if (!('url' in server) || !server.tokenVariable) continue
    const raw = environment[server.tokenVariable]
    if (raw === undefined) {
      findings.push(finding('key-variable-missing', { provider: name, variable: server.tokenVariable }))
      continue
    }
    const found = readKey(raw, server.tokenVariable)
    findings.push(...found.findings)
    if (found.key) tokens.set(name, found.key)
  }
  return tokens
}

/** Who else may read the keys in the home's file. */
function fileFindings(file: ConfigFile | undefined, { search = {} }: WebSection): Finding[] {
  const open = file !== undefined && process.platform !== 'win32' && (file.mode & 0o077) !== 0
  if (!open || !Object.values(search).some(({ key }) => key !== undefined)) return []
  return [finding('config-readable-by-others', { path: file.path, mode: file.mode.toString(8) })]
}

function listIn(text: string | undefined): string[] | undefined {
  const list = text?.split(/[\s,]+/).filter(Boolean)
  return list && list.length > 0 ? list : undefined
}
