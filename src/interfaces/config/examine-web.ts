import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import {
  createConfiguredEgress,
  createDeadline,
  judgeAddress,
  systemResolve,
  toKaojuError,
  type Context,
  type Egress,
  type KaojuError,
  type Resolve,
} from '#runtime'
import { findChromium, hasDriver, type McpSetting } from '#sources'
import { finding, type Finding } from './findings.ts'
import { maskAddress } from './keys.ts'
import { readProxies } from './proxies.ts'
import { webVariables } from './web-section.ts'
import type { ResolvedEngine, ResolvedWeb } from './web.ts'

/** Whether something answers at an address; absent: nobody asked. */
export interface Reached {
  readonly reachable?: boolean
  readonly error?: KaojuError
}

/** What was found outside, without a query, a key or a page. */
export interface WebExamination {
  readonly engines: readonly (Reached & { readonly engine: ResolvedEngine })[]
  readonly mcp: readonly (Reached & { readonly server: McpSetting })[]
  /** The browser's program. */
  readonly browser?: string
  /** The address that a proxy program in fake-IP mode gives out for any name. */
  readonly standIn?: string
  /** The proxy that checks addresses in our stead. */
  readonly delegated?: string
  readonly findings: readonly Finding[]
}

/** What is looked at, and with what. */
export interface WebConditions {
  /** Nobody is asked, not even the name server. */
  readonly offline: boolean
  readonly environment: Readonly<NodeJS.ProcessEnv>
  /** Default: as this machine resolves. */
  readonly resolve?: Resolve
  /** Milliseconds after which whoever has not answered counts as out of reach. Default: 7,000. */
  readonly patience?: number
}

/** A name that every resolver knows, and whose addresses are global. */
const wellKnown = 'www.wikipedia.org'
const times = { connect: 5_000, firstByte: 6_000, idle: 5_000, whole: 7_000 }

/**
 * Looks for what will not work when a run goes out: programs that are not there, and (unless offline) engines,
 * servers and the name server, all at once and within `patience`. No query is sent, no key shown, nothing paid.
 */
export async function examineReach(
  web: ResolvedWeb,
  { offline, environment, resolve = systemResolve, patience = 7_000 }: WebConditions,
  context: Pick<Context, 'clock' | 'abort'>,
): Promise<WebExamination> {
  const { engines, mcp } = web
  const { settings, shown } = readProxies(environment)
  const way = shown.find(({ value }) =>
    [settings.https, settings.all].some((one) => one && maskAddress(one) === value),
  )
  const browser = web.browser ? programOf(web.chromium) : undefined
  const findings = [...programs(web, browser, environment)]
  if (engines.length === 0 && web.scope !== 'offline' && web.scope !== 'configured-only' && !wantsMore(web))
    findings.push(finding('engines-none', { variable: webVariables.engines }))
  const about = { ...(browser ? { browser } : {}), ...(way ? { delegated: way.value } : {}) }
  // What no run may reach, the doctor does not reach either.
  const shut = offline || web.scope === 'offline'
  const closed = shut || web.scope === 'configured-only'
  const addresses = [
    ...engines.map(({ setting }) => setting.baseUrl),
    ...mcp.flatMap((server) => (server.transport === 'http' ? [server.url] : [])),
  ]
  const egress = createConfiguredEgress({ endpoints: addresses, proxies: settings })
  const deadline = createDeadline(context.clock, patience)
  const signal = AbortSignal.any([context.abort, deadline.signal])
  const asked = (address: string): Promise<Reached> => reach(address, egress, signal, context)
  try {
    const [reached, servers, names] = await Promise.all([
      Promise.all(
        engines.map(async (engine) => ({ engine, ...(closed ? {} : await asked(engine.setting.baseUrl)) })),
      ),
      Promise.all(
        mcp.map(async (server) => ({
          server,
          ...(server.transport === 'http' && !shut ? await asked(server.url) : {}),
        })),
      ),
      // Behind a proxy it is the proxy that resolves.
      way || closed ? noNames : namesFrom(resolve, signal),
    ])
    context.abort.throwIfAborted()
    return {
      engines: reached,
      mcp: servers,
      ...about,
      ...(names.standIn ? { standIn: names.standIn } : {}),
      findings: [
        ...findings,
        ...(names.finding ? [names.finding] : []),
        ...outOfReach(reached, way),
        ...servers.flatMap(({ server, error }) =>
          error ? [finding('mcp-out-of-reach', { server: server.name, reason: reasonOf(error) })] : [],
        ),
      ],
    }
  } finally {
    deadline.cancel()
    await egress.close()
  }
}

