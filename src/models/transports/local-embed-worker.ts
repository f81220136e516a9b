import { createRequire } from 'node:module'
import { join } from 'node:path'
import { serveWorker } from '#runtime'
import type { FileAnswer, FileWish, LocalModel, LocalVectors, Pooling, Port } from './local-embed.ts'

/** As much of `@huggingface/transformers` (4.x) as is used. */
interface Transformers {
  readonly env: {
    allowRemoteModels: boolean
    allowLocalModels: boolean
    localModelPath: string
    remoteHost: string
    fetch: typeof globalThis.fetch
  }
  pipeline(
    task: 'feature-extraction',
    model: string,
    options: { readonly dtype: LocalModel['dtype'] },
  ): Promise<
    (
      texts: readonly string[],
      options: { readonly pooling: Pooling; readonly normalize: boolean },
    ) => Promise<{ readonly dims: readonly number[]; readonly data: Float32Array }>
  >
}

type Extract = Awaited<ReturnType<Transformers['pipeline']>>

/** The thread in which a local model runs; see local-embed.ts. */
serveWorker(() => {
  let extract: Extract
  return {
    async open({ name, folder, mirror, dtype }: LocalModel, port: Port): Promise<void> {
      const transformers = await loadPackage(folder)
      const { env } = transformers
      env.allowRemoteModels = mirror !== undefined
      env.allowLocalModels = true
      if (mirror !== undefined) env.remoteHost = mirror.endsWith('/') ? mirror : `${mirror}/`
      if (folder !== undefined) env.localModelPath = folder
      env.fetch = fetchThrough(port)
      extract = await transformers.pipeline('feature-extraction', name, { dtype })
    },
    async embed(texts: readonly string[], pooling: Pooling): Promise<LocalVectors> {
      const { dims, data } = await extract(texts, { pooling, normalize: true })
      if (dims.length !== 2 || dims[0] !== texts.length)
        throw new Error(`${texts.length} texts gave a tensor of ${dims.join(' × ')}`)
      return { dimensions: dims[1]!, values: Float32Array.from(data) }
    },
  }
})

/** Found beside Kaoju, or in `node_modules` beside the models: an installed command sees no other. */
async function loadPackage(folder: string | undefined): Promise<Transformers> {
  const name = '@huggingface/transformers'
  try {
    return await (import(name) as Promise<Transformers>)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    if (folder === undefined) throw new Error(`the package ${name} is not installed`, { cause: error })
  }
  try {
    return createRequire(join(folder, 'models.js'))(name) as Transformers
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(`the package ${name} is not installed`, { cause: error })
  }
}

/** A `fetch` that asks the other side of the port, which has the egress. */
function fetchThrough(port: Port): typeof globalThis.fetch {
  const open = new Map<number, { resolve(response: Response): void; reject(error: Error): void }>()
  let last = 0
  port.on('message', (answer: FileAnswer) => {
    const asked = open.get(answer.id)
    open.delete(answer.id)
    if ('error' in answer) asked?.reject(new Error(answer.error))
    else
      asked?.resolve(
        new Response(answer.status === 204 || answer.status === 304 ? null : answer.body, {
          status: answer.status,
          headers: answer.headers,
        }),
      )
  })
  return (input, init) =>
    new Promise((resolve, reject) => {
      const url = input instanceof Request ? input.url : String(input)
      open.set(++last, { resolve, reject })
      const headers = [...new Headers(init?.headers)]
      port.postMessage({ id: last, url, method: init?.method ?? 'GET', headers } satisfies FileWish)
    })
}
