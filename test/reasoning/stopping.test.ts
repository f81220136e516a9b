import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allOf,
  anyOf,
  budgetSpent,
  costOfRound,
  covered,
  evidenceGain,
  gainBelow,
  leftOf,
  noNewClaims,
  queryKey,
  repeatsItself,
  roundsAtMost,
  sortOut,
  sourcesAgree,
  stopSentences,
  tellStopReason,
  withRound,
  type GainRound,
  type GainState,
  type QuestionGain,
  type StopCondition,
  type StopReason,
} from '#reasoning'
import { createBudget } from '#runtime'

const round = (coverage: number, newClaims: number, searches = 1, tokens = 0): GainRound => ({
  coverage,
  newClaims,
  searches,
  tokens,
})
const question = (rounds: readonly GainRound[], more: Partial<QuestionGain> = {}): QuestionGain => ({
  id: 'q1',
  rounds,
  agreeing: 0,
  disagreeing: 0,
  asked: [],
  proposed: [],
  ...more,
})
const stateOf = (...questions: readonly QuestionGain[]): GainState => ({
  questions,
  budget: { left: {}, next: {} },
})
const reasonOf = (condition: StopCondition, ...questions: readonly QuestionGain[]): string | undefined =>
  condition(stateOf(...questions))?.reason

describe('what a round brought', () => {
  it.each<readonly [string, readonly GainRound[], number]>([
    ['nothing was searched', [], 0],
    ['nothing', [round(0, 0)], 0],
    ['all at once', [round(1, 3)], 1],
    ['half of what was asked', [round(0.5, 0)], 0.5],
    ['half of what was open', [round(0.5, 0), round(0.75, 0)], 0.5],
    ['three claims where none were', [round(0, 3)], 0.75],
    ['one claim more than three', [round(0, 3), round(0, 1)], 0.2],
    ['one claim where all is covered', [round(1, 3), round(1, 1)], 0.2],
    ['less than before is no loss', [round(0.8, 0), round(0.5, 0)], 0],
    ['half, and half of the claims', [round(0.5, 1)], 0.75],
  ])('%s', (_, rounds, gain) => {
    expect(evidenceGain(question(rounds))).toBeCloseTo(gain, 10)
  })

  it('is a share, and no less for finding more', () => {
    const one = fc.record({
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
      newClaims: fc.nat(50),
      searches: fc.nat(5),
      tokens: fc.nat(9_000),
    })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (rounds) => {
        const last = rounds.at(-1)!
        const gain = evidenceGain(question(rounds))
        expect(gain).toBeGreaterThanOrEqual(0)
        expect(gain).toBeLessThanOrEqual(1)
        const more = { ...last, newClaims: last.newClaims + 1, coverage: Math.min(1, last.coverage + 0.1) }
        expect(evidenceGain(question([...rounds.slice(0, -1), more]))).toBeGreaterThanOrEqual(gain - 1e-12)
      }),
    )
  })

  it('costs its searches and what was read and written', () => {
    expect(costOfRound(round(0, 0, 2, 10_000))).toBe(4)
  })

  it('is added to what is known of its sub-question, and voids what was proposed', () => {
    const progress = { round: round(0.5, 1), agreeing: 2, disagreeing: 1, asked: ['a'] }
    const first = withRound(stateOf(question([], { proposed: ['a'] })), 'q1', progress)
    const second = withRound(withRound(first, 'q1', { ...progress, asked: ['b'] }), 'q2', progress)
    expect(second.questions).toEqual([
      {
        id: 'q1',
        rounds: [progress.round, progress.round],
        agreeing: 2,
        disagreeing: 1,
        asked: ['a', 'b'],
        proposed: [],
      },
      { id: 'q2', rounds: [progress.round], agreeing: 2, disagreeing: 1, asked: ['a'], proposed: [] },
    ])
  })
})