/** Whether anything answers there, whatever it says: a redirect elsewhere is an answer too. */
async function reach(
  address: string,
  egress: Pick<Egress, 'configured'>,
  signal: AbortSignal,
  context: Pick<Context, 'abort'>,
): Promise<Reached> {
  try {
    const answer = await egress.configured(address, times)(address, { method: 'HEAD', signal })
    await answer.body?.cancel()
    return { reachable: true }
  } catch (caught) {
    context.abort.throwIfAborted()
    const error = toKaojuError(caught)
    return error.code === 'endpoint-redirects' ? { reachable: true } : { reachable: false, error }
  }
}

interface Names {
  readonly standIn?: string
  readonly finding?: Finding
}
const noNames: Names = {}

/** What the name server gives out for a name that every one knows. */
async function namesFrom(resolve: Resolve, signal: AbortSignal): Promise<Names> {
  let given: Awaited<ReturnType<Resolve>>
  try {
    given = await Promise.race([resolve(wellKnown, signal), rejectedBy(signal)])
  } catch (error) {
    const reason = signal.aborted ? 'no answer' : ((error as NodeJS.ErrnoException).code ?? String(error))
    return { finding: finding('resolver-silent', { reason }) }
  }
  const judged = given.map(({ address }) => ({ address, ...judgeAddress(address) }))
  const standIn = judged.find(({ verdict }) => verdict === 'fake-ip')
  if (standIn) return { standIn: standIn.address }
  const odd = judged.find(({ verdict }) => verdict !== 'global')
  return odd
    ? { finding: finding('resolver-private', { address: odd.address, host: wellKnown }) }
    : judged.length === 0
      ? { finding: finding('resolver-silent', { reason: 'no address' }) }
      : {}
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Error)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

/** Which engines are missed: those that the user set up, one by one; all, where none is left. */
function outOfReach(
  reached: WebExamination['engines'],
  way: { readonly variable: string; readonly value: string } | undefined,
): Finding[] {
  const missed = reached.flatMap(({ engine, error }) => (error ? [{ engine, reason: reasonOf(error) }] : []))
  if (missed.length > 0 && missed.length === reached.length) {
    const [, reason] = /^through the proxy \S+: (.*)$/.exec(missed[0]!.reason) ?? []
    const proxy = { proxy: way?.value ?? '?', variable: way?.variable ?? 'HTTPS_PROXY' }
    if (reason?.includes('407')) return [finding('engine-proxy-refused', proxy)]
    if (reason !== undefined) return [finding('engines-proxy-down', { ...proxy, reason })]
    const engines = missed.map(({ engine }) => engine.setting.name).join(', ')
    if (missed.length > 1) return [finding('engines-unreachable', { engines })]
  }
  return missed
    .filter(({ engine }) => engine.configured || reached.length === 1)
    .map(({ engine: { setting }, reason }) =>
      finding('engine-unreachable', {
        engine: setting.name,
        endpoint: maskAddress(setting.baseUrl),
        reason,
      }),
    )
}

/** Why somebody did not answer, in a few words. */
export function reasonOf({ parameters, message, code }: KaojuError): string {
  if (code === 'deadline-reached') return `no answer within ${String(parameters['seconds'])} s`
  return String(
    parameters['reason'] ??
      (parameters['seconds'] === undefined ? message : `silent for ${String(parameters['seconds'])} s`),
  )
}

/** What the configuration would start, where it is not there. */
function programs(
  { browser: wanted, chromium, mcp }: ResolvedWeb,
  browser: string | undefined,
  environment: Readonly<NodeJS.ProcessEnv>,
): Finding[] {
  const none = wanted && browser === undefined
  return [
    ...(none && chromium
      ? [finding('browser-missing', { variable: webVariables.chromium, path: chromium })]
      : []),
    ...(none && !chromium ? [finding('browser-none', { variable: webVariables.chromium })] : []),
    ...mcp.flatMap((server) =>
      server.transport === 'stdio' && !isOnPath(server.command, environment)
        ? [finding('mcp-program-missing', { server: server.name, command: server.command })]
        : [],
    ),
  ]
}

function programOf(chromium: string | undefined): string | undefined {
  // A browser without its driver shows nothing.
  if (!hasDriver()) return undefined
  return chromium === undefined ? findChromium() : isProgram(chromium) ? chromium : undefined
}

/** On Windows endings decide what a program is; there it is left to the start. */
function isOnPath(command: string, environment: Readonly<NodeJS.ProcessEnv>): boolean {
  if (process.platform === 'win32') return true
  if (isAbsolute(command) || command.includes('/')) return isProgram(command)
  return (environment['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, command)))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Engines were asked for, and why they are missing is told already. */
function wantsMore({ findings }: ResolvedWeb): boolean {
  return findings.some(({ code }) => code === 'engine-incomplete' || code === 'engine-misconfigured')
}
