import { AttemptFailure, toKaojuError, type Egress, type KaojuError, type WireTimes } from '#runtime'
import { listAvailable } from '#models'
import type { ProviderSetup } from './provider-setup.ts'

/** A model that an endpoint says it offers. */
export interface OfferedModel {
  readonly name: string
  /** Tokens, where the endpoint tells (vLLM, LM Studio, OpenRouter, Google). */
  readonly contextWindow?: number
}

/** What came back when an endpoint was asked for its models. */
export interface Listing {
  /** Present: it answered as a model endpoint. */
  readonly models?: readonly OfferedModel[]
  /** Present: nothing came back. */
  readonly error?: KaojuError
  readonly status?: number
  /** The beginning of the body. */
  readonly text: string
  readonly isJson: boolean
  readonly isPage: boolean
  /** It holds a list, as model endpoints answer. */
  readonly isList: boolean
  /** What the endpoint says is wrong, in its own words, shortened. */
  readonly message?: string
  /** Its clock (milliseconds since the Unix epoch). */
  readonly date?: number
}

const times: WireTimes = { connect: 5_000, firstByte: 8_000, idle: 8_000 }

/** Asks an endpoint what it offers, and reads whatever comes back for what it says of the endpoint. Never throws. */
export async function askForModels(setup: ProviderSetup, baseUrl: string, egress: Egress): Promise<Listing> {
  const { provider, protocol, credentials } = setup
  let seen: Listing | undefined
  try {
    const get = egress.configured(baseUrl, times)
    const models = await listAvailable({ provider: provider.id, protocol, baseUrl }, credentials, {
      signal: new AbortController().signal,
      sleep: () => Promise.resolve(),
      fetch: async (address, init) => {
        const response = await get(address, init)
        const text = await response.text()
        seen = readResponse(response, text)
        const { status, headers } = response
        return new Response(text === '' ? null : text, { status, headers })
      },
    })
    return seen?.isList ? { ...seen, models } : (seen ?? nothing)
  } catch (error) {
    // What came back says more than what the transport made of it.
    return seen ?? { ...nothing, error: error instanceof AttemptFailure ? error.error : toKaojuError(error) }
  }
}

const nothing: Listing = { text: '', isJson: false, isPage: false, isList: false }

function readResponse(response: Response, text: string): Listing {
  const date = Date.parse(response.headers.get('date') ?? '')
  const isPage =
    /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html|head|body)/i.test(text)
  const body = parse(text)
  const message = messageIn(body)
  return {
    status: response.status,
    text: text.slice(0, 4_000),
    isJson: body !== undefined,
    isPage,
    isList: response.ok && !isPage && holdsList(body),
    ...(message === undefined ? {} : { message: message.replace(/\s+/g, ' ').slice(0, 160) }),
    ...(Number.isFinite(date) ? { date } : {}),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is an answer too.
    return undefined
  }
}

function holdsList(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  const { data, models } = body as { data?: unknown; models?: unknown }
  return Array.isArray(body) || Array.isArray(data) || Array.isArray(models)
}

function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { error, message, detail } = body as Readonly<Record<string, unknown>>
  const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  return [inner, message, detail].find((text) => typeof text === 'string')
}
