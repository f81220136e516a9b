/**
 * What people get wrong when they configure the web, seeded one by one: environment, files, proxies, the name server,
 * and what stands at an address. For each, the doctor names the cause by its code and says what to do, in both
 * languages.
 */
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createContext, type Resolve } from '#runtime'
import { examineWeb, type WebHealth } from '../../src/interfaces/cli/doctor-web.ts'
import { wordsIn } from '../../src/interfaces/cli/words.ts'
import { readSettings } from '../../src/interfaces/config/settings.ts'
import { certificates, listen } from '../runtime/loopback.ts'
import { emptyFolder } from './run-kaoju.ts'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  await Promise.all(closing.map((close) => close()))
})

async function serve(answer: RequestListener = (_, response) => void response.end('ok')): Promise<string> {
  const { port, close } = await listen(createServer(answer))
  closing.push(close)
  return `http://127.0.0.1:${port}`
}

/** An address at which nobody listens. */
async function nobody(): Promise<string> {
  const { port, close } = await listen(createServer())
  await close()
  return `http://127.0.0.1:${port}`
}

const resolvesTo =
  (address: string): Resolve =>
  () =>
    Promise.resolve([{ address, family: 4 }])
/** As the world's name servers say. */
const sound = resolvesTo('185.15.59.224')

interface Seed {
  readonly environment?: Readonly<Record<string, string>>
  /** The `web` section of `config.json`. */
  readonly home?: unknown
  /** Its permissions. */
  readonly mode?: number
  readonly resolve?: Resolve
  readonly offline?: boolean
  readonly patience?: number
}

async function examine(seed: Seed, language: 'en' | 'zh' = 'en'): Promise<WebHealth> {
  const home = emptyFolder()
  if (seed.home !== undefined) {
    writeFileSync(join(home, 'config.json'), JSON.stringify({ web: seed.home }))
    chmodSync(join(home, 'config.json'), seed.mode ?? 0o600)
  }
  const environment = { KAOJU_SEARCH: 'none', PATH: process.env['PATH'] ?? '', ...seed.environment }
  const settings = readSettings({ home }, environment, emptyFolder(), 'ignored')
  const { offline = false, resolve = sound, patience } = seed
  return examineWeb(
    { offline, resolve, ...(patience === undefined ? {} : { patience }) },
    { settings, environment, language, words: wordsIn(language), context: createContext().context },
  )
}

/** The engine that stands at an address of the test. */
const searxng = (origin: string, more: Readonly<Record<string, string>> = {}): Seed => ({
  environment: { KAOJU_SEARCH: 'searxng', SEARXNG_URL: origin, ...more },
})

const key = 'BSA-0123456789abcdef'

type Row = readonly [cause: string, code: string, remedy: RegExp, seed: () => Seed | Promise<Seed>]

