import { KaojuError, shownAddress, type EgressScope } from '#runtime'
import type { Library } from '#library'
import type { WebParts } from '#research'
import type { McpSetting } from '#sources'
import type { ResolvedWeb, WebFlags } from '../config/web.ts'
import type { WebConfiguration } from './tasks.ts'
import type { Place } from './place.ts'
import { fill } from '../cli/words.ts'

/** What a run is about to use, as far as it decides how far the run may reach. */
export interface Taking {
  /** Documents are given with the run. */
  readonly docs: boolean
  readonly kind: 'research' | 'check' | 'add' | 'poll'
  /** Opened only where it has to be looked into. */
  readonly library: () => Promise<Pick<Library, 'holdings'>>
}

/** How far a new run may reach, and what of that which was set up for it will not work, a sentence each. */
export interface ConfiguredWeb {
  readonly web: WebConfiguration
  readonly remarks: readonly string[]
}

/**
 * How far a new run may reach, as its journal records it: as it was asked or configured; else the web where nothing
 * of the user's own takes part, and configured endpoints only where something does.
 *
 * @throws KaojuError `option-invalid` when none of the engines that were asked for can be had; what `resolveWeb` throws
 */
export async function configuredWebOf(
  flags: WebFlags & { readonly since?: string },
  taking: Taking,
  place: Place,
): Promise<ConfiguredWeb> {
  if (flags.web && flags.offline) {
    const reason = fill(place.words.web.notBoth, { other: '--offline' })
    throw new KaojuError('option-invalid', { option: '--web', reason })
  }
  const resolved = await resolvedFor(flags, place)
  const { scope, because, where } = await scopeOf(resolved, taking)
  const open = scope === 'web' && taking.kind === 'research'
  const { kept, unpriced } = withinBudget(resolved.engines, place.settings.budget !== undefined)
  return {
    web: {
      scope,
      because,
      ...(where === undefined ? {} : { where }),
      engines: open
        ? kept.map(({ setting }) => ({ ...setting, baseUrl: shownAddress(setting.baseUrl) }))
        : [],
      mcp: scope !== 'offline' && taking.kind === 'research' ? resolved.mcp.map(withoutSecret) : [],
      allow: resolved.allow,
      sendsPrivate: resolved.sendsPrivate,
      browser: scope === 'web' && resolved.browser,
    },
    remarks: open
      ? [
          ...(await wrongEngines(resolved, flags, place)),
          ...unpriced.map((engine) => fill(place.words.web.unpriced, { engine })),
        ]
      : idleFlags(flags, place),
  }
}

/** The same for what is no run. */
export async function webConfigurationOf(
  flags: WebFlags,
  taking: Taking,
  place: Place,
): Promise<WebConfiguration> {
  return (await configuredWebOf(flags, taking, place)).web
}

/** The engines that a run may ask: a promise about money cannot be kept with one whose price nobody knows. */
export function withinBudget<
  Engine extends {
    readonly plug: { readonly name: string; readonly facts: { readonly usd: number | null } }
  },
>(
  engines: readonly Engine[],
  limited: boolean,
): { readonly kept: readonly Engine[]; readonly unpriced: readonly string[] } {
  const unknown = (engine: Engine): boolean => limited && engine.plug.facts.usd === null
  return {
    kept: engines.filter((engine) => !unknown(engine)),
    unpriced: engines.filter(unknown).map(({ plug }) => plug.name),
  }
}

/** What keeps an engine from being asked; where engines were asked for by name and none is left, the run is refused. */
async function wrongEngines(
  { engines, findings }: ResolvedWeb,
  flags: WebFlags,
  { language }: Place,
): Promise<string[]> {
  const { explainFinding } = await import('../config/findings.ts')
  const wrong = findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'config-readable-by-others',
  )
  const told = wrong.map((one) => explainFinding(one, language))
  if (flags.engines && engines.length === 0 && told[0])
    throw new KaojuError('option-invalid', { option: '--engines', reason: told[0].replace(/[.。]$/, '') })
  return told
}

/** Flags that mean something only where the web is open. */
function idleFlags({ engines, since }: WebFlags & { readonly since?: string }, { words }: Place): string[] {
  const idle = [...(engines ? ['--engines'] : []), ...(since ? ['--since'] : [])]
  return idle.map((option) => fill(words.web.idle, { option }))
}

/** An address may hold a key: whoever executes the run looks that up. */
function withoutSecret(server: McpSetting): McpSetting {
  return server.transport === 'http' ? { ...server, url: shownAddress(server.url) } : server
}

async function scopeOf(
  { scope, because, where, mcp }: ResolvedWeb,
  { docs, kind, library }: Taking,
): Promise<Pick<WebConfiguration, 'scope' | 'because' | 'where'>> {
  if (scope !== 'auto') return { scope, because, ...(where === undefined ? {} : { where }) }
  // Whoever subscribes to an address asks for it, and nothing of the library leaves with the request.
  if (kind === 'poll') return { scope: 'web', because: 'asked' }
  // A text under audit is the user's own, and so is what an MCP server of theirs holds.
  if (docs || kind !== 'research' || mcp.length > 0) return { scope: 'configured-only', because: 'private' }
  const { isPrivate } = await import('#research')
  const holdings = await (await library()).holdings()
  return holdings.some(isPrivate)
    ? { scope: 'configured-only', because: 'private' }
    : { scope: 'web', because: 'empty' }
}

