import { KaojuError, type EgressScope } from '#runtime'
import type { Library } from '#library'
import type { WebParts } from '#research'
import type { ResolvedWeb, WebFlags } from '../config/web.ts'
import type { WebConfiguration } from '../run-tasks.ts'
import type { Session } from './command.ts'
import { fill } from './words.ts'

/** What a run is about to use, as far as it decides how far the run may reach. */
export interface Taking {
  /** Documents are given with the run. */
  readonly docs: boolean
  readonly kind: 'research' | 'check' | 'add'
  /** Opened only where it has to be looked into. */
  readonly library: () => Promise<Pick<Library, 'holdings'>>
}

/**
 * How far a new run may reach, as its journal records it: as it was asked or configured; else the web where nothing
 * of the user's own takes part, and configured endpoints only where something does.
 */
export async function webConfigurationOf(
  flags: WebFlags,
  taking: Taking,
  session: Session,
): Promise<WebConfiguration> {
  const resolved = await resolvedFor(flags, session)
  const { scope, because } = await scopeOf(resolved, taking)
  const open = scope === 'web' && taking.kind === 'research'
  return {
    scope,
    because,
    engines: open ? resolved.engines.map(({ setting }) => setting) : [],
    mcp: scope !== 'offline' && taking.kind === 'research' ? resolved.mcp : [],
    allow: resolved.allow,
    sendsPrivate: resolved.sendsPrivate,
    browser: scope === 'web' && resolved.browser,
  }
}

async function scopeOf(
  { scope, because, mcp }: ResolvedWeb,
  { docs, kind, library }: Taking,
): Promise<Pick<WebConfiguration, 'scope' | 'because'>> {
  if (scope !== 'auto') return { scope, because }
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
  limited: { readonly money: boolean },
  session: Session,
): Promise<WebParts | undefined> {
  if (scope === 'offline' || (scope === 'configured-only' && mcp.length === 0)) return undefined
  const { createBrowser, createMcpSource, createSearch, createWebSearch, searchPlugs } =
    await import('#sources')
  const resolved = await resolvedFor({}, session)
  const searches = engines.flatMap((setting) => {
    const plug = searchPlugs.find(({ name }) => name === setting.name)
    if (!plug)
      throw new KaojuError('engine-unknown', {
        engine: setting.name,
        known: searchPlugs.map(({ name }) => name).join(', '),
      })
    // A promise about money cannot be kept with an engine whose price nobody knows.
    if (limited.money && plug.facts.usd === null) return []
    // Only what opens its door is looked up; where it is asked was recorded.
    const key = resolved.engines.find((one) => one.setting.name === setting.name)?.key
    const options = plug.options.parse({ baseUrl: setting.baseUrl, ...(key ? { key } : {}) })
    return [{ name: plug.name, facts: plug.facts, search: createSearch(plug, { ...options }) }]
  })
  return {
    ...(scope === 'web' ? { search: createWebSearch(searches) } : {}),
    mcp: mcp.map((setting) => {
      const token = resolved.tokens.get(setting.name)
      const environment = Object.fromEntries(
        Object.entries(session.environment).filter(
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
  { scope, because, engines, mcp }: WebConfiguration,
  endpoints: readonly string[],
  { language, settings, words }: Session,
): string[] {
  const { web: said } = words
  const searched = new Set(engines.map(({ baseUrl }) => baseUrl))
  const others = endpoints.filter((url) => !searched.has(url))
  const hosts = others.map((url) => (URL.canParse(url) ? new URL(url).host : url))
  const servers = mcp.map(({ name }) => fill(said.mcp, { name }))
  const asked = scope === 'web' ? engines.map(({ name }) => name) : []
  const who = [...new Set([...hosts, ...asked, ...servers])]
  const nobody = scope === 'web' && kind === 'research' ? said.noEngines : said.nobody
  const between = language === 'zh' ? '、' : ', '
  return [
    `${fill(said.scope[kind === 'check' && scope === 'web' ? 'cited' : scope], { who: who.join(between) || nobody })} ${fill(said.because[because], { where: settings.home })}`,
    ...mcp.flatMap(({ name, transport }) => (transport === 'stdio' ? [fill(said.unguarded, { name })] : [])),
  ]
}

async function resolvedFor(flags: WebFlags, { environment, settings }: Session): Promise<ResolvedWeb> {
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
