/**
 * What people get wrong when they configure models, seeded one by one: environment, files, and what a server on
 * loopback does. For each, the doctor names the cause by its code and says what to do, in both languages.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { examineModelling, type Modelling } from '../../src/interfaces/cli/doctor-models.ts'
import type { Session } from '../../src/interfaces/cli/command.ts'
import { readSettings } from '../../src/interfaces/config/settings.ts'
import { certificates, listen } from '../runtime/loopback.ts'
import { startWireServer, type WireServerOptions } from '../models/wire-server.ts'
import { emptyFolder } from './run-kaoju.ts'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  await Promise.all(closing.map((close) => close()))
})

async function serve(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createServer(answer))}`
}

async function portOf(server: Server): Promise<number> {
  const { port, close } = await listen(server)
  closing.push(close)
  return port
}

async function wire(options: WireServerOptions = {}): Promise<string> {
  const server = await startWireServer(options)
  closing.push(() => server.close())
  return server.origin
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

const models = (...names: string[]): unknown => ({ data: names.map((id) => ({ id })) })
const page: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
}
/** A port at which nobody listens. */
async function emptyPort(): Promise<number> {
  const { port, close } = await listen(createServer())
  await close()
  return port
}

interface Seed {
  readonly environment?: Readonly<Record<string, string>>
  /** `config.json`: an object, or its text. */
  readonly home?: unknown
  /** Its permissions. */
  readonly mode?: number
  readonly offline?: boolean
  readonly call?: boolean
}

async function examine(seed: Seed, language: 'en' | 'zh'): Promise<Modelling> {
  const home = emptyFolder()
  const path = join(home, 'config.json')
  if (seed.home === 'FOLDER') mkdirSync(path)
  else if (seed.home !== undefined) {
    writeFileSync(path, typeof seed.home === 'string' ? seed.home : JSON.stringify(seed.home))
    chmodSync(path, seed.mode ?? 0o600)
  }
  const { context } = createContext()
  const environment = seed.environment ?? {}
  const settings = readSettings({ home }, environment, emptyFolder(), 'ignored')
  const session = { settings, environment, language, context } as unknown as Session
  return examineModelling({ offline: seed.offline ?? false, call: seed.call ?? false }, session)
}

const key = 'sk-0123456789abcdef0123456789abcdef'
const custom = (origin: string, path = '/v1', more: Readonly<Record<string, string>> = {}) => ({
  KAOJU_BASE_URL: `${origin}${path}`,
  KAOJU_MODEL: 'custom/scripted-model',
  ...more,
})
const box = (baseUrl: string, details: unknown = {}) => ({
  models: {
    default: 'box/scripted-model',
    providers: { box: { baseUrl } },
    details: { 'box/scripted-model': details },
  },
})

type Row = readonly [cause: string, code: string, remedy: RegExp, seed: () => Seed | Promise<Seed>]

