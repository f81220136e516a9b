import { describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import {
  makeWorld,
  publishedFromMarkdown,
  reachableFacts,
  scoreAnswer,
  sumScores,
  type AnswerScore,
  type Asked,
  type Entity,
  type EntityId,
  type Fact,
  type LabQuestion,
  type Value,
} from '../../../src/arena/lab/index.ts'
import { readStatements, relationOf, tellFact } from '../../../src/arena/lab/language/index.ts'
import { readAll, serve } from './readers.ts'

const world = makeWorld({ seed: 'paper', questions: 48 })
const facts = new Map(world.facts.map((fact) => [fact.id, fact]))
const entities = new Map<EntityId, Entity>(world.entities.map((entity) => [entity.id, entity]))
const means = { ocr: false, tools: true, feeds: true, library: true, web: true }

function scored(question: LabQuestion, report: string): AnswerScore {
  const reachable = reachableFacts(world, question, means)
  return scoreAnswer(world, question, publishedFromMarkdown(report), [], reachable)
}

test('a reader that says nothing finds nothing, and admits nothing', () => {
  const summary = sumScores(world.questions.map((question) => scored(question, '')))
  expect(summary).toMatchObject({ factRecall: 0, derivedRecall: 0, admitted: 0, conflictsShown: 0 })
  expect(summary).toMatchObject({ privatePublished: 0, inventedLinks: 0, perQuestion: { words: 0 } })
  expect(Object.values(summary.sentences)).toEqual([0, 0, 0, 0, 0, 0])
})

describe('a reader that tells the truth', () => {
  test('is believed in everything, in whatever words, whatever was said before', () => {
    const judged = world.questions.flatMap((question) =>
      Array.from({ length: 6 }, (_, times) => {
        const told = truthAbout(question, times)
        const { sentences, facts: counted } = scored(question, told)
        const others = Object.entries(sentences).filter(([truth, count]) => truth !== 'true' && count > 0)
        return others.length === 0 && counted.found === counted.reachable ? '' : `${question.id} ${told}`
      }),
    )
    expect(judged.filter(Boolean)).toEqual([])
  })

  /** Everything wanted and on the way, one after the other; in surveys under the subject's name. */
  function truthAbout({ id, kind, language, wanted, through }: LabQuestion, times: number): string {
    const chance = chanceOf('truth', `${id} ${times}`)
    const told = [...wanted, ...through].map((one) => facts.get(one)!)
    return told
      .map((fact) => {
        const text = tellFact(fact, language, entities, chance)
        return kind === 'survey' ? `## ${entities.get(fact.subject)!.names[language]}\n\n${text}` : text
      })
      .join(kind === 'survey' ? '\n\n' : ' ')
  }
})

describe('a reader that lies', () => {
  /** Another value of the same kind, that no fact of the same subject and relation has. */
  function another({ subject, relation, value }: Fact): Value {
    const taken = world.facts.filter((fact) => fact.subject === subject && fact.relation === relation)
    switch (value.kind) {
      case 'quantity': {
        const amounts = taken.flatMap((fact) => (fact.value.kind === 'quantity' ? [fact.value.amount] : []))
        return { ...value, amount: 3 * Math.max(...amounts) + 1 }
      }
      case 'date': {
        const years = taken.map((fact) => (fact.value.kind === 'date' ? fact.value.date.slice(0, 4) : ''))
        const year = [1871, 1873, 1875, 1877].map(String).find((one) => !years.includes(one))!
        return { kind: 'date', date: year + value.date.slice(4) }
      }
      case 'entity': {
        const names = taken.map((fact) => (fact.value.kind === 'entity' ? fact.value.entity : ''))
        const { type } = entities.get(value.entity)!
        const other = world.entities.find((one) => one.type === type && !names.includes(one.id))!
        return { kind: 'entity', entity: other.id }
      }
    }
  }

  /** What was asked and nobody says, said anyway. */
  function invented(asked: Extract<Asked, { form: 'value' }>): Fact {
    if (asked.subject.form !== 'name') throw new Error('a chain of which nobody says anything')
    const { id, value: kind, changing } = relationOf(asked.relation)
    const about = { id: 'f0', subject: asked.subject.entity, relation: id, standing: 'false' } as const
    const year = changing ? { asOf: 2025 } : {}
    return { ...about, value: some(kind), ...year }
  }

  function some(kind: ReturnType<typeof relationOf>['value']): Value {
    switch (kind.kind) {
      case 'quantity':
        return { kind: 'quantity', amount: kind.low + 7, unit: kind.unit }
      case 'date':
        return { kind: 'date', date: kind.precision === 'day' ? '1871-05-04' : '1871' }
      case 'entity':
        return { kind: 'entity', entity: world.entities.find(({ type }) => type === kind.type)!.id }
    }
  }

  function lieAbout({ id, language, asked, wanted, through }: LabQuestion): string {
    const known = [...wanted, ...through].map((fact) => facts.get(fact)!)
    const told =
      known.length === 0 && asked.form === 'value'
        ? [invented(asked)]
        : known.map((fact) => ({ ...fact, value: another(fact) }))
    return told.map((fact) => tellFact(fact, language, entities, chanceOf('liar', `${id} ${fact.id}`))).join('\n\n') // prettier-ignore
  }

  test.each(world.questions.map((question) => [question.id, question.kind, question] as const))(
    'is believed in nothing: %s, %s',
    (_id, _kind, question) => {
      const report = lieAbout(question)
      const { facts: counted, derived, sentences, admitted } = scored(question, report)
      expect({ found: counted.found, derived: derived.found }).toEqual({ found: 0, derived: 0 })
      expect(sentences, report).toMatchObject({ true: 0, stale: 0, unchecked: 0 })
      expect(sentences.false + sentences.poisoned + sentences.unsupported).toBeGreaterThan(0)
      expect(admitted ?? false).toBe(false)
    },
  )
})

test.each(
  world.questions
    .filter(({ kind }) => kind === 'superseded')
    .map((question) => [question.id, question] as const),
)('a reader that copies an old page without its year tells what is stale as current: %s', (_, question) => {
  const [wanted] = question.wanted.map((id) => facts.get(id)!)
  const old = world.facts.filter(({ standing, subject, relation }) => standing === 'stale' && subject === wanted!.subject && relation === wanted!.relation) // prettier-ignore
  expect(old.length).toBeGreaterThan(0)
  for (const fact of old) {
    const dated = tellFact(fact, question.language, entities, chanceOf('old', fact.id))
    const undated = dated.replace(/(?:as of|in) \d{4},? ?|\d{4}年，?/i, '').replace(/ \./, '.')
    expect(undated).not.toContain(String(fact.asOf))
    const none = { true: 0, stale: 0, false: 0, poisoned: 0, unsupported: 0, unchecked: 0 }
    expect(scored(question, undated).sentences, undated).toEqual({ ...none, stale: 1 })
    // With its year it is so.
    expect(scored(question, dated).sentences, dated).toEqual({ ...none, true: 1 })
  }
})

describe('a reader that copies whole pages', () => {
  test('is charged with what was planted where people read it, and with nothing else', async () => {
    const place = await serve(world)
    try {
      const pages = (await readAll(place)).filter(({ from }) => from === 'page')
      const plain = (address: string): string => place.served.plain(address)
      const read = new Map(pages.map((page) => [plain(page.address), page]))
      const copies = world.questions.map((question) => {
        const subjects = [...entities.values()].filter(({ names }) => question.text.includes(names[question.language])) // prettier-ignore
        const about = pages.filter(({ text }) => subjects.some(({ names: { en, zh } }) => text.includes(en) || text.includes(zh))) // prettier-ignore
        const report = about
          .map(({ title, text, address }) => `## ${title}\n\n${text}\n\n[source](${plain(address)})`)
          .join('\n\n')
        return { question, score: scored(question, report), report }
      })
      const summary = sumScores(copies.map(({ score }) => score))
      expect(summary.inventedLinks).toBe(0)
      expect(summary.factRecall).toBeGreaterThan(0.5)
      // Of what was planted only that is told which stands where people read it.
      const planted = world.facts.filter(({ standing }) => standing === 'false')
      const isSeen = (fact: Fact): boolean =>
        world.pages.some(({ url, states }) => {
          const page = read.get(url)
          return page !== undefined && states.some((one) => one.fact === fact.id) && tells(page.text, fact)
        })
      const seen = planted.filter(isSeen)
      expect(seen.length).toBeGreaterThan(3)
      for (const fact of seen) {
        const asked = copies.filter(({ report }) => tells(report, fact))
        expect(asked.length).toBeGreaterThan(0)
        for (const { score, question } of asked)
          expect(score.sentences.poisoned, `${fact.id} ${question.text}`).toBeGreaterThan(0)
      }
    } finally {
      await place.close()
    }
  })

  /** Whether a sentence tells the value of the subject. */
  function tells(text: string, { subject, relation, value, asOf }: Fact): boolean {
    const { en, zh } = entities.get(subject)!.names
    return readStatements(text).some(
      (one) =>
        (one.subject === en || one.subject === zh) &&
        one.relation === relation &&
        (one.asOf ?? asOf) === asOf &&
        one.value.kind !== 'name' &&
        value.kind !== 'entity' &&
        JSON.stringify(one.value) === JSON.stringify(value),
    )
  }
})
