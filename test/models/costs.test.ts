import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundOf, costOf, countTokens, roomFor, seenIn, sizeOf, type ChatRequest } from '#models'
import { readCounts, usageFrom } from '../../src/models/faults/index.ts'
import { sizeOfTexts } from '../../src/models/tokens.ts'
import { prefixOf } from '../../src/models/transports/embeddings.ts'
import { instruct, spec } from './specs.ts'

const price = { input: 0.15, output: 0.6, cachedInput: 0.075, asOf: '2026-01-01' }
const seen = { inputAbout: 900, inputMost: 4_000, outputAbout: 180, outputMost: 800 }
const bound = boundOf(4_000, 1_000, price)

describe('what a call costs', () => {
  test('the bound is priced to the last micro-dollar, and unpriced where nobody knows the price', () => {
    expect(bound).toEqual({ tokens: 5_000, 'micro-usd': 1_200 })
    expect(boundOf(10, 10, undefined)).toEqual({ tokens: 20 })
  })

  test('usage that can be believed is taken as it is, the cache discounted', () => {
    expect(costOf({ inputTokens: 1_000, outputTokens: 200, cachedTokens: 400 }, seen, bound, price)).toEqual({
      inputTokens: 1_000,
      outputTokens: 200,
      cachedTokens: 400,
      measured: 'reported',
      usd: (600 * 0.15 + 400 * 0.075 + 200 * 0.6) / 1e6,
      amounts: { tokens: 1_200, 'micro-usd': 240 },
    })
  })

  test.each([
    ['absent', undefined],
    ['absurdly large', { inputTokens: 1e12, outputTokens: 5, cachedTokens: 0 }],
    ['nothing at all', { inputTokens: 0, outputTokens: 0, cachedTokens: 0 }],
    ['negative', { inputTokens: 1_000, outputTokens: -1, cachedTokens: 0 }],
    ['not a number', { inputTokens: Number.NaN, outputTokens: 200, cachedTokens: 0 }],
    ['far less than was written', { inputTokens: 1_000, outputTokens: 3, cachedTokens: 0 }],
  ])('usage that is %s is not believed: what went over the wire is charged at its most', (_, usage) => {
    const cost = costOf(usage, seen, bound, price)
    expect(cost).toMatchObject({ measured: 'counted', inputTokens: 900, outputTokens: 180 })
    expect(cost.amounts).toEqual({ tokens: 4_800, 'micro-usd': 1_080 })
  })

  test('a meter that reports too little is believed, and the budget charged with what surely went over the wire', () => {
    const cost = costOf({ inputTokens: 500, outputTokens: 100, cachedTokens: 0 }, seen, bound, price)
    expect(cost).toMatchObject({ measured: 'reported', inputTokens: 500, outputTokens: 100 })
    expect(cost.usd).toBe((500 * 0.15 + 100 * 0.6) / 1e6)
    expect(cost.amounts.tokens).toBeGreaterThan(0.8 * (900 + 180))
    expect(cost.amounts['micro-usd']).toBeGreaterThan(0.8 * (900 * 0.15 + 180 * 0.6))
  })

  test('what the provider writes into its cache costs a quarter more (Anthropic)', () => {
    const told = {
      type: 'message_start',
      message: {
        usage: {
          input_tokens: 100,
          cache_creation_input_tokens: 600,
          cache_read_input_tokens: 300,
          output_tokens: 200,
        },
      },
    }
    const usage = usageFrom(readCounts(told, 'anthropic'))
    expect(usage).toEqual({ inputTokens: 1_000, outputTokens: 200, cachedTokens: 300, writtenTokens: 600 })
    const { usd } = costOf(usage, seen, bound, price)
    expect(usd).toBeCloseTo((100 * 0.15 + 600 * 0.15 * 1.25 + 300 * 0.075 + 200 * 0.6) / 1e6, 12)
  })

  test('a bound holds what stands around a prompt: a tool’s own prompt, an embedding model’s instruction', () => {
    const asked: ChatRequest = {
      messages: [{ role: 'user', content: 'Why?' }],
      output: { mode: 'text' },
      maxOutputTokens: 10,
    }
    const tool = { mode: 'tool', name: 't', description: 'd', schema: {} } as const
    // Anthropic adds up to 530 tokens for a tool (its documentation, "Tool use").
    expect(sizeOf({ ...asked, output: tool }, spec()).most).toBeGreaterThan(sizeOf(asked, spec()).most + 530)
    const instruction = prefixOf({ name: 'qwen3-embedding-8b' }, 'query')
    expect(sizeOfTexts(['hi'], spec()).most).toBeGreaterThan(Buffer.byteLength(`${instruction}hi`))
  })

  test('whatever an endpoint reports, the budget is never charged more than was reserved, nor with nonsense', () => {
    const count = fc.oneof(fc.integer(), fc.double(), fc.constant(Number.NaN), fc.nat())
    fc.assert(
      fc.property(fc.record({ inputTokens: count, outputTokens: count, cachedTokens: count }), (usage) => {
        const { amounts, usd } = costOf(usage, seen, bound, price)
        expect(amounts.tokens).toBeGreaterThanOrEqual(0)
        expect(amounts.tokens).toBeLessThanOrEqual(5_000)
        expect(amounts['micro-usd']).toBeLessThanOrEqual(1_200)
        expect(usd).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a model that thinks unseen and reports nothing is charged its whole bound', () => {
    const thinker = spec({ profile: { ...instruct, reasoning: true } })
    const request: ChatRequest = {
      messages: [{ role: 'user', content: 'Why?' }],
      output: { mode: 'text' },
      maxOutputTokens: 1_000,
    }
    const about = seenIn(request, { text: 'Because.', thinking: '' }, thinker)
    expect(costOf(undefined, about, bound, price).amounts).toEqual({ tokens: 5_000, 'micro-usd': 1_200 })
    const shown = seenIn(request, { text: 'Because.', thinking: 'Hm, why.' }, thinker)
    expect(costOf(undefined, shown, bound, price).amounts.tokens).toBeLessThan(200)
  })
})

describe('how large a prompt is', () => {
  test('no estimate exceeds the bound, in any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const request: ChatRequest = {
          system: text,
          messages: [{ role: 'user', content: text }],
          output: { mode: 'tool', name: 't', description: text, schema: { type: 'object' } },
          maxOutputTokens: 1,
        }
        const { about, most } = sizeOf(request, spec())
        expect(about).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('vocabularies differ: Chinese is finer in the old ones, everything in Claude', () => {
    const zh = '清湖水库的清淤工程于二〇二四年完成，共清除淤泥四十二万立方米。'
    expect(countTokens(zh, { name: 'gpt-4' })).toBeGreaterThan(countTokens(zh, { name: 'gpt-4o' }))
    expect(countTokens('plain words', { name: 'claude-x' })).toBeGreaterThan(
      countTokens('plain words', { name: 'gpt-4o' }),
    )
  })

  test('the room for material leaves the answer, its thinking and a reserve', () => {
    const small = spec({ contextWindow: 4_096, maxOutput: 1_024 })
    expect(roomFor(small, 1_024)).toBe(Math.floor(3_072 / 1.2) - 200)
    expect(roomFor(spec({ contextWindow: 500, maxOutput: 500 }), 500)).toBe(0)
  })
})
