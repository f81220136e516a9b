import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canPlay, cast, kindOf, profileNamed, roles, type ModelSpec, type Role } from '#models'

function spec(name: string, about: Partial<ModelSpec> & { readonly vision?: boolean } = {}): ModelSpec {
  const { vision = false, ...rest } = about
  return {
    id: `test/${name}`,
    provider: 'test',
    name,
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:1/v1',
    contextWindow: 8_192,
    maxOutput: 2_048,
    limitsFrom: 'configured',
    profile: profileNamed('instruct', { vision }),
    concurrency: 4,
    ...rest,
  }
}

const big = spec('big')
const small = spec('small')
const eyes = spec('eyes', { vision: true })
const vectors = spec('vectors', { dimensions: 8 })
const order = spec('order', { protocol: 'rerank' })

const played = (given: Parameters<typeof cast>[0]): Record<string, string> =>
  Object.fromEntries(cast(given).map((casting) => [casting.role, casting.spec.name]))

describe('casting', () => {
  test('one chat model plays every chat role, and neither vectors nor order', () => {
    expect(played({ writer: [big] })).toEqual({ planner: 'big', worker: 'big', writer: 'big', judge: 'big' })
  })

  test('who stands in is said', () => {
    const castings = cast({ writer: [big] })
    expect(castings.find(({ role }) => role === 'writer')?.because).toBe('configured')
    expect(castings.find(({ role }) => role === 'planner')?.because).toEqual({ standsInFor: 'writer' })
  })

  test('the judge is not the writer where another model is there', () => {
    expect(played({ planner: [big], writer: [big], worker: [small] })['judge']).toBe('small')
    expect(played({ writer: [big], planner: [small] })['judge']).toBe('small')
    expect(played({ writer: [big], vision: [eyes] })['judge']).toBe('eyes')
    // Only among fallbacks: still another model.
    expect(played({ planner: [big, small] })['judge']).toBe('small')
    // Who was configured to judge judges.
    expect(played({ writer: [big], judge: [big], worker: [small] })['judge']).toBe('big')
  })

  test('pictures go only to a model that sees, whoever has it', () => {
    expect(played({ worker: [small], planner: [eyes] })['vision']).toBe('eyes')
    expect(played({ vision: [small], planner: [big] })['vision']).toBeUndefined()
  })

  test('vectors come from the embedder alone, without a stand-in, and a chat model makes none', () => {
    const castings = cast({ embedder: [vectors, spec('other', { dimensions: 8 })], worker: [small] })
    expect(castings.find(({ role }) => role === 'embedder')).toMatchObject({ spec: vectors, fallbacks: [] })
    expect(played({ embedder: [small] })).toEqual({})
    expect(played({ worker: [vectors] })).toEqual({})
  })

  test('a chat model reranks when it was told to', () => {
    expect(played({ reranker: [order], worker: [small] })['reranker']).toBe('order')
    expect(played({ reranker: [small] })['reranker']).toBe('small')
    expect(played({ worker: [small] })['reranker']).toBeUndefined()
  })

  test('its own further models come first among the fallbacks, then the others, each once', () => {
    const castings = cast({ writer: [big, small], worker: [small], planner: [eyes] })
    expect(castings.find(({ role }) => role === 'writer')?.fallbacks.map(({ name }) => name)).toEqual([
      'small',
      'eyes',
    ])
  })
})

describe('any configuration', () => {
  const models = fc
    .record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      kind: fc.constantFrom('chat', 'seeing', 'embed', 'rerank'),
    })
    .map(({ name, kind }) =>
      spec(`${kind}-${name}`, {
        ...(kind === 'embed' ? { dimensions: 8 } : {}),
        ...(kind === 'rerank' ? { protocol: 'rerank' as const } : {}),
        vision: kind === 'seeing',
      }),
    )
  const given = fc.dictionary(fc.constantFrom(...roles), fc.array(models, { maxLength: 3 })) as fc.Arbitrary<
    Partial<Record<Role, ModelSpec[]>>
  >

  test('is cast so that everybody can do what they play, and no chat role stays empty beside a chat model', () => {
    fc.assert(
      fc.property(given, (configured) => {
        const castings = cast(configured)
        expect(new Set(castings.map(({ role }) => role)).size).toBe(castings.length)
        for (const { role, spec: chosen, fallbacks, because } of castings) {
          for (const model of [chosen, ...fallbacks]) expect(canPlay(role, model)).toBe(true)
          const ids = [chosen, ...fallbacks].map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          const from = because === 'configured' ? role : because.standsInFor
          expect(configured[from]?.map(({ id }) => id)).toContain(chosen.id)
        }
        const chatRoles = ['planner', 'worker', 'writer', 'judge', 'vision'] as const
        const talks = chatRoles.some((role) => configured[role]?.some((model) => kindOf(model) === 'chat'))
        for (const role of ['planner', 'worker', 'writer', 'judge'] as const)
          expect(castings.some((casting) => casting.role === role)).toBe(talks)
        const sees = chatRoles.some((role) => configured[role]?.some((model) => canPlay('vision', model)))
        expect(castings.some(({ role }) => role === 'vision')).toBe(sees)
        expect(cast(configured)).toEqual(castings)
      }),
      { numRuns: 500 },
    )
  })

  test('the judge is the writer only when nobody else could judge, or it was configured so', () => {
    fc.assert(
      fc.property(given, (configured) => {
        const castings = cast(configured)
        const judge = castings.find(({ role }) => role === 'judge')
        const writer = castings.find(({ role }) => role === 'writer')
        if (!judge || judge.spec.id !== writer?.spec.id || judge.because === 'configured') return
        expect(judge.fallbacks).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