describe('a search ends when', () => {
  it.each<readonly [string, StopCondition, QuestionGain, StopReason | undefined]>([
    [
      'enough is covered',
      covered(0.9),
      question([round(0.5, 1), round(0.9, 1)]),
      { reason: 'covered', coverage: 0.9 },
    ],
    ['not before', covered(0.9), question([round(0.89, 1)]), undefined],
    [
      'nothing new came twice',
      noNewClaims(2),
      question([round(0.5, 2), round(0.5, 0), round(0.5, 0)]),
      { reason: 'no-new-claims', rounds: 2 },
    ],
    ['not when it came once', noNewClaims(2), question([round(0.5, 2), round(0.5, 0)]), undefined],
    ['not when it came again', noNewClaims(2), question([round(0, 0), round(0, 0), round(0, 1)]), undefined],
    ['not when it came once, of one round', noNewClaims(2), question([round(0, 0)]), undefined],
    [
      'the gain is not worth its cost',
      gainBelow(0.1),
      question([round(0.8, 9), round(0.8, 1), round(0.8, 0)]),
      { reason: 'gain-below', perCost: 0.1, gained: expect.closeTo(1 / 22) as number },
    ],
    ['not after one unlucky round', gainBelow(0.1), question([round(0, 0)]), undefined],
    [
      'not when it was cheap',
      gainBelow(0.1),
      question([round(0.8, 9), round(0.8, 1, 0, 500), round(0.8, 0, 0, 500)]),
      undefined,
    ],
    [
      'not when what it brought cost nothing',
      gainBelow(0.1),
      question([round(0, 1, 0), round(0, 1, 0)]),
      undefined,
    ],
    [
      'nothing came of nothing',
      gainBelow(0.1),
      question([round(0, 0, 0), round(0, 0, 0)]),
      { reason: 'gain-below', perCost: 0.1, gained: 0 },
    ],
    [
      'sources agree',
      sourcesAgree(2),
      question([round(0.5, 1)], { agreeing: 3, disagreeing: 1 }),
      { reason: 'sources-agree', sources: 3 },
    ],
    [
      'not when as many disagree',
      sourcesAgree(2),
      question([round(0.5, 1)], { agreeing: 3, disagreeing: 2 }),
      undefined,
    ],
    [
      'it was searched as often as allowed',
      roundsAtMost(2),
      question([round(0, 1), round(0, 1)]),
      { reason: 'rounds-at-most', rounds: 2 },
    ],
    ['not before that', roundsAtMost(2), question([round(0, 1)]), undefined],
    ['nothing may be searched', roundsAtMost(0), question([]), { reason: 'rounds-at-most', rounds: 0 }],
  ])('%s', (_, condition, given, expected) => {
    expect(condition(stateOf(given))).toEqual(expected)
  })

  it('less of the budget is left than a round takes, of whatever is limited', () => {
    const stop = budgetSpent()
    const leaving = (left: GainState['budget']['left'], next: GainState['budget']['next']): GainState => ({
      ...stateOf(question([])),
      budget: { left, next },
    })
    expect(stop(leaving({ tokens: 900, searches: 5 }, { searches: 1, tokens: 1_000 }))).toEqual({
      reason: 'budget-spent',
      resource: 'tokens',
    })
    expect(stop(leaving({ tokens: 1_000 }, { searches: 1, tokens: 1_000 }))).toBeUndefined()
    expect(stop(leaving({ pages: 0 }, { searches: 1 }))).toBeUndefined()
  })

  it('knows of a budget what is left where there is a limit', () => {
    const budget = createBudget({ tokens: 100, pages: 3 })
    budget.reserve({ tokens: 30 })
    expect(leftOf(budget)).toEqual({ tokens: 70, pages: 3 })
  })

  it.each([
    ['again', ['Arden bridge cost'], ['Arden bridge cost'], true],
    ['in other order, case and number', ['Arden bridge costs'], ['What did the bridge of ARDEN cost?'], true],
    [
      'all of them, of several',
      ['Arden bridge cost', 'Arden bridge length'],
      ['length of Arden bridge', 'cost of Arden bridge'],
      true,
    ],
    ['and something new', ['Arden bridge cost'], ['Arden bridge cost', 'Arden bridge builder'], false],
    ['another year', ['GDP of Chile 2019'], ['GDP of Chile 2020'], false],
    ['another letter', ['vitamin C dose'], ['vitamin D dose'], false],
    ['another sign', ['C++ standard'], ['C# standard'], false],
    ['what is part of it', ['Arden bridge cost'], ['Arden bridge'], false],
    ['没有空格', ['清湖大桥 造价'], ['清湖大桥造价是多少？'], true],
    ['换了顺序，全角', ['清湖大桥 造价 2019'], ['２０１９ 造价　清湖大桥'], true],
    ['换了对象', ['清湖大桥 造价'], ['青湖大桥 造价'], false],
    ['换了问题', ['清湖大桥 造价'], ['清湖大桥 长度'], false],
    ['中英混写', ['Arden 大桥 造价'], ['大桥Arden的造价'], true],
    ['nothing is proposed', ['Arden bridge cost'], [], false],
  ])('the same is proposed: %s', (_, asked, proposed, repeats) => {
    expect(reasonOf(repeatsItself(), question([round(0, 0)], { asked, proposed })) === 'repeats-itself').toBe(
      repeats,
    )
  })

  it('takes any text for a query', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof queryKey(text) === 'string'))
    // Words without end take no time without end.
    const started = performance.now()
    for (const piece of ['x', '清湖', 'a+', '1,']) queryKey(piece.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(queryKey('???')).toBe('???')
    expect(queryKey('who?')).not.toBe(queryKey('where?'))
  })
})

