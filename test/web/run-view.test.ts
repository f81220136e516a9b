/** The page's reading of a run's log, and of the stream that it comes in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoggedEvent, PlannedQuestion, RunEvent } from '#vocabulary'
import { createFrames } from '../../web/src/api/frames.ts'
import { foldRun } from '../../web/src/state/fold-run.ts'
import { drawPlan } from '../../web/src/state/plan-view.ts'
import { emptyView } from '../../web/src/state/run-view.ts'

const planned = (id: string, text: string, ...dependsOn: readonly string[]): PlannedQuestion => ({
  id,
  text,
  origin: 'planned',
  dependsOn,
  state: 'unanswered',
  why: '',
})
const call = (usd: number | null, kind: 'chat' | 'page' = 'chat'): RunEvent => ({
  type: 'call-end',
  kind,
  service: 'model',
  purpose: 'writer',
  attempt: 1,
  outcome: 'answered',
  inputTokens: 100,
  outputTokens: 20,
  usd,
  milliseconds: 5,
})
const section = (subQuestion: string): RunEvent => ({
  type: 'section-published',
  section: { heading: subQuestion, subQuestion, sentences: [] },
})
const steered = (
  number: number,
  steering: Extract<RunEvent, { type: 'steering-heeded' }>['steering'],
): RunEvent => ({
  type: 'steering-heeded',
  place: 'agenda',
  number,
  steering,
})
const thinking = (text: string): RunEvent => ({ type: 'thinking', service: 'model', purpose: 'writer', text })

/** A run that was steered, paused, cut off and resumed. */
const told: readonly (readonly [path: string, event: RunEvent])[] = [
  ['', { type: 'run-start', kind: 'research', subject: 'What did it cost?', method: 'plan-execute' }],
  [
    '',
    {
      type: 'plan-made',
      plan: [planned('q1', 'One?'), planned('q2', 'Two {q1}?', 'q1'), planned('q3', 'Three?')],
    },
  ],
  ['q1', { type: 'step-start', path: 'q1/round-1' }],
  ['web', { type: 'query-sent', engine: 'a', query: 'one' }],
  ['web', { type: 'query-sent', engine: 'b', query: 'one' }],
  [
    'web',
    {
      type: 'page-fetched',
      url: 'http://x.example/',
      finalUrl: 'http://x.example/a',
      via: 'network',
      bytes: 9,
    },
  ],
  ['web', { type: 'page-failed', url: 'http://y.example/', code: 'page-refused', why: '403' }],
  ['web', call(0, 'page')],
  ['q1', { type: 'question-searched', question: 'q1', query: 'one', hits: 7, round: 1 }],
  ['', steered(1, { kind: 'question-drop', id: 'q3' })],
  ['', steered(2, { kind: 'question-add', text: 'Four?' })],
  [
    '',
    {
      type: 'plan-made',
      plan: [planned('q1', 'One?'), planned('q2', 'Two {q1}?', 'q1'), planned('s1', 'Four?')],
    },
  ],
  ['', { type: 'progress', phase: 'paused', done: 0 }],
  ['', steered(3, { kind: 'pause' })],
  ['', steered(4, { kind: 'budget-raise', limits: { usd: 2 } })],
  ['', steered(5, { kind: 'resume' })],
  ['q1', thinking('first ')],
  ['q1', thinking('thought')],
  ['q1', call(0.25)],
  ['q2', thinking('second')],
  ['q2', call(null)],
  ['', { type: 'sentence-verified', text: 'Told wrongly.', verdict: 'unsupported', reasons: [] }],
  ['', { type: 'evidence-found', question: 'q1', quote: 'It cost 4.', uri: 'http://x.example/a' }],
  ['', section('q1')],
  ['', { type: 'run-resumed', attempt: 2, lost: 0 }],
  ['', section('q2')],
  ['', { type: 'run-end', outcome: 'done', milliseconds: 1234 }],
]
const log: readonly LoggedEvent[] = told.map(([path, event], index) => ({
  sequence: index + 1,
  run: 'run-1',
  at: `2026-01-01T00:00:${String(index).padStart(2, '0')}.000Z`,
  path,
  event,
}))

