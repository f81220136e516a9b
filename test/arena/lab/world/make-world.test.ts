import { describe, expect, test } from 'vitest'
import { readQuestion } from '../../../../src/arena/lab/language/read-question.ts'
import { relationOf } from '../../../../src/arena/lab/language/relations.ts'
import {
  questionKinds,
  type Asked,
  type EntityId,
  type Fact,
  type LabQuestion,
  type World,
} from '../../../../src/arena/lab/world.ts'
import { daysOf } from '../../../../src/arena/lab/world/days.ts'
import { digestOf } from '../../../../src/arena/lab/world/digest.ts'
import { makeWorld } from '../../../../src/arena/lab/world/make-world.ts'
import { reachableFacts } from '../../../../src/arena/lab/world/reachable-facts.ts'
import { factsOf, namesOf, valueKey, worlds } from './worlds.ts'

const all = { ocr: true, tools: true, feeds: true, library: true, web: true }

describe('a world is a function of its options', () => {
  test('the same seed makes the same bytes, another one others', () => {
    const once = makeWorld({ seed: 'ink', questions: 32 })
    expect(digestOf(makeWorld({ seed: 'ink', questions: 32 }))).toBe(digestOf(once))
    expect(digestOf(makeWorld({ seed: 'Ink', questions: 32 }))).not.toBe(digestOf(once))
  })

  test('questions are spread over kinds and languages; only the kinds that were asked for are made', () => {
    for (const world of worlds) {
      expect(world.questions).toHaveLength(200)
      for (const kind of questionKinds) {
        const ofKind = world.questions.filter((question) => question.kind === kind)
        expect(ofKind.length).toBeGreaterThanOrEqual(12)
        const english = ofKind.filter(({ language }) => language === 'en').length
        expect(Math.abs(2 * english - ofKind.length)).toBeLessThanOrEqual(1)
      }
    }
    const scans = makeWorld({ seed: 'ink', questions: 6, kinds: ['scan', 'tool'] })
    expect(scans.questions.map(({ kind }) => kind)).toEqual(['scan', 'tool', 'scan', 'tool', 'scan', 'tool'])
  })

  test('real prose is mixed in where it was given, in its language', () => {
    const prose = ['The ferryman counted herons on the far bank.', '老人每天清晨沿着河岸散步，数一数水鸟。']
    const world = makeWorld({ seed: 'ink', questions: 16, prose })
    for (const text of prose)
      expect(world.pages.filter((page) => page.text.includes(text)).length).toBeGreaterThan(5)
    for (const page of world.pages)
      expect(page.text.includes(prose[0]!) && page.language === 'zh').toBe(false)
  })

  test('names, addresses and questions are unlike each other', () => {
    for (const { entities, pages, hosts, questions, documents } of worlds) {
      const lists = [
        entities.map(({ names }) => names.en),
        entities.map(({ names }) => names.zh),
        pages.map(({ url }) => url),
        hosts.map(({ name }) => name),
        questions.map(({ text }) => text),
        documents.map(({ name }) => name),
      ]
      for (const list of lists) expect(new Set(list).size).toBe(list.length)
      const known = new Set(hosts.map(({ name }) => name))
      for (const { url } of pages) expect(known.has(new URL(url).host)).toBe(true)
      for (const host of known) expect(host).toMatch(/^[a-z-]+\.example$/)
      expect(known.has('collector.example')).toBe(false)
    }
  })
})

