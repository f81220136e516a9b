import { describe, expect, test } from 'vitest'
import {
  isPriceOld,
  isProfileName,
  knownModel,
  modelKind,
  profileNamed,
  profileNames,
  providers,
  type ModelKind,
} from '#models'

describe('profiles', () => {
  test('a model that thinks has room for it, one that does not has none', () => {
    for (const name of profileNames) {
      const profile = profileNamed(name)
      expect(profile.name).toBe(name)
      expect(profile.thinkingTokens > 0).toBe(profile.reasoning)
      const { temperature } = profile
      if (temperature) {
        expect(temperature.low).toBeLessThanOrEqual(temperature.default)
        expect(temperature.default).toBeLessThanOrEqual(temperature.high)
      }
    }
  })

  test('DeepSeek-R1 is spoken to as its makers say', () => {
    expect(profileNamed('deepseek-r1')).toMatchObject({
      systemRole: 'none',
      temperature: { low: 0.5, high: 0.7, default: 0.6 },
      thinkPrefix: '<think>\n',
      reasoning: true,
    })
  })

  test('OpenAI’s reasoning models get developer messages, no temperature, max_completion_tokens', () => {
    const profile = profileNamed('reasoning')
    expect(profile).toMatchObject({ systemRole: 'developer', outputLimitField: 'max_completion_tokens' })
    expect(profile.temperature).toBeUndefined()
  })

  test('a variation adds sight and takes the temperature away', () => {
    expect(profileNamed('claude', { vision: true, fixedTemperature: true })).toMatchObject({ vision: true })
    expect(profileNamed('claude', { fixedTemperature: true })).not.toHaveProperty('temperature')
    expect(isProfileName('toString')).toBe(false)
  })
})

describe('known models', () => {
  test.each<[string, string, string, ModelKind]>([
    ['openai', 'gpt-5.4-mini', 'reasoning', 'chat'],
    ['openai', 'gpt-5.9-next', 'reasoning', 'chat'],
    ['openai', 'o4-mini', 'reasoning', 'chat'],
    ['openai', 'gpt-4o-mini', 'instruct', 'chat'],
    ['openrouter', 'openai/gpt-5.4', 'reasoning', 'chat'],
    ['deepseek', 'deepseek-flash', 'deepseek-reasoner', 'chat'],
    ['ollama', 'deepseek-r1:8b', 'deepseek-r1', 'chat'],
    ['siliconflow', 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'deepseek-r1', 'chat'],
    ['siliconflow', 'Qwen/Qwen3-30B-A3B-Instruct-2507', 'instruct', 'chat'],
    ['ollama', 'qwen3:8b', 'qwen-thinking', 'chat'],
    ['vllm', 'Qwen/QwQ-32B', 'qwen-thinking', 'chat'],
    ['anthropic', 'claude-haiku-4-5-20251001', 'claude', 'chat'],
    ['anthropic', 'claude-sonnet-5', 'claude-thinking', 'chat'],
    ['anthropic', 'claude-opus-5-5', 'claude-thinking', 'chat'],
    ['google', 'gemini-3.5-flash', 'gemini', 'chat'],
  ])('%s/%s is spoken to as %s', (provider, name, profile, kind) => {
    expect(knownModel(provider, name)).toMatchObject({ profile, kind })
  })

  test.each<[string, ModelKind]>([
    ['text-embedding-3-small', 'embed'],
    ['BAAI/bge-m3', 'embed'],
    ['nomic-embed-text:latest', 'embed'],
    ['Xenova/multilingual-e5-small', 'embed'],
    ['some/thing-embedding-v9', 'embed'],
    ['BAAI/bge-reranker-v2-m3', 'rerank'],
    ['jina-reranker-v2-base-multilingual', 'rerank'],
    ['Qwen/Qwen3-Reranker-4B', 'rerank'],
    ['Qwen/Qwen3-Embedding-8B', 'embed'],
    ['never-heard-of', 'chat'],
  ])('%s is made for %s', (name, kind) => {
    expect(modelKind(name)).toBe(kind)
  })

  test('a price holds for the endpoint it was looked up for, and nowhere else', () => {
    expect(knownModel('openai', 'gpt-5.4')?.price).toMatchObject({ input: 2.5, output: 15 })
    expect(knownModel('azure', 'gpt-5.4')?.price).toBeUndefined()
    expect(knownModel('openrouter', 'openai/gpt-5.4')?.price).toBeUndefined()
    expect(knownModel('vllm', 'text-embedding-3-small')?.price).toBeUndefined()
  })

  test('every default model is known, is made for its role, and a seeing one is there for pictures', () => {
    for (const provider of providers)
      for (const [role, name] of Object.entries(provider.models ?? {})) {
        const known = knownModel(provider.id, name)
        const kind = role === 'embedder' ? 'embed' : role === 'reranker' ? 'rerank' : 'chat'
        expect([provider.id, name, known?.kind, known?.retired]).toEqual([provider.id, name, kind, undefined])
        if (role === 'vision') expect([name, known?.vision]).toEqual([name, true])
      }
  })

  test('a retired name tells what stands in', () => {
    expect(knownModel('deepseek', 'deepseek-chat')?.retired?.use).toBe('deepseek-flash')
    expect(knownModel('siliconflow', 'deepseek-chat')?.retired).toBeUndefined()
  })

  test('a price is old after a year; a configured one never', () => {
    const cost = { input: 1, output: 1, asOf: '2026-07-02' }
    expect(isPriceOld(cost, Date.parse('2027-06-30'))).toBe(false)
    expect(isPriceOld(cost, Date.parse('2027-07-10'))).toBe(true)
    expect(isPriceOld({ ...cost, asOf: 'configured' }, Date.parse('2040-01-01'))).toBe(false)
  })
})
