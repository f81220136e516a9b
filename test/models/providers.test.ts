import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { profileNames, providerAt, providerById, providerOfKey, providers } from '#models'

describe('the table of providers', () => {
  test('no id, key variable or URL variable means two providers', () => {
    const names = providers.flatMap(({ id, keyVariables, urlVariables }) => [
      id,
      ...keyVariables,
      ...urlVariables,
    ])
    expect(new Set(names).size).toBe(names.length)
  })

  test('addresses are whole and end without a slash; who needs a key says where it comes from', () => {
    for (const { id, baseUrl, protocol, key, keyVariables, own } of providers) {
      if (protocol !== 'local' && baseUrl !== undefined) {
        expect([id, baseUrl.startsWith(own ? 'http://127.0.0.1:' : 'https://')]).toEqual([id, true])
        expect(baseUrl.endsWith('/')).toBe(false)
      }
      if (key === 'needed') expect(keyVariables.length).toBeGreaterThan(0)
    }
  })

  test.each([
    ['https://api.deepseek.com', 'deepseek'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'qwen-intl'],
    ['https://api.openai.com/v1/', 'openai'],
    ['http://127.0.0.1:11434/v1', undefined],
    ['https://gateway.example/v1', undefined],
    ['nonsense', undefined],
  ])('%s is served by %s', (url, id) => {
    expect(providerAt(url)?.id).toBe(id)
  })

  test.each([
    ['sk-ant-api03-abcdefghijklmnop', 'anthropic'],
    ['sk-or-v1-0123456789abcdef0123', 'openrouter'],
    ['sk-proj-0123456789abcdef0123456789', 'openai'],
    ['AIzaSyA0123456789', 'google'],
    ['jina_0123456789', 'jina'],
    ['0123456789abcdef0123456789abcdef.AbCdEfGh', 'zhipu'],
    // DeepSeek, Moonshot, DashScope, SiliconFlow and old OpenAI keys look alike.
    ['sk-0123456789abcdef0123456789abcdef', undefined],
  ])('the key %s belongs to %s', (key, id) => {
    expect(providerOfKey(key)?.id).toBe(id)
  })

  test('is looked up by id', () => {
    expect(providerById('ollama')?.own).toBe(true)
    expect(providerById('nobody')).toBeUndefined()
  })
})

describe('docs/models.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/models.md'), 'utf8')

  test.each(providers.map((provider) => [provider.id, provider] as const))(
    'tells all of %s',
    (id, provider) => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`))
      for (const variable of [...provider.keyVariables, ...provider.urlVariables])
        expect(row).toContain(`\`${variable}\``)
      expect(row).toContain(provider.baseUrl?.replace('https://', '') ?? '')
    },
  )

  test('tells every profile in both languages', () => {
    for (const name of profileNames) expect(page.split(`| \`${name}\` |`)).toHaveLength(3)
  })
})
