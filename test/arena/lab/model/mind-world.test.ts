import { describe, expect, test } from 'vitest'
import {
  readStatements,
  translateName,
  type ReadStatement,
} from '../../../../src/arena/lab/language/index.ts'
import type { Fact, LabQuestion } from '../../../../src/arena/lab/world.ts'
import { makeWorld } from '../../../../src/arena/lab/world/make-world.ts'
import { writeSectionPrompt } from '../../../../src/research/write-section.prompt.ts'
import { answerOf, put } from './mind-prompts.ts'

const world = makeWorld({ seed: 'mind', questions: 96 })
const factOf = new Map(world.facts.map((fact) => [fact.id, fact]))
const nameOf = new Map(world.entities.map(({ id, names }) => [id, names.en]))

/** A statement or a fact as something that can be compared: names in English, values whole. */
const keyOf = ({
  subject,
  relation,
  value,
  asOf,
}: Pick<ReadStatement, 'subject' | 'relation' | 'value' | 'asOf'>) =>
  JSON.stringify([
    translateName(subject, 'en'),
    relation,
    value.kind === 'name' ? translateName(value.name, 'en') : value,
    asOf,
  ])
const factKey = ({ subject, relation, value, asOf }: Fact) =>
  JSON.stringify([
    nameOf.get(subject),
    relation,
    value.kind === 'entity' ? nameOf.get(value.entity) : value,
    asOf,
  ])

const withoutYear = (key: string) => JSON.stringify((JSON.parse(key) as unknown[]).slice(0, 3))

/** A section asked for with every page before it that states what is needed. */
function sectionOf(question: LabQuestion) {
  const needed = new Set([...question.wanted, ...question.through])
  const pages = world.pages.filter(({ states }) => states.some(({ fact }) => needed.has(fact)))
  let id = 0
  const passages = pages.map(({ title, publishedAt, text }) => ({
    about: { source: title, published: publishedAt },
    statements: text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => ({ id: `E${++id}`, text: line, evidence: [] })),
  }))
  return writeSectionPrompt({ question: question.text, language: question.language, passages, most: 60 })
}

describe.each([
  'fact',
  'chain',
  'compare',
  'count',
  'sum',
  'timeline',
  'superseded',
  'conflict',
  'list',
  'survey',
  'crossing',
] as const)('%s', (kind) => {
  const questions = world.questions.filter((question) => question.kind === kind)

  test('answers from the pages that state what is needed, whole, and says nothing that they do not', () => {
    expect(questions.length).toBeGreaterThan(1)
    for (const question of questions) {
      const prompt = sectionOf(question)
      const { answers, sentences } = answerOf(prompt)
      expect(answers, question.text).toBe('yes')
      const told = new Set(sentences.flatMap(({ text }) => readStatements(text)).map(keyOf))
      const shown = new Set(
        readStatements(`${prompt.material}`.replace(/\[source-text \S+ source\] /g, '# ')).map(keyOf),
      )
      for (const one of told) expect(shown.has(one), `${one} in answer to ${question.text}`).toBe(true)
      // A past state is told up to its last year, which is not the year of the fact.
      const values = [...told].map(withoutYear)
      for (const wanted of question.wanted)
        expect(values, question.text).toContain(withoutYear(factKey(factOf.get(wanted)!)))
    }
  })
})

test('with nothing shown it says so, whatever is asked', () => {
  for (const { text, language } of world.questions) {
    const answer = put({ turns: [{ role: 'user', text }] }).text
    expect(readStatements(answer)).toEqual([])
    expect(answer).toContain(language === 'en' ? 'not found' : '没有找到')
  }
})
