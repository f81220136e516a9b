/** Questions put into words. */
import { chanceOf } from '#runtime'
import type { Asked, Entity, EntityId, LabLanguage } from '../world.ts'
import { tellQuestion, type ReadQuestion } from '../language/index.ts'
import { relationOf, type Facts } from './mind-facts.ts'
import { overlap } from './mind-overlap.ts'
import { fill, listed } from './mind-tell.ts'

/** A question in the words of the language; of several wordings the one nearest to those of another question. */
export function tellAsked(
  question: ReadQuestion,
  language: LabLanguage,
  facts: Facts,
  near?: string,
): string {
  if (near === undefined || question.form === 'survey') return wording(question, language, facts, '')
  const wordings = turns.map((turn) => wording(question, language, facts, turn))
  const shared = wordings.map((one) => overlap(one, near))
  return wordings[shared.indexOf(Math.max(...shared))]!
}

/** A question in several wordings, each once. */
export function wordingsAsked(question: ReadQuestion, language: LabLanguage, facts: Facts): string[] {
  return [...new Set(turns.map((turn) => wording(question, language, facts, turn)))]
}

const turns = ['', ' 1', ' 2', ' 3', ' 4', ' 5']

function wording(question: ReadQuestion, language: LabLanguage, facts: Facts, turn: string): string {
  if (question.form === 'survey') return tellTopics(question, language, facts)
  const names = new Map<EntityId, Entity>()
  const idOf = (name: string): EntityId => {
    const id: EntityId = `e${names.size + 1}`
    const told = facts.nameIn(name, language)
    names.set(id, { id, type: 'bridge', names: { en: told, zh: told } })
    return id
  }
  const asked = askedOf(question, idOf)
  return tellQuestion(asked, language, names, chanceOf('mind', JSON.stringify(question) + turn))
}

/** Several things of several subjects as one question, since a sub-question is one. */
function tellTopics(
  { parts }: Extract<ReadQuestion, { form: 'survey' }>,
  language: LabLanguage,
  facts: Facts,
): string {
  const topics = parts.flatMap(({ subject, relations }) =>
    relations.flatMap((id) => {
      const topic = relationOf(id)?.words[language].topic
      return topic === undefined ? [] : [fill(topic, { s: facts.nameIn(subject, language) })]
    }),
  )
  return language === 'en' ? `What are ${listed(topics, 'en')}?` : `${listed(topics, 'zh')}分别是什么？`
}

function askedOf(question: ReadQuestion, idOf: (name: string) => EntityId): Asked {
  switch (question.form) {
    case 'value': {
      const { subject } = question
      return {
        ...question,
        subject:
          subject.form === 'name' ? { form: 'name', entity: idOf(subject.name) } : askedOf(subject, idOf),
      }
    }
    case 'compare':
      return { ...question, subjects: question.subjects.map(idOf) }
    case 'sum':
    case 'difference':
    case 'order':
      return { ...question, subjects: question.subjects.map(idOf) }
    case 'count':
    case 'list':
      return { ...question, value: idOf(question.value) }
    case 'history':
      return { ...question, subject: idOf(question.subject) }
    case 'survey':
      return {
        form: 'survey',
        parts: question.parts.map((part) => ({ ...part, subject: idOf(part.subject) })),
      }
    default:
      return question satisfies never
  }
}
