import { explain, judgeAddress, systemResolve, toKaojuError, type EgressScope } from '#runtime'
import { findChromium } from '#sources'
import { explainFinding } from '../config/findings.ts'
import { readProxies } from '../config/proxies.ts'
import { readConfigFiles } from '../config/settings.ts'
import { resolveWeb, type ResolvedEngine, type ResolvedWeb } from '../config/web.ts'
import type { Session } from './command.ts'
import { paint } from './terminal.ts'
import { fill } from './words.ts'

/** How far runs may reach and with whom: what `kaoju doctor --json` tells under `web`. */
export interface WebHealth {
  readonly scope: EgressScope | 'auto' | null
  readonly engines: readonly EngineHealth[]
  readonly mcp: readonly { readonly name: string; readonly transport: string }[]
  readonly allow: readonly string[]
  readonly browser: string | null
  readonly sources: ResolvedWeb['sources']
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[]
}

interface EngineHealth {
  readonly name: string
  readonly endpoint: string
  readonly key: boolean
  /** Absent: it was not asked. */
  readonly reachable?: boolean
  readonly why?: string
}

/** A name that every resolver knows, and whose addresses are global. */
const wellKnown = 'www.wikipedia.org'
const times = { connect: 5_000, firstByte: 8_000, idle: 5_000, whole: 10_000 }

/** Looks at the settings, then (unless offline) at each engine's endpoint and at what the name server gives out. */
export async function examineWeb(
  { offline }: { readonly offline: boolean },
  session: Session,
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
  const findings = resolved.findings.map((one) => ({
    code: one.code as string,
    severity: one.severity as string,
    message: explainFinding(one, language),
  }))
  const proxies = readProxies(environment)
  const proxy = proxies.settings.https ?? proxies.settings.all
  if (proxy)
    findings.push({
      code: 'address-check-delegated',
      severity: 'note',
      message: fill(words.web.doctor.proxied, { proxy: proxies.shown[0]?.value ?? '' }),
    })
  else if (!offline) {
    const address = await standIn(session)
    if (address)
      findings.push({
        code: 'resolver-fake-ip',
        severity: 'error',
        message: fill(words.web.doctor.fakeIp, { address }),
      })
  }
  return {
    scope: resolved.scope,
    engines: offline ? resolved.engines.map(described) : await probed(resolved.engines, session),
    mcp: resolved.mcp.map(({ name, transport }) => ({ name, transport })),
    allow: resolved.allow,
    browser: resolved.browser ? (resolved.chromium ?? findChromium() ?? null) : null,
    sources: resolved.sources,
    findings,
  }
}

/** The address that a proxy program in fake-IP mode gives out for any name; undefined: none. */
async function standIn({ context }: Session): Promise<string | undefined> {
  const addresses = await systemResolve(wellKnown, context.abort).catch(() => [])
  return addresses.find(({ address }) => judgeAddress(address).verdict === 'fake-ip')?.address
}

function described({ setting, key }: ResolvedEngine): EngineHealth {
  return { name: setting.name, endpoint: setting.baseUrl, key: key !== undefined }
}

/** Whether anything answers there: no query is sent, no key shown, nothing paid. */
async function probed(engines: readonly ResolvedEngine[], session: Session): Promise<EngineHealth[]> {
  const { createConfiguredEgress } = await import('#runtime')
  const endpoints = engines.map(({ setting }) => setting.baseUrl)
  const egress = createConfiguredEgress({
    endpoints,
    proxies: readProxies(session.environment).settings,
  })
  try {
    return await Promise.all(
      engines.map(async (engine) => {
        const { baseUrl } = engine.setting
        try {
          const call = egress.configured(baseUrl, times)
          const answer = await call(baseUrl, { method: 'HEAD', signal: session.context.abort })
          await answer.body?.cancel()
          return { ...described(engine), reachable: true }
        } catch (error) {
          // A redirect elsewhere is an answer too.
          const { code } = toKaojuError(error)
          if (code === 'endpoint-redirects') return { ...described(engine), reachable: true }
          return { ...described(engine), reachable: false, why: explain(error, session.language) }
        }
      }),
    )
  } finally {
    await egress.close()
  }
}

/** The same for people. */
export function webText(health: WebHealth, { words, terminal }: Session): string[] {
  const { doctor } = words.web
  const colour = terminal.colour.out
  const engines = health.engines.map(({ name, reachable, why }) =>
    fill(doctor.engine, {
      name,
      state: reachable === undefined ? doctor.unasked : reachable ? doctor.ready : (why ?? '✗'),
    }),
  )
  const lines = [
    `${doctor.scope}: ${health.scope === 'auto' ? doctor.auto : (health.scope ?? '?')}`,
    ...engines,
    ...health.mcp.map(({ name, transport }) => `${fill(words.web.mcp, { name })} (${transport})`),
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
