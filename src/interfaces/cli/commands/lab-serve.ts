import { basename, dirname, resolve } from 'node:path'
import { KaojuError } from '#runtime'
import type { ServeOptions } from '#arena'
import type { Command } from '../command.ts'
import { countOption } from '../command-line.ts'
import { fill, type Words } from '../words.ts'
import {
  declareDelays,
  declareWorld,
  describeWorld,
  latencyOf,
  modelWith,
  worldOf,
  writeAll,
  type DelayFlags,
  type WorldFlags,
} from './lab.ts'

interface Flags extends WorldFlags, DelayFlags {
  readonly port?: number
  readonly wire?: string
}

/** `kaoju lab serve`: a world and a simulated model on loopback for any tool, until it is stopped. */
export const labServe: Command<Flags> = {
  declare: (declaration, words) => {
    const { options, metavar, commands } = words.lab
    declaration.description(commands.serve)
    declareWorld(declaration, words)
    declareDelays(declaration, words)
    declaration
      .addOption(countOption(`--port <${metavar.port}>`, options.port, words))
      .option(`--wire <${words.metavar.file}>`, options.wire)
  },

  run: async (_operands, flags, session) => {
    const arena = await import('#arena')
    const { context, words, terminal } = session
    const world = arena.makeWorld(await worldOf(flags))
    const log = arena.createWireLog()
    const settings = await modelWith(flags)
    const latency = latencyOf(flags)
    const wire = flags.wire === undefined ? undefined : resolve(flags.wire)
    const write = async (text: string): Promise<void> => {
      if (wire !== undefined) await writeAll(dirname(wire), { [basename(wire)]: text })
    }
    // Hours of asking are not begun for what cannot be written down at their end.
    await write('')
    const ports = flags.port ? { ports: portsFrom(flags.port) } : {}
    const opening = arena.serveWorld(world, { latency, faults: {}, log, ...ports }, context)
    const served = await opened(opening, words)
    const port = flags.port ? { port: flags.port + modelPort } : {}
    const speaking = arena.serveModel(
      arena.createMind(),
      settings,
      { seed: world.seed, log, ...port },
      context,
    )
    const model = await opened(speaking, words)
    try {
      const place = { served, model: { ...settings, url: model.url }, documents: [] }
      const variables = Object.entries(arena.placeVariables(place)).map(
        ([name, value]) => `export ${name}=${value}`,
      )
      const pages = fill(words.lab.pagesAt, { address: `http://127.0.0.1:${served.pages}` })
      const tools = served.tools.map(({ name, url }) => `MCP ${name}: ${url}`)
      terminal.note(await describeWorld(world, words))
      terminal.note(words.lab.serving)
      for (const line of [...variables, pages, ...tools, ...served.feeds]) terminal.note(`  ${line}`)
      await untilStopped(context.stop)
    } finally {
      await model.close()
      await served.close()
    }
    await write(log.exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''))
    return { exit: 0, document: { exchanges: log.exchanges.length }, text: `${log.exchanges.length}` }
  },
}

/** The model's port, counted from the first; those of MCP servers come after it. */
const modelPort = 5

function portsFrom(first: number): NonNullable<ServeOptions['ports']> {
  return {
    pages: first,
    searxng: first + 1,
    tavily: first + 2,
    firecrawl: first + 3,
    brave: first + 4,
    tools: first + modelPort + 1,
  }
}

/** @throws KaojuError `option-invalid` where a port is taken, or there is none of this number */
async function opened<T>(opening: Promise<T>, words: Words): Promise<T> {
  try {
    return await opening
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined || !/^E(?:ADDR|ACCES)|BAD_PORT/.test(code)) throw error
    const reason = fill(words.lab.noPort, { why: message })
    throw new KaojuError('option-invalid', { option: '--port', reason }, { cause: error })
  }
}

async function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  await new Promise<void>((ended) => stop.addEventListener('abort', () => ended(), { once: true }))
}
