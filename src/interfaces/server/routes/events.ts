import { z } from 'zod'
import type { App, Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { list, pageSize, runParameter } from '../schemas/common.ts'
import { loggedEvent } from '../schemas/events.ts'
import { streamEvents } from './event-stream.ts'
import { addRoute, answer, type Asked } from './route.ts'

const eventPage = z
  .object({ events: list(loggedEvent), next: z.int().optional().describe('`after` of the next page') })
  .meta({ id: 'EventPage' })

const sequence = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** `GET /runs/:id/events`: the log of a run as it grows, or a page of it. */
export function addEvents(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs/{id}/events',
      tag: 'Runs',
      summary: 'The log of a run: followed as it grows, or a page of it',
      description: [
        'As `text/event-stream` (what is sent unless only JSON is accepted) a frame for every line after `Last-Event-ID`, else after `after`:',
        '`id` is its `sequence`, `event` the type of its event, `data` a LoggedEvent as JSON.',
        'Every 15 seconds at least a comment is sent. When the run is over, or nobody works on it any more, the last frame is `event: end` without an id, its `data` a RunEnd, and the stream is closed.',
        'Whoever is cut off before that asks again with the last `id`: nothing is lost and nothing told twice.',
        'As `application/json`: a page of the lines after `after`.',
      ].join('\n'),
      params: runParameter,
      query: z.object({
        after: sequence.optional().describe('The line after which to begin; 0: from the first'),
        limit: pageSize(1_000, 200),
      }),
      headers: z.object({
        'last-event-id': z
          .string()
          .regex(/^\d{0,15}$/)
          .optional()
          .describe('The `id` of the last frame; wins over `after`'),
      }),
      answers: {
        200: {
          description: 'Its lines',
          content: {
            'text/event-stream': { schema: z.string() },
            'application/json': { schema: eventPage },
          },
        },
      },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id }, query: { after = 0, limit }, headers }, c) => {
      const from = headers['last-event-id'] ? Number(headers['last-event-id']) : after
      if (!wantsStream(c)) {
        const events = await host.runs.events(id, from, limit)
        const full = events.length === limit
        return answer(c, eventPage, { events, ...(full ? { next: events.at(-1)!.sequence } : {}) })
      }
      if (c.env.incoming.method !== 'HEAD') return streamEvents(host, id, from, languageOf(c), c)
      await host.runs.find(id)
      return c.body(null, 200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    },
  )
}

/** Whether lines are sent as they come: unless JSON is asked for, and no stream. */
function wantsStream(c: Asked): boolean {
  const accepted = c.req.header('Accept') ?? ''
  return /text\/event-stream/i.test(accepted) || !/application\/json/i.test(accepted)
}
