import { describe, expect, test } from 'vitest'
import { createEventLog, explainRecorded, KaojuError, steppedClock } from '#runtime'
import { watchProgress } from '../../../src/interfaces/cli/progress.ts'
import { displayWidth } from '../../../src/interfaces/cli/display-width.ts'
import { wordsIn } from '../../../src/interfaces/cli/words.ts'

function watched(live: boolean, language: 'en' | 'zh' = 'en') {
  const notes: string[] = []
  const drawn: string[] = []
  const clock = steppedClock(0)
  const log = createEventLog('run', clock)
  const leave = watchProgress(log, {
    terminal: {
      note: (line) => void notes.push(line),
      draw: (lines) => void drawn.push(lines.join('\n')),
      live,
      colour: { out: false, note: false },
      columns: 60,
    },
    words: wordsIn(language),
    elapsed: () => clock.elapsed(),
    sayWhy: (code, why) => explainRecorded(code, why, language),
  })
  const read = (done: number, total = 10): void =>
    log.append('', { type: 'progress', phase: 'read', done, total, item: '一份名字很长的文件'.repeat(5) })
  return { notes, drawn, clock, log, leave, read }
}

describe('progress', () => {
  test('work that is over within a second says nothing', async () => {
    const { notes, drawn, clock, leave, read } = watched(true)
    read(1)
    await clock.sleep(900)
    read(10)
    leave()
    expect(notes).toEqual([])
    expect(drawn).toEqual([''])
  })

  test('on a terminal a bar fills, within its columns, and is gone at the end', async () => {
    const { notes, drawn, clock, leave, read } = watched(true)
    await clock.sleep(1_000)
    read(5)
    await clock.sleep(100)
    read(10)
    leave()
    expect(drawn[0]).toMatch(/^█{12}░{12} reading 5 of 10 /)
    expect(drawn[1]).toMatch(/^█{24} reading 10 of 10 /)
    expect(Math.max(...drawn.map(displayWidth))).toBeLessThan(60)
    expect(drawn.at(-1)).toBe('')
    expect(notes).toEqual([])
  })

  test('elsewhere a plain line comes now and then', async () => {
    const { notes, drawn, clock, read } = watched(false, 'zh')
    await clock.sleep(1_000)
    for (let done = 1; done <= 10; done++) {
      read(done)
      await clock.sleep(500)
    }
    expect(notes).toHaveLength(3)
    expect(notes[0]).toMatch(/^读取 1／10 /)
    expect(drawn).toEqual([])
  })

  test('a file that failed is told at once, in the language of the locale', () => {
    const { notes, log } = watched(false, 'zh')
    const error = new KaojuError('file-encrypted', { path: '/a/b.pdf' })
    log.append('', { type: 'file-failed', uri: 'file:///a/b.pdf', code: error.code, why: error.message })
    expect(notes).toEqual(['已跳过：/a/b.pdf 已加密。请另存一份不带密码的副本再加入。'])
  })

  test('a query is told when it leaves, once for all engines; pages are counted, by their addresses', async () => {
    const { notes, clock, log } = watched(false)
    for (const engine of ['searxng', 'brave'])
      log.append('', { type: 'query-sent', engine, query: 'Heron Lake depth' })
    expect(notes).toEqual(['Asks outside: Heron Lake depth'])
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      await clock.sleep(index === 1 ? 500 : 1_500)
      const url = `https://lake.example/${name}`
      log.append('', { type: 'page-fetched', url, finalUrl: url, via: 'network', bytes: 1 })
    }
    expect(notes.slice(1)).toEqual(['page 1: https://lake.example/a', 'page 3: https://lake.example/c'])
    const why = 'The search engine brave asks to wait (429).'
    log.append('', { type: 'engine-skipped', engine: 'brave', code: 'search-busy', why })
    expect(notes.at(-1)).toBe(`brave is left out for now: ${why}`)
  })

  test('what a model thinks is one dim line that overwrites itself, cut to the columns', async () => {
    const { notes, drawn, clock, log } = watched(true)
    await clock.sleep(1_000)
    const think = (text: string): void =>
      log.append('plan', { type: 'thinking', service: 'a/b', purpose: 'planner', text })
    think('First I look\nat the lake. ')
    await clock.sleep(100)
    think('然后看湖。'.repeat(40))
    expect(drawn[0]).toBe('planner: First I look at the lake. ')
    expect(drawn[1]).toMatch(/^planner: .*看湖。$/)
    expect(Math.max(...drawn.map(displayWidth))).toBeLessThan(60)
    expect(notes).toEqual([])
  })

  test('thinking is not told where nothing can be overwritten', async () => {
    const { notes, drawn, clock, log } = watched(false)
    await clock.sleep(5_000)
    log.append('plan', { type: 'thinking', service: 'a/b', purpose: 'planner', text: 'Hm.' })
    expect([notes, drawn]).toEqual([[], []])
  })

  test('model calls are counted with what they cost so far, those of earlier attempts included', async () => {
    const { notes, clock, log } = watched(false)
    const call = (usd: number | null): void =>
      log.append('plan', { ...ended, usd, inputTokens: 1_000, outputTokens: 200 })
    await clock.sleep(1_000)
    call(0.01)
    await clock.sleep(3_000)
    call(null)
    expect(notes).toEqual([
      'thinking: 1 call · 1,200 tokens · $0.01',
      'thinking: 2 calls · 2,400 tokens · $0.01 and calls of unknown price: 1',
    ])
    const later: string[] = []
    const view = { note: (line: string) => void later.push(line), draw: () => {}, live: false, columns: 60 }
    const after = log.events.length
    watchProgress(
      log,
      {
        terminal: { ...view, colour: { out: false, note: false } },
        words: wordsIn('zh'),
        elapsed: () => clock.elapsed(),
        sayWhy: (_, why) => why,
      },
      after,
    )
    expect(later).toEqual([])
    await clock.sleep(2_000)
    call(0.02)
    expect(later).toEqual(['思考中：3 次调用 · 3,600 token · $0.03，另有 1 次调用价格未知'])
  })

  test.each([
    [
      'en',
      [
        'a/b: attempt 2 in 3 s, because: a/b asks to be called less often (429). Kaoju waits and tries again by itself.',
        'writing: done by rules instead of a/b, because: The account at a has no credit or quota left (402). Top it up, or use another model.',
        'Resumed (attempt 2): what was done is not done again; calls in flight that may be repeated: 1.',
      ],
    ],
    [
      'zh',
      [
        'a/b：3 秒后第 2 次尝试，原因：a/b 要求降低调用频率（429）。考据会自行等待后重试。',
        '撰写：由 规则 接替 a/b，原因：a 账户的余额或配额已用完（402）。请充值，或换用其他模型。',
        '继续运行（第 2 次执行）：已完成的不再重做；有 1 次调用中断在途中，可能需要重做。',
      ],
    ],
  ] as const)(
    'repetitions, stand-ins and resumes are told in a line each (%s), a cause only once',
    (language, told) => {
      const { notes, log } = watched(false, language)
      const busy = new KaojuError('model-overloaded', { provider: 'a/b', reason: '429' })
      const broke = new KaojuError('model-quota', { provider: 'a', reason: '402' })
      const service = 'a/b'
      log.append('', {
        type: 'call-retry',
        service,
        purpose: 'writer',
        attempt: 2,
        wait: 2_400,
        code: busy.code,
        why: busy.message,
      })
      for (const purpose of ['write-section', 'judge'])
        log.append('', {
          type: 'fallback',
          purpose,
          from: service,
          to: 'classical',
          code: broke.code,
          why: broke.message,
        })
      log.append('', { type: 'run-resumed', attempt: 2, lost: 1 })
      expect(notes).toEqual(told)
    },
  )
})

const ended = {
  type: 'call-end',
  kind: 'chat',
  service: 'a/b',
  purpose: 'planner',
  attempt: 1,
  outcome: 'answered',
  milliseconds: 5,
} as const
