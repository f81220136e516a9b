import { describe, expect, test } from 'vitest'
import { bodyOf, serving, type Serving, type Told } from './wire-served.ts'

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, each, index) => sum + each * other[index]!, 0)

describe('embeddings', () => {
  const embed = async ({ post }: Serving, input: unknown, more: object = {}): Promise<Told> =>
    bodyOf(await post('/embeddings', { model: 'lab-embedding', input, ...more }))
  const vectorsOf = ({ data }: Told): number[][] =>
    (data as Told[]).map(({ embedding }) => embedding as number[])

  test('have unit length, and are near for texts that share words or bigrams', async () => {
    const server = await serving()
    const told = await embed(server, [
      'When was the Alder bridge opened?',
      'The Alder bridge was opened in spring.',
      'A museum of pottery stands by the lake.',
      '桤木桥是哪一年通车的？',
      '桤木桥于春天通车。',
      '湖边有一座陶器博物馆。',
    ])
    const vectors = vectorsOf(told)
    for (const vector of vectors) {
      expect(vector).toHaveLength(256)
      expect(dot(vector, vector)).toBeCloseTo(1, 5)
    }
    const [question, near, far, 问, 近, 远] = vectors as [
      number[],
      number[],
      number[],
      number[],
      number[],
      number[],
    ]
    expect(dot(question, near)).toBeGreaterThan(0.5)
    expect(dot(question, near)).toBeGreaterThan(dot(question, far) + 0.3)
    expect(dot(问, 近)).toBeGreaterThan(dot(问, 远) + 0.2)
    expect(told).toMatchObject({
      object: 'list',
      model: 'lab-embedding',
      data: [{ object: 'embedding', index: 0 }, {}, {}, {}, {}, {}],
      usage: { prompt_tokens: expect.any(Number) },
    })
    expect(server.log.exchanges).toMatchObject([
      { name: 'lab-embedding', outcome: 'answered', tokens: { output: 0 }, response: '6 vectors' },
    ])
  })

  test('come as base64, in other dimensions, of one text, of tokens, and of nothing', async () => {
    const server = await serving()
    const [[plain]] = [vectorsOf(await embed(server, 'a bridge'))]
    const { data } = await embed(server, 'a bridge', { encoding_format: 'base64' })
    const bytes = Buffer.from(data[0].embedding as string, 'base64')
    expect([...new Float32Array(Uint8Array.from(bytes).buffer)]).toEqual(plain)
    expect(vectorsOf(await embed(server, 'a bridge', { dimensions: 64 }))[0]).toHaveLength(64)
    const [one, two] = [await embed(server, [11, 12, 13]), await embed(server, [[11, 12, 13], [14]])]
    expect(vectorsOf(two)[0]).toEqual(vectorsOf(one)[0])
    const [empty] = vectorsOf(await embed(server, '…'))
    expect(dot(empty!, empty!)).toBe(1)
  })

  test.each([
    ['input', { input: [] }],
    ['input', { input: [{}] }],
    ['dimensions', { dimensions: 0 }],
    ['encoding_format', { encoding_format: 'int8' }],
  ])('refuse a wrong %s', async (param, change) => {
    const { post } = await serving()
    const response = await post('/embeddings', { model: 'lab-model', input: 'a', ...change })
    expect(response.status).toBe(400)
    expect((await bodyOf(response))['error'].param).toBe(param)
  })

  test('meet failing and overloaded endpoints as answers do', async () => {
    const endpoint = { malformed: 0, truncated: 0, refused: 0, overloaded: 0, failed: 1, cut: 0 }
    const { post, log } = await serving({ settings: { endpoint } })
    expect((await post('/embeddings', { model: 'lab-model', input: 'a' })).status).toBeGreaterThanOrEqual(500)
    expect(log.exchanges).toMatchObject([{ outcome: 'failed', request: 'a' }])
  })
})

describe('reranking', () => {
  const documents = [
    'The museum of pottery stands by the lake.',
    { text: 'The Alder bridge was opened in 1932.' },
    'The bridge over the river was closed.',
  ]

  test('puts first what holds the rarest words of the query', async () => {
    const { post, log } = await serving()
    const body = { model: 'lab-reranker', query: 'When was the Alder bridge opened?', documents }
    const told = await bodyOf(await post('/rerank', { ...body, return_documents: true }))
    expect((told['results'] as Told[]).map(({ index }) => index as number)).toEqual([1, 2, 0])
    const [best, second, last] = (told['results'] as Told[]).map(
      ({ relevance_score: score }) => score as number,
    )
    expect(best).toBeLessThanOrEqual(1)
    expect(best).toBeGreaterThan(second! + 0.2)
    expect(second).toBeGreaterThan(last!)
    expect(told['results'][0].document).toEqual({ text: 'The Alder bridge was opened in 1932.' })
    expect(told['usage'].total_tokens).toBeGreaterThan(20)
    const top = await bodyOf(await post('/rerank', { ...body, top_n: 1 }))
    expect(top['results']).toHaveLength(1)
    expect(log.exchanges).toHaveLength(2)
  })

  test('reads Chinese by bigrams', async () => {
    const { post } = await serving()
    const told = await bodyOf(
      await post('/rerank', {
        model: 'lab-model',
        query: '桤木桥何时通车？',
        documents: ['陶器博物馆在湖边。', '桤木桥于一九三二年通车。'],
      }),
    )
    expect((told['results'] as Told[]).map(({ index }) => index as number)).toEqual([1, 0])
    expect(told['results'][1].relevance_score).toBe(0)
  })

  test.each([
    ['query', { query: 1 }],
    ['documents', { documents: [] }],
    ['top_n', { top_n: 0 }],
  ])('refuses a wrong %s', async (param, change) => {
    const { post } = await serving()
    const response = await post('/rerank', { model: 'lab-model', query: 'a', documents, ...change })
    expect((await bodyOf(response))['error'].param).toBe(param)
  })
})
