import type { Chance } from '#runtime'
import type { Asked, EntityId, LabLanguage } from '../world.ts'
import { framesOf, listing } from './frames.ts'
import type { RelationWords } from './relation.ts'
import { relationOf } from './relations.ts'
import { capital, nameOf, pick, type Names } from './tell-value.ts'

/** A question in words; nested questions become noun phrases. */
export function tellQuestion(asked: Asked, language: LabLanguage, names: Names, chance: Chance): string {
  const name = (entity: EntityId): string => nameOf(entity, language, names)
  const list = (entities: readonly EntityId[]): string => listing(entities.map(name), language)
  switch (asked.form) {
    case 'value':
      return capital(
        pick(wordsOf(asked.relation, language).asks, chance).replace(
          '{s}',
          phraseOf(asked.subject, language, names),
        ),
      )
    case 'compare': {
      const { which, whichLess } = wordsOf(asked.relation, language)
      const isDate = relationOf(asked.relation).value.kind === 'date'
      const template = said(asked.most === isDate ? whichLess : which, asked)
      return template
        .replace(
          '{a}',
          asked.subjects
            .slice(0, -1)
            .map(name)
            .join(language === 'en' ? ', ' : '、'),
        )
        .replace('{b}', name(asked.subjects.at(-1)!))
    }
    case 'count':
    case 'list':
      return said(wordsOf(asked.relation, language)[asked.form]?.[asked.type], asked).replace(
        '{v}',
        name(asked.value),
      )
    case 'sum':
      return said(wordsOf(asked.relation, language).together, asked).replace('{list}', list(asked.subjects))
    case 'order':
      return said(wordsOf(asked.relation, language).order, asked).replace('{list}', list(asked.subjects))
    case 'difference':
      return said(wordsOf(asked.relation, language).gap, asked)
        .replace('{a}', name(asked.subjects[0]!))
        .replace('{b}', name(asked.subjects[1]!))
    case 'history':
      return pick(framesOf(relationOf(asked.relation), language).history, chance).replace(
        '{s}',
        name(asked.subject),
      )
    case 'survey': {
      const { survey } = framesOf(undefined, language)
      const topics = asked.parts.flatMap(({ subject, relations }) =>
        relations.map((relation) => wordsOf(relation, language).topic.replace('{s}', name(subject))),
      )
      return pick(survey, chance)
        .replace('{list}', list(asked.parts.map(({ subject }) => subject)))
        .replace('{topics}', listing(topics, language))
    }
  }
}

type Nested = Extract<Asked, { readonly form: 'value' }>['subject']

/** `the designer of Velmora Bridge` */
function phraseOf(subject: Nested, language: LabLanguage, names: Names): string {
  if (subject.form === 'name') return nameOf(subject.entity, language, names)
  if (subject.form !== 'value')
    throw new TypeError(`what ${subject.form} asks cannot be spoken of as one thing`)
  return said(wordsOf(subject.relation, language).noun, subject).replace(
    '{s}',
    phraseOf(subject.subject, language, names),
  )
}

function wordsOf(relation: string, language: LabLanguage): RelationWords {
  return relationOf(relation).words[language]
}

/** A wording that not every relation has: whoever makes questions asks only what can be asked. */
function said(template: string | undefined, asked: Asked): string {
  if (template === undefined) throw new TypeError(`no words for ${JSON.stringify(asked)}`)
  return template
}
