/**
 * A world over loopback HTTP: four search engines, one listener for all hosts, one MCP server for each of its own.
 *
 * 1. Chance is drawn by seed, service, request (without ports) and repetition: neither concurrency nor ports nor the
 *    machine's speed change what is answered.
 * 2. Everything that was asked and answered is in the log, without ports.
 * 3. Nobody has to know the hosts: addresses may be resolved by `resolve`, asked for through the listener as a proxy,
 *    or written into its path.
 */
import { chanceOf, type Context, type Resolve } from '#runtime'
import type { World } from '../world.ts'
import { placedAddresses, plainAddresses } from './addresses.ts'
import { engineAnswers } from './engines.ts'
import type { Desk } from './exchange.ts'
import { engineShapes, type EngineShape, type ServiceFaults } from './faults.ts'
import { listen, type Listening } from './listen.ts'
import { collectorHost, pageAnswers, sitesOf, type Sites } from './pages.ts'
import {
  mutateTools,
  plainTools,
  toolMutations,
  type ServedTools,
  type ToolMutation,
} from './tool-mutations.ts'
import { toolService, type ToolService } from './tool-server.ts'
import type { WireLog } from './wire-log.ts'

/** How a world is served. */
export interface ServeOptions {
  /** Milliseconds before each answer. */
  readonly latency: { readonly search: number; readonly page: number; readonly tool: number }
  /** `{}`: only what the world itself holds goes wrong. */
  readonly faults: ServiceFaults
  readonly log: WireLog
  /** Fixed ports; absent or 0: any that is free. Tools take theirs and those that follow. */
  readonly ports?: Readonly<Partial<Record<EngineShape | 'pages' | 'tools', number>>>
}

/** A world that is being served. */
export interface ServedWorld {
  /** Base addresses by engine shape. */
  readonly engines: Readonly<Record<EngineShape, string>>
  /** The port of all hosts. */
  readonly pages: number
  /** The lab's name server: hosts that are dead or nobody's are not found. */
  readonly resolve: Resolve
  /** MCP over streamable HTTP, and how each was changed. */
  readonly tools: readonly { readonly name: string; readonly url: string; readonly mutation?: ToolMutation }[]
  /** Addresses with port. */
  readonly feeds: readonly string[]
  /** Puts the port into an address of the world. */
  address(this: void, url: string): string
  /** Takes ports out of a text again. */
  plain(this: void, text: string): string
  /** A new run begins: repetitions are counted anew, and the log is empty. */
  clear(): void
  close(): Promise<void>
}

/** Serves a world until it is closed. @throws what listening throws where a fixed port is taken */
export async function serveWorld(
  world: World,
  options: ServeOptions,
  { clock }: Pick<Context, 'clock'>,
): Promise<ServedWorld> {
  const { latency, faults, log, ports = {} } = options
  const repetitions = new Map<string, number>()
  const desk: Desk = {
    clock,
    log,
    seed: faults.seed ?? world.seed,
    ...(faults.stall === undefined ? {} : { stall: faults.stall }),
    repetition(service, request) {
      const key = `${service}\n${request}`
      const before = repetitions.get(key) ?? 0
      repetitions.set(key, before + 1)
      return before
    },
  }
  const sites = sitesOf(world)
  const opened: Listening[] = []
  const services: ToolService[] = []
  const close = async (): Promise<void> => {
    await Promise.all([...services.map((service) => service.close()), ...opened.map((one) => one.close())])
  }
  const open = async (...given: Parameters<typeof listen>): Promise<Listening> => {
    const listening = await listen(...given)
    opened.push(listening)
    return listening
  }
  try {
    let port = 0
    const answers = pageAnswers(sites, desk, latency.page, faults.pages ?? {}, () => port)
    port = (await open(answers, ports.pages)).port
    const parts = { world, sites, desk, latency, faults: faults.engines ?? { rate: 0 }, port }
    const bases: [EngineShape, string][] = []
    for (const shape of engineShapes)
      bases.push([shape, (await open(engineAnswers(shape, parts), ports[shape])).origin])
    const tools: { name: string; url: string; mutation?: ToolMutation }[] = []
    for (const [index, server] of toolsOf(world, desk.seed, faults.tools).entries()) {
      const slowBy = faults.tools?.slowBy ?? 1_000
      const service = await toolService(server, { desk, latency: latency.tool, slowBy, port })
      services.push(service)
      const { origin } = await open(service.answer, ports.tools ? ports.tools + index : 0)
      const { name, mutation } = server
      tools.push({ name, url: `${origin}/mcp`, ...(mutation === undefined ? {} : { mutation }) })
    }
    const address = (url: string): string => placedAddresses(url, port)
    return {
      engines: Object.fromEntries(bases) as Record<EngineShape, string>,
      pages: port,
      resolve: resolveBy(sites),
      tools,
      feeds: world.feeds.map(({ url }) => address(url)),
      address,
      plain: plainAddresses,
      clear() {
        repetitions.clear()
        for (const service of services) service.clear()
        log.clear()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Each server as it is, or with the mutation that chance has for it. */
function toolsOf(world: World, seed: string, faults: ServiceFaults['tools']): ServedTools[] {
  const kinds = faults?.mutations ?? toolMutations.filter((kind) => kind !== 'timeout')
  return world.tools.map((server) => {
    const chance = chanceOf(seed, `mutation ${server.name}`)
    const mutated = chance.next() < (faults?.rate ?? 0) && kinds.length > 0
    return mutated ? mutateTools(server, kinds[chance.integer(kinds.length)]!, chance) : plainTools(server)
  })
}

function resolveBy(sites: Sites): Resolve {
  return (host) => {
    const known = sites.hosts.get(host)
    if (host === collectorHost || (known && known.health !== 'dead'))
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    return Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))
  }
}
