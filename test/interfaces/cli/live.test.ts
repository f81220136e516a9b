import { describe, expect, test } from 'vitest'
import type { LoggedEvent, RunEvent } from '#vocabulary'
import { createEventLog, explainRecorded, steppedClock } from '#runtime'
import { displayWidth } from '../../../src/interfaces/cli/display-width.ts'
import { findingLine } from '../../../src/interfaces/cli/live/finding.ts'
import { renderEnd, renderRun, type Canvas } from '../../../src/interfaces/cli/live/render.ts'
import { afterEvent, emptyView, type RunView } from '../../../src/interfaces/cli/live/run-view.ts'
import { openScreen } from '../../../src/interfaces/cli/live/screen.ts'
import { asciiSymbols, speaksUnicode, unicodeSymbols } from '../../../src/interfaces/cli/live/symbols.ts'
import { watchLive } from '../../../src/interfaces/cli/live/watch-live.ts'
import { wordsIn } from '../../../src/interfaces/cli/words.ts'
import { SmallTerminal } from './small-terminal.ts'

const limits = { usd: 0.5, tokens: 200_000, milliseconds: 600_000 }
const beside = { run: 'run-20261122T054617910-bfdba3', elapsed: 83_000 }

function viewOf(events: readonly RunEvent[], subject: string, given = limits): RunView {
  return events.reduce(
    (view, event, index) => afterEvent(view, lineOf(event, index)),
    emptyView({ kind: 'research', subject, limits: given }),
  )
}

function lineOf(event: RunEvent, index: number): LoggedEvent {
  return { sequence: index + 1, run: 'r', at: '2026-11-22T00:00:00.000Z', path: '', event }
}

function canvasOf(columns: number, rows: number, language: 'en' | 'zh' = 'en', plain = false): Canvas {
  const symbols = plain ? asciiSymbols : unicodeSymbols
  return { columns, rows, words: wordsIn(language), symbols, colour: false }
}

const question = (id: string, text: string, ...dependsOn: string[]) =>
  ({ id, text, origin: 'planned', dependsOn, state: 'unanswered', why: '' }) as const

const call = {
  type: 'call-end',
  kind: 'chat',
  service: 'a/b',
  purpose: 'planner',
  attempt: 1,
  outcome: 'answered',
  inputTokens: 20_000,
  outputTokens: 3_456,
  usd: 0.0123,
  milliseconds: 5,
} as const

/** A run in the middle of its work: answered, looked for in vain, looked for, and waiting for both. */
function story([first, second, third, fourth]: readonly string[], thought: string): readonly RunEvent[] {
  const page = 'https://lake.example/restoration'
  return [
    {
      type: 'plan-made',
      plan: [
        question('q1', first!),
        question('q2', second!),
        question('q3', third!, 'q1'),
        question('q4', fourth!, 'q2', 'q3'),
        question('q5', first!, 'q2'),
      ],
    },
    call,
    { type: 'question-searched', question: 'q1', query: 'x', hits: 9, round: 1 },
    { type: 'question-searched', question: 'q2', query: 'x', hits: 0, round: 1 },
    { type: 'question-searched', question: 'q3', query: 'x', hits: 4, round: 1 },
    { type: 'page-fetched', url: page, finalUrl: page, via: 'network', bytes: 1 },
    { type: 'sentence-verified', text: 's', verdict: 'supported', reasons: [] },
    { type: 'sentence-verified', text: 's', verdict: 'unsupported', reasons: [] },
    { type: 'section-published', section: { heading: 'h', subQuestion: 'q1', sentences: [] } },
    { type: 'thinking', service: 'a/b', purpose: 'writer', text: thought },
  ]
}

const english = story(
  [
    'How deep is Heron Lake?',
    'Who dredged the north basin, and when was that finished?',
    'How much sediment was removed from it?',
    'What did it cost for each cubic metre of sediment?',
  ],
  'The two sources disagree on\nthe year; the later one is a correction.',
)
const chinese = story(
  ['清湖有多深？', '北湖区由谁疏浚，何时完成？', '清除了多少淤泥？', '每立方米淤泥花了多少钱？'],
  '两份资料的年份不同；\n后一份是更正。',
)

