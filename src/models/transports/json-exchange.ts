import type { Cost } from '#runtime'
import type { Usage, Wire } from '../chat.ts'
import { usageFrom, type Asked } from '../faults/index.ts'
import type { Protocol } from '../model.ts'
import { keyHeaders } from './key-headers.ts'
import { tap, type Heard } from './tap.ts'

/** One request that is answered by one JSON body. */
export interface JsonRequest {
  readonly asked: Asked
  readonly protocol: Protocol
  readonly method?: 'GET' | 'POST'
  /** Below the base URL, with its slash. */
  readonly path: string
  readonly body?: unknown
  /** What it has cost, should it fail after it was taken. */
  readonly cost: (heard: Heard) => Cost
}

/** Sends a request and reads its JSON. @throws AttemptFailure for whatever is no such answer */
export async function exchangeJson(
  { asked, protocol, method = 'POST', path, body, cost }: JsonRequest,
  wire: Wire,
): Promise<{ readonly body: Record<string, unknown>; readonly usage: Usage | undefined }> {
  const listening = tap(wire, { asked, protocol, stream: false, cost })
  const { base, query } = addressOf(asked.spec.baseUrl)
  const response = await listening.fetch(
    `${base}${path}${path.includes('?') ? query.replace('?', '&') : query}`,
    {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...keyHeaders(asked.spec.provider, protocol, asked.credentials),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
  const parsed = (await response.json()) as Record<string, unknown> | unknown[]
  return {
    body: Array.isArray(parsed) ? { results: parsed } : parsed,
    usage: usageFrom(listening.heard.counts),
  }
}

/** A base URL without its query, and the query (Azure's `?api-version=…`). */
export function addressOf(baseUrl: string): { readonly base: string; readonly query: string } {
  const [base = '', query] = baseUrl.split('?', 2)
  return { base: base.replace(/\/+$/, ''), query: query === undefined ? '' : `?${query}` }
}
