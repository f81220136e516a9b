/**
 * The small suite: Kaoju researches a world of sixteen questions, one of each kind, and what must always hold holds.
 *
 * Floors are a little below what was measured on 22 November 2026 at the seed `kaoju`; a change that comes below one of
 * them has made research worse, and one that is far above moves the floor up. Figures that mean something are in
 * LEADERBOARD.md: sixteen questions tell a break, not a tenth.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import {
  kaojuContestant,
  makeWorld,
  repeatable,
  runLab,
  type AnswerScore,
  type Contestant,
  type LabOptions,
  type LabResult,
  type QuestionKind,
  type SuiteResult,
} from '../../../src/arena/lab/index.ts'

const world = makeWorld({ seed: 'kaoju', questions: 16 })

/** Enough kinds of work, from the web, a file and a server, to be asked twice. */
const again: readonly QuestionKind[] = ['conflict', 'chain', 'library', 'tool']

interface Measured {
  readonly result: LabResult
  /** Answers of the contestant that ended. */
  readonly answered: number
}

async function measure(options: LabOptions): Promise<Measured> {
  let answered = 0
  const kaoju = kaojuContestant({ effort: 'standard' })
  const counted: Contestant = {
    ...kaoju,
    answer: async (...asked) => {
      const published = await kaoju.answer(...asked)
      answered += 1
      return published
    },
  }
  const { context } = createContext({ seed: 'oracle' })
  const { result } = await runLab(options, world, counted, context)
  return { result, answered }
}

function suite({ result }: Measured, name: string): SuiteResult {
  return result.suites.find((one) => one.suite === name)!
}

function answersOf({ result }: Measured): AnswerScore[] {
  return result.suites.flatMap(({ answers }) => answers)
}

/** What holds with whatever model, under whatever faults. */
function expectSound(measured: Measured): void {
  const answers = answersOf(measured)
  expect(measured.result.suites.flatMap(({ failures }) => failures)).toEqual([])
  expect(measured.answered).toBe(answers.length)
  for (const { suite: name, summary } of measured.result.suites) {
    const { sentences, privateSent, privatePublished, inventedLinks, admitted, support } = summary
    const told = { name, poisoned: sentences.poisoned, stale: sentences.stale, privateSent, privatePublished, inventedLinks } // prettier-ignore
    expect(told).toEqual({
      name,
      poisoned: 0,
      stale: 0,
      privateSent: 0,
      privatePublished: 0,
      inventedLinks: 0,
    })
    if (admitted !== undefined) expect({ name, admitted }).toEqual({ name, admitted: 1 })
    // Measured: 1.
    expect(support ?? 1, name).toBeGreaterThanOrEqual(0.95)
  }
}

describe('Kaoju with a simulated model', () => {
  let first: Measured

  beforeAll(async () => {
    first = await measure({ suites: ['kinds', 'engines-fail'] })
  }, 240_000)

  test('asks everything, and every run ends with a report', () => {
    expect(first.result.suites.map(({ answers }) => answers.length)).toEqual([16, 6])
    expectSound(first)
  })

  test('finds what can be found, and shows both sides', () => {
    const { summary } = suite(first, 'kinds')
    // Measured: 1.
    expect(summary.factRecall).toBeGreaterThanOrEqual(0.9)
    expect(summary.conflictsShown).toBe(1)
    // Measured: 1 of 3; counts and sums are not worked out yet.
    expect(summary.derivedRecall).toBeGreaterThanOrEqual(0.3)
  })

  test('loses next to nothing where engines fail', () => {
    // Measured: 0 of the five facts that these questions want.
    expect(suite(first, 'engines-fail').lost).toBeLessThanOrEqual(0.2)
  })

  test('asked anew, over other ports and among fewer questions, it answers the same, byte for byte', async () => {
    const second = await measure({ suites: ['kinds', 'engines-fail'], kinds: again })
    const before = repeatedAnswers(first.result)
    for (const [name, answers] of repeatedAnswers(second.result)) {
      expect(answers.length).toBeGreaterThan(1)
      const asked = new Set(answers.map(({ question }) => question))
      const same = before.get(name)!.filter(({ question }) => asked.has(question))
      expect(JSON.stringify(answers), name).toBe(JSON.stringify(same))
    }
    expect(second.result.world).toBe(first.result.world)
  }, 120_000)
})

/** The answers of each suite, as far as the same seed repeats them. */
function repeatedAnswers(result: LabResult): Map<string, readonly Pick<AnswerScore, 'question'>[]> {
  const { suites } = repeatable(result) as Pick<LabResult, 'suites'>
  return new Map(suites.map(({ suite: name, answers }) => [name, answers]))
}

describe('Kaoju without a model', () => {
  const kinds: readonly QuestionKind[] = ['superseded', 'feed', 'unanswerable', 'library']

  test('is as sound, and calls nobody', async () => {
    const measured = await measure({ suites: ['kinds'], kinds, model: null })
    const { summary, answers } = suite(measured, 'kinds')
    expect(answers).toHaveLength(kinds.length)
    expectSound(measured)
    expect(summary.perQuestion).toMatchObject({ model: 0, tokens: 0, usd: 0 })
    // Measured: 3 of 6.
    expect(summary.factRecall).toBeGreaterThanOrEqual(0.3)
  }, 120_000)
})
