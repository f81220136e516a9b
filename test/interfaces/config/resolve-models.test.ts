import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveModels, type ResolvedModels } from '../../../src/interfaces/config/models.ts'
import { readConfigFiles } from '../../../src/interfaces/config/settings.ts'
import type { ModelFlags } from '../../../src/interfaces/config/wishes.ts'
import { emptyFolder, repository } from '../run-kaoju.ts'

const deepseekKey = 'sk-0123456789abcdef0123456789abcdef'
const openaiKey = 'sk-proj-0123456789abcdef0123456789abcdef'

interface Given {
  readonly environment?: Readonly<Record<string, string>>
  readonly home?: unknown
  readonly project?: unknown
  readonly flags?: ModelFlags
}

function resolve({ environment = {}, home, project, flags = {} }: Given): Promise<ResolvedModels> {
  const folder = emptyFolder()
  const here = emptyFolder()
  if (home !== undefined) {
    writeFileSync(join(folder, 'config.json'), JSON.stringify(home))
    chmodSync(join(folder, 'config.json'), 0o600)
  }
  if (project !== undefined) writeFileSync(join(here, 'kaoju.json'), JSON.stringify(project))
  return resolveModels(environment, readConfigFiles(folder, here), flags)
}

const played = ({ configuration }: ResolvedModels): Record<string, string> =>
  Object.fromEntries(configuration.castings.map(({ role, spec }) => [role, spec.id]))

const codes = ({ findings }: ResolvedModels): string[] => findings.map(({ code }) => code)

