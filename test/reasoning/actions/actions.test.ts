import { describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { createActions, type Observation } from '#reasoning'
import { actions } from '../../../src/reasoning/catalog.generated.ts'
import { actionConformance, partsFor } from './conformance.ts'

const valid: Readonly<Record<string, unknown>> = {
  search: { query: 'Arden bridge' },
  library: { query: '清湖 面积' },
  read: { id: 'D2' },
  compute: { expression: '312 + 88.5' },
  finish: { why: 'done' },
}

test('every action of the catalogue has a valid input here', () => {
  expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(valid).toSorted())
})
for (const plug of actions) actionConformance(plug, plug.name, valid[plug.name])

test('what is not within reach is no action', () => {
  const { search: _, ...rest } = partsFor()
  expect(createActions(rest).map(({ name }) => name)).not.toContain('search')
  expect(createActions(partsFor()).map(({ name }) => name)).toContain('search')
})

describe('compute', () => {
  const compute = async (expression: string): Promise<Observation> =>
    createActions(partsFor())
      .find(({ name }) => name === 'compute')!
      .run({ expression }, createContext({ run: 'compute' }).context)
  const result = async (expression: string): Promise<string> => {
    const observation = await compute(expression)
    return observation.outcome === 'seen' ? observation.seen[0]!.text : JSON.stringify(observation)
  }

  test.each([
    ['312 + 88.5', '312 m + 88.5 m = 400.5 m'],
    ['E1: 312 m - E2: 88.5 m', '312 m − 88.5 m = 223.5 m'],
    ['difference(E1: 312, E2: 88.5)', '312 m − 88.5 m = 223.5 m'],
    ['mean(312, 88.5)', 'mean(312 m, 88.5 m) = 200.25 m'],
    ['maximum(E1: 312 m, E2: 88.5 m)', 'maximum(312 m, 88.5 m) = 312 m'],
  ])('%s', async (expression, told) => {
    expect(await result(expression)).toBe(told)
  })

  test.each([
    ['a figure that no statement holds', '312 + 99', 'not-cited'],
    ['a figure of another statement', 'E2: 312 + 88.5', 'not-cited'],
    ['units that do not agree', '312 + 344', 'no-result'],
    ['a lone figure', '312', 'not-cited'],
    ['code', 'process.exit(1)', 'not-cited'],
    ['code behind a figure', '312 + 88.5; require("fs")', 'not-cited'],
    ['a hundred brackets', `${'('.repeat(100)}312${')'.repeat(100)}`, 'not-cited'],
  ])('refuses %s', async (_, expression, code) => {
    expect(await compute(expression)).toEqual({ outcome: 'failed', code })
  })
})
