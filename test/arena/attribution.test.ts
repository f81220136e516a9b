import { describe, expect, it } from 'vitest'
import { featureNames, supportOf, type Features } from '#reasoning'
import { readAttribution } from '../../src/arena/attribution-data.ts'
import { bestThreshold, scoreDecisions } from '../../src/arena/binary-scores.ts'
import { fitSupport, type SupportRow } from '../../src/arena/fit-support.ts'
import { dataFolder } from '../data-folder.ts'

describe('scoreDecisions', () => {
  it('is what is worked out by hand', () => {
    const of = (
      truth: boolean,
      decision: boolean,
      score: number,
    ): { truth: boolean; decision: boolean; score: number } => ({ truth, decision, score })
    const scores = scoreDecisions([
      of(true, true, 0.9),
      of(true, false, 0.4),
      of(false, true, 0.8),
      of(false, false, 0.1),
      of(false, false, 0.4),
    ])
    expect(scores.positive).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 })
    expect(scores.negative).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 })
    expect(scores.accuracy).toBe(3 / 5)
    expect(scores.balancedAccuracy).toBeCloseTo((1 / 2 + 2 / 3) / 2)
    // Pairs: .9 beats three; .4 loses to .8, ties .4, beats .1.
    expect(scores.auroc).toBeCloseTo(4.5 / 6)
    expect(scores.averagePrecision).toBeCloseTo((1 + 2 / 4) / 2)
  })

  it('has no division by zero', () => {
    expect(scoreDecisions([]).auroc).toBe(0)
    expect(scoreDecisions([{ truth: true, decision: false, score: 1 }]).positive.f1).toBe(0)
  })

  it('chooses the threshold of best F1', () => {
    const group = [0.9, 0.7, 0.3].map((score) => ({ truth: score > 0.5, score }))
    expect(bestThreshold([group])).toBeGreaterThan(0.3)
    expect(bestThreshold([group])).toBeLessThanOrEqual(0.7)
  })
})

describe('fitSupport', () => {
  const row = (coverage: number, supported: boolean, set: string): SupportRow => ({
    supported,
    set,
    features: { ...(Object.fromEntries(featureNames.map((name) => [name, 0])) as Features), coverage },
  })

  it('learns what separates within sets, not what separates sets', () => {
    const rows = [...Array(40).keys()].flatMap((index) => [
      row(index / 40, index >= 20, 'a'),
      row(0.5 + index / 80, index >= 20, 'b'),
    ])
    const model = fitSupport(rows, 0.01)
    expect(model.weights.coverage).toBeGreaterThan(1)
    expect(
      Object.entries(model.weights)
        .filter(([name]) => name !== 'coverage')
        .every(([, weight]) => Math.abs(weight) < 1e-6),
    ).toBe(true)
    expect(supportOf(row(1, true, 'a').features, model)).toBeGreaterThan(
      supportOf(row(0, true, 'a').features, model),
    )
    expect(fitSupport(rows, 0.01)).toEqual(model)
  })
})

describe.skipIf(dataFolder === undefined)('readAttribution (needs the evaluation data)', () => {
  it('reads every judged claim with spans of its document', async () => {
    for (const [set, count, supported] of [
      ['wice', 349, 115],
      ['wice-oracle', 1043, 342],
      ['qags-cnndm', 714, 531],
      ['qags-xsum', 239, 116],
    ] as const) {
      const examples = await readAttribution(dataFolder!, set)
      expect(examples).toHaveLength(count)
      expect(examples.filter((one) => one.supported)).toHaveLength(supported)
      for (const { document, sentences } of examples.slice(0, 20))
        for (const { start, end } of sentences) expect(document.text.slice(start, end).trim()).not.toBe('')
    }
  })

  it('says which file is missing', async () => {
    await expect(readAttribution('/nowhere', 'wice')).rejects.toMatchObject({ code: 'path-missing' })
  })
})