describe('a run drawn as a block', () => {
  test.each([
    ['en', english, 'How was Heron Lake restored, and what did it cost?', 40],
    ['en', english, 'How was Heron Lake restored, and what did it cost?', 80],
    ['en', english, 'How was Heron Lake restored, and what did it cost?', 120],
    ['zh', chinese, '清湖是怎样治理的，花了多少钱？', 40],
    ['zh', chinese, '清湖是怎样治理的，花了多少钱？', 80],
    ['zh', chinese, '清湖是怎样治理的，花了多少钱？', 120],
  ] as const)('%s, %#', (language, events, subject, columns) => {
    const canvas = canvasOf(columns, 24, language)
    const view = viewOf(events, subject)
    expect(
      [...renderRun(view, beside, canvas), '', renderEnd(view, beside, canvas)].join('\n'),
    ).toMatchSnapshot()
  })

  test('where the locale has no UTF-8, nothing of ours needs it', () => {
    const view = viewOf(english, 'How was it restored?')
    const lines = renderRun(view, beside, canvasOf(72, 24, 'en', true))
    expect(lines.join('\n')).toMatchSnapshot()
    expect(lines.join('')).toMatch(/^[ -~]*$/)
    const say = (environment: NodeJS.ProcessEnv): boolean => speaksUnicode(environment, 'linux')
    expect([
      say({ LANG: 'C' }),
      say({}),
      say({ LANG: 'zh_CN.GBK' }),
      say({ LC_ALL: 'C', LANG: 'a.UTF-8' }),
    ]).toEqual([false, false, false, false])
    expect([say({ LANG: 'de_DE.utf8' }), say({ LC_CTYPE: 'C.UTF-8', LANG: 'C' })]).toEqual([true, true])
  })

  test('a long plan is cut to the height; what is worked on stays, and the rest is counted', () => {
    const plan = Array.from({ length: 40 }, (_, index) => question(`q${index + 1}`, `part ${index + 1}`))
    const view = viewOf(
      [
        { type: 'plan-made', plan },
        { type: 'question-searched', question: 'q38', query: 'x', hits: 2, round: 1 },
      ],
      'All of it',
    )
    const lines = renderRun(view, beside, canvasOf(60, 12))
    expect(lines).toHaveLength(11)
    expect(lines.slice(1, 8).map((line) => line.trim())).toEqual([
      '○ q1 part 1',
      '○ q2 part 2',
      '○ q3 part 3',
      '○ q4 part 4',
      '○ q5 part 5',
      '◐ q38 part 38 2',
      '… 34 more',
    ])
    expect(renderRun(view, beside, canvasOf(60, 60))).toHaveLength(44)
  })

  test('the plan of a person: what is dropped goes, what is added comes, limits are raised, a pause is told', () => {
    const heeded = (
      number: number,
      steering: Extract<RunEvent, { type: 'steering-heeded' }>['steering'],
    ): RunEvent => ({
      type: 'steering-heeded',
      place: 'p',
      number,
      steering,
    })
    const events: RunEvent[] = [
      { type: 'plan-made', plan: [question('q1', 'one'), question('q2', 'two', 'q1')] },
      { type: 'question-searched', question: 'q1', query: 'x', hits: 1, round: 1 },
      heeded(1, { kind: 'question-drop', id: 'q2' }),
      { type: 'plan-made', plan: [question('q1', 'one'), question('q3', 'three', 'q1')] },
      heeded(2, { kind: 'budget-raise', limits: { usd: 2, tokens: 5, calls: 9 } }),
      { type: 'progress', phase: 'paused', done: 0 },
    ]
    const view = viewOf(events, 's')
    expect(view.plan.map(({ id, state }) => `${id} ${state}`)).toEqual(['q1 working', 'q3 waiting'])
    expect(view.limits).toEqual({ usd: 2, tokens: 200_000, milliseconds: 600_000 })
    const drawn = renderRun(view, beside, canvasOf(60, 24)).join('\n')
    expect(drawn).toContain('paused (kaoju steer RUN resume)')
    expect(viewOf([...events, heeded(3, { kind: 'resume' })], 's').paused).toBe(false)
  })

  test('plans that are no graph are drawn all the same, each question once', () => {
    const plan = [
      question('a', 'A', 'c'),
      question('b', 'B', 'a', 'x'),
      question('c', 'C', 'b'),
      question('d', 'D', 'd'),
    ]
    const lines = renderRun(viewOf([{ type: 'plan-made', plan }], 's'), beside, canvasOf(60, 24))
    for (const letter of ['A', 'B', 'C', 'D'])
      expect(lines.filter((line) => line.includes(`${letter.toLowerCase()} ${letter}`))).toHaveLength(1)
  })
})

/** What a page, a file or a model may be called, to drive a terminal. */
const hostile = [
  '\u001B[2J\u001B[1;1Hgone\u001B]0;title\u0007\u001B]8;;http://evil.example\u001B\\link',
  '\u009B2J\u009D0;title\u009C\u0090q\u0085next\u0007\b\b\b\u007F',
  'one\r\ntwo\n\n\nthree\u2028four\u2029five\vsix\fseven\t\teight',
  '\u202Egnp.exe\u2066isolated\u2069\u061C\u200F\u200E\uFEFF\u00AD',
  `${'e\u0301\u0302\u0303\u0304\u0305'.repeat(40)}Z${'\u0336'.repeat(4_000)}`,
  '\u{E0041}\u{1F468}\u200D\u{1F469}\u200D\u{1F467} \uD800 \u{10FFFF} ﷽'.repeat(30),
  '考'.repeat(500),
  '',
]

