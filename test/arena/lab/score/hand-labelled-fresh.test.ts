import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createSentenceJudge } from '../../../../src/arena/lab/score/judge-sentence.ts'
import type { PublishedSentence, SentenceTruth } from '../../../../src/arena/lab/score/score.ts'
import type { Entity, FactId, QuestionId, World } from '../../../../src/arena/lab/world.ts'

/** A line of `test/fixtures/lab-sentences-2.jsonl`; how the labels were made stands in `lab-sentences.md`. */
interface Labelled {
  readonly id: string
  readonly language: 'en' | 'zh'
  readonly question: QuestionId
  readonly heading?: string
  readonly before?: string
  readonly contested?: true
  readonly text: string
  readonly truth: SentenceTruth
  readonly states: readonly FactId[]
  readonly note: string
  /** The facts that the label rests on, with names instead of the ids of entities. */
  readonly facts: readonly { readonly id: FactId }[]
}

const fixtures = new URL('../../../fixtures/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, fixtures), 'utf8')
const world = JSON.parse(read('lab-sentences-2.world.json')) as World
// The first line names the world from which the sentences were made.
const [, ...lines] = read('lab-sentences-2.jsonl').trimEnd().split('\n')
const labelled = lines.map((line) => JSON.parse(line) as Labelled)

describe('fresh sentences labelled by hand', () => {
  test('there are 55 in each language, all labels among them as often as planned, none twice', () => {
    expect(countsOf((sentence) => sentence.language)).toEqual({ en: 55, zh: 55 })
    expect(countsOf((sentence) => sentence.truth)).toEqual({
      true: 45, stale: 10, false: 15, poisoned: 6, unsupported: 14, unchecked: 20,
    }) // prettier-ignore
    expect(new Set(labelled.map((sentence) => sentence.text)).size).toBe(labelled.length)
    expect(new Set(labelled.map((sentence) => sentence.id)).size).toBe(labelled.length)
  })

  test('what a label rests on is what the stored world says', () => {
    for (const { id, facts, states } of labelled) {
      const wanted = facts.map((fact) => named(fact.id))
      expect(facts, id).toEqual(wanted)
      expect(wanted.map((fact) => fact?.id), id).toEqual(expect.arrayContaining([...states])) // prettier-ignore
    }
  })

  test('the judge agrees with the labels on the truth of at least 90 of 100', () => {
    const judged = labelled.map((sentence) => ({ sentence, ...judgedOf(sentence) }))
    const otherTruth = judged.filter(({ sentence, truth }) => truth !== sentence.truth)
    const otherStates = judged.filter(({ sentence, states }) => !sameIds(states, sentence.states))
    const agreement = share(labelled.length - otherTruth.length)
    const report = [
      `fresh: truth ${agreement.toFixed(3)} (${labelled.length - otherTruth.length} of ${labelled.length}), ` +
        `states ${share(labelled.length - otherStates.length).toFixed(3)}`,
      ...otherTruth.map(
        ({ sentence, truth }) =>
          `${sentence.id} labelled ${sentence.truth}, judged ${truth}: ${sentence.text}`,
      ),
      ...otherStates.map(
        ({ sentence, states }) =>
          `${sentence.id} labelled [${sentence.states.join()}], judged [${states.join()}]`,
      ),
    ].join('\n')
    console.info(report)
    expect(agreement, report).toBeGreaterThanOrEqual(0.9)
  })
})

function judgedOf(sentence: Labelled): { truth: SentenceTruth; states: readonly FactId[] } {
  const question = world.questions.find((candidate) => candidate.id === sentence.question)
  if (!question) throw new Error(`${sentence.id}: no question ${sentence.question}`)
  const heading = sentence.heading === undefined ? {} : { heading: sentence.heading }
  const contested = sentence.contested ? { contested: true as const } : {}
  const published: PublishedSentence = { text: sentence.text, ...heading, ...contested }
  const before = sentence.before === undefined ? undefined : { text: sentence.before, ...heading }
  const { truth, states } = createSentenceJudge(world, question)(published, before)
  return { truth, states }
}

function named(id: FactId): { readonly id: FactId } | undefined {
  const fact = world.facts.find((candidate) => candidate.id === id)
  if (!fact) return undefined
  const nameOf = (entity: Entity['id']): object => {
    const { names, type } = world.entities.find((candidate) => candidate.id === entity)!
    return { id: entity, type, ...names }
  }
  const { value } = fact
  const plain = value.kind === 'entity' ? { ...value, entity: nameOf(value.entity) } : value
  return { ...fact, subject: nameOf(fact.subject), value: plain } as { readonly id: FactId }
}

function countsOf(key: (sentence: Labelled) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const sentence of labelled) counts[key(sentence)] = (counts[key(sentence)] ?? 0) + 1
  return counts
}

function sameIds(a: readonly FactId[], b: readonly FactId[]): boolean {
  return a.toSorted().join() === b.toSorted().join()
}

function share(count: number): number {
  return count / labelled.length
}
