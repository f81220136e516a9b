/** Serving minds that are written for one test, and asking them without any library. */
import { afterEach } from 'vitest'
import { steppedClock, type Clock } from '#runtime'
import {
  perfectModel,
  type Mind,
  type ModelAnswer,
  type ModelAsk,
  type ModelSettings,
} from '../../../../src/arena/lab/model/model.ts'
import { serveModel, type ServedModel } from '../../../../src/arena/lab/model/openai-wire.ts'
import { createWireLog, type WireLog } from '../../../../src/arena/lab/serve/wire-log.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** Closes something after the test. */
export function closing<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one)
  return one
}

export interface Serving extends ServedModel {
  readonly log: WireLog
  readonly asks: readonly ModelAsk[]
  /** Posts below `/v1`. */
  readonly post: (path: string, body: unknown, signal?: AbortSignal) => Promise<Response>
  /** Asks for a completion of what one user says. */
  readonly chat: (more?: Record<string, unknown>, said?: string) => Promise<Response>
}

/** What is not given is as of the perfect model, which here adds no thinking to its answers. */
export interface Served {
  readonly answer?: Partial<ModelAnswer> | Mind
  readonly settings?: Partial<ModelSettings>
  readonly seed?: string
  readonly clock?: Clock
}

export const bare: ModelSettings = { ...perfectModel, answerTokens: { text: 0, structured: 0 } }

export async function serving({
  answer = {},
  settings = {},
  seed = 'seed',
  clock,
}: Served = {}): Promise<Serving> {
  const asks: ModelAsk[] = []
  const log = createWireLog()
  const mind: Mind = (ask, faults, chance) => {
    asks.push(ask)
    return typeof answer === 'function' ? answer(ask, faults, chance) : { text: 'Yes.', sure: 0.9, ...answer }
  }
  const context = { clock: clock ?? steppedClock(1_000) }
  const served = closing(await serveModel(mind, { ...bare, ...settings }, { seed, log }, context))
  const post = (path: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
    fetch(`${served.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    })
  return {
    ...served,
    log,
    asks,
    post,
    chat: (more = {}, said = 'Is it so?') =>
      post('/chat/completions', { model: bare.name, messages: [{ role: 'user', content: said }], ...more }),
  }
}

// What comes back is JSON of many shapes, and each test says by its expectations which.
// eslint-disable-next-line typescript/no-explicit-any
export type Told = Record<string, any>

export const bodyOf = async (response: Response): Promise<Told> => (await response.json()) as Told

/** Events of a stream; `[DONE]` as it is. */
export async function eventsOf(response: Response): Promise<readonly (Told | '[DONE]')[]> {
  const text = await response.text()
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => /^data: (.*)$/m.exec(frame)![1]!)
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as Told)))
}

/** A tool that takes a text. */
export const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    description: `Does ${name}.`,
    parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  },
})
