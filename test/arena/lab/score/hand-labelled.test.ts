import { describe, expect, test } from 'vitest'
import { digestOf, makeWorld } from '../../../../src/arena/lab/world/index.ts'
import { agreementOf, named, readLabelled, told, type Labelled, type LabelledSet } from './labelled.ts'

const first = readLabelled('lab-sentences')
const second = readLabelled('lab-sentences-2')
const third = readLabelled('lab-sentences-3')

describe.each([first, second])('$name', ({ world, sentences }) => {
  test('there are over a hundred, both languages and all labels among them, none twice', () => {
    expect(sentences.length).toBeGreaterThan(100)
    expect(new Set(sentences.map((sentence) => sentence.text)).size).toBe(sentences.length)
    expect(new Set(sentences.map((sentence) => sentence.id)).size).toBe(sentences.length)
    const kinds = new Set(sentences.map((sentence) => `${sentence.language} ${sentence.truth}`))
    expect(kinds.size).toBe(12)
  })

  test('what a label rests on is what the stored world says', () => {
    for (const { id, facts, states } of sentences) {
      const wanted = facts.map((fact) => named(world, fact.id))
      expect(facts, id).toEqual(wanted)
      expect(wanted.map((fact) => fact?.id), id).toEqual(expect.arrayContaining([...states])) // prettier-ignore
    }
  })
})

test('of the second set there are 55 in each language, all labels among them as often as planned', () => {
  expect(countsOf(second.sentences, (sentence) => sentence.language)).toEqual({ en: 55, zh: 55 })
  expect(countsOf(second.sentences, (sentence) => sentence.truth)).toEqual({
    true: 45, stale: 10, false: 15, poisoned: 6, unsupported: 14, unchecked: 20,
  }) // prettier-ignore
})

test('the judge agrees with the labels on the truth of at least 97 of 100, over both sets', () => {
  const sets = [first, second].map((set) => ({ set, agreement: agreementOf(set) }))
  const report = sets.map(({ set, agreement }) => told(set.name, agreement)).join('\n')
  if (sets.some(({ agreement }) => agreement.disagreements.length > 0)) console.info(report)
  const sentences = sets.reduce((sum, { agreement }) => sum + agreement.sentences, 0)
  const agreed = sets.reduce((sum, { agreement }) => sum + agreement.sentences * agreement.truth, 0)
  const worlds = agreed / sentences < 0.97 ? sets.map(({ set }) => ofTheWorld(set)) : []
  expect(agreed / sentences, [report, ...worlds].join('\n')).toBeGreaterThanOrEqual(0.97)
})

test('whole reports are judged sentence by sentence, in a row; how many agree is told and not held to', () => {
  const agreement = agreementOf(third)
  console.info(told(third.name, agreement))
  expect(agreement.sentences).toBe(third.sentences.length)
  expect(new Set(third.sentences.map((sentence) => sentence.question)).size).toBe(26)
})

function countsOf(
  sentences: readonly Labelled[],
  key: (sentence: Labelled) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const sentence of sentences) counts[key(sentence)] = (counts[key(sentence)] ?? 0) + 1
  return counts
}

/** Whether the generator still makes what was labelled: a help to whoever looks for the cause of a disagreement. */
function ofTheWorld({ name, made }: LabelledSet): string {
  const now = digestOf(makeWorld({ seed: made.seed, questions: made.questions }))
  return now === made.world
    ? `The seed still makes the world of ${name}.`
    : `The seed makes another world than that of ${name} now; labels are judged against the stored one.`
}