describe('conditions together', () => {
  const done = question([round(0.95, 4)], { id: 'done' })
  const barren = question([round(0.2, 1), round(0.2, 0), round(0.2, 0)], { id: 'barren' })
  const fresh = question([], { id: 'fresh' })
  const stop = anyOf(covered(0.9), noNewClaims(2), roundsAtMost(5))

  it('speak of every sub-question, and one by one when sorted out', () => {
    expect(reasonOf(covered(0.9), done, barren)).toBeUndefined()
    expect(reasonOf(covered(0.9), done, done)).toBe('covered')
    expect(sortOut(stateOf(done, barren, fresh), stop)).toEqual({
      open: ['fresh'],
      closed: [
        { id: 'done', why: { reason: 'covered', coverage: 0.95 } },
        { id: 'barren', why: { reason: 'no-new-claims', rounds: 2 } },
      ],
    })
  })

  it('give the first reason of any, and none unless all of all', () => {
    const both = question([round(0.95, 1), round(0.95, 0), round(0.95, 0)])
    expect(reasonOf(anyOf(noNewClaims(2), covered(0.9)), both)).toBe('no-new-claims')
    expect(reasonOf(anyOf(), both)).toBeUndefined()
    expect(reasonOf(allOf(covered(0.9), sourcesAgree(2)), both)).toBeUndefined()
    expect(reasonOf(allOf(covered(0.9), sourcesAgree(2)), { ...both, agreeing: 2 })).toBe('covered')
  })

  it('never end what has no sub-questions', () => {
    for (const one of [stop, gainBelow(1), sourcesAgree(0), repeatsItself(), roundsAtMost(0), covered(0)])
      expect(one(stateOf())).toBeUndefined()
  })

  it('stop a model that loops, whatever it says: gain, repetition or budget ends it', () => {
    const looping = anyOf(repeatsItself(), gainBelow(0.05), noNewClaims(3), budgetSpent())
    const loop = (queriesOf: (turn: number) => string, gains: boolean): [number, string | undefined] => {
      let state: GainState = {
        ...stateOf(question([])),
        budget: { left: { searches: 20 }, next: { searches: 1 } },
      }
      for (let turn = 0; turn < 100; turn++) {
        const asked = [queriesOf(turn)]
        const proposed = state.questions.map((each) => ({ ...each, proposed: asked }))
        const why = looping({ ...state, questions: proposed })
        if (why) return [turn, why.reason]
        const after = { round: round(0.3, gains ? 5 + turn : 0), agreeing: 1, disagreeing: 0, asked }
        state = withRound(state, 'q1', after)
        state = { ...state, budget: { ...state.budget, left: { searches: 19 - turn } } }
      }
      return [100, undefined]
    }
    expect(loop(() => 'the gap', false)).toEqual([1, 'repeats-itself'])
    expect(loop((turn) => `the gap ${turn % 2 === 0 ? 'again' : 'still'} gap`, false)[0]).toBeLessThanOrEqual(
      2,
    )
    expect(loop((turn) => `gap ${turn}`, false)).toEqual([3, 'gain-below'])
    expect(loop((turn) => `gap ${turn}`, true)).toEqual([20, 'budget-spent'])
  })
})

describe('the report tells', () => {
  const reasons: readonly StopReason[] = [
    { reason: 'covered', coverage: 0.958 },
    { reason: 'no-new-claims', rounds: 1 },
    { reason: 'no-new-claims', rounds: 2 },
    { reason: 'gain-below', perCost: 0.1, gained: 0.04 },
    { reason: 'sources-agree', sources: 1 },
    { reason: 'sources-agree', sources: 3 },
    { reason: 'budget-spent', resource: 'tokens' },
    { reason: 'budget-spent', resource: 'micro-usd' },
    { reason: 'rounds-at-most', rounds: 1 },
    { reason: 'rounds-at-most', rounds: 4 },
    { reason: 'repeats-itself', queries: ['a'] },
  ]
  it.each(['en', 'zh'] as const)('every reason, in %s', (language) => {
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(
      new Set(Object.keys(stopSentences[language])),
    )
    expect(reasons.map((reason) => tellStopReason(reason, language))).toMatchSnapshot()
  })
})
