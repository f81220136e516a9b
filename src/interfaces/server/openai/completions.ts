import type { Context } from 'hono'
import { z } from 'zod'
import { fromErrorRecord, KaojuError, toErrorRecord, type RunRecord } from '#runtime'
import type { Door } from '../door.ts'
import { languageOf, namedError } from '../errors.ts'
import { ask, wishes } from '../conversation/ask.ts'
import { answerEvents, frameOf } from '../conversation/event-stream.ts'
import { createTeller, type Teller } from '../conversation/teller.ts'
import { languageOfReport, tellRun } from '../conversation/tell-run.ts'
import { urlCitationOf } from './annotations.ts'
import { content, refuseUnable, turnOf } from './content.ts'
import { effortFor, reasoningEfforts } from './models.ts'
import { errorOfRun, refuse } from './refuse.ts'
import { hasReport } from '../../runs/execution.ts'
import { jsonOf } from '../routes/route.ts'

/** What is read of a request; all else is accepted and changes nothing. */
const request = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: content.nullish() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  reasoning_effort: z.enum(reasoningEfforts).nullish(),
  kaoju: wishes.nullish(),
})

/**
 * `POST /v1/chat/completions` (platform.openai.com/docs/api-reference/chat): the last user message is the question, what
 * was said before makes it understood. Work is told as reasoning, sentences when they are verified.
 */
export async function answerCompletion(c: Context, { host }: Door): Promise<Response> {
  const asked = request.parse(await jsonOf(c))
  refuseUnable(asked)
  const turns = asked.messages.flatMap((message, index) =>
    turnOf(message.role, message.content, `messages[${index}]`),
  )
  const effort = effortFor(asked.model, asked.reasoning_effort, host.place.settings)
  const key = c.req.header('Idempotency-Key')
  // However the answer is handed over, the question is the same.
  const { stream: _, stream_options: _options, ...constant } = asked
  const { run } = await ask(
    { turns, wishes: asked.kaoju, effort, reader: languageOf(c), key, sent: constant },
    host,
  )
  const about: About = { run, model: asked.model, origin: new URL(c.req.url).origin }
  // Nobody else waits for it; what was asked under a key can be asked for again.
  const gone = (): void => {
    if (key === undefined) host.stop(run.id).catch(() => undefined)
  }
  if (asked.stream !== true) return answerWhole(c, about, host, gone)
  const withUsage = asked.stream_options?.include_usage === true
  const named = (error: unknown): KaojuError => namedError(c, error, languageOf(c))
  return answerEvents(
    (left) => chunks(about, host, { withUsage, named, left }),
    { 'x-request-id': run.id },
    gone,
  )
}

interface About {
  readonly run: RunRecord
  readonly model: string
  readonly origin: string
}

type Host = Door['host']

async function answerWhole(c: Context, about: About, host: Host, gone: () => void): Promise<Response> {
  const { run, origin } = about
  const { signal } = c.req.raw
  signal.addEventListener('abort', gone)
  // Who left while the run was begun is not heard of again.
  if (signal.aborted) gone()
  const teller = createTeller(languageOfReport(run))
  try {
    for await (const step of tellRun(run, host, signal, teller)) {
      if (step.type !== 'end' || hasReport(step.state)) continue
      return refuse(c, step.error ? fromErrorRecord(step.error) : new KaojuError('aborted'))
    }
  } finally {
    signal.removeEventListener('abort', gone)
  }
  c.header('x-request-id', run.id)
  c.header('Cache-Control', 'no-store')
  return c.json({
    ...head(about),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: teller.text,
          refusal: null,
          annotations: annotationsOf(teller, origin),
          ...(teller.thoughts === '' ? {} : thoughtOf(teller.thoughts)),
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usageOf(teller),
  })
}

interface Streaming {
  readonly withUsage: boolean
  /** What went wrong as it may be told. */
  readonly named: (error: unknown) => KaojuError
  readonly left: AbortSignal
}

async function* chunks(
  about: About,
  host: Host,
  { withUsage, named, left }: Streaming,
): AsyncGenerator<string, void> {
  const { run, origin } = about
  const language = languageOfReport(run)
  const teller = createTeller(language)
  const chunk = (delta: object, finish: 'stop' | null = null): string =>
    frameOf({
      ...head(about),
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(withUsage ? { usage: null } : {}),
    })
  yield chunk({ role: 'assistant', content: '' })
  try {
    yield* told()
  } catch (error) {
    if (!left.aborted) yield frameOf(errorOfRun(toErrorRecord(named(error)), language))
  }
  if (!left.aborted) yield frameOf('[DONE]')

  async function* told(): AsyncGenerator<string, void> {
    // One piece is held back: the last of the content carries the annotations.
    let held: string | undefined
    for await (const step of tellRun(run, host, left, teller)) {
      if (step.type === 'told') {
        if (held !== undefined) yield chunk({ content: held })
        held = undefined
        if (step.told.type === 'thought') yield chunk(thoughtOf(step.told.text))
        else if (step.told.text !== '' && teller.ended) held = step.told.text
        else if (step.told.text !== '') yield chunk({ content: step.told.text })
        continue
      }
      if (step.type === 'plan') continue
      if (!hasReport(step.state)) {
        yield frameOf(errorOfRun(step.error, language))
        break
      }
      yield chunk({ content: held ?? '', annotations: annotationsOf(teller, origin) })
      yield chunk({}, 'stop')
      if (withUsage)
        yield frameOf({
          ...head(about),
          object: 'chat.completion.chunk',
          choices: [],
          usage: usageOf(teller),
        })
    }
  }
}

function head({ run, model }: About): Readonly<Record<string, unknown>> {
  return {
    id: `chatcmpl-${run.id}`,
    created: Math.floor(run.createdAt / 1000),
    model,
    system_fingerprint: null,
    service_tier: null,
  }
}

/** Under both names that clients look for. */
function thoughtOf(text: string): Readonly<Record<string, string>> {
  return { reasoning_content: text, reasoning: text }
}

function annotationsOf(teller: Teller, origin: string): readonly object[] {
  return teller.marks.map((mark) => ({ type: 'url_citation', url_citation: urlCitationOf(mark, origin) }))
}

function usageOf({ usage: { input, output } }: Teller): Readonly<Record<string, number>> {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}
