import { join } from 'node:path'
import { z } from 'zod'
import { sha256, type RunState } from '#runtime'
import type { Language } from '#vocabulary'
import type { Host } from '../host/host.ts'
import { hasReport } from '../runs/execution.ts'
import { configurationOf } from '../runs/models.ts'
import type { App, Door } from './door.ts'
import { languageOf } from './errors.ts'
import { addRoute, answer, json } from './routes/route.ts'
import { placeFor } from './routes/asking.ts'
import { runOf, startedRun } from './schemas/runs.ts'
import { uploadPath } from './upload-path.ts'
import { UploadStore } from './upload-store.ts'

/** The client's own name for what is uploaded together, such as a UUID. */
const batchName = z
  .string()
  .regex(/^[A-Za-z\d][A-Za-z\d_-]{7,63}$/)
  .describe('A name of your own, such as a UUID: 8 to 64 letters, digits, - and _')

const uploaded = z.object({ path: z.string(), bytes: z.int() }).meta({ id: 'Uploaded' })
const begun = z.object({ run: startedRun }).meta({ id: 'BegunRun' })

/** What a batch may hold. */
const mostFiles = 10_000
const mostBytes = 4 * 2 ** 30

/**
 * Files from the client's disk into the library: each by a `PUT` of its bytes, and then all of them by a run, as
 * `kaoju add` does. What was brought in is in the library's own store; the uploaded files are removed when their run is
 * over, and those that nobody brought in after a day.
 */
export function addUploads(app: App, { host }: Door): void {
  const { home, maxFileBytes } = host.place.settings
  const bounds = { files: mostFiles, bytes: mostBytes, fileBytes: maxFileBytes }
  const store = new UploadStore(join(home, 'uploads'), bounds)
  sweep(store, host).catch(tellLog)
  addRoute(
    app,
    {
      method: 'put',
      path: '/api/v1/uploads/{batch}/files',
      tag: 'Library',
      summary: 'Uploads a file: its bytes are the body, of any media type',
      description:
        'A path that was uploaded before is replaced. At most 10,000 files and 4 GB a batch, and `--max-file-size` a file.',
      params: z.object({ batch: batchName }),
      query: z.object({ path: z.string().max(4_096).describe('Relative, such as `papers/2024/a.pdf`') }),
      bytes: true,
      answers: { 201: json('It is kept until the batch is brought in', uploaded) },
      errors: [
        'upload-path-refused',
        'upload-closed',
        'upload-too-large',
        'file-too-large',
        'body-stalled',
        'disk-full',
      ],
    },
    async ({ params: { batch }, query: { path } }, c) => {
      const parts = uploadPath(path, languageOf(c))
      const announced = Number(c.req.header('Content-Length') ?? 0) || 0
      const bytes = await store.take(batch, parts, c.req.raw.body, announced)
      return answer(c, uploaded, { path: parts.join('/'), bytes }, 201)
    },
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/library',
      tag: 'Library',
      summary: 'Brings an upload into the library, by a run',
      body: z.strictObject({ upload: batchName }).meta({ id: 'BringIn' }),
      answers: { 200: json('It is being brought in already', begun), 201: json('The run', begun) },
      errors: ['upload-unknown', 'upload-closed', 'budget-unpriced'],
    },
    async ({ body: { upload } }, c) => {
      const reader = languageOf(c)
      const { run, created, remarks = [] } = await bringIn(upload, store, host, reader)
      const told = remarks.length > 0 ? { remarks } : {}
      return answer(c, begun, { run: { ...runOf(run, reader), ...told } }, created ? 201 : 200)
    },
  )
}

/** A run that brings an upload in, and what will not work of what was configured for it. */
interface BroughtIn extends Awaited<ReturnType<Host['begin']>> {
  readonly remarks?: readonly string[]
}

async function bringIn(upload: string, store: UploadStore, host: Host, reader: Language): Promise<BroughtIn> {
  const known = await store.runOf(upload)
  if (known !== undefined) return { run: await host.runs.find(known), created: false }
  const names = await store.close(upload)
  const place = placeFor({}, host.place, reader)
  try {
    const library = (): Promise<Host['library']> => Promise.resolve(host.library)
    const taking = { docs: true, kind: 'add', library } as const
    const { configuration, remarks } = await configurationOf({}, taking, place)
    const submitted = await host.begin({
      kind: 'add',
      subject: subjectOf(names),
      task: { paths: [store.filesOf(upload)], maxFileBytes: place.settings.maxFileBytes, reEmbed: false },
      configuration,
      seed: 'kaoju',
      // Whoever asks twice at once gets one run.
      key: `upload ${upload}`,
      asked: sha256(upload),
    })
    await store.broughtInBy(upload, submitted.run.id)
    removeWhenOver(upload, submitted.run.id, store, host)
    return { ...submitted, remarks }
  } catch (error) {
    await store.reopen(upload)
    throw error
  }
}

/** `papers/, notes.md, a.pdf …` */
function subjectOf(names: readonly string[]): string {
  const tops = [...new Set(names.map((name) => name.replace(/\/.*$/, '/')))]
  return tops.slice(0, 3).join(', ').slice(0, 300) + (tops.length > 3 ? ' …' : '')
}

/** What was left by a server before this one: brought in, forgotten, or to be gone on with. */
async function sweep(store: UploadStore, host: Host): Promise<void> {
  for (const { name, run, forgotten } of await store.left(Date.now())) {
    const state = run === undefined ? undefined : await stateOf(run, host)
    if (state === undefined || state === 'failed') {
      if (forgotten) await store.remove(name)
    } else if (hasReport(state)) await (forgotten ? store.remove(name) : store.empty(name))
    else removeWhenOver(name, run!, store, host)
  }
}

async function stateOf(run: string, host: Host): Promise<RunState | undefined> {
  return host.runs.find(run).then(
    ({ state }) => state,
    () => undefined,
  )
}

function removeWhenOver(upload: string, run: string, store: UploadStore, host: Host): void {
  const over = (state: RunState): void => {
    if (hasReport(state)) store.empty(upload).catch(tellLog)
  }
  host.follow(run, 0, { lines: () => true, ended: over }).catch(tellLog)
}

/** Nobody waits for it: what could not be removed is removed at the next start. */
function tellLog(error: unknown): void {
  process.stderr.write(`uploads: ${String(error)}\n`)
}
