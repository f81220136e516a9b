import type { Context } from 'hono'
import { fromErrorRecord, KaojuError, toErrorRecord, type ErrorRecord, type RunRecord } from '#runtime'
import type { Host } from '../../host/host.ts'
import { languageOf, namedError } from '../errors.ts'
import { answerEvents, frameOf } from '../conversation/event-stream.ts'
import { createTeller } from '../conversation/teller.ts'
import { languageOfReport, tellRun } from '../conversation/tell-run.ts'
import { errorOfRun, refuse } from './refuse.ts'
import { translateResponse, type ResponseEvent } from './response-events.ts'
import { responseObject, statusOfEnded, type ResponseAbout } from './response-object.ts'
import { readResponse } from './response-store.ts'

/** The response of a run that is over. */
export async function wholeResponse(about: ResponseAbout, host: Host): Promise<object> {
  const never = new AbortController().signal
  let last: ResponseEvent | undefined
  for await (const event of eventsOf(about, host, never)) last = event
  return last!['response'] as object
}

/** Waits for the response; the client's leaving is told to `gone`. */
export async function waitedResponse(
  c: Context,
  about: ResponseAbout,
  host: Host,
  gone: () => void,
): Promise<Response> {
  const { signal } = c.req.raw
  signal.addEventListener('abort', gone)
  // Who left while the run was begun is not heard of again.
  if (signal.aborted) gone()
  let last: ResponseEvent | undefined
  try {
    for await (const event of eventsOf(about, host, signal)) last = event
  } finally {
    signal.removeEventListener('abort', gone)
  }
  const response = last?.['response'] as { readonly status: string } | undefined
  if (response?.status === 'failed') {
    const { error } = await host.runs.find(about.run.id)
    return refuse(c, error ? fromErrorRecord(error) : new KaojuError('aborted'))
  }
  c.header('Cache-Control', 'no-store')
  return c.json(response ?? responseObject(about, 'in_progress'))
}

/** Events after a number, as server-sent events. */
export function streamedResponse(
  c: Context,
  about: ResponseAbout,
  host: Host,
  after: number,
  gone: () => void,
): Response {
  async function* frames(left: AbortSignal): AsyncGenerator<string, void> {
    let next = 0
    try {
      for await (const event of eventsOf(about, host, left)) {
        next = event.sequence_number + 1
        if (event.sequence_number > after) yield frameOf(event, event.type)
      }
    } catch (error) {
      if (left.aborted) return
      const language = languageOf(c)
      const known = toErrorRecord(namedError(c, error, language))
      const { code, message, param } = errorOfRun(known, language).error
      yield frameOf({ type: 'error', code, message, param, sequence_number: next }, 'error')
    }
  }
  return answerEvents(frames, { 'x-request-id': about.run.id }, gone)
}

/** All events of a response; where the server goes down before the run is over, they break off. */
async function* eventsOf(
  about: ResponseAbout,
  host: Host,
  left: AbortSignal,
): AsyncGenerator<ResponseEvent, void> {
  const { run } = about
  const teller = createTeller(languageOfReport(run))
  const translator = translateResponse(about, teller)
  yield* translator.begin()
  for await (const step of tellRun(run, host, left, teller)) {
    if (step.type === 'told') yield* translator.told(step.told)
    else if (step.type === 'end' && step.error?.code !== 'aborted') {
      const kept = await readResponse(host.place.settings.home, run.id)
      yield* translator.end({
        state: step.state,
        cancelled: kept?.cancelled === true,
        ...errorIn(step.state, step.error, run),
      })
    }
  }
}

function errorIn(
  state: RunRecord['state'],
  error: ErrorRecord | undefined,
  run: RunRecord,
): { error?: { code: string; message: string } } {
  if (statusOfEnded(state, false) !== 'failed') return {}
  const { code, message } = errorOfRun(error, languageOfReport(run)).error
  return { error: { code, message } }
}
