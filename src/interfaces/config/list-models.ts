import { toKaojuError, type Egress, type KaojuError, type WireTimes } from '#runtime'
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
  /** What the endpoint says is wrong, in its own words, shortened. */
  readonly message?: string
  /** Its clock (milliseconds since the Unix epoch). */
  readonly date?: number
}

const times: WireTimes = { connect: 5_000, firstByte: 8_000, idle: 8_000 }

/** `GET /models`, read for what it says of the endpoint, whatever comes back. Never throws. */
export async function askForModels(setup: ProviderSetup, baseUrl: string, egress: Egress): Promise<Listing> {
  const [base = '', query] = baseUrl.split('?', 2)
  try {
    const get = egress.configured(baseUrl, times)
    const response = await get(`${base}/models${query === undefined ? '' : `?${query}`}`, {
      headers: { accept: 'application/json', ...headersOf(setup) },
    })
    const text = (await response.text()).slice(0, 2_000_000)
    return read(response, text)
  } catch (error) {
    return { error: toKaojuError(error), text: '', isJson: false, isPage: false }
  }
}

function headersOf({
  provider,
  protocol,
  credentials: { key, headers },
}: ProviderSetup): Record<string, string> {
  const name = provider.protocol === protocol ? provider.keyHeader : undefined
  return {
    ...(protocol === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
    ...(key === undefined ? {} : name === undefined ? { authorization: `Bearer ${key}` } : { [name]: key }),
    ...headers,
  }
}

function read(response: Response, text: string): Listing {
  const date = Date.parse(response.headers.get('date') ?? '')
  const isPage =
    /html/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html|head|body)/i.test(text)
  const body = parse(text)
  const models = response.ok && !isPage ? modelsIn(body) : undefined
  const message = messageIn(body)
  return {
    ...(models ? { models } : {}),
    status: response.status,
    text: text.slice(0, 4_000),
    isJson: body !== undefined,
    isPage,
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

function modelsIn(body: unknown): OfferedModel[] | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { data, models } = body as { data?: unknown; models?: unknown }
  const list = Array.isArray(data)
    ? data
    : Array.isArray(models)
      ? models
      : Array.isArray(body)
        ? body
        : undefined
  return list?.flatMap((entry: Readonly<Record<string, unknown>> | null) => {
    const name = entry?.['id'] ?? entry?.['name']
    if (typeof name !== 'string') return []
    const told =
      entry?.['max_model_len'] ??
      entry?.['loaded_context_length'] ??
      entry?.['max_context_length'] ??
      entry?.['context_length'] ??
      entry?.['inputTokenLimit']
    const contextWindow = typeof told === 'number' && Number.isInteger(told) && told > 0 ? told : undefined
    return [
      { name: name.replace(/^models\//, ''), ...(contextWindow === undefined ? {} : { contextWindow }) },
    ]
  })
}

function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { error, message, detail } = body as Readonly<Record<string, unknown>>
  const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  return [inner, message, detail].find((text) => typeof text === 'string')
}