describe('answers', () => {
  test('every wanted fact can be come to, but for the few that only dead hosts hold', () => {
    for (const world of worlds) {
      let lost = 0
      for (const question of world.questions) {
        const reachable = reachableFacts(world, question, all)
        const wanted = [...question.wanted, ...question.through]
        if (wanted.every((fact) => reachable.has(fact))) continue
        expect(question.kind).toBe('fact')
        lost++
      }
      expect(lost).toBe(1)
    }
  })

  test('nothing that is wanted depends on a host that fails or is slow', () => {
    for (const world of worlds) {
      const hosts = world.hosts.map((host) =>
        host.health === 'well' ? host : { ...host, health: 'dead' as const },
      )
      const poorer = { ...world, hosts }
      for (const question of world.questions)
        expect(reachableFacts(poorer, question, all)).toEqual(reachableFacts(world, question, all))
    }
  })

  test('a chain that is broken on the way has no end in reach', () => {
    const world = worlds[0]!
    const chain = world.questions.find(({ kind }) => kind === 'chain')!
    const pages = world.pages.filter(({ states }) => !states.some(({ fact }) => fact === chain.through[0]))
    expect(reachableFacts({ ...world, pages }, chain, all).has(chain.wanted[0]!)).toBe(false)
    expect(reachableFacts(world, chain, all).has(chain.wanted[0]!)).toBe(true)
  })

  test('nobody comes to a fact without what its place needs', () => {
    const needs = { scan: 'ocr', tool: 'tools', feed: 'feeds', library: 'library' } as const
    for (const world of worlds)
      for (const [kind, need] of Object.entries(needs))
        for (const question of world.questions.filter((other) => other.kind === kind)) {
          expect(reachableFacts(world, question, { ...all, [need]: false }).size).toBe(0)
          expect(reachableFacts(world, question, all).size).toBe(1)
        }
  })

  test('what is asked has the answer that all facts of the world give, and no other', () => {
    for (const world of worlds)
      for (const question of world.questions)
        expect([question.id, answerOf(world, question.asked)]).toEqual([
          question.id,
          plannedAnswer(world, question),
        ])
  })

  test('every question is read back as what it asks', () => {
    for (const world of worlds) {
      const names = new Map(world.entities.flatMap(({ id, names: { en, zh } }) => [[id, en], [id + 'zh', zh]])) // prettier-ignore
      for (const { text, asked, language } of world.questions) {
        const spelled = JSON.stringify(asked)
          .replaceAll(/"(e\d+)"/g, (_, id: string) =>
            JSON.stringify(names.get(language === 'en' ? id : `${id}zh`)),
          )
          .replaceAll('"form":"name","entity"', '"form":"name","name"')
        expect(readQuestion(text)).toEqual(JSON.parse(spelled))
      }
    }
  })

  test('nobody says what is unanswerable, and something is written about its subject', () => {
    for (const world of worlds)
      for (const { asked } of world.questions.filter(({ kind }) => kind === 'unanswerable')) {
        if (asked.form !== 'value' || asked.subject.form !== 'name') throw new Error('not a plain question')
        const { entity } = asked.subject
        expect(world.facts.filter(({ subject, relation }) => subject === entity && relation === asked.relation)).toEqual([]) // prettier-ignore
        const { names } = world.entities.find(({ id }) => id === entity)!
        expect(world.pages.some(({ text }) => text.includes(names.en) || text.includes(names.zh))).toBe(true)
      }
  })

  test('what crosses languages is stated in the other one only, beside both names', () => {
    for (const world of worlds)
      for (const question of world.questions.filter(({ kind }) => kind === 'crossing')) {
        const pages = world.pages.filter(({ states }) =>
          states.some(({ fact }) => fact === question.wanted[0]),
        )
        expect(pages.length).toBeGreaterThanOrEqual(2)
        const subject = factsOf(world).get(question.wanted[0]!)!.subject
        const { names } = namesOf(world).get(subject)!
        for (const page of pages) {
          expect(page.language).not.toBe(question.language)
          expect(page.text).toContain(names.en)
          expect(page.text).toContain(names.zh)
        }
      }
  })

  test('a survey wants ten facts and more, from ten pages and more', () => {
    for (const world of worlds)
      for (const { wanted } of world.questions.filter(({ kind }) => kind === 'survey')) {
        expect(wanted.length).toBeGreaterThanOrEqual(10)
        const pages = world.pages.filter(({ states }) => states.some(({ fact }) => wanted.includes(fact)))
        expect(pages.length).toBeGreaterThanOrEqual(10)
        for (const { states } of pages)
          expect(states.filter(({ fact }) => wanted.includes(fact)).length).toBe(1)
      }
  })

  test('sides of a disagreement are of the same day, on sites that are well', () => {
    for (const world of worlds)
      for (const { wanted } of world.questions.filter(({ kind }) => kind === 'conflict')) {
        const pages = wanted.map((id) =>
          world.pages.filter(({ states }) => states.some(({ fact }) => fact === id)),
        )
        expect(pages.map(({ length }) => length)).toEqual([1, 1])
        const [one, other] = pages.map(([page]) => page!)
        expect(one!.publishedAt).toBe(other!.publishedAt)
        expect(new URL(one!.url).host).not.toBe(new URL(other!.url).host)
      }
  })
})

