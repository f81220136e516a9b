import { explain, toKaojuError, type EgressScope } from '#runtime'
import { examineReach, reasonOf, type WebConditions } from '../config/examine-web.ts'
import { explainFinding } from '../config/findings.ts'
import { maskAddress } from '../config/keys.ts'
import { readConfigFiles } from '../config/settings.ts'
import { resolveWeb, type ResolvedWeb } from '../config/web.ts'
import type { Session } from './command.ts'
import { paint } from './terminal.ts'
import { fill, type Words } from './words.ts'

/** How far runs may reach and with whom: what `kaoju doctor --json` tells under `web`. */
export interface WebHealth {
  readonly scope: EgressScope | 'auto' | null
  /** The variable or file that fixed it. */
  readonly scopeFrom?: string
  readonly engines: readonly EngineHealth[]
  readonly mcp: readonly ({ readonly name: string; readonly transport: string } & Reach)[]
  readonly allow: readonly string[]
  readonly browser: string | null
  readonly sources: ResolvedWeb['sources']
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[]
}

interface Reach {
  /** Absent: it was not asked. */
  readonly reachable?: boolean
  readonly why?: string
}

interface EngineHealth extends Reach {
  readonly name: string
  readonly endpoint: string
  readonly key: boolean
}

/** Looks at the settings, then (unless offline) at each engine's endpoint and at what the name server gives out. */
export async function examineWeb(
  conditions: Omit<WebConditions, 'environment'>,
  session: Pick<Session, 'environment' | 'settings' | 'language' | 'words' | 'context'>,
): Promise<WebHealth> {
  const { environment, settings, language, words } = session
  const nothing = { scope: null, engines: [], mcp: [], allow: [], browser: null, sources: [] }
  let resolved: ResolvedWeb
  try {
    resolved = resolveWeb(environment, readConfigFiles(settings.home), {})
  } catch (error) {
    const { code } = toKaojuError(error)
    return { ...nothing, findings: [{ code, severity: 'error', message: explain(error, language) }] }
  }
  const seen = await examineReach(resolved, { ...conditions, environment }, session.context)
  const { doctor } = words.web
  const { standIn: address, delegated: proxy } = seen
  return {
    scope: resolved.scope,
    ...(resolved.where ? { scopeFrom: resolved.where } : {}),
    engines: seen.engines.map(({ engine: { setting, key }, reachable, error }) => ({
      name: setting.name,
      endpoint: maskAddress(setting.baseUrl),
      key: key !== undefined,
      ...(reachable === undefined ? {} : { reachable }),
      ...(error ? { why: reasonOf(error) } : {}),
    })),
    mcp: seen.mcp.map(({ server: { name, transport }, reachable, error }) => ({
      name,
      transport,
      ...(reachable === undefined ? {} : { reachable }),
      ...(error ? { why: reasonOf(error) } : {}),
    })),
    allow: resolved.allow,
    browser: seen.browser ?? null,
    sources: resolved.sources,
    findings: [
      ...[...resolved.findings, ...seen.findings].map((one) => ({
        code: one.code as string,
        severity: one.severity as string,
        message: explainFinding(one, language),
      })),
      ...(address
        ? [{ code: 'resolver-fake-ip', severity: 'error', message: fill(doctor.fakeIp, { address }) }]
        : []),
      ...(proxy
        ? [{ code: 'address-check-delegated', severity: 'note', message: fill(doctor.proxied, { proxy }) }]
        : []),
    ],
  }
}

/** The same for people. */
export function webText(health: WebHealth, { words, terminal }: Session): string[] {
  const { doctor } = words.web
  const colour = terminal.colour.out
  const stateOf = ({ reachable, why }: Reach): string =>
    reachable === undefined
      ? doctor.unasked
      : reachable
        ? doctor.ready
        : fill(doctor.unreached, { reason: why ?? '?' })
  const lines = [
    `${doctor.scope}: ${reachInWords(health, words)}`,
    ...health.engines.map((engine) =>
      fill(doctor.engine, {
        name: engine.name,
        state: [stateOf(engine), engine.key ? doctor.withKey : ''].join(''),
      }),
    ),
    ...health.mcp.map((server) => {
      const name = fill(words.web.mcp, { name: server.name })
      return fill(doctor.engine, {
        name,
        state: server.transport === 'stdio' ? doctor.program : stateOf(server),
      })
    }),
    ...(health.allow.length > 0 ? [`${doctor.allowed}: ${health.allow.join(', ')}`] : []),
    `${doctor.browser}: ${health.browser ?? doctor.noBrowser}`,
    ...health.sources.map(({ setting, value, from }) => `${setting}: ${value} (${from})`),
  ]
  const colours: Readonly<Record<string, 'red' | 'yellow' | 'dim'>> = { error: 'red', warning: 'yellow' }
  return [
    '',
    paint(doctor.title, 'bold', colour),
    ...lines.map((line) => `  ${line}`),
    ...health.findings.map(({ severity, message }) => paint(message, colours[severity] ?? 'dim', colour)),
  ]
}

/** How far a run may reach, as one phrase. */
export function reachInWords(
  { scope, scopeFrom }: Pick<WebHealth, 'scope' | 'scopeFrom'>,
  { web }: Words,
): string {
  if (scope === null) return '?'
  return `${web.doctor.reach[scope]}${scopeFrom ? ` (${scopeFrom})` : ''}`
}
