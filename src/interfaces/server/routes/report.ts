import { z } from 'zod'
import type { Audit, Report } from '#vocabulary'
import { auditSchema, reportSchema } from '#report'
import { createContext, KaojuError, type RunRecord } from '#runtime'
import type { Host } from '../../host/host.ts'
import { toldBy } from '../../runs/previous.ts'
import { withdrawnIn } from '../../runs/withdrawn.ts'
import { rendererOf, storeReport } from '../../runs/stored-report.ts'
import type { App, Door } from '../door.ts'
import { flag, runParameter } from '../schemas/common.ts'
import { addRoute, answer, type Asked } from './route.ts'

const told = z.union([
  reportSchema.meta({ id: 'Report', description: 'docs/report-json.md' }),
  auditSchema.meta({ id: 'Audit', description: 'docs/report-json.md' }),
])

/**
 * The page shows quotes of strangers: it is displayed, if at all, as an origin of its own, to which this server is foreign.
 * Style and script are its own by hash in a policy of its own (`report/formats/html.ts`); both policies hold.
 */
const apart =
  "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** `GET /runs/:id/report`: what a finished run told. */
export function addReport(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs/{id}/report',
      tag: 'Runs',
      summary: 'The report of a finished run; of a check its audit',
      params: runParameter,
      query: z.object({
        format: z.enum(['json', 'md', 'html']).default('json'),
        inline: flag.describe('`true`: `html` is displayed instead of saved'),
      }),
      answers: {
        200: {
          description: 'As it was told first; citations of what was purged since are marked as withdrawn',
          content: {
            'application/json': { schema: told },
            'text/markdown': { schema: z.string() },
            'text/html': { schema: z.string() },
          },
        },
      },
      errors: ['run-unknown', 'id-ambiguous', 'run-not-finished', 'replay-missing', 'route-unknown'],
    },
    async ({ params: { id }, query: { format, inline } }, c) => {
      const record = await host.runs.find(id)
      const report = await reportFor(record, host, c)
      if (format === 'json') return answer(c, told, report)
      const render = await rendererOf(report, host.library)
      const name = `${record.id}.${format}`
      const headers = { 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${name}"` }
      if (format === 'md')
        return c.body(await render('md'), 200, { ...headers, 'Content-Type': 'text/markdown; charset=utf-8' })
      return c.body(await render('html'), 200, {
        ...headers,
        ...(inline === 'true' ? { 'Content-Disposition': `inline; filename="${name}"` } : {}),
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': apart,
      })
    },
  )
}

/** @throws KaojuError `run-not-finished`, `replay-missing`; `route-unknown` where runs of its kind tell nothing */
export async function reportFor(record: RunRecord, host: Host, c: Asked): Promise<Report | Audit> {
  const { context } = createContext()
  const { runs, library, place } = host
  const found = await toldBy(
    record,
    runs,
    () => Promise.resolve(library),
    place,
    context,
    // Whoever asks next is spared the work; where it cannot be kept, it is done again.
    (made) => storeReport(made, library, place.settings.home, 'again').catch(() => undefined),
  )
  if (!found) throw new KaojuError('route-unknown', { path: c.req.path })
  return withdrawnIn(found, library)
}
