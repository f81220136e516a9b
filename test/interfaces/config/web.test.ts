import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KaojuError } from '#runtime'
import { readConfigFiles } from '../../../src/interfaces/config/settings.ts'
import { resolveWeb, type ResolvedWeb, type WebFlags } from '../../../src/interfaces/config/web.ts'

const root = mkdtempSync(join(tmpdir(), 'kaoju-web-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Given {
  readonly flags?: WebFlags
  readonly environment?: Readonly<Record<string, string>>
  readonly home?: unknown
  readonly folder?: unknown
}

function resolved({ flags = {}, environment = {}, home, folder }: Given): ResolvedWeb & {
  readonly files: { readonly home: string; readonly folder: string }
} {
  const at = { home: mkdtempSync(join(root, 'h-')), folder: mkdtempSync(join(root, 'f-')) }
  const files = { home: join(at.home, 'config.json'), folder: join(at.folder, 'kaoju.json') }
  if (home !== undefined) writeFileSync(files.home, JSON.stringify({ web: home }), { mode: 0o600 })
  if (folder !== undefined) writeFileSync(files.folder, JSON.stringify({ web: folder }))
  return { ...resolveWeb(environment, readConfigFiles(at.home, at.folder), flags), files }
}

function refusal(given: Given): KaojuError {
  try {
    resolved(given)
  } catch (error) {
    if (error instanceof KaojuError) return error
    throw error
  }
  throw new Error('accepted')
}

describe('the scope', () => {
  test('is open to what takes part unless somebody fixes it', () => {
    expect(resolved({})).toMatchObject({ scope: 'auto' })
    expect(resolved({ home: { scope: 'auto' } }).where).toBeUndefined()
  })

  test('a flag wins over the environment, that over the folder, that over the home', () => {
    const home = { scope: 'web' }
    const folder = { scope: 'configured-only' }
    const environment = { KAOJU_WEB_SCOPE: ' Offline ' }
    expect(resolved({ home, folder, environment, flags: { web: true } })).toMatchObject({
      scope: 'web',
      because: 'asked',
    })
    expect(resolved({ home, folder, environment })).toMatchObject({
      scope: 'offline',
      where: 'KAOJU_WEB_SCOPE',
    })
    const byFolder = resolved({ home, folder })
    expect(byFolder).toMatchObject({ scope: 'configured-only', where: byFolder.files.folder })
    const byHome = resolved({ home })
    expect(byHome).toMatchObject({ scope: 'web', because: 'configured', where: byHome.files.home })
  })

  test.each([
    ['offline', 'auto'],
    ['offline', 'configured-only'],
    ['configured-only', 'auto'],
  ])('%s in the home is not widened to %s by a folder, and that is told', (scope, wider) => {
    const { findings, ...web } = resolved({ home: { scope }, folder: { scope: wider } })
    expect(web).toMatchObject({ scope, where: web.files.home })
    expect(findings.map(({ code }) => code)).toEqual(['scope-not-widened'])
  })

  test.each([
    ['web', 'auto'],
    ['web', 'configured-only'],
    ['auto', 'offline'],
  ])('%s in the home is narrowed to %s by a folder', (scope, narrow) => {
    expect(resolved({ home: { scope }, folder: { scope: narrow } })).toMatchObject({
      scope: narrow,
      findings: [],
    })
  })

  test('two flags that contradict each other, and a word that is no scope, are refused', () => {
    expect(refusal({ flags: { web: true, offline: true } }).code).toBe('option-invalid')
    expect(refusal({ environment: { KAOJU_WEB_SCOPE: 'everything' } }).message).toContain('KAOJU_WEB_SCOPE')
    expect(refusal({ home: { scope: 'everything' } }).code).toBe('config-invalid')
  })
})

describe('a folder’s kaoju.json', () => {
  test.each([
    ['scope', 'web', 'config-invalid'],
    ['allow', ['10.0.0.0/8'], 'config-field-unknown'],
    ['search', { brave: { baseUrl: 'http://evil.example' } }, 'config-field-unknown'],
    ['mcp', { evil: { command: 'sh' } }, 'config-field-unknown'],
    ['sendsPrivate', true, 'config-field-unknown'],
    ['browser', true, 'config-field-unknown'],
  ])('cannot say web.%s', (field, value, code) => {
    const error = refusal({ folder: { [field]: value } })
    expect(error.code).toBe(code)
    expect(error.message).toContain(`web.${field}`)
  })

  test('chooses among engines, which keep the home’s keys and addresses', () => {
    const home = { search: { brave: { key: 'BSA0123456789abcdef' } } }
    const { engines } = resolved({ home, folder: { engines: ['brave'] } })
    expect(engines).toMatchObject([{ setting: { name: 'brave' }, key: 'BSA0123456789abcdef' }])
  })
})

describe('engines', () => {
  test('are those that need nothing, and those that were given what they need', () => {
    const names = (given: Given): string[] => resolved(given).engines.map(({ setting }) => setting.name)
    expect(names({})).toEqual(expect.arrayContaining(['duckduckgo', 'wikipedia', 'arxiv']))
    expect(names({})).not.toContain('brave')
    expect(names({})).not.toContain('searxng')
    expect(names({ environment: { BRAVE_API_KEY: 'BSA0123456789abcdef' } })).toContain('brave')
    expect(names({ environment: { SEARXNG_URL: 'http://127.0.0.1:8888' } })).toContain('searxng')
    expect(names({ environment: { KAOJU_SEARCH: 'none' } })).toEqual([])
    expect(
      names({ environment: { KAOJU_SEARCH: 'arxiv, wikipedia' }, flags: { engines: ['pubmed'] } }),
    ).toEqual(['pubmed'])
  })

  test('not chosen today stay set up, with their keys, for runs that chose them', () => {
    const environment = { BRAVE_API_KEY: 'BSA0123456789abcdef', KAOJU_SEARCH: 'arxiv' }
    const { engines, setUp } = resolved({ environment })
    expect(engines.map(({ setting }) => setting.name)).toEqual(['arxiv'])
    expect(setUp.find(({ setting }) => setting.name === 'brave')?.key).toBe('BSA0123456789abcdef')
  })

  test('that nobody knows are refused with the nearest first, wherever they were named', () => {
    for (const given of [
      { flags: { engines: ['serxng'] } },
      { environment: { KAOJU_SEARCH: 'serxng' } },
      { folder: { engines: ['serxng'] } },
      { home: { search: { serxng: {} } } },
    ])
      expect(refusal(given).parameters).toMatchObject({
        engine: 'serxng',
        known: expect.stringMatching(/^searxng, /),
      })
  })

  test('neither key nor token is in what a run records', () => {
    const web = resolved({
      home: {
        search: { brave: { key: 'BSA0123456789abcdef' } },
        mcp: { wiki: { url: 'https://mcp.example/mcp', tokenVariable: 'WIKI_TOKEN' } },
      },
      environment: { WIKI_TOKEN: 'token-0123456789abcdef' },
    })
    expect(web.tokens.get('wiki')).toBe('token-0123456789abcdef')
    expect(JSON.stringify([web.engines.map(({ setting }) => setting), web.mcp, web.sources])).not.toContain(
      '0123456789abcdef',
    )
  })
})
