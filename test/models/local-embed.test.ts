import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createModels, type ModelSpec } from '#models'
import { createConfiguredEgress, createContext } from '#runtime'
import { prefixOf } from '../../src/models/transports/embeddings.ts'
import { localModel, openLocalEmbed, poolingOf } from '../../src/models/transports/local-embed.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-local-embed-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const specOf = (name: string, baseUrl: string): ModelSpec => ({
  id: `local/${name}`,
  provider: 'local',
  name,
  protocol: 'local',
  baseUrl,
  contextWindow: 512,
  maxOutput: 0,
  limitsFrom: 'configured',
  price: { input: 0, output: 0, asOf: 'configured' },
  profile: {
    name: 'instruct',
    systemRole: 'system',
    reasoning: false,
    thinkingTokens: 0,
    outputLimitField: 'max_tokens',
    lacks: [],
    vision: false,
  },
  concurrency: 1,
})

const write = (path: string, text = '{}'): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/**
 * A package of the same name and shape, beside the models: what is real here is the thread, how the package is
 * found, and how files come from a mirror. Its "model" counts letters.
 */
const writePackage = (): void => {
  write(
    'node_modules/@huggingface/transformers/package.json',
    JSON.stringify({ name: '@huggingface/transformers', version: '4.0.0', main: 'index.cjs' }),
  )
  write(
    'node_modules/@huggingface/transformers/index.cjs',
    `const env = { allowRemoteModels: true, remoteHost: 'https://huggingface.co/', fetch: globalThis.fetch }
     exports.env = env
     exports.pipeline = async (task, model, { dtype }) => {
       if (model === 'broken') throw new Error('the weights are cut short')
       let fetched = ''
       if (env.allowRemoteModels) {
         const reply = await env.fetch(env.remoteHost + model + '/resolve/main/config.json')
         if (!reply.ok) throw new Error('status ' + reply.status)
         fetched = await reply.text()
       }
       return async (texts, { pooling, normalize }) => {
         const rows = texts.map((text) => {
           if (text.includes('explode')) throw new Error('out of memory')
           const seen = [task, model, dtype, pooling, normalize, env.localModelPath, fetched, text].join('|')
           return [text.length, text.charCodeAt(0), seen.length, 1]
         })
         return { dims: [rows.length, 4], data: Float32Array.from(rows.flat()) }
       }
     }`,
  )
}

const context = (endpoints: readonly string[] = []): ReturnType<typeof createContext>['context'] =>
  createContext({ egress: createConfiguredEgress({ endpoints }) }).context

const embedderOf = (spec: ModelSpec): NonNullable<ReturnType<typeof createModels>['embedder']> =>
  createModels({
    castings: [{ role: 'embedder', spec, because: 'configured', fallbacks: [] }],
    credentials: new Map(),
  }).embedder!

describe('a local model', () => {
  test('without the package: what is missing and what to do', async () => {
    write('org/tiny/config.json')
    write('org/tiny/onnx/model.onnx')
    await expect(
      embedderOf(specOf('org/tiny', folder)).embed('x', ['a'], 'query', context()),
    ).rejects.toMatchObject({
      code: 'local-model-missing',
      parameters: {
        model: 'local/org/tiny',
        reason: 'the package @huggingface/transformers is not installed',
      },
    })
  })

  test('without its folder, or its weights: which file is not there', async () => {
    const embed = (): Promise<unknown> =>
      embedderOf(specOf('org/tiny', folder)).embed('x', ['a'], 'query', context())
    await expect(embed()).rejects.toMatchObject({
      code: 'local-model-missing',
      parameters: { reason: `there is no ${join(folder, 'org/tiny/config.json')}` },
    })
    write('org/tiny/config.json')
    await expect(embed()).rejects.toMatchObject({
      parameters: { reason: `there is no ${join(folder, 'org/tiny/onnx/model.onnx')}` },
    })
  })

  test('runs in its thread and gives unit vectors, prefixed as its family wants', async () => {
    writePackage()
    write('org/multilingual-e5-tiny/config.json')
    write('org/multilingual-e5-tiny/onnx/model_quantized.onnx')
    const embedder = embedderOf(specOf('org/multilingual-e5-tiny', folder))
    const run = context()
    const passages = await embedder.embed('passages', ['lake', '清湖'], 'passage', run)
    expect(passages).toMatchObject({ model: 'local/org/multilingual-e5-tiny', dimensions: 4 })
    expect(passages.vectors).toHaveLength(2)
    for (const vector of passages.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 6)
    // The counting model shows what it was given: "passage: lake" has 13 letters and begins with p.
    const [length, first, , one] = passages.vectors[0]!
    expect(length! / one!).toBeCloseTo('passage: lake'.length, 3)
    expect(first! / one!).toBeCloseTo('p'.charCodeAt(0), 3)
    const query = await embedder.embed('query', ['lake'], 'query', run)
    expect(query.vectors[0]![0]! / query.vectors[0]![3]!).toBeCloseTo('query: lake'.length, 3)
  })

  test('that cannot be loaded says why, and can be tried again in the same process', async () => {
    writePackage()
    write('org/broken/config.json')
    write('org/broken/onnx/model.onnx')
    const transport = openLocalEmbed(specOf('org/broken', folder))
    const wire = { fetch: globalThis.fetch, signal: new AbortController().signal, sleep: async () => {} }
    for (let attempt = 1; attempt <= 2; attempt++)
      await expect(transport.exchange(['a'], 'query', wire)).rejects.toMatchObject({
        error: { code: 'local-model-missing', parameters: { reason: 'the weights are cut short' } },
      })
  })

  test('that fails at work says why', async () => {
    writePackage()
    write('org/tiny/config.json')
    write('org/tiny/onnx/model.onnx')
    const transport = openLocalEmbed(specOf('org/tiny', folder))
    const wire = { fetch: globalThis.fetch, signal: new AbortController().signal, sleep: async () => {} }
    await expect(transport.exchange(['explode'], 'query', wire)).rejects.toMatchObject({
      error: { code: 'model-server-error', parameters: { reason: 'out of memory' } },
    })
  })
})

