import type { Chance } from '#runtime'
import type { Asked, Entity, EntityId, Fact, LabLanguage, Value } from '../world.ts'
import { framesOf, listing } from './frames.ts'
import { relationOf } from './relations.ts'
import type { RelationWords } from './relation.ts'
import { spellings } from './values.ts'

/** Who is called what. */
export type Names = ReadonlyMap<EntityId, Entity>

/** A value as it stands in a text: `14 May 1931`, `41.7 million euros`, `4170万欧元`, a name. `form` picks among spellings. */
export function tellValue(value: Value, language: LabLanguage, names: Names, form = 0): string {
  if (value.kind === 'entity') return nameOf(value.entity, language, names)
  const all = spellings(value, language)
  return all[form % all.length]!
}

/** A fact as a sentence, in one of its relation's wordings; stale ones as they were told then. */
export function tellFact(fact: Fact, language: LabLanguage, names: Names, chance: Chance): string {
  return fill(
    pick(relationOf(fact.relation).words[language].statements, chance),
    fact,
    fact.asOf,
    language,
    names,
    chance,
  )
}

/** A fact that is so no more as a sentence about the past, up to `until`; of changing relations only. */
export function tellPast(fact: Fact, language: LabLanguage, names: Names, chance: Chance): string {
  const { past } = relationOf(fact.relation).words[language]
  if (!past) throw new TypeError(`${fact.relation} does not change: nothing past can be told of it`)
  return fill(pick(past, chance), fact, fact.until ?? fact.asOf, language, names, chance)
}

/**
 * A fact as a row of a table or an info box: head, and value; of changing facts with the year after it in brackets.
 * A table with a column for each relation takes `label` as its head and `value` as a cell.
 */
export function tellRow(
  fact: Fact,
  language: LabLanguage,
  names: Names,
  chance: Chance,
): { readonly label: string; readonly value: string } {
  const { label } = relationOf(fact.relation).words[language]
  const value = tellValue(fact.value, language, names, chance.integer(8))
  if (fact.asOf === undefined) return { label, value }
  return { label, value: value + (language === 'en' ? ` (${fact.asOf})` : `（${fact.asOf}年）`) }
}

function fill(
  template: string,
  fact: Fact,
  year: number | undefined,
  language: LabLanguage,
  names: Names,
  chance: Chance,
): string {
  if (year === undefined && template.includes('{y}')) throw new TypeError(`${fact.id} is told for no year`)
  return capital(
    template
      .replace('{s}', nameOf(fact.subject, language, names))
      .replace('{v}', tellValue(fact.value, language, names, chance.integer(8)))
      .replace('{y}', String(year)),
  )
}

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

function nameOf(entity: EntityId, language: LabLanguage, names: Names): string {
  const known = names.get(entity)
  if (!known) throw new TypeError(`${entity} has no name`)
  return known.names[language]
}

function pick<T>(items: readonly T[], chance: Chance): T {
  return items[chance.integer(items.length)]!
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
