import { describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { createScore, yesShare, type Chat, type ChatAnswer, type ChatRequest } from '#models'
import { KaojuError } from '#runtime'
import { instruct, spec } from './specs.ts'

function chatOf(
  answer: (request: ChatRequest, name: string) => Partial<ChatAnswer>,
  changes = {},
): Chat & { asked: string[] } {
  const asked: string[] = []
  return {
    spec: spec(changes),
    role: 'judge',
    asked,
    generate: async (name, request) => {
      asked.push(name)
      return Promise.resolve({
        text: '',
        thinking: '',
        finish: 'stop',
        ...answer(request, name),
      } as ChatAnswer)
    },
  }
}

const place = (entries: Record<string, number>) => {
  const top = Object.entries(entries).map(([token, p]) => ({ token, logprob: Math.log(p) }))
  return { ...top[0]!, top }
}

const startsWithA = ([message]: ChatRequest['messages']): boolean =>
  typeof message!.content === 'string' && message!.content.startsWith('a')

const question = { system: 'Is it relevant?', items: ['a', 'b', 'c'] }

describe('yes share', () => {
  test('sums the spellings of yes and no at the first place that has either', () => {
    expect(
      yesShare([place({ '\n': 0.9, x: 0.1 }), place({ Yes: 0.4, ' yes': 0.2, No: 0.2, maybe: 0.2 })]),
    ).toBeCloseTo(0.75)
    expect(yesShare([place({ 是: 0.3, 否: 0.6, 不: 0.1 })])).toBeCloseTo(0.3)
    expect(yesShare([place({ maybe: 1 })])).toBeUndefined()
    expect(yesShare([])).toBeUndefined()
  })
})

describe('score', () => {
  test('log-probabilities where the endpoint gives them', async () => {
    const chat = chatOf(() => ({ text: 'yes', logprobs: [place({ yes: 0.8, no: 0.2 })] }))
    const scored = await createScore(chat).score('s', question, createContext().context)
    expect(scored.origin).toBe('logprobs')
    expect(scored.scores.map((score) => score?.toFixed(2))).toEqual(['0.80', '0.80', '0.80'])
  })

  test('an endpoint that gives none costs one call to learn, and all items are sampled', async () => {
    const chat = chatOf(({ messages }, name) =>
      name.includes('logprobs') ? { text: 'yes' } : { text: startsWithA(messages) ? 'Yes.' : 'no' },
    )
    const scored = await createScore(chat).score('s', question, createContext().context)
    expect(scored.origin).toBe('sampling')
    expect(scored.scores).toEqual([6 / 7, 1 / 7, 1 / 7])
    expect(chat.asked.filter((name) => name.includes('logprobs'))).toHaveLength(1)
  })

  test('where a better means fails on the way, no item keeps a score of it', async () => {
    const chat = chatOf(({ messages }, name) => {
      if (!name.includes('logprobs')) return { text: 'no' }
      if (startsWithA(messages)) return { logprobs: [place({ yes: 1 })] }
      throw new KaojuError('model-unsupported', { model: 'm', what: 'logprobs' })
    })
    const scored = await createScore(chat).score('s', question, createContext().context)
    expect(scored.origin).toBe('sampling')
    expect(scored.scores).toEqual([1 / 7, 1 / 7, 1 / 7])
  })

  test('a spent budget is not a lack of the model: it ends the scoring', async () => {
    const chat = chatOf(() => {
      throw new KaojuError('budget-exhausted', { resource: 'calls', limit: 1 })
    })
    await expect(createScore(chat).score('s', question, createContext().context)).rejects.toMatchObject({
      code: 'budget-exhausted',
    })
  })

  test('a model that thinks and takes no temperature is asked for a grade', async () => {
    const { temperature: _, ...profile } = { ...instruct, reasoning: true }
    const chat = chatOf(() => ({ text: '{"grade": 7}' }), { profile })
    const scored = await createScore(chat).score('s', question, createContext().context)
    expect(scored).toMatchObject({ origin: 'grade', scores: [0.7, 0.7, 0.7] })
  })
})
