import type { Context } from 'hono'
import { KaojuError, type RunRecord } from '#runtime'
import type { ResearchRunTask } from '../../runs/tasks.ts'
import type { Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { ask } from '../conversation/ask.ts'
import { isAbandoned } from '../conversation/read-log.ts'
import { jsonOf } from '../routes/route.ts'
import { refuseUnable } from './content.ts'
import { effortFor } from './models.ts'
import { WireRefusal } from './refuse.ts'
import { responseObject, type ResponseAbout } from './response-object.ts'
import {
  inputItemsOf,
  notFound,
  responseRequest,
  runOfResponse,
  turnsOf,
  type ResponseRequest,
} from './response-request.ts'
import { keepResponse, readResponse, type KeptResponse } from './response-store.ts'
import { streamedResponse, waitedResponse, wholeResponse } from './told-response.ts'

type Host = Door['host']

/** `POST /v1/responses`: waited for, streamed, or begun in the background. */
export async function createResponse(c: Context, { host }: Door): Promise<Response> {
  const asked = responseRequest.parse(await jsonOf(c))
  refuseUnable(asked)
  const background = asked.background === true
  if (background && asked.store === false)
    throw new WireRefusal('store', {
      en: 'What is done in the background is stored: it is asked for later.',
      zh: '后台执行的回应必须保存（store），以便之后取回。',
    })
  const key = c.req.header('Idempotency-Key')
  const about = await begin(asked, key, c, host)
  const { run } = about
  const gone = (): void => {
    if (!background && key === undefined) host.stop(run.id).catch(() => undefined)
  }
  if (asked.stream === true) return streamedResponse(c, about, host, -1, gone)
  if (background) return c.json(await snapshot(c, about, host))
  return waitedResponse(c, about, host, gone)
}

async function begin(
  asked: ResponseRequest,
  key: string | undefined,
  c: Context,
  host: Host,
): Promise<ResponseAbout> {
  const { settings } = host.place
  const { stream: _, ...constant } = asked
  const turns = turnsOf(asked.input)
  const effort = effortFor(asked.model, asked.reasoning?.effort, settings)
  const previous = asked.previous_response_id ?? undefined
  const { run } = await ask(
    {
      turns,
      wishes: asked.kaoju,
      effort,
      reader: languageOf(c),
      key,
      sent: constant,
      follow: previous === undefined ? undefined : await runBefore(previous, host),
    },
    host,
  )
  const fresh: KeptResponse = {
    model: asked.model,
    background: asked.background === true,
    store: asked.store !== false,
    metadata: asked.metadata ?? {},
    turns,
    ...(asked.user ? { user: asked.user } : {}),
    ...(previous === undefined ? {} : { previous }),
  }
  const known = await readResponse(settings.home, run.id)
  if (!known) await keepResponse(settings.home, run.id, fresh)
  return { run, kept: known ?? fresh, origin: new URL(c.req.url).origin }
}

async function runBefore(id: string, host: Host): Promise<string> {
  const { id: run } = await runNamed(id, 'previous_response_id', host)
  const kept = await readResponse(host.place.settings.home, run)
  if (kept?.deleted || kept?.store === false) throw notFound(id, 'previous_response_id')
  return run
}

/** `GET /v1/responses/:id`: as it stands, or streamed from the event after `starting_after`. */
export async function getResponse(c: Context, { host }: Door): Promise<Response> {
  const about = await find(c, host)
  if (c.req.query('stream') !== 'true') return c.json(await snapshot(c, about, host))
  const after = Number(c.req.query('starting_after') ?? -1)
  if (!Number.isInteger(after))
    throw new KaojuError('request-invalid', { field: 'starting_after', reason: '= 0, 1, 2 …' })
  return streamedResponse(c, about, host, after, () => undefined)
}

/** `POST /v1/responses/:id/cancel`: what was found until then is told in the response. */
export async function cancelResponse(c: Context, { host }: Door): Promise<Response> {
  const { run, kept, origin } = await find(c, host)
  if (await isOver(run, host)) return c.json(await snapshot(c, { run, kept, origin }, host))
  const cancelled = { ...kept, cancelled: true }
  await keepResponse(host.place.settings.home, run.id, cancelled)
  await host.stop(run.id)
  return c.json(responseObject({ run, kept: cancelled, origin }, 'cancelled'))
}

/** `DELETE /v1/responses/:id`: it can be asked for no more; the run and its report stay in the home. */
export async function deleteResponse(c: Context, { host }: Door): Promise<Response> {
  const { run, kept } = await find(c, host)
  await keepResponse(host.place.settings.home, run.id, { ...kept, deleted: true })
  if (!(await isOver(run, host))) await host.stop(run.id)
  return c.json({ id: `resp_${run.id}`, object: 'response', deleted: true })
}

/** `GET /v1/responses/:id/input_items` */
export async function listInputItems(c: Context, { host }: Door): Promise<Response> {
  const { run, kept } = await find(c, host)
  const items = inputItemsOf(kept.turns, run.id)
  const ordered = c.req.query('order') === 'asc' ? items : items.toReversed()
  const from = ordered.findIndex(({ id }) => id === c.req.query('after')) + 1
  const limit = Math.min(Math.max(Math.trunc(Number(c.req.query('limit') ?? 20)) || 20, 1), 100)
  const data = ordered.slice(from, from + limit)
  return c.json({
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: from + limit < ordered.length,
  })
}

/** A research run, through whichever door it was asked for. @throws WireRefusal `response_not_found` */
async function find(c: Context, host: Host): Promise<ResponseAbout> {
  const id = c.req.param('id') ?? ''
  const run = await runNamed(id, 'response_id', host)
  const kept = await readResponse(host.place.settings.home, run.id)
  if (run.kind !== 'research' || kept?.deleted || kept?.store === false) throw notFound(id)
  const { effort } = run.task as ResearchRunTask
  const elsewhere: KeptResponse = {
    model: `kaoju-${effort}`,
    background: true,
    store: true,
    metadata: {},
    turns: [{ role: 'user', text: run.subject }],
  }
  return { run, kept: kept ?? elsewhere, origin: new URL(c.req.url).origin }
}

/** @throws WireRefusal `response_not_found`, `previous_response_not_found` */
async function runNamed(id: string, param: string, host: Host): Promise<RunRecord> {
  return host.runs.find(runOfResponse(id, param)).catch((error: unknown) => {
    throw error instanceof KaojuError && error.code === 'run-unknown' ? notFound(id, param) : error
  })
}

async function isOver(run: RunRecord, host: Host): Promise<boolean> {
  if (run.state === 'waiting' || run.state === 'running') return false
  return run.state !== 'interrupted' || (await isAbandoned(host, run.id))
}

async function snapshot(c: Context, about: ResponseAbout, host: Host): Promise<object> {
  const run = await host.runs.find(about.run.id)
  c.header('Cache-Control', 'no-store')
  const now = { ...about, run }
  if (await isOver(run, host)) return wholeResponse(now, host)
  const status = about.kept.cancelled ? 'cancelled' : run.state === 'waiting' ? 'queued' : 'in_progress'
  return responseObject(now, status)
}
