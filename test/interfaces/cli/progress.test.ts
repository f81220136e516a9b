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
      draw: (text) => void drawn.push(text),
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
})
