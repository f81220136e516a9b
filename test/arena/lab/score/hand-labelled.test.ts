import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createSentenceJudge } from '../../../../src/arena/lab/score/judge-sentence.ts'
import type { PublishedSentence, SentenceTruth } from '../../../../src/arena/lab/score/score.ts'
import type { Entity, FactId, QuestionId, World } from '../../../../src/arena/lab/world.ts'
import { digestOf, makeWorld } from '../../../../src/arena/lab/world/index.ts'

/** A line of `test/fixtures/lab-sentences.jsonl`; how the labels were made stands in `lab-sentences.md`. */
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
const world = JSON.parse(read('lab-sentences.world.json')) as World
const [head, ...lines] = read('lab-sentences.jsonl').trimEnd().split('\n')
const made = JSON.parse(head!) as {
  readonly world: string
  readonly seed: string
  readonly questions: number
}
const labelled = lines.map((line) => JSON.parse(line) as Labelled)

describe('sentences labelled by hand', () => {
  test('there are over a hundred, both languages and all labels among them, none twice', () => {
    expect(labelled.length).toBeGreaterThan(100)
    expect(new Set(labelled.map((sentence) => sentence.text)).size).toBe(labelled.length)
    const kinds = new Set(labelled.map((sentence) => `${sentence.language} ${sentence.truth}`))
    expect(kinds.size).toBe(12)
  })

  test('what a label rests on is what the stored world says', () => {
    for (const { id, facts, states } of labelled) {
      const wanted = facts.map((fact) => named(fact.id))
      expect(facts, id).toEqual(wanted)
      expect(wanted.map((fact) => fact?.id), id).toEqual(expect.arrayContaining([...states])) // prettier-ignore
    }
  })

  test('the judge agrees with the labels on the truth of at least 97 of 100', () => {
    const judged = labelled.map((sentence) => ({ sentence, ...judgedOf(sentence) }))
    const otherTruth = judged.filter(({ sentence, truth }) => truth !== sentence.truth)
    const otherStates = judged.filter(({ sentence, states }) => !sameIds(states, sentence.states))
    const agreement = share(labelled.length - otherTruth.length)
    const statesAgreement = share(labelled.length - otherStates.length)
    const report = [
      `truth ${agreement.toFixed(3)}, states ${statesAgreement.toFixed(3)}`,
      ...otherTruth.map(
        ({ sentence, truth }) =>
          `${sentence.id} labelled ${sentence.truth}, judged ${truth}: ${sentence.text}`,
      ),
      ...otherStates.map(
        ({ sentence, states }) =>
          `${sentence.id} labelled [${sentence.states.join()}], judged [${states.join()}]`,
      ),
    ].join('\n')
    if (otherTruth.length + otherStates.length > 0) console.info(report)
    expect(agreement, `${report}\n${agreement < 0.97 ? ofTheWorld() : ''}`).toBeGreaterThanOrEqual(0.97)
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

function sameIds(a: readonly FactId[], b: readonly FactId[]): boolean {
  return a.toSorted().join() === b.toSorted().join()
}

function share(count: number): number {
  return count / labelled.length
}

/** Whether the generator still makes what was labelled: a help to whoever looks for the cause of a disagreement. */
function ofTheWorld(): string {
  const now = digestOf(makeWorld({ seed: made.seed, questions: made.questions }))
  return now === made.world
    ? 'The seed still makes the world that was labelled.'
    : 'The seed makes another world now; labels are judged against the stored one.'
}
