import type { Context } from 'hono'
import { KaojuError } from '#runtime'
import type { App, Door } from '../door.ts'
import { answerCompletion } from './completions.ts'
import { checkModel, listedModel, modelNames } from './models.ts'
import { cancelResponse, createResponse, deleteResponse, getResponse, listInputItems } from './responses.ts'
import { refuse } from './refuse.ts'

/**
 * OpenAI's wire: models, chat completions and responses, for every client that speaks it.
 *
 * @see docs/openai.md
 */
export function addOpenAI(app: App, door: Door): void {
  const answered =
    (answer: (c: Context, door: Door) => Promise<Response> | Response) =>
    async (c: Context): Promise<Response> => {
      try {
        return await answer(c, door)
      } catch (error) {
        return refuse(c, error)
      }
    }
  app.get(
    '/v1/models',
    answered((c) => c.json({ object: 'list', data: modelNames.map(listedModel) })),
  )
  app.get(
    '/v1/models/:id',
    answered((c) => {
      const id = c.req.param('id') ?? ''
      checkModel(id)
      return c.json(listedModel(id))
    }),
  )
  app.post('/v1/chat/completions', answered(answerCompletion))
  app.post('/v1/responses', answered(createResponse))
  app.get('/v1/responses/:id', answered(getResponse))
  app.delete('/v1/responses/:id', answered(deleteResponse))
  app.post('/v1/responses/:id/cancel', answered(cancelResponse))
  app.get('/v1/responses/:id/input_items', answered(listInputItems))
  app.all('/v1/*', (c) => refuse(c, new KaojuError('route-unknown', { path: c.req.path })))
}
