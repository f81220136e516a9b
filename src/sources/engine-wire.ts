import {
  AttemptFailure,
  KaojuError,
  noCost,
  shownAddress,
  type Context,
  type Exchange,
  type WireTimes,
} from '#runtime'
import { secretsOf, withoutSecrets } from './engine-secrets.ts'
import type { Ask, EngineOptions, EngineReply, EngineRequest, WebQuery } from './search.ts'
import { isPage, pageInstead, statusFailure, unreadable } from './search-failure.ts'

/** What one attempt at an engine is made with. */
export interface Wire {
  readonly name: string
  readonly settings: EngineOptions
  /** Waits for the turn of the next request. */
  readonly before: () => Promise<void>
  readonly times?: WireTimes
  /** Bytes of one answer, at most. */
  readonly maxBytes?: number
  readonly exchange: Exchange
}

const defaultTimes: WireTimes = { connect: 8_000, firstByte: 12_000, idle: 8_000, whole: 30_000 }

/** The only way out of an engine. */
export function askFor(query: WebQuery, wire: Wire): Ask {
  const { name, settings, before, times = defaultTimes, maxBytes, exchange } = wire
  const { context } = exchange
  const send = context.egress.configured(settings.baseUrl, times)
  const secrets = secretsOf(settings).filter((secret) => secret.length >= 6)
  let told = false
  const tooLate = (): Error | undefined => {
    if (!context.deadline?.aborted) return undefined
    if (told) return new KaojuError('search-slow', { engine: name })
    // Nothing left, so nothing was billed.
    return new AttemptFailure(new KaojuError('search-queued', { engine: name }), { cost: noCost })
  }
  return async (request) => {
    if (context.egress.scope === 'offline')
      throw new AttemptFailure(new KaojuError('egress-refused', { url: shownAddress(settings.baseUrl) }))
    await before().catch((error: unknown) => {
      throw tooLate() ?? error
    })
    if (!told) context.emit({ type: 'query-sent', engine: name, query: query.text })
    told = true
    let answer: {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
    }
    try {
      const response = await send(addressOf(settings.baseUrl, request.path), initOf(request, context))
      const headers = Object.fromEntries(response.headers)
      // Before anything is cut to be shown: half a key is too much of it.
      const text = withoutSecrets(await bounded(response, maxBytes), secrets)
      answer = { status: response.status, headers, text }
    } catch (error) {
      const late = tooLate()
      if (late) throw late
      context.abort.throwIfAborted()
      throw unreachable(error, exchange.attempt)
    }
    const { status } = answer
    const read = (status >= 200 && status < 300) || request.reads?.includes(status)
    if (!read) throw statusFailure(answer, context.clock.now())
    return replyOf(answer)
  }
}

function addressOf(baseUrl: string, path: string): string {
  const [base = '', query] = baseUrl.split('?', 2)
  const address = `${base.replace(/\/+$/, '')}${path}`
  return query === undefined ? address : `${address}${path.includes('?') ? '&' : '?'}${query}`
}

function initOf({ method, headers, body }: EngineRequest, context: Context): RequestInit {
  const json = body !== undefined && typeof body !== 'string'
  return {
    method: method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    signal: context.abort,
  }
}

const defaultMaxBytes = 4 * 2 ** 20

async function bounded(response: Response, most = defaultMaxBytes): Promise<string> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const piece of response.body) {
    bytes += piece.byteLength
    if (bytes > most) throw unreadable(`more than ${Math.round(most / 2 ** 20)} MB`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function replyOf(answer: Omit<EngineReply, 'json'>): EngineReply {
  return {
    ...answer,
    json: () => {
      try {
        return JSON.parse(answer.text) as unknown
      } catch (error) {
        if (isPage(answer.text) || answer.text.trim() === '') throw pageInstead(answer.text, answer.status)
        throw unreadable(`broken JSON: ${(error as Error).message}`)
      }
    },
  }
}

/** What stood between this machine and the engine. What will stand there next time too is not tried again. */
function unreachable(error: unknown, attempt: number): Error {
  if (!(error instanceof KaojuError) || error.code.startsWith('search-')) return error as Error
  if (error.code === 'egress-refused') return new AttemptFailure(error)
  const known = new KaojuError('search-unreachable', { reason: reasonOf(error) }, { cause: error })
  const lasting =
    known.parameters['reason'] === 'no such host' || (error.code === 'endpoint-stalled' && attempt > 1)
  const again = error.retryable && !lasting
  return new AttemptFailure(known, again ? {} : { cost: noCost })
}

/** The egress tells a whole sentence with the address in it; the part that says why is enough. */
function reasonOf(error: KaojuError): string {
  const { reason, seconds, url } = error.parameters
  if (reason !== undefined) return String(reason)
  if (seconds !== undefined) return `it sent nothing for ${seconds} s`
  return url === undefined ? error.message : `it sends its callers on to ${url}`
}