describe('precedence', () => {
  const environment = {
    DEEPSEEK_API_KEY: deepseekKey,
    KAOJU_MODEL: 'deepseek/env',
    KAOJU_WRITER: 'deepseek/env-writer',
  }
  const home = { models: { default: 'deepseek/home', roles: { worker: 'deepseek/home-worker' } } }
  const project = { models: { roles: { worker: 'deepseek/project-worker' } } }

  test('flags win over KAOJU_…, that over kaoju.json, that over config.json, that over keys', async () => {
    const role = async (given: Given): Promise<string | undefined> => played(await resolve(given))['worker']
    expect(await role({ environment: { DEEPSEEK_API_KEY: deepseekKey } })).toBe('deepseek/deepseek-flash')
    expect(await role({ home, environment: { DEEPSEEK_API_KEY: deepseekKey } })).toBe('deepseek/home-worker')
    expect(await role({ home, project })).toBe('deepseek/project-worker')
    expect(await role({ home, project, environment })).toBe('deepseek/env')
    expect(await role({ home, project, environment, flags: { model: 'ollama/flag' } })).toBe('ollama/flag')
    expect(
      await role({ home, environment, flags: { model: 'ollama/flag', models: 'worker=ollama/own' } }),
    ).toBe('ollama/own')
  })

  test('--model wins over KAOJU_WRITER, and what lost is told', async () => {
    const resolved = await resolve({ home, environment, flags: { model: 'ollama/flag' } })
    expect(played(resolved)['writer']).toBe('ollama/flag')
    expect(resolved.sources.find(({ setting }) => setting === 'writer')).toMatchObject({
      value: 'ollama/flag',
      from: '--model',
      shadowed: [
        { value: 'deepseek/env-writer', from: 'KAOJU_WRITER' },
        { value: 'deepseek/home', from: expect.stringContaining('config.json') },
      ],
    })
  })

  test('--no-model silences everything, as does "none"', async () => {
    const silent: readonly Given[] = [
      { home, environment, flags: { model: false } },
      { home, environment: { KAOJU_MODEL: 'none' } },
      { home: { models: { default: 'none' } }, environment: { OPENAI_API_KEY: openaiKey } },
    ]
    for (const given of silent) expect((await resolve(given)).configuration.castings).toEqual([])
  })

  test('a key in the file wins over the environment, and the difference is told, masked', async () => {
    const resolved = await resolve({
      environment: { DEEPSEEK_API_KEY: deepseekKey },
      home: {
        models: { default: 'deepseek/deepseek-flash', providers: { deepseek: { key: `${deepseekKey}99` } } },
      },
    })
    expect(resolved.configuration.credentials.get('deepseek/deepseek-flash')?.key).toBe(`${deepseekKey}99`)
    const source = resolved.sources.find(({ setting }) => setting === 'deepseek key')
    expect(source).toMatchObject({
      value: 'sk-…ef99',
      shadowed: [{ value: 'sk-…cdef', from: 'DEEPSEEK_API_KEY' }],
    })
    expect(codes(resolved)).toContain('keys-disagree')
  })

  test('no key appears in what is shown or recorded', async () => {
    const { sources, findings, configuration } = await resolve({
      environment: { DEEPSEEK_API_KEY: ` "${deepseekKey}"\n`, OPENAI_API_KEY: openaiKey },
    })
    expect(JSON.stringify([sources, findings, configuration.castings])).not.toMatch(/0123456789abcdef/)
  })

  test('name and password of an address go with the key, not into what a run records', async () => {
    const { configuration } = await resolve({
      environment: { VLLM_BASE_URL: 'https://me:p%40ss@gpu.example.com/v1', KAOJU_MODEL: 'vllm/qwen3' },
    })
    expect(JSON.stringify(configuration.castings)).not.toContain('p%40ss')
    expect(configuration.castings[0]!.spec.baseUrl).toBe('https://gpu.example.com/v1')
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    expect(configuration.credentials.get('vllm/qwen3')!.headers).toEqual({ Authorization: basic })
  })

  test('a key alone is enough: the provider’s default models, its own judge, its embedder', async () => {
    const resolved = await resolve({ environment: { OPENAI_API_KEY: openaiKey } })
    expect(played(resolved)).toEqual({
      planner: 'openai/gpt-5.4',
      worker: 'openai/gpt-5.4-mini',
      writer: 'openai/gpt-5.4',
      judge: 'openai/gpt-5.4-mini',
      vision: 'openai/gpt-5.4-mini',
      embedder: 'openai/text-embedding-3-small',
    })
    expect(codes(resolved)).toEqual([])
  })

  test('of several keys the first provider of the table talks, and the choice is told', async () => {
    const resolved = await resolve({
      environment: { SILICONFLOW_API_KEY: 'sk-aaaabbbbccccddddeeeeffff', DEEPSEEK_API_KEY: deepseekKey },
    })
    expect(played(resolved)).toMatchObject({
      writer: 'deepseek/deepseek-v4-pro',
      embedder: 'siliconflow/BAAI/bge-m3',
      reranker: 'siliconflow/BAAI/bge-reranker-v2-m3',
    })
    expect(resolved.configuration.castings.find(({ role }) => role === 'reranker')?.spec.protocol).toBe(
      'rerank',
    )
    expect(codes(resolved)).toEqual(['providers-several'])
  })

  test('when a model is named anywhere, keys lying around bring in no other provider', async () => {
    const resolved = await resolve({
      environment: {
        OPENAI_API_KEY: openaiKey,
        DEEPSEEK_API_KEY: deepseekKey,
        KAOJU_MODEL: 'deepseek/deepseek-flash',
      },
    })
    expect(new Set(Object.values(played(resolved)))).toEqual(new Set(['deepseek/deepseek-flash']))
  })

  test('fallbacks come in the order given', async () => {
    const { configuration } = await resolve({
      home: { models: { default: ['deepseek/deepseek-flash', 'ollama/qwen3:8b'] } },
      environment: { DEEPSEEK_API_KEY: deepseekKey },
    })
    const writer = configuration.castings.find(({ role }) => role === 'writer')
    expect([writer?.spec.id, ...(writer?.fallbacks ?? []).map(({ id }) => id)]).toEqual([
      'deepseek/deepseek-flash',
      'ollama/qwen3:8b',
    ])
  })
})

