import { describe, expect, test } from 'vitest'
import type { WireExchange } from '#arena'
import { criticalPath } from '../../../../src/arena/lab/score/critical-path.ts'

const question = 'Which of the two bridges of Orlin is the longer one?'

/** Exchanges as `service start end request => response`. */
function exchanges(...lines: readonly string[]): WireExchange[] {
  return lines.map((line, index) => {
    const [, service, start, end, request, response] = /^(\w+) (\d+) (\d+) (.*?) => (.*)$/.exec(line)!
    return {
      index,
      service: service as WireExchange['service'],
      name: service!,
      start: Number(start),
      end: Number(end),
      request: request!,
      response: response!,
      outcome: response === 'failed' ? 'failed' : 'answered',
    }
  })
}

describe('the critical path of a run', () => {
  test('is the longest exchange where none needs another', () => {
    const both = exchanges(
      'search 0 30 bridges of Orlin => nothing much was found',
      'search 30 50 the longer one => other things',
    )
    expect(criticalPath(both, question)).toBe(30)
  })

  test('follows an address to the answer that named it', () => {
    const chain = exchanges(
      'search 0 30 bridges of Orlin => see http://a.example/one and http://a.example/two.',
      'page 30 40 http://a.example/one => a page',
      'page 40 60 http://a.example/two => another page',
    )
    expect(criticalPath(chain, question)).toBe(50)
  })

  test('counts what merely followed as independent, and what needed it as a chain', () => {
    const run = exchanges(
      'page 0 10 http://a.example/one => The Velmora Bridge is nine hundred metres long.',
      'page 10 20 http://a.example/two => The Tarvik Bridge is four hundred metres long.',
      'model 20 50 Compare: the Velmora Bridge is nine hundred metres long => Velmora',
    )
    expect(criticalPath(run, question)).toBe(40)
  })

  test('takes the earliest answer that holds the words, and follows Chinese words', () => {
    const run = exchanges(
      'page 0 10 http://a.example/one => 韦尔莫拉大桥全长九百米，由米拉设计。',
      'page 0 30 http://a.example/two => 韦尔莫拉大桥全长九百米，由米拉设计。',
      'model 30 45 请看：韦尔莫拉大桥全长九百米 => 好',
    )
    expect(criticalPath(run, '哪一座桥更长？')).toBe(30)
    const late = run.map((one) => (one.index === 2 ? { ...one, start: 10, end: 25 } : one))
    expect(criticalPath(late, '哪一座桥更长？')).toBe(30)
  })

  test('an attempt needs the failed one that it repeats', () => {
    const run = exchanges('search 0 20 Orlin => failed', 'search 25 40 Orlin => found')
    expect(criticalPath(run, 'Tell me about it at last, will you?')).toBe(35)
  })

  test('an answer that streams is needed up to the words that were taken from it', () => {
    const plan = 'How tall is the Velmora Tower today? Who drew the Tarvik Bridge plans?'
    const run = exchanges(
      `model 0 100 Take it apart => ${plan}`,
      'search 40 90 How tall is the Velmora Tower today => nothing',
      'search 100 150 Who drew the Tarvik Bridge plans => nothing',
    )
    const streamed = [
      { at: 40, length: plan.indexOf('?') + 1 },
      { at: 100, length: plan.length },
    ]
    expect(criticalPath(run, question)).toBe(150)
    const told = run.map((one) => (one.index === 0 ? { ...one, streamed } : one))
    expect(criticalPath(told, question)).toBe(150)
    expect(criticalPath(told.slice(0, 2), question)).toBe(100)
    const slower = told.slice(0, 2).map((one) => (one.index === 1 ? { ...one, end: 190 } : one))
    expect(criticalPath(slower, question)).toBe(190)
    // Whoever waits for the end of the plan before searching is longer than it had to be.
    const late = slower.map((one) => (one.index === 1 ? { ...one, start: 100, end: 250 } : one))
    expect(criticalPath(late, question)).toBe(190)
  })

  test('an answer cannot be needed before its words were sent', () => {
    const plan = 'How tall is the Velmora Tower today?'
    const [told, asked] = exchanges(
      `model 0 100 Take it apart => ${plan}`,
      'search 30 90 How tall is the Velmora Tower today => nothing',
    )
    const streamed = [{ at: 60, length: plan.length }]
    expect(criticalPath([{ ...told!, streamed }, asked!], question)).toBe(100)
  })

  test('of nothing it is 0', () => {
    expect(criticalPath([], question)).toBe(0)
  })
})
