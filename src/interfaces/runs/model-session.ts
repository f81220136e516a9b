import { createConfiguredEgress, type Egress } from '#runtime'
import type { ConfigFiles, ResolvedModels } from '../config/models.ts'
import type { FoundProxies } from '../config/proxies.ts'
import { readConfigFiles } from '../config/settings.ts'
import type { ProbeServers } from '../config/local-servers.ts'
import type { ModelFlags } from '../config/wishes.ts'
import type { Place } from './place.ts'

/** What commands about models work with. */
export interface ModelSession {
  readonly resolved: ResolvedModels
  readonly proxies: FoundProxies
  /** Absent: offline. */
  readonly probe?: ProbeServers
  /** An egress that admits these addresses. */
  readonly openEgress: (endpoints: readonly string[]) => Egress
  /** Ends idle connections. */
  close(): Promise<void>
}

/** Resolves who thinks, as flags, environment and files say, and opens the way to their endpoints. */
export async function openModelSession(
  flags: ModelFlags,
  place: Pick<Place, 'environment' | 'settings'>,
  about: { readonly offline?: boolean; readonly files?: ConfigFiles } = {},
): Promise<ModelSession> {
  const { environment, settings } = place
  const [{ resolveModels }, { readProxies }, { createProbe }] = await Promise.all([
    import('../config/models.ts'),
    import('../config/proxies.ts'),
    import('../config/local-servers.ts'),
  ])
  const proxies = readProxies(environment)
  const opened: { close(): Promise<void> }[] = []
  const openEgress = (endpoints: readonly string[]): Egress => {
    const egress = createConfiguredEgress({
      endpoints: endpoints.filter((url) => URL.canParse(url)),
      proxies: proxies.settings,
    })
    opened.push(egress)
    return egress
  }
  const probe = about.offline ? undefined : createProbe(openEgress)
  const files = about.files ?? readConfigFiles(settings.home)
  return {
    resolved: await resolveModels(environment, files, flags, probe),
    proxies,
    ...(probe ? { probe } : {}),
    openEgress,
    close: async () => {
      await Promise.all(opened.map((egress) => egress.close()))
    },
  }
}
