import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Host } from '../host/host.ts'
import { resourceAddress } from './addresses.ts'

/** Tells when reports come into being. */
export interface ReportNews {
  /** Looks at a run until it is over; looking twice is looking once. */
  watch(run: string): void
  /** Is told the address of each report that was finished. Returns how to leave. */
  listen(listener: (address: string) => void): () => void
}

/** News of the runs that were started, or asked after, through MCP. */
export function createReportNews(host: Host): ReportNews {
  const watched = new Set<string>()
  const listeners = new Set<(address: string) => void>()
  return {
    watch: (run) => {
      if (watched.has(run)) return
      watched.add(run)
      const left = (): void => void watched.delete(run)
      host
        .follow(run, 0, {
          lines: () => true,
          ended: (state) => {
            left()
            // What is taken up again has its end to come.
            if (state !== 'interrupted')
              for (const listener of listeners) listener(resourceAddress.report(run))
          },
        })
        .catch(left)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/**
 * Sends news over a connection that lasts, until it is closed: of every report that the list has grown, and to whoever
 * subscribed to it, that it is there.
 */
export function sendNews(server: McpServer, news: ReportNews, era: 'legacy' | 'modern'): void {
  const subscribed = new Set<string>()
  const leave = news.listen((address) => {
    // In the modern era the connection itself knows who asked for what.
    if (era === 'modern' || subscribed.has(address))
      server.server.sendResourceUpdated({ uri: address }).catch(() => undefined)
    server.server.sendResourceListChanged().catch(() => undefined)
  })
  Object.assign(server.server, { onclose: leave })
  if (era === 'modern') return
  const params = z.object({ uri: z.string().max(2_000) })
  server.server.setRequestHandler('resources/subscribe', { params }, ({ uri }) => {
    if (subscribed.size < mostSubscriptions) subscribed.add(uri)
    const [, run] = /^kaoju:\/\/reports\/([^/#?]+)$/.exec(uri) ?? []
    if (run !== undefined) news.watch(run)
    return {}
  })
  server.server.setRequestHandler('resources/unsubscribe', { params }, ({ uri }) => {
    subscribed.delete(uri)
    return {}
  })
}

const mostSubscriptions = 1_000
