import { KaojuError } from '#runtime'
import { clientConfig, mcpClients, type McpClient } from '../../mcp/client-configs.ts'
import type { Command, Outcome, Session } from '../command.ts'
import { fill } from '../words.ts'

interface Flags {
  readonly printConfig?: string | true
}

/** `kaoju mcp`: the Model Context Protocol on stdin and stdout, until stdin ends. */
export const mcp: Command<Flags> = {
  untilStopped: true,

  declare: (declaration, words) => {
    const clients = mcpClients.join(', ')
    declaration
      .description(words.mcp.command)
      .option(`--print-config [${words.mcp.client}]`, fill(words.mcp.printConfig, { clients }))
  },

  run: async (_operands, { printConfig }, session) => {
    if (printConfig !== undefined) {
      const outcome = configs(printConfig, session)
      const { document, text } = outcome
      session.terminal.out(`${session.json ? JSON.stringify(document, undefined, 2) : text}\n`)
      return outcome
    }
    const host = await opened(session)
    try {
      const { serveOverStdio } = await import('../../mcp/serve-stdio.ts')
      session.terminal.note(fill(session.words.mcp.serving, { home: session.settings.home }))
      await serveOverStdio(host, AbortSignal.any([session.context.stop, host.lost]))
      host.lost.throwIfAborted()
    } finally {
      await host.close()
    }
    return { exit: 0, document: {}, text: '' }
  },
}

/** @throws KaojuError `home-busy` after a word on who may be there */
async function opened(
  session: Session,
): Promise<Awaited<ReturnType<typeof import('../../host/host.ts').openHost>>> {
  const { openHost } = await import('../../host/host.ts')
  const { settings, language, words, environment } = session
  // No run and no program that it starts needs to know what opens a server.
  const { KAOJU_TOKEN: _token, ...rest } = environment
  try {
    return await openHost({ settings, language, words, environment: rest })
  } catch (error) {
    if (error instanceof KaojuError && error.code === 'home-busy') session.terminal.note(words.mcp.busy)
    throw error
  }
}

/** How clients are set up: one alone as it is pasted, all of them under their names. */
function configs(asked: string | true, { words, settings }: Session): Outcome {
  const wanted =
    asked === true
      ? mcpClients
      : mcpClients.filter((client) => client === asked || client.startsWith(`${asked}-`))
  if (wanted.length === 0) {
    const reason = fill(words.errors.oneOf, { choices: mcpClients.join(', ') })
    throw new KaojuError('option-invalid', { option: `--print-config ${asked}`, reason })
  }
  const home = settings.homeFrom === 'default' ? undefined : settings.home
  const snippet = (client: McpClient): string => clientConfig(client, home)
  return {
    exit: 0,
    document: Object.fromEntries(wanted.map((client) => [client, snippet(client)])),
    text:
      wanted.length === 1
        ? snippet(wanted[0]!)
        : wanted.map((client) => `# ${words.mcp.toSetUp[client]}\n${snippet(client)}`).join('\n\n'),
  }
}
