import { inspect } from 'node:util'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Host } from '../host/host.ts'
import { createMcpDoor } from './mcp-door.ts'
import { createReportNews, sendNews } from './report-news.ts'

/**
 * Speaks the protocol on the process's own stdin and stdout, in the era that the client begins in; resolves when the
 * client is gone (stdin has ended, stdout is closed), or `stop` fires.
 */
export async function serveOverStdio(host: Host, stop: AbortSignal): Promise<void> {
  const news = createReportNews(host)
  const { stdin, stdout } = process
  const gone = new Promise<void>((resolve) => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
    stdin.once('end', resolve).once('close', resolve)
    stdout.once('error', () => resolve())
  })
  const handle = serveStdio(
    ({ era }) => {
      const server = createMcpDoor(host, { news, era })
      sendNews(server, news, era)
      return server
    },
    { transport: new StdioServerTransport(stdin, stdout) },
  )
  // What goes wrong with one call ends none of the others.
  process.on('unhandledRejection', tellDefect)
  await gone
  await handle.close()
  stdin.destroy()
  process.off('unhandledRejection', tellDefect)
}

function tellDefect(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`)
}
