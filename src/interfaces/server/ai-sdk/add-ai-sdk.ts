import type { Context } from 'hono'
import { explain, KaojuError, sha256, systemClock, type RunRecord } from '#runtime'
import type { App, Door } from '../door.ts'
import { answerError, languageOf, namedError } from '../errors.ts'
import { ask } from '../conversation/ask.ts'
import { answerEvents, frameOf } from '../conversation/event-stream.ts'
import { jsonOf } from '../routes/route.ts'
import { bringsFile, chatRequest, turnsOf } from './chat-request.ts'
import { messageChunks } from './message-chunks.ts'

/**
 * The AI SDK's wire, for `useChat` and whatever else speaks the UI message stream (ai-sdk.dev/docs/ai-sdk-ui/stream-protocol):
 * `POST /api/v1/chat`, and `GET /api/v1/chat/:id/stream` for whoever lost the connection.
 *
 * 1. A message is asked once, however often it is sent: the chat's id and the message's are the run's key.
 * 2. A run goes on when its reader is gone; `POST /api/v1/runs/:id/stop` ends it.
 */
export function addAiSdk(app: App, { host }: Door): void {
  const answered =
    (answer: (c: Context, host: Door['host']) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      try {
        return await answer(c, host)
      } catch (error) {
        return answerError(c, error)
      }
    }
  app.post('/api/v1/chat', answered(chat))
  app.get('/api/v1/chat/:id/stream', answered(resume))
}

async function chat(c: Context, host: Door['host']): Promise<Response> {
  const asked = chatRequest.parse(await jsonOf(c))
  if (bringsFile(asked))
    throw new KaojuError('request-invalid', { field: 'messages', reason: noFiles[languageOf(c)] })
  const { id, messages, trigger, effort, web, model, budget, language, strategy } = asked
  const turns = turnsOf(messages)
  const question = messages.findLast(({ role }) => role === 'user')
  const text = turns.findLast(({ role }) => role === 'user')?.text ?? ''
  const message = `${encodeURIComponent(question?.id ?? '')}/${sha256(text).slice(0, 16)}`
  const again = trigger === 'regenerate-message' ? `/${systemClock.now()}` : ''
  const key = `${keyOfChat(id)}${message}${again}`
  const { run } = await ask(
    {
      turns,
      wishes: { web, model, budget, language, strategy },
      ...(effort ? { effort } : {}),
      reader: languageOf(c),
      key,
      sent: key,
    },
    host,
  )
  return told(c, run, host)
}

async function resume(c: Context, host: Door['host']): Promise<Response> {
  const key = keyOfChat(c.req.param('id') ?? '')
  const run = (await host.runs.list({ limit: 500 })).find((one) => one.key?.startsWith(key))
  const missed = run && (!over.has(run.state) || systemClock.now() - run.updatedAt < kept)
  // What the transport takes for: nothing is under way.
  if (!missed) return c.body(null, 204)
  return told(c, run, host)
}

const over: ReadonlySet<string> = new Set(['done', 'incomplete', 'stopped', 'failed'])

/** So long after its end is a run told to whoever lost the connection shortly before. Milliseconds. */
const kept = 120_000

function keyOfChat(id: string): string {
  return `chat/${encodeURIComponent(id)}/`
}

function told(c: Context, run: RunRecord, host: Door['host']): Response {
  const { origin } = new URL(c.req.url)
  async function* frames(left: AbortSignal): AsyncGenerator<string, void> {
    try {
      for await (const chunk of messageChunks(run, host, origin, left)) yield frameOf(chunk)
    } catch (error) {
      const language = languageOf(c)
      yield frameOf({ type: 'error', errorText: explain(namedError(c, error, language), language) })
    }
    if (!left.aborted) yield frameOf('[DONE]')
  }
  return answerEvents(frames, { 'x-vercel-ai-ui-message-stream': 'v1' }, () => undefined)
}

const noFiles = {
  en: 'files are not read from messages; bring them into the library first',
  zh: '不读取消息中的文件；请先把文件加入资料库',
} as const
