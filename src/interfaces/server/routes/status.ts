import { z } from 'zod'
import { engineVersion } from '#runtime'
import type { Place } from '../../runs/place.ts'
import { efforts } from '../../config/settings.ts'
import type { App, Door } from '../door.ts'
import { count, effort, language, list } from '../schemas/common.ts'
import { addRoute, answer, json } from './route.ts'

const status = z
  .object({
    version: z.string(),
    language: language.describe('Of the server; a report has that of its question'),
    home: z.string(),
    model: z.string().nullable().describe('Who thinks; null: nobody, everything is done by rules'),
    effort: effort.describe('Where none is asked for'),
    efforts: list(effort),
    strategies: list(z.string()),
    scope: z
      .enum(['auto', 'web', 'configured-only', 'offline'])
      .describe('How far runs may reach; `auto`: as the library asks for'),
    running: count.describe('Runs that are executed here'),
    waiting: count.describe('Runs that wait for their turn'),
  })
  .meta({ id: 'Status' })

/** `GET /status`: who thinks, how far runs may reach, and how much is going on. */
export function addStatus(app: App, { host }: Door): void {
  const { place } = host
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/status',
      tag: 'Server',
      summary: 'Who thinks, how far runs may reach, and how much is going on',
      answers: { 200: json('As things stand', status) },
      errors: ['config-invalid', 'config-field-unknown'],
    },
    async (_given, c) =>
      answer(c, status, {
        version: engineVersion,
        language: place.language,
        home: place.settings.home,
        ...(await configuredIn(place)),
        effort: place.settings.effort,
        efforts,
        strategies: Object.keys(place.words.ways.strategies),
        ...host.load(),
      }),
  )
}

/** As the files and the environment say now. */
async function configuredIn(place: Place): Promise<Pick<z.input<typeof status>, 'model' | 'scope'>> {
  const [{ openModelSession }, { resolveWeb }, { readConfigFiles }] = await Promise.all([
    import('../../runs/model-session.ts'),
    import('../../config/web.ts'),
    import('../../config/settings.ts'),
  ])
  const files = readConfigFiles(place.settings.home)
  const session = await openModelSession({}, place, { offline: true, files })
  await session.close()
  const { castings } = session.resolved.configuration
  const first = castings.find(({ role }) => role === 'writer') ?? castings[0]
  const { scope } = resolveWeb(place.environment, files, {})
  return { model: scope === 'offline' ? null : (first?.spec.id ?? null), scope }
}