/** What lies outside the library, for a run that may reach it; undefined: nothing. */
export async function webPartsOf(
  { scope, engines, mcp, sendsPrivate, browser }: WebConfiguration,
  place: Place,
): Promise<WebParts | undefined> {
  if (scope === 'offline' || (scope === 'configured-only' && mcp.length === 0)) return undefined
  const { createBrowser, createMcpSource, createSearch, createWebSearch, searchPlugs } =
    await import('#sources')
  const resolved = await resolvedFor({}, place)
  const searches = engines.flatMap((setting) => {
    const plug = searchPlugs.find(({ name }) => name === setting.name)
    if (!plug)
      throw new KaojuError('engine-unknown', {
        engine: setting.name,
        known: searchPlugs.map(({ name }) => name).join(', '),
      })
    // Only what opens its door is looked up; where it is asked was recorded.
    const today = resolved.setUp.find((one) => one.plug.name === setting.name)
    const baseUrl = today ? withSecret(setting.baseUrl, today.setting.baseUrl) : setting.baseUrl
    const search = createSearch(plug, { baseUrl, key: today?.key })
    return [{ name: plug.name, facts: plug.facts, search }]
  })
  return {
    ...(scope === 'web' ? { search: createWebSearch(searches) } : {}),
    mcp: mcp.map((recorded) => {
      const today = resolved.mcp.find(({ name }) => name === recorded.name)
      const setting =
        recorded.transport === 'http' && today?.transport === 'http'
          ? { ...recorded, url: withSecret(recorded.url, today.url) }
          : recorded
      const token = resolved.tokens.get(setting.name)
      const environment = Object.fromEntries(
        Object.entries(place.environment).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      )
      return createMcpSource(setting, { environment, ...(token ? { token } : {}) })
    }),
    ...(browser
      ? { renderer: createBrowser(resolved.chromium ? { executable: resolved.chromium } : {}) }
      : {}),
    sendsPrivate,
  }
}

/** The recorded address, with what only the user and the server know of it where it is the same today. */
function withSecret(recorded: string, today: string): string {
  return shownAddress(today) === recorded ? today : recorded
}

/** The same for a replay, which recalls what came and asks nobody. */
export function webInReplay({ scope, engines, mcp, sendsPrivate }: WebConfiguration): WebParts | undefined {
  if (scope === 'offline' || (scope === 'configured-only' && mcp.length === 0)) return undefined
  const nobody = (): Promise<never> =>
    Promise.reject(new KaojuError('scope-refused', { url: 'replay', scope: 'offline' }))
  return {
    ...(scope === 'web' ? { search: { engines: engines.map(({ name }) => name), search: nobody } } : {}),
    mcp: mcp.map(({ name }) => ({
      name,
      guarded: true,
      search: nobody,
      read: nobody,
      close: async () => {},
    })),
    sendsPrivate,
  }
}

/** The line that says how far a run may reach and how to change it; programs of the user's own are named. */
export function reachLines(
  kind: Taking['kind'],
  { scope, because, where = '', engines, mcp }: WebConfiguration,
  endpoints: readonly string[],
  { language, words }: Pick<Place, 'language' | 'words'>,
): string[] {
  const { web: said } = words
  if (kind === 'poll' && scope === 'web') return [words.feeds.reach]
  // Files are brought in without asking anybody, unless a model describes them or makes their vectors.
  if (kind === 'add' && endpoints.length === 0) return []
  const searched = new Set(engines.flatMap(({ baseUrl, also = [] }) => [baseUrl, ...also]))
  const others = endpoints.filter((url) => !searched.has(url))
  const hosts = others.map((url) => (URL.canParse(url) ? new URL(url).host : url))
  const servers = mcp.map(({ name }) => fill(said.mcp, { name }))
  const asked = scope === 'web' ? engines.map(({ name }) => name) : []
  const who = [...new Set([...hosts, ...asked, ...servers])]
  const between = language === 'zh' ? '、' : ', '
  const cited = who.length > 0 ? 'cited' : 'citedOnly'
  const closed = scope === 'configured-only' && who.length === 0 ? 'nobody' : scope
  const phrase = kind === 'check' && scope === 'web' ? cited : closed
  const own = { research: 'private', poll: 'private', check: 'checked', add: 'added' } as const
  const why = said.because[because === 'private' ? own[kind] : because]
  const line = [fill(said.scope[phrase], { who: who.join(between) || said.noEngines }), fill(why, { where })]
  return [
    line.join(language === 'zh' ? '' : ' '),
    ...mcp.flatMap(({ name, transport }) => (transport === 'stdio' ? [fill(said.unguarded, { name })] : [])),
  ]
}

async function resolvedFor(flags: WebFlags, { environment, settings }: Place): Promise<ResolvedWeb> {
  const [{ resolveWeb }, { readConfigFiles }] = await Promise.all([
    import('../config/web.ts'),
    import('../config/settings.ts'),
  ])
  return resolveWeb(environment, readConfigFiles(settings.home), flags)
}

/** The scope of a run that an older version recorded. */
export const beforeTheWeb: WebConfiguration = {
  scope: 'configured-only' satisfies EgressScope,
  because: 'private',
  engines: [],
  mcp: [],
  allow: [],
  sendsPrivate: false,
  browser: false,
}
