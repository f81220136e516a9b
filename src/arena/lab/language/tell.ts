import type { Chance } from '#runtime'
import type { Fact, LabLanguage } from '../world.ts'
import { relationOf } from './relations.ts'
import { capital, nameOf, pick, tellValue, type Names } from './tell-value.ts'

export { tellQuestion } from './tell-question.ts'
export { tellValue, type Names } from './tell-value.ts'

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
