import { z } from 'zod'
import { KaojuError, sha256, type RunRecord } from '#runtime'
import type { HostRequest } from '../../host/host.ts'
import { reportLanguage } from '../../runs/language.ts'
import { configurationOf } from '../../runs/models.ts'
import { endPause } from '../../runs/pause.ts'
import { researchDone } from '../../runs/previous.ts'
import { askedFor, rewriteRequest, type MadeRequest } from '../../runs/requests.ts'
import type { WebFlags } from '../../config/web.ts'
import type { App, Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { language, pageSize, runParameter, text } from '../schemas/common.ts'
import { question, run, runOf, runPage, startedRun, writing } from '../schemas/runs.ts'
import { flagsOf, placeFor, requestOf } from './asking.ts'
import { addRoute, answer, json, type Asked } from './route.ts'

const keyed = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe('Asking twice under one key is asking once; 1–200 visible characters of ASCII'),
})

const started = {
  200: json('Asked before under this key: the run of then', startedRun),
  201: json('The run; `Location` is its address', startedRun),
}

const configuration = ['option-invalid', 'engine-unknown', 'budget-unpriced', 'config-invalid'] as const

/** Runs: asked for, listed, told anew, gone on with. */
export function addRuns(app: App, { host }: Door): void {
  const begun = async (
    { remarks, ...request }: MadeRequest,
    key: string | undefined,
    flags: WebFlags,
    c: Asked,
  ): Promise<Response> => {
    const asked: HostRequest =
      key === undefined ? request : { ...request, key, asked: askedFor(request, flags) }
    return answerStarted(await host.begin(asked), remarks, c)
  }

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs',
      tag: 'Runs',
      summary: 'Asks a question: begins a research run',
      headers: keyed,
      body: question,
      answers: started,
      errors: [
        'question-empty',
        'run-unknown',
        'id-ambiguous',
        'run-not-finished',
        'run-key-reused',
        ...configuration,
      ],
    },
    async ({ body, headers }, c) => {
      const made = await requestOf(body, host, languageOf(c))
      return begun(made, headers['idempotency-key'], flagsOf(body), c)
    },
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/check',
      tag: 'Runs',
      summary: 'Audits a text, sentence by sentence: begins a check',
      headers: keyed,
      body: z.strictObject({
        text: text(1_000_000).refine((given) => given.trim() !== '', '≥ 1'),
        language: language.optional(),
      }),
      answers: started,
      errors: ['run-key-reused', ...configuration],
    },
    async ({ body, headers }, c) => {
      const place = placeFor({}, host.place, languageOf(c))
      const snapshot = sha256(body.text)
      const taking = { docs: false, kind: 'check', library: () => Promise.resolve(host.library) } as const
      const made: MadeRequest = {
        kind: 'check',
        subject: excerpt(body.text),
        task: {
          file: excerpt(body.text),
          uri: `urn:sha256:${snapshot}`,
          snapshot,
          text: body.text,
          language: reportLanguage(body.text, body.language, place),
          maxFileBytes: place.settings.maxFileBytes,
        },
        ...(await configurationOf({}, taking, place)),
        seed: 'kaoju',
      }
      return begun(made, headers['idempotency-key'], {}, c)
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs',
      tag: 'Runs',
      summary: 'Runs, the newest first',
      query: z.object({
        limit: pageSize(200, 50),
        before: text(100).min(1).optional().describe('`next` of the page before: only older ones'),
      }),
      answers: { 200: json('A page of runs', runPage) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ query: { limit, before } }, c) => {
      const found = await host.runs.list({ limit: limit + 1, ...(before ? { before } : {}) })
      const runs = found.slice(0, limit).map((record) => runOf(record, languageOf(c)))
      return answer(c, runPage, { runs, ...(found.length > limit ? { next: runs.at(-1)!.id } : {}) })
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs/{id}',
      tag: 'Runs',
      summary: 'How a run stands, and what it has cost',
      params: runParameter,
      answers: { 200: json('The run', run) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id } }, c) => answer(c, run, runOf(await host.runs.find(id), languageOf(c))),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs/{id}/rewrite',
      tag: 'Runs',
      summary:
        'Tells the report of a finished run anew: begins a run that starts with all that the first one found',
      params: runParameter,
      headers: keyed,
      body: writing,
      answers: started,
      errors: ['run-unknown', 'id-ambiguous', 'run-not-finished', 'run-key-reused', 'option-invalid'],
    },
    async ({ params: { id }, headers, body }, c) => {
      const reader = languageOf(c)
      const place = placeFor({}, host.place, reader)
      const first = researchDone(await host.runs.find(id), place)
      if (Object.keys(body).length === 0)
        throw new KaojuError('request-invalid', { field: 'body', reason: 'language | length | type' })
      const key = headers['idempotency-key']
      const { leftInRewriting } = await import('#research')
      const request = { ...rewriteRequest(first, body, place), ...(key ? { key } : {}) }
      return answerStarted(await host.fork(first.id, request, leftInRewriting), [], c)
    },
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs/{id}/resume',
      tag: 'Runs',
      summary: 'Goes on with a run: does what is left of it; ends its pause',
      params: runParameter,
      answers: { 200: json('The run; one that is over stays as it is', run) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id } }, c) => {
      const { id: whole } = await host.runs.find(id)
      await endPause(host.runs, whole)
      await host.resume(whole)
      return answer(c, run, runOf(await host.runs.find(whole), languageOf(c)))
    },
  )
}

function answerStarted(
  { run: record, created }: { readonly run: RunRecord; readonly created: boolean },
  remarks: readonly string[],
  c: Asked,
): Response {
  c.header('Location', `/api/v1/runs/${record.id}`)
  const told = remarks.length > 0 ? { remarks } : {}
  return answer(c, startedRun, { ...runOf(record, languageOf(c)), ...told }, created ? 201 : 200)
}

/** The beginning of a text, for lists of runs. */
function excerpt(given: string): string {
  const line = given.trim().replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 79).toWellFormed()}…` : line
}