const inSettings: readonly Row[] = [
  [
    'a scope that does not exist',
    'option-invalid',
    /KAOJU_WEB_SCOPE.*everything.*auto \| offline \| configured-only \| web/,
    () => ({ environment: { KAOJU_WEB_SCOPE: 'everything' } }),
  ],
  [
    'a field misspelled',
    'config-field-unknown',
    /web\.scop\b.*nearest is scope/i,
    () => ({ home: { scop: 'web' } }),
  ],
  [
    'an engine that does not exist',
    'engine-unknown',
    /no search engine goggle/,
    () => ({ environment: { KAOJU_SEARCH: 'goggle' } }),
  ],
  [
    'an engine misspelled in the file',
    'engine-unknown',
    /no search engine serxng. Known: searxng/,
    () => ({ home: { search: { serxng: { baseUrl: 'http://127.0.0.1:8888' } } } }),
  ],
  [
    'an engine without its key',
    'engine-incomplete',
    /brave.*Set BRAVE_API_KEY \(https:/,
    () => ({ environment: { KAOJU_SEARCH: 'brave' } }),
  ],
  [
    'an engine without its address',
    'engine-incomplete',
    /searxng.*Set SEARXNG_URL/,
    () => ({ environment: { KAOJU_SEARCH: 'searxng' } }),
  ],
  [
    'an address that is none',
    'engine-misconfigured',
    /searxng.*SEARXNG_URL.*Correct the address/,
    () => searxng('my search server'),
  ],
  [
    'an address that is no web address',
    'engine-misconfigured',
    /brave.*BRAVE_BASE_URL.*Correct the address/,
    () => ({
      environment: { KAOJU_SEARCH: 'brave', BRAVE_API_KEY: key, BRAVE_BASE_URL: 'ftp://brave.example' },
    }),
  ],
  [
    'an empty key',
    'key-empty',
    /BRAVE_API_KEY is set but empty/,
    () => ({ environment: { BRAVE_API_KEY: ' ' } }),
  ],
  [
    'an example in place of a key',
    'key-placeholder',
    /TAVILY_API_KEY still holds an example/,
    () => ({ environment: { TAVILY_API_KEY: 'your-api-key-here' } }),
  ],
  [
    'a key with its quotation marks',
    'key-quoted',
    /EXA_API_KEY holds its quotation marks/,
    () => ({ environment: { EXA_API_KEY: `"${key}"` } }),
  ],
  [
    'a key from a variable that is not set',
    'key-variable-missing',
    /brave from MY_KEY, which is not set/,
    () => ({ home: { search: { brave: { keyFrom: 'MY_KEY' } } } }),
  ],
  [
    'both a key and a variable',
    'key-twice',
    /remove one/,
    () => ({ home: { search: { brave: { key, keyFrom: 'MY_KEY' } } }, environment: { MY_KEY: key } }),
  ],
  [
    'a key that others can read',
    'config-readable-by-others',
    /chmod 600/,
    () => ({ home: { search: { brave: { key } } }, mode: 0o644 }),
  ],
  [
    'a key sent in the clear',
    'address-plain',
    /Use https/,
    () => ({ environment: { BRAVE_API_KEY: key, BRAVE_BASE_URL: 'http://gateway.example' } }),
  ],
  [
    'no engine at all',
    'engines-none',
    /Name some with --engines, KAOJU_SEARCH/,
    () => ({ environment: { KAOJU_SEARCH: 'none' } }),
  ],
  [
    'an exception that is none',
    'option-invalid',
    /http:\/\/wiki.home/,
    () => ({ environment: { KAOJU_WEB_ALLOW: 'http://wiki.home/' } }),
  ],
  [
    'an exception as wide as a house',
    'allow-wide',
    /192\.168\.0\.0\/16.*Name the host and port/,
    () => ({ home: { allow: ['192.168.0.0/16'] } }),
  ],
  [
    'an exception for a whole top-level domain',
    'allow-wide',
    /\*\.com .*Name the host and port/,
    () => ({ environment: { KAOJU_WEB_ALLOW: '*.com' } }),
  ],
  [
    'a browser that is not there',
    'browser-missing',
    /KAOJU_CHROMIUM names \/no\/such\/chromium/,
    () => ({ environment: { KAOJU_CHROMIUM: '/no/such/chromium' } }),
  ],
  [
    'a folder where a browser belongs',
    'browser-missing',
    /no program/,
    () => ({ environment: { KAOJU_CHROMIUM: '/tmp' } }),
  ],
  [
    'an MCP server whose program is not there',
    'mcp-program-missing',
    /no-such-program-of-mine.*web\.mcp\.notes\.command/,
    () => ({ home: { mcp: { notes: { command: 'no-such-program-of-mine' } } } }),
  ],
  [
    'an MCP server without its token',
    'key-variable-missing',
    /wiki from WIKI_TOKEN, which is not set/,
    () => ({ home: { mcp: { wiki: { url: 'https://mcp.example/mcp', tokenVariable: 'WIKI_TOKEN' } } } }),
  ],
  [
    'an MCP server with neither program nor address',
    'config-invalid',
    /web\.mcp\.wiki/,
    () => ({ home: { mcp: { wiki: {} } } }),
  ],
]

const outside: readonly Row[] = [
  [
    'an own engine that is not running',
    'engine-unreachable',
    /searxng.*nothing listens there.*Check http:\/\/127\.0\.0\.1/,
    async () => searxng(await nobody()),
  ],
  [
    'an engine that never answers',
    'engine-unreachable',
    /searxng.*\d s/,
    async () => ({ ...searxng(await serve(() => undefined)), patience: 300 }),
  ],
  [
    'no engine within reach',
    'engines-unreachable',
    /brave, searxng.*HTTPS_PROXY.*SEARXNG_URL/,
    async () => ({
      environment: {
        KAOJU_SEARCH: 'brave searxng',
        SEARXNG_URL: await nobody(),
        BRAVE_API_KEY: key,
        BRAVE_BASE_URL: await nobody(),
      },
    }),
  ],
  [
    'a proxy that is not running',
    'engines-proxy-down',
    /nothing listens there.*Start it, or unset ALL_PROXY/,
    async () => searxng('http://search.example', { ALL_PROXY: await nobody() }),
  ],
  [
    'a proxy that wants a password',
    'engine-proxy-refused',
    /HTTPS_PROXY=http:\/\/user:password@host:port/,
    async () => {
      const proxy = createServer()
      proxy.on('connect', (_, socket) =>
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
      )
      const { port, close } = await listen(proxy)
      closing.push(close)
      return searxng('https://search.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })
    },
  ],
  [
    'a resolver in fake-IP mode',
    'resolver-fake-ip',
    /198\.18\.0\.9.*HTTPS_PROXY.*redir-host/,
    async () => ({ ...searxng(await serve()), resolve: resolvesTo('198.18.0.9') }),
  ],
  [
    'a resolver in fake-IP mode for both families',
    'resolver-fake-ip',
    /198\.18\.0\.9.*HTTPS_PROXY/,
    async () => ({
      ...searxng(await serve()),
      resolve: () =>
        Promise.resolve([
          { address: 'fdfe:dcba:9876::9', family: 6 },
          { address: '198.18.0.9', family: 4 },
        ]),
    }),
  ],
  [
    'a name server that leads home',
    'resolver-private',
    /10\.0\.0\.1 for www\.wikipedia\.org/,
    async () => ({ ...searxng(await serve()), resolve: resolvesTo('10.0.0.1') }),
  ],
  [
    'no name server',
    'resolver-silent',
    /ENOTFOUND.*Check the network and DNS/,
    async () => ({
      ...searxng(await serve()),
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
    }),
  ],
  [
    'a name server that never answers',
    'resolver-silent',
    /no answer/,
    async () => ({ ...searxng(await serve()), resolve: () => new Promise(() => undefined), patience: 300 }),
  ],
  [
    'an MCP server that is not running',
    'mcp-out-of-reach',
    /wiki.*nothing listens there.*web\.mcp\.wiki\.url/,
    async () => ({ home: { mcp: { wiki: { url: `${await nobody()}/mcp` } } } }),
  ],
]

async function checkNamed([, code, remedy, seed]: Row, offline: boolean): Promise<void> {
  const given = await seed()
  const english = await examine({ offline, ...given }, 'en')
  expect(english.findings.map((one) => one.code)).toContain(code)
  const found = english.findings.find((one) => one.code === code && remedy.test(one.message))
  expect(found?.message).toMatch(remedy)
  expect(found?.message).not.toMatch(/\{\w+\}|\n/)
  const chinese = await examine({ offline, ...given }, 'zh')
  const told = chinese.findings.find((one) => one.code === code)?.message
  expect(told).toMatch(/\p{Script=Han}/u)
  expect(told).not.toMatch(/\{\w+\}/)
  expect(JSON.stringify([english, chinese])).not.toContain('0123456789abcdef')
}

describe('in the settings, told without asking anybody', () => {
  test.each(inSettings)('%s: %s', async (...row) => checkNamed(row, true))
})

describe('outside', () => {
  test.each(outside)('%s: %s', async (...row) => checkNamed(row, false))

  const identities = certificates()
  test.skipIf(identities === undefined)('a certificate that nobody vouches for', async () => {
    const { createServer: createTlsServer } = await import('node:https')
    const { key: secret, cert } = identities!.good
    const { port, close } = await listen(
      createTlsServer({ key: secret, cert }, (_, response) => response.end()),
    )
    closing.push(close)
    const { findings, engines } = await examine(searxng(`https://127.0.0.1:${port}`))
    expect(findings).toMatchObject([{ code: 'engine-unreachable', severity: 'warning' }])
    expect(engines).toMatchObject([{ reachable: false }])
  })

  test('a proxy is told to check addresses in our stead, its password is not', async () => {
    const proxy = new URL(await serve())
    const HTTPS_PROXY = `http://user:s3cret-pass@${proxy.host}`
    const health = await examine({ environment: { HTTPS_PROXY }, resolve: resolvesTo('198.18.0.9') })
    expect(health.findings.map(({ code }) => code)).toEqual(['engines-none', 'address-check-delegated'])
    expect(health.findings.at(-1)).toMatchObject({
      severity: 'note',
      message: expect.stringContaining(proxy.host),
    })
    expect(JSON.stringify(health)).not.toContain('s3cret')
  })
})

describe('what is right', () => {
  test('is told as right: reachable engines, whether a key is set, the browser; and no query was sent', async () => {
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`)
      response.writeHead(404).end()
    })
    const health = await examine({
      environment: {
        KAOJU_SEARCH: 'searxng brave',
        SEARXNG_URL: origin,
        BRAVE_API_KEY: key,
        BRAVE_BASE_URL: origin,
        KAOJU_CHROMIUM: process.execPath,
      },
    })
    expect(health).toMatchObject({
      scope: 'auto',
      engines: [
        { name: 'searxng', endpoint: origin, key: false, reachable: true },
        { name: 'brave', endpoint: origin, key: true, reachable: true },
      ],
      browser: process.execPath,
      findings: [],
    })
    expect(asked).toEqual(['HEAD / ', 'HEAD / '])
  })

  test.each([
    ['--offline', { offline: true }],
    ['a scope that closes all', { environment: { KAOJU_WEB_SCOPE: 'offline' } }],
  ])('with %s nobody is asked, not even the name server', async (_, seed: Seed) => {
    let asked = 0
    const origin = await serve((_request, response) => {
      asked++
      response.end()
    })
    const health = await examine({
      home: { mcp: { wiki: { url: `${origin}/mcp` } } },
      ...seed,
      environment: { KAOJU_SEARCH: 'searxng', SEARXNG_URL: origin, ...seed.environment },
      resolve: () => {
        asked++
        return sound('')
      },
    })
    expect(health.engines).toEqual([{ name: 'searxng', endpoint: origin, key: false }])
    expect(health.mcp).toEqual([{ name: 'wiki', transport: 'http' }])
    expect(asked).toBe(0)
  })

  test('with configured endpoints only, engines and the name server are left alone, own servers are not', async () => {
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    const { scopeFrom, mcp } = await examine({
      home: { mcp: { wiki: { url: `${origin}/mcp` } } },
      environment: { KAOJU_SEARCH: 'searxng', SEARXNG_URL: origin, KAOJU_WEB_SCOPE: 'configured-only' },
      resolve: () => Promise.reject(new Error('asked')),
    })
    expect({ scopeFrom, mcp, asked }).toEqual({
      scopeFrom: 'KAOJU_WEB_SCOPE',
      mcp: [{ name: 'wiki', transport: 'http', reachable: true }],
      asked: ['/mcp'],
    })
  })
})
