import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AttemptFailure, entryPoint, KaojuError, orAborted, startWorker, type RemoteWorker } from '#runtime'
import type { Wire } from '../chat.ts'
import type { EmbedTransport } from '../embed.ts'
import type { ModelSpec } from '../model.ts'
import { prefixOf, unitLength } from './embeddings.ts'

/**
 * Embeddings by a model in this process: ONNX, through `@huggingface/transformers`, which is loaded only when a
 * `local/…` model is first asked and is not a dependency.
 *
 * 1. `baseUrl` says where models are: a folder (`<folder>/<name>` as on the Hugging Face Hub, or the model's own
 *    folder), or the address of a mirror of the Hub. With neither, only what the package has in its cache.
 * 2. From a mirror files come through the egress, like all that comes from outside; the package's own `fetch` is
 *    never used. So a mirror that sends on to another origin is refused, and the message says so.
 * 3. The model runs in a thread of its own.
 */
export function openLocalEmbed(spec: ModelSpec): EmbedTransport {
  let opening: Promise<RemoteWorker> | undefined
  const opened = async (wire: Wire): Promise<RemoteWorker> => {
    opening ??= open(spec, wire)
    try {
      return await opening
    } catch (error) {
      opening = undefined
      throw error
    }
  }
  return {
    async exchange(texts, use, wire) {
      const worker = await opened(wire)
      const prefix = prefixOf(spec, use)
      const work = worker.call<LocalVectors>(
        'embed',
        texts.map((text) => prefix + text),
        poolingOf(spec),
      )
      try {
        // Inference cannot be interrupted: who leaves does not wait for it.
        const { dimensions, values } = await orAborted(work, wire.signal)
        const count = dimensions > 0 ? values.length / dimensions : 0
        const vectors = Array.from({ length: count }, (_, index) =>
          unitLength(values.slice(index * dimensions, (index + 1) * dimensions)),
        )
        return { vectors }
      } catch (error) {
        wire.signal.throwIfAborted()
        throw new AttemptFailure(
          new KaojuError(
            'model-server-error',
            { provider: spec.id, reason: reasonOf(error) },
            { cause: error },
          ),
        )
      }
    },
  }
}

/** How the vectors of tokens become one: by their mean, the first one's, or the last one's. */
export type Pooling = 'mean' | 'cls' | 'last_token'

/** What crosses from the thread: rows of `dimensions` numbers, one after the other. */
export interface LocalVectors {
  readonly dimensions: number
  readonly values: Float32Array
}

export type Port = InstanceType<typeof MessagePort>

/** What the thread wants from a mirror. */
export interface FileWish {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly headers: [string, string][]
}

export type FileAnswer =
  | { readonly id: number; readonly error: string }
  | {
      readonly id: number
      readonly status: number
      readonly headers: [string, string][]
      readonly body: ArrayBuffer
    }

/** What the thread is told about the model. */
export interface LocalModel {
  readonly name: string
  /** The folder in which the model's folder lies. */
  readonly folder?: string
  /** The address of a mirror. */
  readonly mirror?: string
  /** Of the weights: 8 bits where there are such, since they are four times smaller and nearly as good. */
  readonly dtype: 'q8' | 'fp32'
}

async function open(spec: ModelSpec, wire: Wire): Promise<RemoteWorker> {
  const model = localModel(spec)
  const worker = startWorker(entryPoint(import.meta.url, './local-embed-worker'))
  const { port1: ours, port2: theirs } = new MessageChannel()
  serveFiles(ours, wire)
  try {
    await orAborted(worker.callMoving<undefined>('open', [theirs], model, theirs), wire.signal)
    return worker
  } catch (error) {
    await worker.close()
    wire.signal.throwIfAborted()
    throw missing(spec, reasonOf(error), error)
  } finally {
    ours.close()
  }
}

/**
 * Where a model is, from its configuration.
 *
 * @throws AttemptFailure `local-model-missing`
 */
export function localModel(spec: Pick<ModelSpec, 'id' | 'name' | 'baseUrl'>): LocalModel {
  const { name, baseUrl } = spec
  if (/^https?:\/\//.test(baseUrl)) return { name, mirror: baseUrl, dtype: 'q8' }
  if (baseUrl === '') return { name, dtype: 'q8' }
  const own = modelFolder(spec)
  if (!own) throw missing(spec, `there is no ${join(resolve(baseUrl), name, 'config.json')}`)
  const dtype = existsSync(join(own, 'onnx', 'model_quantized.onnx')) ? 'q8' : 'fp32'
  if (dtype === 'fp32' && !existsSync(join(own, 'onnx', 'model.onnx')))
    throw missing(spec, `there is no ${join(own, 'onnx', 'model.onnx')}`)
  return { name: basename(own), folder: dirname(own), dtype }
}

function modelFolder({ name, baseUrl }: Pick<ModelSpec, 'name' | 'baseUrl'>): string | undefined {
  return [resolve(baseUrl, name), resolve(baseUrl)].find((folder) => existsSync(join(folder, 'config.json')))
}

/** As the model's own folder says (sentence-transformers' `1_Pooling/config.json`), else as its family's card does. */
export function poolingOf(spec: Pick<ModelSpec, 'name' | 'baseUrl'>): Pooling {
  const folder = spec.baseUrl === '' || /^https?:/.test(spec.baseUrl) ? undefined : modelFolder(spec)
  const told = folder === undefined ? undefined : toldPooling(join(folder, '1_Pooling', 'config.json'))
  if (told) return told
  if (/qwen3-embedding|e5-mistral|last-?token/i.test(spec.name)) return 'last_token'
  return /\bbge|mxbai-embed|arctic-embed|gte-.*(v1\.5|modernbert)/i.test(spec.name) ? 'cls' : 'mean'
}

function toldPooling(path: string): Pooling | undefined {
  try {
    const told = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>
    if (told['pooling_mode_cls_token'] === true) return 'cls'
    if (told['pooling_mode_lasttoken'] === true) return 'last_token'
    return told['pooling_mode_mean_tokens'] === true ? 'mean' : undefined
  } catch {
    return undefined
  }
}

/** Answers the thread's wishes for files through the egress. */
export function serveFiles(port: Port, wire: Wire): void {
  port.on('message', async ({ id, url, method, headers }: FileWish) => {
    try {
      const reply = await wire.fetch(url, { method, headers, signal: wire.signal })
      const body = await reply.arrayBuffer()
      const told = [...reply.headers]
      port.postMessage({ id, status: reply.status, headers: told, body } satisfies FileAnswer, [body])
    } catch (error) {
      port.postMessage({ id, error: reasonOf(error) } satisfies FileAnswer)
    }
  })
}

function missing(spec: Pick<ModelSpec, 'id'>, reason: string, cause?: unknown): AttemptFailure {
  return new AttemptFailure(new KaojuError('local-model-missing', { model: spec.id, reason }, { cause }))
}

/** Of errors that come from the thread, what happened there without our frame around it. */
function reasonOf(error: unknown): string {
  if (error instanceof KaojuError && error.code === 'internal') return String(error.parameters['reason'])
  return error instanceof Error ? error.message : String(error)
}
