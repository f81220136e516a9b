import { KaojuError } from '#runtime'
import type { Library } from '#library'
import type { BudgetSettings } from '../config/settings.ts'
import type { WebFlags } from '../config/web.ts'
import type { Place } from '../runs/place.ts'
import { webConfigurationOf } from '../runs/reach.ts'

/** What a client may say of a run's bounds. */
export interface AskedBounds {
  readonly web?: 'auto' | 'web' | 'configured-only' | 'offline' | undefined
  readonly max_minutes?: number | undefined
  readonly max_usd?: number | undefined
  readonly max_tokens?: number | undefined
}

/**
 * A place with narrower bounds, and the flags that go with it: whoever asks through MCP is a model, which may spend and
 * reach less than the person allowed who set this up, never more.
 *
 * @throws KaojuError `option-invalid` where the web is asked for and was closed
 */
export async function lowered(
  place: Place,
  asked: AskedBounds,
  kind: 'research' | 'check',
  library: Library,
): Promise<{ readonly place: Place; readonly flags: WebFlags }> {
  const within = withinLimits(place, asked)
  const { web = 'auto' } = asked
  if (web === 'auto') return { place: within, flags: {} }
  if (web === 'offline') return { place: within, flags: { offline: true } }
  const taking = { docs: false, kind, library: () => Promise.resolve(library) }
  const { scope, because, where } = await webConfigurationOf({}, taking, place)
  const closed = because === 'configured' && scope !== 'web'
  if (web === 'web') {
    if (closed)
      throw new KaojuError('option-invalid', {
        option: 'web',
        reason: `this Kaoju is set to ${scope}${where === undefined ? '' : ` by ${where}`}`,
      })
    return { place: within, flags: { web: true } }
  }
  return {
    place: closed
      ? within
      : { ...within, environment: { ...within.environment, KAOJU_WEB_SCOPE: 'configured-only' } },
    flags: {},
  }
}

function withinLimits(
  place: Place,
  { max_minutes: minutes, max_usd: usd, max_tokens: tokens }: AskedBounds,
): Place {
  const { budget, maxTokens, maxTime } = place.settings
  const limits: Partial<Record<keyof BudgetSettings, number | undefined>> = {
    budget: least(budget, usd),
    maxTokens: least(maxTokens, tokens),
    maxTime: least(maxTime, minutes === undefined ? undefined : Math.ceil(minutes * 60_000)),
  }
  const set = Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined))
  return { ...place, settings: { ...place.settings, ...set } }
}

function least(...limits: readonly (number | undefined)[]): number | undefined {
  const given = limits.filter((limit) => limit !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
