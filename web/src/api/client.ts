import { signal } from '@preact/signals'
import { language } from '../language.ts'

/** A refusal in words, as the server says it; `code` as in docs/errors.md, or `offline` where nobody answered. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  /** With `plan-changed`: the sub-question as it stands now. */
  readonly current?: string

  constructor(code: string, message: string, status: number, current?: string) {
    super(message)
    this.code = code
    this.status = status
    if (current !== undefined) this.current = current
  }
}

/** Whether the server wants a token before it says anything. */
export const locked = signal(false)

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly json?: unknown
  readonly bytes?: Blob
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Asks the server below `/api/v1`.
 *
 * @throws Refusal
 */
export async function ask<T>(path: string, asking: Asking = {}): Promise<T> {
  const answer = await send(path, asking)
  if (answer.status === 204) return undefined as T
  return (await answer.json()) as T
}

/** The same for an answer that is no JSON. */
export async function askText(path: string, asking: Asking = {}): Promise<string> {
  return (await send(path, asking)).text()
}

/** An answer that is good, whatever it holds. */
export async function send(path: string, asking: Asking = {}): Promise<Response> {
  const { method = 'GET', json, bytes, headers, signal: stop } = asking
  let answer: Response
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        'Accept-Language': language.peek(),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(stop ? { signal: stop } : {}),
    })
  } catch (error) {
    if (stop?.aborted) throw error
    throw new Refusal('offline', '', 0)
  }
  if (answer.status === 401) locked.value = true
  if (!answer.ok) throw await refusalOf(answer)
  return answer
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const said = (await answer.json().catch(() => undefined)) as
    | { readonly error?: { readonly code?: string; readonly message?: string; readonly current?: string } }
    | undefined
  const { code = 'unknown', message = `HTTP ${answer.status}`, current } = said?.error ?? {}
  return new Refusal(code, message, answer.status, current)
}
