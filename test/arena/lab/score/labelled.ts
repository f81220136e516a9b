import { readFileSync } from 'node:fs'
import { createSentenceJudge, judgeSentences } from '../../../../src/arena/lab/score/judge-sentence.ts'
import type { PublishedSentence, SentenceTruth } from '../../../../src/arena/lab/score/score.ts'
import type { Entity, Fact, FactId, LabQuestion, World } from '../../../../src/arena/lab/world.ts'

/** Sets of sentences labelled by hand, and how far the scorer agrees with them; how they were labelled stands in `test/fixtures/lab-sentences.md`. */

/** A labelled sentence: a line of a set. */
export interface Labelled {
  readonly id: string
  readonly language: 'en' | 'zh'
  readonly question: LabQuestion['id']
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

/** A set with the world it was labelled by. */
export interface LabelledSet {
  readonly name: string
  /** From which world the sentences were made: its digest, and what makes it. */
  readonly made: { readonly world: string; readonly seed: string; readonly questions: number }
  readonly world: World
  /** The sentences are those of whole reports, one after the other: judged in a row, as the lab judges them. */
  readonly running: boolean
  readonly sentences: readonly Labelled[]
}

/** A sentence judged otherwise than labelled. */
export interface Disagreement {
  readonly sentence: Labelled
  readonly truth: SentenceTruth
  readonly states: readonly FactId[]
}

/** How far the scorer agrees with a set: shares are 0 to 1. */
export interface Agreement {
  /** How many sentences the set has. */
  readonly sentences: number
  /** The share whose truth is judged as labelled. */
  readonly truth: number
  /** The share of which exactly the labelled facts are said to be stated. */
  readonly states: number
  /** Sentences whose truth or stated facts are judged otherwise. */
  readonly disagreements: readonly Disagreement[]
}

const fixtures = new URL('../../../fixtures/', import.meta.url)

/** Reads `test/fixtures/<name>.jsonl` (its first line names the world) and `<name>.world.json`. */
export function readLabelled(name: string): LabelledSet {
  const read = (file: string): string => readFileSync(new URL(file, fixtures), 'utf8')
  const [head, ...lines] = read(`${name}.jsonl`).trimEnd().split('\n')
  return {
    name,
    made: JSON.parse(head!) as LabelledSet['made'],
    world: JSON.parse(read(`${name}.world.json`)) as World,
    running: name.endsWith('-3'),
    sentences: lines.map((line) => JSON.parse(line) as Labelled),
  }
}

/** Judges every sentence of a set. */
export function agreementOf(set: LabelledSet): Agreement {
  const judged = set.running
    ? [...Map.groupBy(set.sentences, ({ question }) => question).values()].flatMap((report) =>
        reportJudged(set.world, report),
      )
    : set.sentences.map((sentence) => ({ sentence, ...judgedOf(set.world, sentence) }))
  const otherTruth = judged.filter(({ sentence, truth }) => truth !== sentence.truth)
  const otherStates = judged.filter(({ sentence, states }) => !sameIds(states, sentence.states))
  const share = (others: number): number => (judged.length - others) / judged.length
  return {
    sentences: judged.length,
    truth: share(otherTruth.length),
    states: share(otherStates.length),
    disagreements: judged.filter((one) => otherTruth.includes(one) || otherStates.includes(one)),
  }
}

/** An agreement as lines that people read. */
export function told(name: string, { sentences, truth, states, disagreements }: Agreement): string {
  const lines = disagreements.map(({ sentence, truth: judged, states: stated }) =>
    judged === sentence.truth
      ? `${sentence.id} labelled [${sentence.states.join()}], judged [${stated.join()}]`
      : `${sentence.id} labelled ${sentence.truth}, judged ${judged}: ${sentence.text}`,
  )
  const head = `${name}: ${sentences} sentences, truth ${truth.toFixed(3)}, states ${states.toFixed(3)}`
  return [head, ...lines].join('\n')
}

/** A fact of the world as fixtures store it: names instead of the ids of entities. */
export function named(world: World, id: FactId): { readonly id: FactId } | undefined {
  const fact: Fact | undefined = world.facts.find((candidate) => candidate.id === id)
  if (!fact) return undefined
  const nameOf = (entity: Entity['id']): object => {
    const { names, type } = world.entities.find((candidate) => candidate.id === entity)!
    return { id: entity, type, ...names }
  }
  const { value } = fact
  const plain = value.kind === 'entity' ? { ...value, entity: nameOf(value.entity) } : value
  return { ...fact, subject: nameOf(fact.subject), value: plain } as { readonly id: FactId }
}

function judgedOf(world: World, sentence: Labelled): { truth: SentenceTruth; states: readonly FactId[] } {
  const { before } = sentence
  const heading = sentence.heading === undefined ? {} : { heading: sentence.heading }
  const judge = createSentenceJudge(world, questionOf(world, sentence))
  const { truth, states } = judge(
    publishedOf(sentence),
    before === undefined ? undefined : { text: before, ...heading },
  )
  return { truth, states }
}

/** The sentences of one report, each after those before it. */
function reportJudged(world: World, report: readonly Labelled[]): Disagreement[] {
  const judged = judgeSentences(world, questionOf(world, report[0]!), report.map(publishedOf))
  return report.map((sentence, i) => ({ sentence, truth: judged[i]!.truth, states: judged[i]!.states }))
}

function questionOf(world: World, { id, question }: Labelled): LabQuestion {
  const found = world.questions.find((candidate) => candidate.id === question)
  if (!found) throw new Error(`${id}: no question ${question}`)
  return found
}

function publishedOf({ text, heading, contested }: Labelled): PublishedSentence {
  return {
    text,
    ...(heading !== undefined && { heading }),
    ...(contested && { contested }),
  }
}

function sameIds(a: readonly FactId[], b: readonly FactId[]): boolean {
  return a.toSorted().join() === b.toSorted().join()
}