describe('what is known of a model', () => {
  const spec = async (given: Given): Promise<unknown> =>
    (await resolve(given)).configuration.castings[0]?.spec

  test('comes from the table, with its price at its own endpoint', async () => {
    expect(
      await spec({ environment: { KAOJU_MODEL: 'openai/gpt-4o-mini', OPENAI_API_KEY: openaiKey } }),
    ).toMatchObject({
      contextWindow: 128_000,
      limitsFrom: 'known',
      price: { input: 0.15, output: 0.6 },
    })
  })

  test('has no price where OPENAI_BASE_URL leads elsewhere, and DeepSeek’s where it leads to DeepSeek', async () => {
    const at = (OPENAI_BASE_URL: string, name: string): Promise<unknown> =>
      spec({ environment: { OPENAI_BASE_URL, OPENAI_API_KEY: deepseekKey, KAOJU_MODEL: `openai/${name}` } })
    expect(await at('https://gateway.example/v1', 'gpt-4o-mini')).not.toHaveProperty('price')
    expect(await at('https://api.deepseek.com', 'deepseek-flash')).toMatchObject({
      baseUrl: 'https://api.deepseek.com',
      price: { output: 1.2 },
    })
  })

  test('is assumed with caution where nothing is known, and never more than half the window is answer', async () => {
    expect(
      await spec({
        environment: { KAOJU_BASE_URL: 'http://10.0.0.5:8000/v1', KAOJU_MODEL: 'custom/own-model' },
      }),
    ).toMatchObject({ contextWindow: 8_192, maxOutput: 2_048, limitsFrom: 'assumed' })
  })

  test('is what the configuration says before all', async () => {
    const home = {
      models: {
        default: 'box/m',
        providers: { box: { baseUrl: 'http://127.0.0.1:9/v1', concurrency: 3 } },
        details: {
          'box/m': {
            contextWindow: 32_000,
            maxOutput: 4_000,
            price: { input: 1, output: 2 },
            profile: 'deepseek-r1',
            vision: true,
            lacks: ['tools'],
          },
        },
      },
    }
    expect(await spec({ home })).toMatchObject({
      contextWindow: 32_000,
      maxOutput: 4_000,
      limitsFrom: 'configured',
      price: { input: 1, output: 2, asOf: 'configured' },
      profile: { name: 'deepseek-r1', vision: true, lacks: ['tools'] },
      concurrency: 3,
    })
  })

  test('is 4,096 tokens and no cost at Ollama, unless OLLAMA_CONTEXT_LENGTH says more', async () => {
    expect(await spec({ environment: { KAOJU_MODEL: 'ollama/qwen3:8b' } })).toMatchObject({
      contextWindow: 4_096,
      limitsFrom: 'assumed',
      price: { input: 0, output: 0 },
      baseUrl: 'http://127.0.0.1:11434/v1',
    })
    const environment = { KAOJU_MODEL: 'ollama/qwen3:8b', OLLAMA_CONTEXT_LENGTH: '16384' }
    expect(await spec({ environment })).toMatchObject({ contextWindow: 16_384, limitsFrom: 'configured' })
    expect(await spec({ environment: { KAOJU_MODEL: 'ollama/glm-5:cloud' } })).not.toHaveProperty('price')
  })

  test('Azure: the address says deployment and version', async () => {
    const environment = {
      AZURE_OPENAI_ENDPOINT: 'https://res.openai.azure.com/',
      AZURE_OPENAI_API_KEY: '0123456789abcdef0123456789abcdef',
      KAOJU_MODEL: 'azure/my-deployment',
    }
    const { configuration } = await resolve({ environment })
    expect(configuration.castings[0]?.spec.baseUrl).toBe('https://res.openai.azure.com/openai/v1')
    expect(configuration.credentials.get('azure/my-deployment')?.origin).toBe('AZURE_OPENAI_API_KEY')
    expect(
      await spec({ environment: { ...environment, AZURE_OPENAI_API_VERSION: '2024-10-21' } }),
    ).toMatchObject({
      baseUrl: 'https://res.openai.azure.com/openai/deployments/my-deployment?api-version=2024-10-21',
    })
    const home = { models: { details: { 'azure/my-deployment': { knownAs: 'gpt-4o' } } } }
    expect(await spec({ environment, home })).toMatchObject({ contextWindow: 128_000 })
  })
})

