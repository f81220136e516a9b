import type { App, Door } from '../server/door.ts'
import type { McpOverHttp } from './over-http.ts'

/**
 * Opens `/mcp`: the Model Context Protocol over streamable HTTP. Who may come in is for the guard before it to say.
 *
 * @returns how to end what is open
 */
export function addMcp(app: App, { host }: Door): { close(): Promise<void> } {
  // A server that no agent asks has no use for the protocol's code.
  let opened: Promise<McpOverHttp> | undefined
  app.all('/mcp', async (c) => {
    opened ??= import('./over-http.ts').then(({ openMcpOverHttp }) => openMcpOverHttp(host))
    const mcp = await opened
    return mcp.answer(c.req.raw, (done) => {
      const { outgoing } = c.env
      // Whoever left already is not heard leaving.
      if (outgoing.destroyed) done()
      else outgoing.once('close', done)
    })
  })
  return {
    close: async () => {
      await (await opened)?.close()
    },
  }
}
