import { networkInterfaces } from 'node:os'
import { inspect } from 'node:util'
import { InvalidArgumentError } from 'commander'
import { isLoopback, KaojuError } from '#runtime'
import type { Host } from '../../host/host.ts'
import type { Place } from '../../runs/place.ts'
import type { Listening } from '../../server/listen.ts'
import type { Command, Session } from '../command.ts'
import { countOption } from '../command-line.ts'
import { displayWidth, padWidth } from '../display-width.ts'
import { fill, type Words } from '../words.ts'

interface Flags {
  readonly host?: string
  readonly port?: number
  readonly token?: string
  readonly allowHost?: readonly string[]
  readonly allowOrigin?: readonly string[]
  readonly together?: number
}

/** How long answers under way may take once the server was asked to end, in milliseconds. */
const patience = 3_000

/** `kaoju serve`: a home for a page, REST, OpenAI clients and MCP clients, until it is stopped. */
export const serve: Command<Flags> = {
  untilStopped: true,

  declare: (declaration, words) => {
    const { options, metavar, command } = words.serve
    declaration
      .description(command)
      .option(`--host <${metavar.address}>`, options.host)
      .option(`--port <${metavar.port}>`, options.port, (given) => portOf(given, words))
      .option(`--token <${metavar.token}>`, options.token)
      .option(`--allow-host <${metavar.name}...>`, options.allowHost)
      .option(`--allow-origin <${metavar.origin}...>`, options.allowOrigin)
      .addOption(countOption(`--together <${words.metavar.number}>`, options.together, words))
  },

  run: async (_operands, flags, session) => {
    const { words, settings, context } = session
    const hostname = flags.host ?? '127.0.0.1'
    const { openTokens } = await import('../../server/tokens.ts')
    const token = givenToken(flags, session)
    const isOpen = !isLoopback(hostname)
    const tokens = openTokens(settings.home, token === undefined ? {} : { token })
    if (isOpen && tokens.admits(undefined)) throw new KaojuError('serve-unprotected', { address: hostname })
    const policy = {
      hosts: [hostname.toLowerCase(), ...(flags.allowHost ?? []).map((given) => hostOf(given, words))],
      origins: (flags.allowOrigin ?? []).map((given) => originOf(given, words)),
      ...tokens,
    }
    const host = await opened(flags, session)
    let listening: Listening
    try {
      const [{ createApp }, { listen }] = await Promise.all([
        import('../../server/app.ts'),
        import('../../server/listen.ts'),
      ])
      listening = await listen(createApp({ host, policy }), { hostname, port: flags.port ?? 7788 })
    } catch (error) {
      await host.close()
      throw error
    }
    // What goes wrong with one answer ends none of the others.
    process.on('unhandledRejection', tellDefect)
    tellWays(listening.origin, !tokens.admits(undefined), host, session)
    await untilStopped(AbortSignal.any([context.stop, host.lost]))
    await Promise.race([end(listening, host, session), untilStopped(context.abort)])
    process.off('unhandledRejection', tellDefect)
    // Whoever watches over the process starts it anew, and its runs go on.
    host.lost.throwIfAborted()
    return { exit: 0, document: {}, text: '' }
  },
}

function tellDefect(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`)
}

/** Answers what was asked, gives the runs back, tells their readers, and closes. */
async function end(listening: Listening, host: Host, { words, terminal }: Session): Promise<void> {
  await listening.drain(patience)
  const { running, waiting } = host.load()
  await host.close()
  await listening.close()
  const count = running + waiting
  terminal.note(count > 0 ? fill(words.serve.givenBack, { count }) : words.serve.ended)
}

/** @throws KaojuError `home-busy` after a word on who may be there */
async function opened({ together }: Flags, session: Session): Promise<Host> {
  const { openHost } = await import('../../host/host.ts')
  const { settings, language, words, environment } = session
  // No run and no program that it starts needs to know what opens the server.
  const { KAOJU_TOKEN: _token, ...rest } = environment
  const place: Place = { settings, language, words, environment: rest }
  try {
    return await openHost(place, together === undefined ? {} : { together })
  } catch (error) {
    if (error instanceof KaojuError && error.code === 'home-busy') session.terminal.note(words.serve.busy)
    throw error
  }
}

function tellWays(origin: string, needed: boolean, host: Host, { words, terminal, json }: Session): void {
  const ways = {
    page: `${origin}/`,
    openai: `${origin}/v1`,
    mcp: `${origin}/mcp`,
    rest: `${origin}/api/v1/openapi.json`,
  }
  if (json) {
    terminal.out(`${JSON.stringify({ origin, ...ways, token: needed, pid: process.pid })}\n`)
    return
  }
  const names = words.serve.ways
  const width = Math.max(...Object.values(names).map(displayWidth))
  terminal.out(`${fill(words.serve.answers, { origin })}\n`)
  for (const [name, address] of Object.entries(ways))
    terminal.out(`  ${padWidth(names[name as keyof typeof ways], width)}  ${address}\n`)
  for (const other of othersOf(origin)) terminal.out(`  ${fill(words.serve.alsoAt, { origin: other })}\n`)
  terminal.note(needed ? words.serve.tokenNeeded : words.serve.tokenless)
  const { running, waiting } = host.load()
  if (running + waiting > 0) terminal.note(fill(words.serve.goesOn, { count: running + waiting }))
}

/** What listens on every address is reached by those of this machine. */
function othersOf(origin: string): string[] {
  const { hostname, port } = new URL(origin)
  if (hostname !== '0.0.0.0' && hostname !== '[::]') return []
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .flatMap(({ family, address }) => (family === 'IPv4' ? [`http://${address}:${port}`] : []))
}

/** @throws KaojuError `option-invalid`: what is short can be guessed, and what has spaces cannot be sent */
function givenToken({ token }: Flags, { environment, words }: Session): string | undefined {
  const [option, given] =
    token === undefined ? ['KAOJU_TOKEN', environment['KAOJU_TOKEN']] : ['--token', token]
  if (given === undefined || (given === '' && option === 'KAOJU_TOKEN')) return undefined
  if (!/^[\x21-\x7E]{16,200}$/.test(given))
    throw new KaojuError('option-invalid', { option, reason: words.serve.badToken })
  return given
}

function portOf(given: string, words: Words): number {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given)
  throw new InvalidArgumentError(words.serve.badPort)
}

function hostOf(given: string, words: Words): string {
  const name = given.toLowerCase().replace(/\.$/, '')
  if (/^[\w-]+(?:\.[\w-]+)*$/.test(name)) return name
  const reason = fill(words.serve.badHost, { given })
  throw new KaojuError('option-invalid', { option: '--allow-host', reason })
}

function originOf(given: string, words: Words): string {
  const origin = URL.canParse(given) ? new URL(given).origin : ''
  if (/^https?:/.test(origin) && origin === given.toLowerCase().replace(/\/$/, '')) return origin
  const reason = fill(words.serve.badOrigin, { given })
  throw new KaojuError('option-invalid', { option: '--allow-origin', reason })
}

async function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  await new Promise<void>((ended) => stop.addEventListener('abort', () => ended(), { once: true }))
}