describe('a run as its log tells it', () => {
  const view = foldRun(emptyView, log)

  test('has the plan as it stands, what is done for each part of it, and what was dropped', () => {
    expect(
      view.plan.map(({ id, state, searches, hits, evidence }) => [id, state, searches, hits, evidence]),
    ).toEqual([
      ['q1', 'written', 1, 7, 1],
      ['q2', 'written', 0, 0, 0],
      ['q3', 'dropped', 0, 0, 0],
      ['s1', 'empty', 0, 0, 0],
    ])
  })

  test('counts what was spent as the ledger does, and shows a query once', () => {
    expect(view.spent).toEqual({ calls: 2, tokens: 240, usd: 0.25, unpriced: 1 })
    expect(view.counts).toMatchObject({
      searches: 1,
      queries: 2,
      pages: 1,
      pagesFailed: 1,
      evidence: 1,
      struck: 1,
    })
    expect(view.feed.filter(({ event }) => event.type === 'query-sent')).toHaveLength(1)
    expect(view.pages.map(({ url }) => url)).toEqual(['http://x.example/a', 'http://y.example/'])
  })

  test('says what was heard, and whether it waits for a person', () => {
    const paused = foldRun(emptyView, log.slice(0, 15))
    expect([paused.paused, view.paused]).toEqual([true, false])
    expect(view.heard.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(view.raised).toEqual({ usd: 2 })
  })

  test('has the last thought by itself, and is over only when the last attempt is', () => {
    expect(foldRun(emptyView, log.slice(0, 18)).thinking).toMatchObject({ text: 'first thought', open: true })
    expect(view.thinking).toMatchObject({ text: 'second', open: false })
    expect(view.ended).toEqual({ outcome: 'done', milliseconds: 1234 })
    const again = foldRun(view, [
      { ...log[0]!, sequence: log.length + 1, event: { type: 'run-resumed', attempt: 3, lost: 0 } },
    ])
    expect(again.ended).toBeUndefined()
  })

  test('is the same however the log is cut, and whatever of it comes twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(log.length), fc.nat(12)), { maxLength: 12 }), (cuts) => {
        let seen = emptyView
        for (const [from, length] of cuts) {
          // A connection goes on from the number that the view has, or from before it.
          const start = Math.min(from, seen.last)
          seen = foldRun(seen, log.slice(start, start + length))
        }
        expect(foldRun(seen, log.slice(seen.last))).toEqual(view)
      }),
    )
  })
})

test('a plan is drawn right of what it waits for, past what it does not, and a circle in it ends nowhere', () => {
  const drawn = (plan: readonly PlannedQuestion[]): ReturnType<typeof drawPlan> =>
    drawPlan(foldRun(emptyView, [{ ...log[0]!, event: { type: 'plan-made', plan } }]).plan)
  const { places, edges, rows, lanes } = drawn([
    planned('q3', '', 'q1', 'q2', 'q4'),
    planned('q1', ''),
    planned('q2', '', 'q1'),
    planned('q4', '', 'gone'),
  ])
  expect(places.map(({ question, layer, row }) => [question.id, layer, row])).toEqual([
    ['q3', 2, 0],
    ['q1', 0, 0],
    ['q2', 1, 0],
    ['q4', 0, 1],
  ])
  expect(edges.map(({ from, to, lanes: own }) => [from.question.id, to.question.id, own])).toEqual([
    ['q1', 'q3', [{ layer: 1, lane: 0 }]],
    ['q2', 'q3', []],
    ['q4', 'q3', [{ layer: 1, lane: 1 }]],
    ['q1', 'q2', []],
  ])
  expect([rows, lanes]).toEqual([
    [2, 1, 1],
    [0, 2, 0],
  ])
  const circle = drawn([planned('q1', '', 'q2'), planned('q2', '', 'q1')])
  expect([circle.places.length, circle.edges.length]).toEqual([2, 1])
})

test('frames are the same however their bytes are cut', () => {
  const stream =
    ': hello\r\n\r\nid: 1\nevent: step\ndata: {"a":\ndata: 1}\n\ndata:x\n\nevent: end\ndata: {"state":"done"}\n\nevent: cut'
  const whole = [
    { event: 'step', data: '{"a":\n1}' },
    { event: 'message', data: 'x' },
    { event: 'end', data: '{"state":"done"}' },
  ]
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (given) => {
      const cuts = [0, ...given.toSorted((a, b) => a - b), stream.length]
      const take = createFrames()
      expect(cuts.slice(1).flatMap((cut, index) => take(stream.slice(cuts[index], cut)))).toEqual(whole)
    }),
  )
})