describe('from a mirror', () => {
  let server: Server
  let address: string
  let asked: string[]
  beforeEach(async () => {
    asked = []
    server = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url!.includes('moved'))
        response.writeHead(302, { location: 'http://127.0.0.2:1/elsewhere' }).end()
      else if (request.url!.includes('gone')) response.writeHead(404).end()
      else response.end('{"hidden_size":4}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  /** The package is found beside the models only, and a mirror has no folder: the thread's part is asked directly. */
  const load = async (name: string, endpoints: readonly string[]): Promise<void> => {
    writePackage()
    const { startWorker, entryPoint } = await import('#runtime')
    const { serveFiles } = await import('../../src/models/transports/local-embed.ts')
    const at = new URL('../../src/models/transports/local-embed.ts', import.meta.url).href
    const worker = startWorker(entryPoint(at, './local-embed-worker'))
    const { port1, port2 } = new MessageChannel()
    const { egress } = context(endpoints)
    serveFiles(port1, {
      fetch: egress.configured(address, { connect: 1000, firstByte: 1000, idle: 1000 }),
      signal: new AbortController().signal,
      sleep: async () => {},
    })
    try {
      await worker.callMoving('open', [port2], { name, folder, mirror: address, dtype: 'q8' }, port2)
    } finally {
      port1.close()
      await worker.close()
    }
  }

  test('files come through the egress', async () => {
    await load('org/tiny', [address])
    expect(asked).toEqual(['/org/tiny/resolve/main/config.json'])
  })

  test('nothing leaves to a mirror that was not configured', async () => {
    await expect(load('org/tiny', [])).rejects.toThrow('may not call')
    expect(asked).toEqual([])
  })

  test('a mirror that sends on to another origin, or lacks the file, is told', async () => {
    await expect(load('org/moved', [address])).rejects.toThrow('127.0.0.2')
    await expect(load('org/gone', [address])).rejects.toThrow('status 404')
    expect(asked).toHaveLength(2)
  })
})

test('pooling is what the model says, else what its family does', () => {
  write('org/x/config.json')
  write('org/x/1_Pooling/config.json', '{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}')
  expect(poolingOf({ name: 'org/x', baseUrl: folder })).toBe('cls')
  write('org/x/1_Pooling/config.json', '{"pooling_mode_lasttoken":true}')
  expect(poolingOf({ name: 'org/x', baseUrl: folder })).toBe('last_token')
  write('org/x/1_Pooling/config.json', 'not JSON')
  expect(poolingOf({ name: 'org/x', baseUrl: folder })).toBe('mean')
  for (const [name, pooling] of [
    ['Xenova/bge-small-zh-v1.5', 'cls'],
    ['Xenova/multilingual-e5-small', 'mean'],
    ['Xenova/all-MiniLM-L6-v2', 'mean'],
    ['onnx-community/Qwen3-Embedding-0.6B-ONNX', 'last_token'],
    ['Snowflake/snowflake-arctic-embed-m', 'cls'],
    ['thenlper/gte-small', 'mean'],
  ] as const)
    expect(poolingOf({ name, baseUrl: '' }), name).toBe(pooling)
})

test('prefixes are those of the family', () => {
  expect(prefixOf({ name: 'Xenova/multilingual-e5-small' }, 'query')).toBe('query: ')
  expect(prefixOf({ name: 'Xenova/multilingual-e5-small' }, 'passage')).toBe('passage: ')
  expect(prefixOf({ name: 'Xenova/bge-small-zh-v1.5' }, 'query')).toContain('检索')
  expect(prefixOf({ name: 'Xenova/bge-small-zh-v1.5' }, 'passage')).toBe('')
  expect(prefixOf({ name: 'Xenova/all-MiniLM-L6-v2' }, 'query')).toBe('')
})

test("a folder may be that of all models or the model's own", () => {
  write('org/x/config.json')
  write('org/x/onnx/model_quantized.onnx')
  expect(localModel({ id: 'local/org/x', name: 'org/x', baseUrl: folder })).toEqual({
    name: 'x',
    folder: join(folder, 'org'),
    dtype: 'q8',
  })
  expect(localModel({ id: 'local/y', name: 'y', baseUrl: join(folder, 'org/x') })).toEqual({
    name: 'x',
    folder: join(folder, 'org'),
    dtype: 'q8',
  })
  expect(localModel({ id: 'local/y', name: 'y', baseUrl: 'https://mirror.example' })).toEqual({
    name: 'y',
    mirror: 'https://mirror.example',
    dtype: 'q8',
  })
})