const settings: readonly Row[] = [
  ['an empty key', 'key-empty', /unset it/, () => ({ environment: { OPENAI_API_KEY: ' ' } })],
  [
    'a key with its quotation marks',
    'key-quoted',
    /without them/,
    () => ({ environment: { OPENAI_API_KEY: `"${key}"` } }),
  ],
  [
    'a key with a line break',
    'key-padded',
    /without them/,
    () => ({ environment: { OPENAI_API_KEY: `${key}\n` } }),
  ],
  [
    'a key with the header’s “Bearer”',
    'key-bearer',
    /set the key alone/,
    () => ({ environment: { OPENAI_API_KEY: `Bearer ${key}` } }),
  ],
  [
    'an example in place of a key',
    'key-placeholder',
    /your own key/,
    () => ({ environment: { OPENAI_API_KEY: 'your-api-key-here' } }),
  ],
  [
    'a key with a character that no key has',
    'key-broken',
    /Copy the key again/,
    () => ({ environment: { OPENAI_API_KEY: `sk-abc…${key}` } }),
  ],
  [
    'a key of another provider',
    'key-of-another-provider',
    /Set it as ANTHROPIC_API_KEY/,
    () => ({ environment: { OPENAI_API_KEY: 'sk-ant-api03-0123456789abcdef' } }),
  ],
  [
    'two keys for one provider',
    'keys-disagree',
    /GEMINI_API_KEY is used; remove one/,
    () => ({ environment: { GEMINI_API_KEY: 'AIzaSyA0123456789', GOOGLE_API_KEY: 'AIzaSyB0123456789' } }),
  ],
  [
    'keys of several providers',
    'providers-several',
    /openai is used; choose with --model/,
    () => ({ environment: { OPENAI_API_KEY: key, DEEPSEEK_API_KEY: key } }),
  ],
  [
    'no key for the model',
    'key-missing',
    /Set DEEPSEEK_API_KEY/,
    () => ({ environment: { KAOJU_MODEL: 'deepseek/deepseek-flash' } }),
  ],
  [
    'a key from a variable that is not set',
    'key-variable-missing',
    /MY_KEY, which is not set/,
    () => ({ home: { models: { default: 'deepseek/m', providers: { deepseek: { keyFrom: 'MY_KEY' } } } } }),
  ],
  [
    'both a key and a variable',
    'key-twice',
    /remove one/,
    () => ({
      home: { models: { default: 'deepseek/m', providers: { deepseek: { key, keyFrom: 'MY_KEY' } } } },
      environment: { MY_KEY: key },
    }),
  ],
  [
    'a key where a variable’s name belongs',
    'config-invalid',
    /name of an environment variable, not a key/,
    () => ({ home: { models: { providers: { deepseek: { keyFrom: key } } } } }),
  ],
  [
    'a configuration that cannot be read',
    'path-unreadable',
    /Cannot read .*config\.json/,
    () => ({ home: 'FOLDER' }),
  ],
  [
    'a configuration that is not JSON',
    'config-invalid',
    /line 2, column 16/,
    () => ({ home: '{ "models":\n  { "default": , } }' }),
  ],
  [
    'an unknown field',
    'config-field-unknown',
    /models\.deafult.*The nearest is default/,
    () => ({ home: { models: { deafult: 'x/y' } } }),
  ],
  [
    'a role misspelled',
    'config-field-unknown',
    /models\.roles\.writter.*The nearest is writer/,
    () => ({ home: { models: { roles: { writter: 'x/y' } } } }),
  ],
  [
    'a field of a provider misspelled',
    'config-field-unknown',
    /baseURL.*The nearest is baseUrl/,
    () => ({ home: { models: { providers: { box: { baseURL: 'http://x' } } } } }),
  ],
  [
    'a variable misspelled',
    'variable-misspelled',
    /KAOJU_WRITTER.*The nearest is KAOJU_WRITER/,
    () => ({ environment: { KAOJU_WRITTER: 'x/y' } }),
  ],
  [
    'an unknown provider',
    'provider-unknown',
    /no provider deapseek. The nearest is deepseek/,
    () => ({ environment: { KAOJU_MODEL: 'deapseek/m' } }),
  ],
  [
    'a model without its provider',
    'provider-unclear',
    /Write provider\/name/,
    () => ({ environment: { KAOJU_MODEL: 'my-model' } }),
  ],
  ['a budget below zero', 'config-invalid', /budget/, () => ({ home: { budget: -5 } })],
  [
    'a budget in money with an unknown price',
    'price-unknown',
    /"price": \{"input": …, "output": …\}/,
    () => ({ home: { ...box('http://10.0.0.9/v1'), budget: 2 } }),
  ],
  [
    'a key that others can read',
    'config-readable-by-others',
    /chmod 600/,
    () => ({ home: { models: { default: 'deepseek/m', providers: { deepseek: { key } } } }, mode: 0o644 }),
  ],
  [
    'an embedding model that shall talk',
    'role-chat-mute',
    /Name a chat model/,
    () => ({ environment: { OPENAI_API_KEY: key, KAOJU_WRITER: 'openai/text-embedding-3-small' } }),
  ],
  [
    'a chat model that shall make vectors',
    'role-embedder-talks',
    /e\.g\. openai\/text-embedding-3-small/,
    () => ({ environment: { OPENAI_API_KEY: key, KAOJU_EMBEDDER: 'openai/gpt-4o-mini' } }),
  ],
  [
    'a reranker that shall write',
    'role-chat-reranks',
    /Name it as reranker/,
    () => ({
      environment: { KAOJU_WRITER: 'siliconflow/BAAI/bge-reranker-v2-m3', SILICONFLOW_API_KEY: key },
    }),
  ],
  [
    'pictures for a model that does not see',
    'role-vision-blind',
    /"vision": true/,
    () => ({ environment: { DEEPSEEK_API_KEY: key, KAOJU_VISION: 'deepseek/deepseek-flash' } }),
  ],
  [
    'an address that is none',
    'address-invalid',
    /https:\/\/host\/v1/,
    () => ({ environment: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'api openai' } }),
  ],
  [
    'the address of one function',
    'address-too-long',
    /the base URL is https:\/\/gateway\.example\/v1/,
    () => ({
      environment: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'https://gateway.example/v1/chat/completions/' },
    }),
  ],
  [
    'a version twice',
    'address-doubled',
    /https:\/\/gateway\.example\/v1 is used/,
    () => ({ environment: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'https://gateway.example/v1/v1' } }),
  ],
  [
    'a key sent in the clear',
    'address-plain',
    /Use https/,
    () => ({ environment: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://gateway.example/v1' } }),
  ],
  [
    'an endpoint without a model',
    'model-unnamed',
    /KAOJU_MODEL=custom\/NAME/,
    () => ({ environment: { KAOJU_BASE_URL: 'https://gateway.example/v1' } }),
  ],
  [
    'a name that is served no longer',
    'model-retired',
    /Use deepseek\/deepseek-flash/,
    () => ({ environment: { DEEPSEEK_API_KEY: key, KAOJU_MODEL: 'deepseek/deepseek-chat' } }),
  ],
  [
    'Ollama’s window of 4,096 tokens',
    'window-ollama',
    /OLLAMA_CONTEXT_LENGTH=16384/,
    () => ({ environment: { KAOJU_MODEL: 'ollama/llama3.2' } }),
  ],
  [
    'a window too small for a report',
    'window-small',
    /8,192 or more/,
    () => ({ home: box('http://127.0.0.1:9/v1', { contextWindow: 4_096 }) }),
  ],
  [
    'a proxy of a kind that does not exist',
    'proxy-invalid',
    /http:\/\/host:port/,
    () => ({ environment: { HTTPS_PROXY: 'ftp://proxy:21' } }),
  ],
  [
    'an address that is missing',
    'address-missing',
    /Set AZURE_OPENAI_BASE_URL/,
    () => ({ environment: { AZURE_OPENAI_API_KEY: key, KAOJU_MODEL: 'azure/my-deployment' } }),
  ],
]

const endpoints: readonly Row[] = [
  [
    'a wrong key',
    'key-refused',
    /from KAOJU_API_KEY .*Check that it is whole/,
    async () => ({ environment: custom(await wire({ keys: ['right'] }), '/v1', { KAOJU_API_KEY: key }) }),
  ],
  [
    'no key where one is needed',
    'key-missing',
    /Set KAOJU_API_KEY/,
    async () => ({ environment: custom(await wire({ keys: ['right'] })) }),
  ],
  [
    'an address without /v1',
    'address-right',
    /but http:\/\/127\.0\.0\.1:\d+\/v1 is\. Set KAOJU_BASE_URL/,
    async () => ({ environment: custom(await wire(), '') }),
  ],
  [
    'an address below the endpoint',
    'address-right',
    /but http:\/\/127\.0\.0\.1:\d+\/v1 is/,
    async () => ({ environment: custom(await wire(), '/v1/openai') }),
  ],
  [
    'the address of something else',
    'address-wrong',
    /most end in \/v1/,
    async () => ({ environment: custom(await serve(json(404, { error: 'no such route' }))) }),
  ],
  [
    'https where http is spoken',
    'address-right',
    /but http:\/\/127\.0\.0\.1:\d+\/v1 is/,
    async () => ({ environment: custom((await wire()).replace('http:', 'https:')) }),
  ],
  [
    'a port at which nobody listens',
    'endpoint-unreachable',
    /Check the address, the port, and any proxy/,
    async () => ({ environment: custom(`http://127.0.0.1:${await emptyPort()}`) }),
  ],
  [
    'Ollama is not running',
    'endpoint-not-running',
    /Start it \(ollama serve\)/,
    async () => ({
      environment: { OLLAMA_HOST: `127.0.0.1:${await emptyPort()}`, KAOJU_MODEL: 'ollama/qwen3:8b' },
    }),
  ],
  [
    'OLLAMA_HOST=0.0.0.0',
    'address-any',
    /http:\/\/127\.0\.0\.1:\d+\/v1 is called instead/,
    async () => ({
      environment: {
        OLLAMA_HOST: `0.0.0.0:${new URL(await serve(json(200, models('qwen3:8b')))).port}`,
        KAOJU_MODEL: 'ollama/qwen3:8b',
      },
    }),
  ],
  [
    'Ollama runs without the model',
    'model-not-pulled',
    /ollama pull qwen3:8b/,
    async () => ({
      environment: {
        OLLAMA_HOST: new URL(await serve(json(200, models('llama3.2:latest')))).host,
        KAOJU_MODEL: 'ollama/qwen3:8b',
      },
    }),
  ],
  [
    'a login page in place of the endpoint',
    'address-page',
    /a login page or a proxy/,
    async () => ({ environment: custom(await serve(page)) }),
  ],
  [
    'a model that is not offered',
    'model-not-offered',
    /The nearest it offers: scripted-modell/,
    async () => ({
      environment: custom(await serve(json(200, models('other', 'scripted-modell')))),
    }),
  ],
  [
    'a window smaller than configured',
    'window-told',
    /Set "contextWindow": 8192/,
    async () => ({ home: box(`${await wire()}/v1`, { contextWindow: 128_000 }) }),
  ],
  [
    'a server started with 4,096 tokens',
    'window-small',
    /larger window/,
    async () => ({
      environment: custom(await serve(json(200, { data: [{ id: 'scripted-model', max_model_len: 4_096 }] }))),
    }),
  ],
  [
    'a clock that is wrong',
    'clock-wrong',
    /Set the clock/,
    async () => ({
      environment: custom(
        await serve(json(200, models('scripted-model'), { date: 'Thu, 01 Jan 2015 00:00:00 GMT' })),
      ),
    }),
  ],
  [
    'a redirect elsewhere',
    'address-wrong',
    /other\.example/,
    async () => ({
      environment: custom(await serve(json(302, {}, { location: 'https://other.example/v1/models' }))),
    }),
  ],
  [
    'a country that is not served',
    'region-refused',
    /Use another provider/,
    async () => ({
      environment: custom(
        await serve(
          json(403, {
            error: {
              code: 'unsupported_country_region_territory',
              message: 'Country, region, or territory not supported',
            },
          }),
        ),
      ),
    }),
  ],
  [
    'an account without credit, told at once',
    'quota-used',
    /Top it up/,
    async () => ({
      environment: custom(await serve(json(402, { error: { message: 'Insufficient Balance' } }))),
    }),
  ],
  [
    'a proxy that is not there',
    'proxy-down',
    /Start it, or unset HTTP_PROXY/,
    async () => ({
      environment: custom('http://models.example', '/v1', {
        HTTP_PROXY: `http://127.0.0.1:${await emptyPort()}`,
      }),
    }),
  ],
  [
    'a proxy that refuses',
    'proxy-refused',
    /user and password/,
    async () => {
      const proxy = createServer(json(407, {}))
      proxy.on('connect', (_, socket) => {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
      })
      return {
        environment: custom('http://models.example', '/v1', {
          http_proxy: `127.0.0.1:${await portOf(proxy)}`,
        }),
      }
    },
  ],
  [
    'an account without quota, told at a call',
    'quota-used',
    /Top it up/,
    async () => ({
      environment: custom(
        await wire({ fault: ({ format }) => (format === 'openai' ? 'quota-openai' : undefined) }),
      ),
      call: true,
    }),
  ],
  [
    'a model that keeps no form',
    'structure-missing',
    /prefer another for planner and judge/,
    async () => ({
      environment: custom(
        await wire({
          fault: ({ mode, format }) =>
            format !== 'openai' || mode === 'text'
              ? undefined
              : mode === 'tool'
                ? 'no-tools-ollama'
                : mode === 'json'
                  ? 'no-json-mode'
                  : 'no-json-schema-openai',
        }),
      ),
      call: true,
    }),
  ],
]

async function checkNamed([, code, remedy, seed]: Row, offline: boolean): Promise<void> {
  const given = await seed()
  const english = await examine({ offline, ...given }, 'en')
  const found = english.findings.find((one) => one.code === code)
  expect(english.findings.map((one) => one.code)).toContain(code)
  expect(found?.message).toMatch(remedy)
  expect(found?.message).not.toMatch(/\{\w+\}|\n/)
  const chinese = await examine({ offline, ...given }, 'zh')
  const told = chinese.findings.find((one) => one.code === code)?.message
  expect(told).toMatch(/\p{Script=Han}/u)
  expect(told).not.toMatch(/\{\w+\}/)
  expect(JSON.stringify([english, chinese])).not.toContain('0123456789abcdef')
}

describe('in the settings, told without asking anybody', () => {
  test.each(settings)('%s: %s', async (...row) => checkNamed(row, true))
})

describe('at the endpoint', () => {
  test.each(endpoints)('%s: %s', async (...row) => checkNamed(row, false))

  const identities = certificates()
  test.skipIf(identities === undefined)(
    'a certificate that nobody vouches for: certificate-refused',
    async () => {
      const { key: secret, cert } = identities!.good
      const port = await portOf(createTlsServer({ key: secret, cert }, json(200, models('scripted-model'))))
      const row: Row = [
        '',
        'certificate-refused',
        /NODE_EXTRA_CA_CERTS/,
        () => ({ environment: custom(`https://127.0.0.1:${port}`) }),
      ]
      await checkNamed(row, false)
    },
  )

  test.skipIf(identities === undefined)('http where https is spoken: endpoint-unreachable', async () => {
    const { key: secret, cert } = identities!.good
    const port = await portOf(createTlsServer({ key: secret, cert }, json(200, models('scripted-model'))))
    const { findings } = await examine({ environment: custom(`http://127.0.0.1:${port}`) }, 'en')
    expect(findings.map(({ code }) => code)).toContain('endpoint-unreachable')
  })
})

describe('two files that disagree', () => {
  test('which one wins is said in one line, and what a project may not say is ignored', async () => {
    const home = emptyFolder()
    const folder = emptyFolder()
    writeFileSync(join(home, 'config.json'), JSON.stringify({ models: { default: 'ollama/a' } }))
    writeFileSync(
      join(folder, 'kaoju.json'),
      JSON.stringify({
        models: { default: 'ollama/b', providers: { evil: { baseUrl: 'https://evil.example' } } },
      }),
    )
    const { resolveModels } = await import('../../src/interfaces/config/models.ts')
    const { readConfigFiles } = await import('../../src/interfaces/config/settings.ts')
    const { explainFinding } = await import('../../src/interfaces/config/findings.ts')
    const { findings } = await resolveModels({}, readConfigFiles(home, folder), {})
    const said = findings.map((one) => explainFinding(one, 'en'))
    expect(said).toContainEqual(
      `${join(folder, 'kaoju.json')} and ${join(home, 'config.json')} disagree about models.default (ollama/b, ollama/a). ${join(folder, 'kaoju.json')} is used; remove one of them.`,
    )
    expect(said).toContainEqual(expect.stringContaining('its models.providers is ignored'))
  })
})

describe('what is right', () => {
  test('is told as right, with what was looked at', async () => {
    const origin = await wire({ keys: ['k'.repeat(20)] })
    const modelling = await examine(
      { environment: custom(origin, '/v1', { KAOJU_API_KEY: 'k'.repeat(20) }), call: true },
      'en',
    )
    expect(modelling.findings.filter(({ severity }) => severity !== 'note')).toEqual([])
    expect(modelling.endpoints).toMatchObject([
      { endpoint: `${origin}/v1`, reachable: true, keyAccepted: true, offers: 1 },
    ])
    expect(modelling.calls).toMatchObject([{ ok: true, usd: null }, { ok: true }])
  })

  test('a list from a vendor that lists other names does not condemn a name that the table knows', async () => {
    const { examineModels } = await import('../../src/interfaces/config/examine-models.ts')
    const { resolveModels } = await import('../../src/interfaces/config/models.ts')
    const { configuration, every } = await resolveModels({ DEEPSEEK_API_KEY: key }, {}, {})
    const specs = configuration.castings.map(({ spec }) => spec)
    expect(examineModels(every.get('deepseek')!, specs, [{ name: 'deepseek-next' }])).toEqual([])
  })
})
