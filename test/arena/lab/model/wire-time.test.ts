import { describe, expect, test } from 'vitest'
import { endsInLoop } from '#models'
import { steppedClock, type Clock } from '#runtime'
import { bare, bodyOf, eventsOf, serving, tool, type Told } from './wire-served.ts'

/** A clock that stands until it is told to go on; whoever sleeps wakes at the first time that is late enough. */
function handClock(): Clock & { advance(milliseconds: number): void; sleepers(): number } {
  let now = 0
  let waiting: { until: number; wake: () => void }[] = []
  return {
    now: () => now,
    elapsed: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: now + milliseconds, wake: resolve }
        waiting.push(sleeper)
        signal?.addEventListener('abort', () => {
          waiting = waiting.filter((each) => each !== sleeper)
          reject(signal.reason as Error)
        })
      }),
    advance(milliseconds) {
      now += milliseconds
      const due = waiting.filter(({ until }) => until <= now)
      waiting = waiting.filter(({ until }) => until > now)
      for (const { wake } of due) wake()
    },
    sleepers: () => waiting.length,
  }
}

const paced = { firstToken: 300, perToken: 8, answerTokens: { text: 240, structured: 60 } }
const json = { response_format: { type: 'json_object' } }

describe('an answer takes', () => {
  test.each([
    ['text', {}, 240],
    ['JSON', json, 60],
    ['calls', { tools: [tool('look')] }, 60],
  ])(
    'at least the tokens that are set for %s, thinking for the rest, and the time of them',
    async (form, more, tokens) => {
      const clock = steppedClock(5_000)
      const answer =
        form === 'calls' ? { calls: [{ name: 'look', arguments: { a: 1 } }] } : { text: '{"a":1}' }
      const { chat, log } = await serving({ answer, settings: paced, clock })
      const { choices, usage } = await bodyOf(await chat(more))
      expect(usage.completion_tokens).toBe(tokens)
      expect(usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(tokens - 15)
      expect(choices[0].message.reasoning_content.length).toBeGreaterThan(2 * tokens)
      expect(clock.elapsed()).toBe(300 + (tokens - 1) * 8)
      const [exchange] = log.exchanges
      expect(exchange).toMatchObject({
        service: 'model',
        name: 'lab-model',
        start: 5_000,
        end: 5_300 + (tokens - 1) * 8,
        request: 'Is it so?',
        outcome: 'answered',
        tokens: {
          input: usage.prompt_tokens,
          output: tokens,
          thinking: usage.completion_tokens_details.reasoning_tokens,
        },
      })
      expect(exchange!.usd).toBeCloseTo((usage.prompt_tokens * 0.5 + tokens * 2) / 1e6, 15)
    },
  )

  test('what it needs when it is longer, without thinking', async () => {
    const clock = steppedClock(0)
    const { chat } = await serving({ answer: { text: 'word '.repeat(400) }, settings: paced, clock })
    const { choices, usage } = await bodyOf(await chat())
    expect(usage.completion_tokens).toBeGreaterThan(390)
    expect(choices[0].message).not.toHaveProperty('reasoning_content')
    expect(clock.elapsed()).toBe(300 + (usage.completion_tokens - 1) * 8)
  })

  test('no more than its bound: the answer first, thinking with what is left', async () => {
    const { chat } = await serving({ answer: { text: 'Yes' }, settings: paced, clock: steppedClock(0) })
    const { choices, usage } = await bodyOf(await chat({ max_tokens: 4 }))
    expect(choices[0]).toMatchObject({ message: { content: 'Yes' }, finish_reason: 'stop' })
    expect(usage).toMatchObject({
      completion_tokens: 4,
      completion_tokens_details: { reasoning_tokens: 3 },
    })
  })

  test('no more than the window leaves', async () => {
    const settings = { ...paced, contextWindow: 100 }
    const { chat } = await serving({ settings, clock: steppedClock(0) })
    const { usage } = await bodyOf(await chat())
    expect(usage.total_tokens).toBe(100)
  })

  test.each([
    ['en', 'When was it opened?', /^[A-Z][^\p{Script=Han}]+$/u],
    ['zh', '它是哪一年建成的？', /^\p{Script=Han}[^A-Za-z]+$/u],
  ])('thinking in the language of the question (%s), never in a loop', async (_, said, looks) => {
    const settings = { answerTokens: { text: 6_000, structured: 0 } }
    const { chat } = await serving({ answer: { text: 'ok' }, settings })
    const { choices, usage } = await bodyOf(await chat({}, said))
    const thinking = choices[0].message.reasoning_content as string
    expect(thinking).toMatch(looks)
    expect(endsInLoop(thinking)).toBe(false)
    expect(usage.completion_tokens).toBe(6_000)
  })

  test('no time at all where none is set, in a few pieces', async () => {
    const clock = steppedClock(0)
    const { chat } = await serving({ answer: { text: 'word '.repeat(2_000) }, clock })
    const events = await eventsOf(await chat({ stream: true }))
    expect(events.length).toBeLessThan(12)
    expect(clock.elapsed()).toBe(0)
  })
})

describe('a stream in time', () => {
  test('says nothing before the first token, then a token at a time, and what is late together', async () => {
    const clock = handClock()
    const settings = { firstToken: 100, perToken: 10 }
    const { chat, log } = await serving({ answer: { text: 'a b c d e f g h i j' }, settings, clock })
    const asked = chat({ stream: true })
    await expect.poll(() => clock.sleepers()).toBe(1)
    clock.advance(99)
    expect(clock.sleepers()).toBe(1)
    clock.advance(1)
    const reader = (await asked).body!.getReader()
    const contents: string[] = []
    const read = async (): Promise<boolean> => {
      const { done, value } = await reader.read()
      const text = value ? Buffer.from(value).toString() : ''
      for (const [, data] of text.matchAll(/^data: (\{.*)$/gm)) {
        const content = (JSON.parse(data!) as Told)['choices'][0].delta.content as string | undefined
        if (content !== undefined && content !== '') contents.push(content)
      }
      return !done
    }
    await read()
    expect(contents).toEqual(['a'])
    const on = async (milliseconds: number): Promise<void> => {
      await expect.poll(() => clock.sleepers()).toBe(1)
      clock.advance(milliseconds)
      await read()
    }
    await on(10)
    await on(10)
    // Three deadlines and a half have passed: three tokens, and the next one is not put off by the half.
    await on(35)
    await on(5)
    expect(contents).toEqual(['a', ' b', ' c', ' d e f', ' g'])
    for (const _ of [1, 2, 3]) await on(10)
    while (await read());
    expect(contents.join('')).toBe('a b c d e f g h i j')
    // By when how much of it had been sent: what is asked meanwhile may hang on the first words alone.
    const streamed = [100, 110, 120, 155, 160, 170, 180, 190].map((at, index) => ({
      at,
      length: [1, 3, 5, 11, 13, 15, 17, 19][index]!,
    }))
    expect(log.exchanges).toMatchObject([{ start: 0, end: 190, outcome: 'answered', streamed }])
  })

  test('tells no times of pieces where it is sent whole', async () => {
    const { chat, log } = await serving({ answer: { text: 'a b c d e f g h i j' }, settings: paced, clock: steppedClock(0) }) // prettier-ignore
    await bodyOf(await chat())
    expect(log.exchanges[0]).not.toHaveProperty('streamed')
  })

  test.each([true, false])(
    'stops when nobody listens, and bills what was generated (stream: %s)',
    async (stream) => {
      const clock = handClock()
      const settings = { firstToken: 100, perToken: 10, answerTokens: { text: 90, structured: 0 } }
      const { post, log } = await serving({ answer: { text: 'word '.repeat(20) }, settings, clock })
      const leave = new AbortController()
      const body = { model: bare.name, messages: [{ role: 'user', content: 'Is it so?' }], stream }
      const asked = post('/chat/completions', body, leave.signal).catch(() => undefined)
      await expect.poll(() => clock.sleepers()).toBe(1)
      clock.advance(145)
      if (stream) await asked
      await expect.poll(() => clock.sleepers()).toBe(1)
      leave.abort()
      await expect.poll(() => log.exchanges.length).toBe(1)
      expect(clock.sleepers()).toBe(0)
      expect(log.exchanges).toMatchObject([
        { outcome: 'abandoned', start: 0, end: 145, tokens: { output: 5, thinking: 5 } },
      ])
      expect(log.exchanges[0]!.response).toBe('')
      expect(log.exchanges[0]!.usd).toBeGreaterThan(0)
    },
  )

  test('who leaves before the first token pays for the prompt only', async () => {
    const clock = handClock()
    const { post, log } = await serving({ settings: { firstToken: 100, perToken: 10 }, clock })
    const leave = new AbortController()
    const body = { model: bare.name, messages: [{ role: 'user', content: 'Is it so?' }] }
    const asked = post('/chat/completions', body, leave.signal).catch(() => undefined)
    await expect.poll(() => clock.sleepers()).toBe(1)
    leave.abort()
    await asked
    await expect.poll(() => log.exchanges.length).toBe(1)
    expect(log.exchanges[0]).toMatchObject({ outcome: 'abandoned', tokens: { output: 0, thinking: 0 } })
    expect(log.exchanges[0]!.tokens!.input).toBeGreaterThan(0)
  })
})

test('what is recorded has no ports', async () => {
  const { chat, log } = await serving({ answer: { text: 'At http://mill.example:40123/a.' } })
  await chat({}, 'Read http://127.0.0.1:40123/a at 12:30.')
  expect(log.exchanges).toMatchObject([
    { request: 'Read http://127.0.0.1/a at 12:30.', response: 'At http://mill.example/a.' },
  ])
})