describe('names', () => {
  test.each([
    ['gpt-5.4', 'openai/gpt-5.4'],
    ['claude-haiku-4-5', 'anthropic/claude-haiku-4-5'],
    ['gemini-3.5-flash', 'google/gemini-3.5-flash'],
    ['deepseek-flash', 'deepseek/deepseek-flash'],
    ['kimi/kimi-k2.6', 'moonshot/kimi-k2.6'],
    ['dashscope/qwen3.6-plus', 'qwen/qwen3.6-plus'],
    ['openrouter/openai/gpt-5.4', 'openrouter/openai/gpt-5.4'],
    ['siliconflow/Qwen/Qwen3-8B', 'siliconflow/Qwen/Qwen3-8B'],
  ])('%s is %s', async (KAOJU_MODEL, id) => {
    expect(played(await resolve({ environment: { KAOJU_MODEL } }))['writer']).toBe(id)
  })

  test('a bare name belongs to the only provider that is configured', async () => {
    const environment = { SILICONFLOW_API_KEY: 'sk-aaaabbbbccccddddeeeeffff', KAOJU_MODEL: 'Qwen/Qwen3-8B' }
    expect(played(await resolve({ environment }))['writer']).toBe('siliconflow/Qwen/Qwen3-8B')
  })
})

describe('a file that came with a folder', () => {
  test('may name models, never where keys go', async () => {
    const resolved = await resolve({
      environment: { DEEPSEEK_API_KEY: deepseekKey },
      project: {
        models: {
          default: 'deepseek/deepseek-flash',
          providers: {
            deepseek: { baseUrl: 'https://evil.example/v1' },
            evil: { keyFrom: 'DEEPSEEK_API_KEY' },
          },
        },
      },
    })
    expect(resolved.configuration.castings[0]?.spec.baseUrl).toBe('https://api.deepseek.com/v1')
    expect(codes(resolved)).toContain('project-may-not')
  })
})

describe('a model in this process', () => {
  test('has no address and no key, makes vectors, costs nothing, and is no reason to look for a chat model there', async () => {
    const environment = { KAOJU_EMBEDDER: 'local/Xenova/multilingual-e5-small' }
    const resolved = await resolve({ environment })
    expect(resolved.configuration.castings).toMatchObject([
      { role: 'embedder', spec: { protocol: 'local', baseUrl: '', dimensions: 384, price: { input: 0 } } },
    ])
    const home = { models: { providers: { local: { baseUrl: '/models' } } } }
    expect((await resolve({ environment, home })).configuration.castings[0]?.spec.baseUrl).toBe('/models')
    expect(codes(await resolve({ home }))).toEqual(['models-none'])
  })
})

describe('the example in docs/models.md', () => {
  const page = readFileSync(join(repository, 'docs/models.md'), 'utf8')
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as unknown

  test('is a configuration that is read without a word', async () => {
    const resolved = await resolve({
      home: example,
      environment: { DEEPSEEK_API_KEY: deepseekKey, SILICONFLOW_API_KEY: deepseekKey, BOX_KEY: deepseekKey },
    })
    expect(resolved.findings).toEqual([])
    expect(played(resolved)).toMatchObject({
      planner: 'deepseek/deepseek-flash',
      writer: 'deepseek/deepseek-v4-pro',
      embedder: 'siliconflow/BAAI/bge-m3',
      reranker: 'siliconflow/BAAI/bge-reranker-v2-m3',
    })
  })
})