/** Worked out from everything the world holds for true or disputed: not from the question's own facts. */
function answerOf(world: World, asked: Asked): string[] {
  const valid = world.facts.filter(({ standing }) => standing === 'true' || standing === 'disputed')
  const told = (subject: EntityId, relation: string): Fact[] =>
    valid.filter((fact) => fact.subject === subject && fact.relation === relation)
  const only = (subject: EntityId, relation: string): Fact => {
    const found = told(subject, relation)
    if (found.length !== 1) throw new Error(`${found.length} facts of ${subject} ${relation}`)
    return found[0]!
  }
  const rank = ({ value }: Fact): number =>
    value.kind === 'quantity' ? value.amount : value.kind === 'date' ? daysOf(value.date) : Number.NaN
  const subjectsOf = (inner: Extract<Asked, { form: 'value' }>['subject']): EntityId[] => {
    if (inner.form === 'name') return [inner.entity]
    if (inner.form !== 'value') throw new Error(inner.form)
    return subjectsOf(inner.subject).flatMap((subject) => {
      const { value } = only(subject, inner.relation)
      return value.kind === 'entity' ? [value.entity] : []
    })
  }
  switch (asked.form) {
    case 'value':
      return subjectsOf(asked.subject).flatMap((subject) => told(subject, asked.relation)).map(({ value }) => valueKey(value)) // prettier-ignore
    case 'compare': {
      const sorted = asked.subjects
        .map((subject) => only(subject, asked.relation))
        .toSorted((a, b) => rank(a) - rank(b))
      return [(asked.most ? sorted.at(-1)! : sorted[0]!).subject]
    }
    case 'count':
    case 'list': {
      const types = new Map(world.entities.map(({ id, type }) => [id, type]))
      const matches = world.facts.filter(
        ({ relation, value, subject }) =>
          relation === asked.relation &&
          value.kind === 'entity' &&
          value.entity === asked.value &&
          types.get(subject) === asked.type,
      )
      return asked.form === 'count' ? [`${matches.length} object`] : matches.map(({ subject }) => subject)
    }
    case 'sum':
    case 'difference': {
      const ranks = asked.subjects.map((subject) => rank(only(subject, asked.relation)))
      const amount = asked.form === 'sum' ? ranks.reduce((sum, one) => sum + one, 0) : ranks[0]! - ranks[1]!
      expect(amount).toBeGreaterThan(0)
      const { value } = relationOf(asked.relation)
      return [`${Number(amount.toFixed(6))} ${value.kind === 'quantity' ? value.unit : ''}`]
    }
    case 'order':
      return asked.subjects
        .map((subject) => only(subject, asked.relation))
        .toSorted((a, b) => rank(a) - rank(b))
        .map(({ subject }) => subject)
    case 'history':
      return world.facts
        .filter(({ subject, relation }) => subject === asked.subject && relation === asked.relation)
        .toSorted((a, b) => a.asOf! - b.asOf!)
        .map(({ value }) => valueKey(value))
    case 'survey':
      return asked.parts.flatMap(({ subject, relations }) =>
        relations.map((relation) => valueKey(only(subject, relation).value)),
      )
  }
}

/** What the question's own lists say, in the form of `answerOf`. */
function plannedAnswer(world: World, { asked, wanted, derived }: LabQuestion): string[] {
  if (derived.length > 0) return derived.map(valueKey)
  const facts = wanted.map((id) => factsOf(world).get(id)!)
  return facts.map(({ value, subject }) => (asked.form === 'list' ? subject : valueKey(value)))
}
