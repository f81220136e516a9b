/**
 * The simulated model behind the OpenAI wire: addresses, and what each request goes through. How a body is read is in
 * wire-request.ts, what is generated in wire-generation.ts, when it is sent in wire-work.ts, and how it looks in
 * serve-chat.ts and its neighbours; what is said is the mind's alone.
 *
 * 1. The same request with the same repetition gets the same bytes, whatever the ports, the clock and the order in
 *    which others ask.
 * 2. Every question, refused ones too, is recorded once. Listing models is no question.
 */
import type { Context } from '#runtime'
import { listen, type LabReply, type LabRequest } from '../serve/listen.ts'
import type { WireLog } from '../serve/wire-log.ts'
import type { Mind, ModelSettings } from './model.ts'
import { answerChat, created } from './serve-chat.ts'
import { complete } from './serve-completion.ts'
import { ranking, vectors } from './serve-likeness.ts'
import { answerResponse } from './serve-responses.ts'
import { errorReply, invalid, isWireError, unknownAddress, unknownModel } from './wire-error.ts'
import { createRepetitions } from './wire-hash.ts'
import { json, refused, type Question, type Served } from './wire-question.ts'
import { readChat, objectOr, type Body } from './wire-request.ts'
import { chatBodyOf } from './wire-responses-request.ts'

/** A served model. */
export interface ServedModel {
  /** `http://127.0.0.1:40123/v1` */
  readonly url: string
  close(): Promise<void>
  /** Forgets what was asked: a new run begins, whose first question is a first question. The log is cleared by its owner. */
  clear(): void
}

/** How a model is served. */
export interface ServingOptions {
  readonly seed: string
  readonly log: WireLog
  /** Absent: any that is free. */
  readonly port?: number
}

/** The model that embeds, and the one that ranks, at the same address. */
export const labEmbedder = 'lab-embedding'
export const labReranker = 'lab-reranker'

/** Serves a mind as a model of an OpenAI-like endpoint on 127.0.0.1; without a key, or with any. */
export async function serveModel(
  mind: Mind,
  settings: ModelSettings,
  { seed, log, port = 0 }: ServingOptions,
  { clock }: Pick<Context, 'clock'>,
): Promise<ServedModel> {
  const repetitions = createRepetitions()
  const served: Served = { mind, settings, seed, log, clock, repetitions }
  const server = await listen((request) => answer(served, request), port)
  return { url: `${server.origin}/v1`, close: () => server.close(), clear: () => repetitions.clear() }
}

type Answer = (question: Question, body: Body) => Promise<LabReply>

const addresses: Readonly<Record<string, Answer>> = {
  '/v1/chat/completions': (question, body) => complete(question, body, readChat, answerChat),
  '/v1/responses': (question, body) => complete(question, body, readResponse, answerResponse),
  '/v1/embeddings': vectors,
  '/v1/rerank': ranking,
}

async function answer(served: Served, request: LabRequest): Promise<LabReply> {
  const { clock } = served
  const arrival = { now: clock.now(), elapsed: clock.elapsed() }
  const question: Question = { ...served, arrival, gone: request.gone }
  const { method, body } = request
  const { pathname } = request.url
  if (method === 'GET' && pathname.startsWith('/v1/models')) return listed(served.settings, pathname)
  const known = addresses[pathname]
  if (!known) return errorReply(unknownAddress(method, pathname))
  if (method !== 'POST') return errorReply(unknownAddress(method, pathname, 405))
  const asked = parsed(body)
  if (asked === undefined) {
    const error = invalid(null, 'We could not parse the JSON body of your request.')
    return refused(question, served.settings.name, body, error)
  }
  const { model } = asked
  if (typeof model !== 'string' || model === '')
    return refused(question, '', body, invalid('model', 'you must provide a model parameter'))
  const names = [
    served.settings.name,
    ...(known === vectors ? [labEmbedder] : known === ranking ? [labReranker] : []),
  ]
  return names.includes(model) ? known(question, asked) : refused(question, model, body, unknownModel(model))
}

function parsed(body: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? objectOr(value) : undefined
  } catch {
    return undefined
  }
}

function listed({ name, contextWindow }: ModelSettings, pathname: string): LabReply {
  const data = [name, labEmbedder, labReranker].map((id) => ({
    id,
    object: 'model',
    created,
    owned_by: 'kaoju-lab',
    ...(id === name ? { max_model_len: contextWindow } : {}),
  }))
  if (pathname === '/v1/models') return json({ object: 'list', data })
  const asked = pathname.slice('/v1/models/'.length)
  const found = data.find(({ id }) => id === asked || encodeURIComponent(id) === asked)
  return found ? json(found) : errorReply(unknownModel(asked))
}

const readResponse: typeof readChat = (body, can) => {
  const chat = chatBodyOf(body)
  return isWireError(chat) ? chat : readChat(chat, can)
}
