import { createContext, explain, toKaojuError, type KaojuError } from '#runtime'
import type { Role } from '#models'
import type { EndpointReport } from '../config/examine-endpoint.ts'
import type { Finding } from '../config/findings.ts'
import type { Source } from '../config/provider-setup.ts'
import { fromFile, readConfigFiles } from '../config/settings.ts'
import type { TriedModel } from '../config/try-model.ts'
import { castingDocument } from './commands/models.ts'
import type { Session } from './command.ts'
import { openModelSession } from '../runs/model-session.ts'
import { modelWordsIn, phrase } from './model-words.ts'
import { dollars } from './money.ts'
import { paint } from './terminal.ts'

/** Who thinks, and what is the matter with it: what `kaoju doctor --json` tells under `models`. */
export interface Modelling {
  readonly castings: readonly { readonly role: Role; readonly model: string; readonly because: unknown }[]
  readonly sources: readonly Source[]
  readonly proxies: readonly { readonly variable: string; readonly value: string }[]
  readonly endpoints: readonly Omit<EndpointReport, 'findings'>[]
  /** Only with `--call`. */
  readonly calls: readonly (Omit<TriedModel, 'error'> & { readonly error?: string })[]
  readonly findings: readonly ToldFinding[]
}

interface ToldFinding {
  readonly code: string
  readonly severity: Finding['severity']
  readonly message: string
}

/** Looks at settings, then at the endpoints in play (unless offline), then calls them (only when asked to). */
export async function examineModelling(
  { offline, call }: { readonly offline: boolean; readonly call: boolean },
  session: Session,
): Promise<Modelling> {
  const nothing = { castings: [], sources: [], proxies: [], endpoints: [], calls: [] }
  const damaged = configError(session)
  if (damaged) return { ...nothing, findings: [toldError(damaged, session)] }
  const [{ explainFinding }, { callModels, examineEndpoints, examineSettings, modelsInPlay }] =
    await Promise.all([import('../config/findings.ts'), import('../config/diagnose.ts')])
  const { isPriceOld } = await import('#models')
  const { context, language, settings } = session
  let opened: Awaited<ReturnType<typeof openModelSession>>
  try {
    opened = await openModelSession({}, session, { offline })
  } catch (error) {
    return { ...nothing, findings: [toldError(toKaojuError(error), session)] }
  }
  try {
    const { resolved, proxies, openEgress } = opened
    const now = context.clock.now()
    const endpoints = offline
      ? []
      : await examineEndpoints(resolved, openEgress, context.clock, proxies.shown)
    const egress = openEgress(modelsInPlay(resolved).map(({ baseUrl }) => baseUrl))
    const calling = createContext({ egress, stop: context.stop, abort: context.abort }).context
    const { calls, findings } =
      call && !offline ? await callModels(resolved, calling, language) : { calls: [], findings: [] }
    const all = [
      ...resolved.findings,
      ...proxies.findings,
      ...examineSettings(resolved, settings, now),
      ...endpoints.flatMap((report) => report.findings),
      ...findings,
    ]
    return {
      castings: resolved.configuration.castings.map((casting) =>
        castingDocument(casting, casting.spec.price !== undefined && isPriceOld(casting.spec.price, now)),
      ) as Modelling['castings'],
      sources: resolved.sources,
      proxies: proxies.shown,
      endpoints: endpoints.map(({ findings: _findings, ...report }) => report),
      calls: calls.map(({ error, ...tried }) => ({ ...tried, ...(error ? { error: error.code } : {}) })),
      findings: once(
        all.map((one) => ({
          code: one.code,
          severity: one.severity,
          message: explainFinding(one, language),
        })),
      ),
    }
  } finally {
    await opened.close()
  }
}

/** A configuration file that the other commands refuse. */
function configError({ settings }: Session): KaojuError | undefined {
  try {
    const { home, project } = readConfigFiles(settings.home)
    fromFile(project)
    fromFile(home)
    return undefined
  } catch (error) {
    return toKaojuError(error)
  }
}

function toldError(error: KaojuError, { language }: Session): ToldFinding {
  return { code: error.code, severity: 'error', message: explain(error, language) }
}

function once(findings: readonly ToldFinding[]): ToldFinding[] {
  const said = new Set<string>()
  return findings.filter(({ message }) => !said.has(message) && said.add(message))
}

/** The same for people: roles, sources, endpoints, calls, proxies, findings. */
export function modellingText(modelling: Modelling, session: Session): string[] {
  const words = modelWordsIn(session.language)
  const colour = session.terminal.colour.out
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint(title, 'bold', colour), ...lines.map((line) => `  ${line}`)]
  const roles = modelling.castings.map(({ role, model }) => `${words.roles[role]}: ${model}`)
  const sources = modelling.sources.flatMap(({ setting, value, from, shadowed }) => [
    `${setting}: ${value} (${from})`,
    ...shadowed.map((other) => `  ${phrase(words.shadowed, other)}`),
  ])
  const endpoints = modelling.endpoints.map(({ endpoint, reachable, keyAccepted, offers, milliseconds }) =>
    [
      endpoint,
      reachable ? words.reachable : words.unreachable,
      ...(keyAccepted === undefined ? [] : [keyAccepted ? words.keyAccepted : words.keyRefused]),
      ...(offers === undefined ? [] : [phrase(words.offers, { count: offers })]),
      `${milliseconds} ms`,
    ].join(' · '),
  )
  const calls = modelling.calls.map((tried) => callLine(tried, session))
  const proxies = modelling.proxies.map(({ variable, value }) => `${variable}=${value}`)
  const colours = { error: 'red', warning: 'yellow', note: 'dim' } as const
  return [
    ...section(words.columns.model, roles),
    ...section(words.sourceTitle, sources),
    ...section(words.endpointTitle, endpoints),
    ...section(words.callTitle, calls),
    ...section(words.proxyTitle, proxies),
    ...(modelling.findings.length > 0 ? [''] : []),
    ...modelling.findings.map(({ severity, message }) =>
      paint(`${words.severities[severity]}: ${message}`, colours[severity], colour),
    ),
  ]
}

/** How a real call went, and what it cost. */
export function callLine(
  { model, ok, milliseconds, usd, tokens = 0, error }: Modelling['calls'][number],
  { language }: Session,
): string {
  const words = modelWordsIn(language)
  if (!ok) return phrase(words.callFailed, { model, why: error ?? '?' })
  const cost =
    usd === undefined
      ? words.costNothing
      : usd === null
        ? phrase(words.costUnknown, { tokens })
        : phrase(words.cost, { tokens, usd: dollars(usd) })
  return phrase(words.call, { model, milliseconds, cost })
}