function hostileEvents(text: string): readonly RunEvent[] {
  return [
    { type: 'run-start', kind: 'research', subject: text, method: text },
    {
      type: 'plan-made',
      plan: [question('q1', text), question('q2', text, 'q1'), question(text, text, 'q1', 'q2')],
    },
    { type: 'question-searched', question: 'q1', query: text, hits: 3, round: 1 },
    { type: 'page-fetched', url: text, finalUrl: text, via: 'network', bytes: 1 },
    { ...call, service: text },
    { type: 'progress', phase: text, done: 1, total: 4, item: text },
    { type: 'thinking', service: text, purpose: text, text },
    { type: 'evidence-found', question: text, quote: text, uri: text },
    {
      type: 'evidence-found',
      question: 'q1',
      quote: text,
      uri: `file:///${encodeURIComponent(text.toWellFormed())}`,
    },
    {
      type: 'conflict-found',
      conflict: {
        about: text,
        kind: 'number',
        resolution: 'open',
        note: text,
        sides: [
          { value: text, sentence: text, citations: [] },
          { value: text, sentence: text, citations: [] },
        ],
      },
    },
    { type: 'fallback', purpose: text, from: text, to: text, code: text, why: text },
    { type: 'query-sent', engine: text, query: text },
    { type: 'warning', code: text, message: text },
  ]
}

test('whatever titles, quotes and queries hold, a frame keeps within its columns and rows and sends nothing but letters', () => {
  const wrong: string[] = []
  for (const [number, text] of hostile.entries()) {
    const events = hostileEvents(text)
    const view = viewOf(events, text)
    for (let columns = 1; columns <= 130; columns += columns < 24 ? 1 : 13)
      for (const rows of [1, 4, 9, 26]) {
        const canvas = canvasOf(columns, rows, columns % 2 === 0 ? 'en' : 'zh', rows > 20)
        const block = renderRun(view, beside, canvas)
        const lines = [...block, renderEnd(view, beside, canvas)]
        lines.push(...events.flatMap((event) => findingLine(event, canvas) ?? []))
        if (block.length > rows - 1) wrong.push(`${number}: ${block.length} rows of ${rows}`)
        for (const line of lines)
          if (displayWidth(line) > columns - 1 || /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(line))
            wrong.push(`${number}: ${columns} columns: ${JSON.stringify(line)}`)
      }
  }
  expect(wrong).toEqual([])
})

/** A terminal, a log, and a clock whose timers run when it is told to go on. */
function watchedOn(terminal: SmallTerminal, before: readonly RunEvent[] = []) {
  const clock = steppedClock(0)
  const log = createEventLog('run', clock)
  for (const event of before) log.append('', event)
  const writes: string[] = []
  const frames: number[] = []
  const timers: { readonly due: number; readonly work: () => void }[] = []
  let resized = (): void => {}
  const screen = openScreen({
    get columns() {
      return terminal.columns
    },
    get rows() {
      return terminal.rows
    },
    write: (text) => {
      writes.push(text)
      terminal.write(text.replaceAll('\n', '\r\n'))
    },
  })
  const leave = watchLive(
    log,
    {
      id: beside.run,
      kind: 'research',
      subject: 'How deep is Heron Lake?',
      limits: {},
      worked: before.length > 0 ? 60_000 : 0,
    },
    {
      terminal: {
        note: (line) => screen.above([line]),
        draw: (lines, above) => {
          frames.push(clock.elapsed())
          screen.draw(lines, above)
        },
        colour: { out: true, note: true },
        size: () => ({ columns: terminal.columns, rows: terminal.rows }),
        watchSize: (changed) => {
          resized = changed
          return () => (resized = () => {})
        },
      },
      words: wordsIn('en'),
      symbols: unicodeSymbols,
      sayWhy: (code, why) => explainRecorded(code, why, 'en'),
      elapsed: () => clock.elapsed(),
      later: (work, milliseconds) => {
        const timer = { due: clock.elapsed() + milliseconds, work }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    },
    before.length,
  )
  const wait = async (milliseconds: number): Promise<void> => {
    const end = clock.elapsed() + milliseconds
    for (;;) {
      const [next] = timers.filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)
      if (!next) break
      timers.splice(timers.indexOf(next), 1)
      await clock.sleep(Math.max(0, next.due - clock.elapsed()))
      next.work()
    }
    await clock.sleep(end - clock.elapsed())
  }
  const tell = (...events: readonly RunEvent[]): void => {
    for (const event of events) log.append('', event)
  }
  const resize = (columns: number, rows: number): void => {
    terminal.resize(columns, rows)
    resized()
  }
  return { tell, wait, leave, resize, writes, frames, timers }
}

