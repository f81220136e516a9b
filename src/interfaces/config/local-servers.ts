import { isListening, type Egress } from '#runtime'

/** A server that answered, and what it offers. */
export interface FoundServer {
  readonly provider: string
  readonly baseUrl: string
  /** In the server's own order. */
  readonly models: readonly string[]
}

/** Where to look for a server. */
export interface ServerPlace {
  readonly provider: string
  readonly baseUrl: string
}

/** Looks for servers; those that do not answer at once are not there. Never throws. */
export type ProbeServers = (places: readonly ServerPlace[]) => Promise<readonly FoundServer[]>

/** Where Ollama and LM Studio listen when nothing was changed: the only places ever looked at unasked. */
export const localPlaces: readonly ServerPlace[] = [
  { provider: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { provider: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1' },
]

/** Milliseconds that a server on this machine has for each part of its answer. */
const patience = 300

/** Looks at all places at once. @param openEgress an egress that admits these addresses */
export function createProbe(openEgress: (endpoints: readonly string[]) => Egress): ProbeServers {
  return async (given) => {
    const listening = await Promise.all(given.map(({ baseUrl }) => isListening(baseUrl, patience)))
    const places = given.filter((_, index) => listening[index])
    if (places.length === 0) return []
    const egress = openEgress(places.map(({ baseUrl }) => baseUrl))
    const found = await Promise.all(places.map((place) => ask(place, egress)))
    return found.filter((server) => server !== undefined)
  }
}

async function ask({ provider, baseUrl }: ServerPlace, egress: Egress): Promise<FoundServer | undefined> {
  try {
    const get = egress.configured(baseUrl, { connect: patience, firstByte: patience, idle: patience })
    const response = await get(`${baseUrl}/models`, { headers: { accept: 'application/json' } })
    if (!response.ok) return undefined
    const body = (await response.json()) as { data?: unknown }
    if (!Array.isArray(body.data)) return undefined
    const models = (body.data as { id?: unknown }[]).flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
    return { provider, baseUrl, models }
  } catch {
    // Nobody there, or nobody who speaks this: there is no such server, and that is an answer.
    return undefined
  }
}
