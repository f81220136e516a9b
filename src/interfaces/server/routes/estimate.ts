import { z } from 'zod'
import { estimateOf, nothing } from '../../runs/estimate.ts'
import type { App, Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { list } from '../schemas/common.ts'
import { question } from '../schemas/runs.ts'
import { reportLanguage } from '../../runs/language.ts'
import { placeFor, requestOf } from './asking.ts'
import { addRoute, answer, json } from './route.ts'

const range = z
  .tuple([z.number(), z.number()])
  .readonly()
  .describe('From a run in which all goes well to the most that its effort allows')
const usd = range.nullable().describe('US dollars; null where no price is known')

const estimated = z
  .object({
    calls: range,
    tokens: range,
    usd,
    unpriced: list(z.string()).describe('Models whose price is unknown: what they cost comes on top'),
    byStage: list(
      z
        .object({ stage: z.string(), role: z.string(), model: z.string(), calls: range, tokens: range, usd })
        .readonly(),
    ),
    search: z
      .object({ queries: range, engines: list(z.string()), usd: range })
      .readonly()
      .optional()
      .describe('What search engines may be asked and may cost; absent: nobody is asked'),
    remarks: list(z.string()).describe('What of the configuration will not work, a sentence each'),
  })
  .readonly()
  .meta({ id: 'Estimate' })

/** `POST /estimate`: what a question may cost. */
export function addEstimate(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/estimate',
      tag: 'Runs',
      summary: 'What a question may cost; nothing is begun and nobody is asked',
      body: question,
      answers: { 200: json('Ranges', estimated) },
      errors: [
        'question-empty',
        'run-unknown',
        'id-ambiguous',
        'run-not-finished',
        'option-invalid',
        'engine-unknown',
        'budget-unpriced',
        'config-invalid',
      ],
    },
    async ({ body }, c) => {
      const reader = languageOf(c)
      const place = placeFor(body, host.place, reader)
      const { configuration, remarks } = await requestOf(body, host, reader)
      const { estimateResearch } = await import('#research')
      const { question: asked, language } = body
      const task = {
        question: asked,
        language: reportLanguage(asked, language, place),
        effort: place.settings.effort,
      }
      const { estimate, search } = await estimateOf(
        { estimate: (models, library) => estimateResearch(task, models, library), unread: false },
        configuration,
        () => Promise.resolve(host.library),
        place,
      )
      const found = estimate ?? { ...nothing, unpriced: [], byStage: [] }
      return answer(c, estimated, { ...found, ...(search ? { search } : {}), remarks })
    },
  )
}