describe('a run on a terminal', () => {
  test('what is over within a second draws nothing, but trouble is told at once', async () => {
    const terminal = new SmallTerminal(60, 12)
    const { tell, wait, leave } = watchedOn(terminal)
    tell({ type: 'warning', code: 'internal', message: 'A pipe burst.' }, ...english)
    await wait(900)
    expect(terminal.all().join('')).toContain('A pipe burst.')
    leave()
    expect(terminal.all()).toHaveLength(2)
  })

  test('findings scroll above, frames come at most twelve a second, each in one write, and one line stays', async () => {
    const terminal = new SmallTerminal(60, 12)
    terminal.write('$ kaoju research\r\n')
    const { tell, wait, leave, frames, writes } = watchedOn(terminal)
    await wait(1_000)
    expect(terminal.screen()[1]).toBe('research · How deep is Heron Lake?')
    tell(...english)
    for (let quote = 1; quote <= 100; quote++) {
      const text = `quote ${quote} \u001B[2J\u001B[H`
      tell({ type: 'evidence-found', question: 'q1', quote: text, uri: 'file:///a/lake.md' })
      await wait(10)
      expect([terminal.cursorVisible, terminal.wraps, terminal.cursor.column]).toEqual([true, true, 0])
    }
    await wait(100)
    for (const [index, at] of frames.entries())
      if (index > 0) expect(at - frames[index - 1]!).toBeGreaterThanOrEqual(83)
    expect(writes).toHaveLength(frames.length)
    expect(terminal.screen().some((line) => line.startsWith('● q1 How deep'))).toBe(true)
    leave()
    const all = terminal.all()
    expect(all[0]).toBe('$ kaoju research')
    expect(all.slice(1, 101)).toEqual(
      Array.from({ length: 100 }, (_, index) => `• q1 “quote ${index + 1} [2J[H” lake.md`),
    )
    expect(all.slice(101).filter(Boolean)).toEqual([
      expect.stringMatching(/^answered 1 of 5 · 0:02 · searches 3 · pages 1 · sentences/),
    ])
    expect(terminal.strange).toEqual([])
    expect(terminal.cursor).toEqual({ row: 102, column: 0 })
  })

  test('the clock goes on where nothing happens, and stops with the run', async () => {
    const terminal = new SmallTerminal(60, 12)
    const { wait, leave, timers } = watchedOn(terminal)
    await wait(3_500)
    expect(terminal.screen().join('\n')).toContain('0:03')
    leave()
    expect(timers).toEqual([])
    expect(terminal.all().filter(Boolean)).toEqual(['0:03'])
  })

  test('of a run that goes on, the block shows all, and nothing is told again', async () => {
    const terminal = new SmallTerminal(70, 16)
    const told: RunEvent = {
      type: 'evidence-found',
      question: 'q1',
      quote: 'told before',
      uri: 'file:///a.md',
    }
    const { tell, wait, leave } = watchedOn(terminal, [
      ...english,
      told,
      { type: 'warning', code: 'internal', message: 'A pipe burst.' },
    ])
    tell({ ...told, quote: 'told now' })
    await wait(1_000)
    expect(terminal.screen()).toContain('● q1 How deep is Heron Lake? 9')
    expect(terminal.screen().join('\n')).toContain('23,456 tokens · 1 call · 1:01')
    leave()
    expect(terminal.all().filter(Boolean)).toEqual([
      '• q1 “told now” a.md',
      expect.stringMatching(/^answered 1 of 5 · 1:01 · /),
    ])
  })

  test('made narrower, wider and lower, nothing of an old frame stays', async () => {
    const terminal = new SmallTerminal(100, 20)
    const { tell, wait, leave, resize } = watchedOn(terminal)
    tell(...english)
    await wait(1_100)
    for (const [columns, rows] of [
      [41, 20],
      [120, 20],
      [33, 24],
      [70, 9],
    ] as const) {
      resize(columns, rows)
      await wait(100)
      const heads = terminal.screen().filter((line) => line.startsWith('research · '))
      expect(heads).toHaveLength(1)
    }
    leave()
    // What a lower screen has pushed out above itself is out of reach.
    expect(terminal.screen().filter(Boolean)).toEqual([expect.stringMatching(/^answered 1 of 5/)])
  })
})
