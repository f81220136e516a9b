/** Vectors and rankings as exchanges: drawn faults, time, price and record, around what is computed. */
import { sha256 } from '#runtime'
import type { LabReply } from '../serve/listen.ts'
import { embed } from './serve-embeddings.ts'
import { rerank } from './serve-rerank.ts'
import { isWireError } from './wire-error.ts'
import { counterOf } from './wire-generation.ts'
import { withoutPorts } from './wire-hash.ts'
import { json, occurrenceOf, refused, type Question } from './wire-question.ts'
import type { Body } from './wire-request.ts'

/** Answers `POST /v1/embeddings`. */
export function vectors(question: Question, body: Body): Promise<LabReply> {
  const made = embed(body)
  if (isWireError(made)) return Promise.resolve(refused(question, String(body['model']), inputOf(body), made))
  const { texts, data } = made
  return computed(question, body, texts, `${texts.length} vectors`, (tokens) => ({
    object: 'list',
    data,
    model: body['model'],
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }))
}

const inputOf = (body: Body): string => JSON.stringify(body['input'] ?? body)

/** Answers `POST /v1/rerank`. */
export function ranking(question: Question, body: Body): Promise<LabReply> {
  const made = rerank(body)
  if (isWireError(made)) return Promise.resolve(refused(question, String(body['model']), inputOf(body), made))
  const { query, texts, results } = made
  // Every document is read with the query, and billed so.
  const read = texts.map((text) => `${query}\n${text}`)
  return computed(question, body, read, JSON.stringify(results), (tokens) => ({
    model: body['model'],
    results,
    usage: { total_tokens: tokens, prompt_tokens: tokens },
  }))
}

/** Answers what is computed and not said: after the time to the first token, for the price of the prompt. */
async function computed(
  question: Question,
  body: Body,
  texts: readonly string[],
  response: string,
  tell: (tokens: number) => unknown,
): Promise<LabReply> {
  const { settings, clock, log, arrival, gone } = question
  const request = texts.join('\n\n')
  const { unanswered } = occurrenceOf(question, sha256(withoutPorts(JSON.stringify(texts))))
  if (unanswered) return refused(question, String(body['model']), request, unanswered)
  if (settings.firstToken > 0) await clock.sleep(settings.firstToken, gone).catch(() => undefined)
  const count = counterOf(settings)
  const input = texts.reduce((sum, text) => sum + count(text), 0)
  log.add({
    service: 'model',
    name: String(body['model']),
    start: arrival.now,
    end: clock.now(),
    request: withoutPorts(request),
    response,
    outcome: gone.aborted ? 'abandoned' : 'answered',
    tokens: { input, output: 0, thinking: 0 },
    usd: (input * settings.price.input) / 1e6,
  })
  return json(tell(input))
}
