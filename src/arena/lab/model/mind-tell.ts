/**
 * Facts put into words: in those of the source where the answer is in its language, else in a wording of the relation.
 * Long because a sentence, a row and a disagreement are each told in their way.
 */
import type { Entity, EntityId, EntityType, LabLanguage } from '../world.ts'
import { tellValue, typeOfName, type ReadValue, type Relation } from '../language/index.ts'
import { framesOf } from '../language/frames.ts'
import { asShown, goingOn } from './mind-as-shown.ts'
import { relationOf, type Facts, type Shown, type Side } from './mind-facts.ts'

const nobody = new Map<EntityId, Entity>()

/** A value in words; where its statement is in the same language, as it is spelt there. */
export function tellRead(value: ReadValue, language: LabLanguage, facts: Facts, shown = ''): string {
  if (value.kind === 'name') return facts.nameIn(value.name, language)
  const spelt = [0, 1, 2, 3, 4, 5].map((form) => tellValue(value, language, nobody, form))
  return spelt.find((one) => shown.includes(one)) ?? spelt[0]!
}

/** One side of what is known, in a wording of its relation that none of the `not` is, where there is another. */
export function tellSide(
  subject: string,
  relation: Relation,
  side: Side,
  language: LabLanguage,
  facts: Facts,
  not: readonly string[] = [],
): string {
  const words = relation.words[language]
  const name = facts.nameIn(subject, language)
  const value = tellRead(side.value, language, facts, side.shown[0]?.sentence ?? '')
  const dated = side.asOf !== undefined
  const forms = side.past && dated && words.past ? words.past : words.statements
  const usable = forms
    .filter((form) => dated || !form.includes('{y}'))
    .map((form) => capital(fill(form, { s: name, v: value, y: String(side.asOf ?? '') })))
  const other = usable.filter((text) => !not.some((one) => one.includes(text.slice(1, -1))))
  const choice = other.length > 0 ? other : usable
  if (choice.length === 0)
    return sentence(`${fill(words.topic, { s: name })}${language === 'en' ? ' is ' : '为'}${value}`, language)
  // The wording hangs on what is said, so that the same prompt is answered in the same words.
  return choice[hashOf(`${name} ${relation.id} ${value}`) % choice.length]!
}

/** A side put into words, and the statements that bear them, the one that is told first. */
export interface ToldSide {
  readonly text: string
  readonly side: Side
  readonly from: readonly Shown[]
  /** What stands before a side of a disagreement: `Another source says that `. */
  readonly opens: string
}

/** Sides of a disagreement, a sentence each: as it was shown, where it was shown in a sentence of the language. */
export function tellSides(
  subject: string,
  relation: Relation,
  sides: readonly Side[],
  language: LabLanguage,
  facts: Facts,
): ToldSide[] {
  return sides.map((side, index) => {
    const { text, from } = tellPlainly(subject, relation, side, language, facts)
    if (sides.length === 1) return { text, side, from, opens: '' }
    const opens =
      language === 'en'
        ? `${index === 0 ? 'One source says' : 'Another source says'} that `
        : index === 0
          ? '有来源称，'
          : '另有来源称，'
    return { text: opens + goingOn(text, namesIn(subject, side, language, facts)), side, from, opens }
  })
}

/** Names with which a sentence may begin: these stay as they are written. */
export function namesIn(subject: string, side: Side, language: LabLanguage, facts: Facts): string[] {
  return [facts.nameIn(subject, language), tellRead(side.value, language, facts, side.shown[0]?.sentence)]
}

function tellPlainly(
  subject: string,
  relation: Relation,
  side: Side,
  language: LabLanguage,
  facts: Facts,
): { readonly text: string; readonly from: readonly Shown[] } {
  const exact = side.shown.filter(({ value }) => JSON.stringify(value) === JSON.stringify(side.value))
  const sentences = exact.flatMap((one) => {
    const text = asShown(one, language)
    return text === undefined ? [] : [{ text, one }]
  })
  const told = sentences.find(({ one }) => one.asOf === side.asOf) ?? sentences[0]
  const rest = sentences.map(({ one }) => one)
  if (told) return { text: told.text, from: [...new Set([told.one, ...rest, ...side.shown])] }
  const from = [...exact, ...side.shown].toSorted(
    (a, b) => Number(b.language === language) - Number(a.language === language),
  )
  const shown = { ...side, shown: from }
  const text =
    from[0]?.language === language
      ? tellRow(subject, relation, shown, language, facts)
      : tellSide(subject, relation, shown, language, facts)
  return { text, from: [...new Set(from)] }
}

/** A row in a sentence that adds nothing to it: no verb but `is` and `was`, no year that the row does not tell. */
function tellRow(
  subject: string,
  relation: Relation,
  side: Side,
  language: LabLanguage,
  facts: Facts,
): string {
  const { plain, plainPast } = framesOf(relation, language)
  const [row] = side.shown
  const year = row?.asOf
  const form = (side.past ? plainPast : plain).find((one) => one.includes('{y}') === (year !== undefined))
  if (!row || !form) return tellSide(subject, relation, side, language, facts)
  const value = tellRead(side.value, language, facts, row.sentence)
  return capital(fill(form, { s: facts.nameIn(subject, language), v: value, y: String(year) }))
}

/** Puts values where a template names them. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole)
}

/** A sentence with its first letter and its mark. */
export function sentence(text: string, language: LabLanguage): string {
  return capital(/[.!?。！？]$/.test(text) ? text : `${text}${language === 'en' ? '.' : '。'}`)
}

const capital = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())

/** `A, B and C`, `A、B和C`. */
export function listed(names: readonly string[], language: LabLanguage): string {
  const last = names.at(-1) ?? ''
  if (names.length < 2) return last
  const joined = names.slice(0, -1).join(language === 'en' ? ', ' : '、')
  return `${joined}${language === 'en' ? ' and ' : '和'}${last}`
}

/** A small number that hangs on a text alone. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0
  return hash
}

/** Things of a type, in words. */
export const typeWords: Readonly<Record<EntityType, Readonly<Record<LabLanguage, string>>>> = {
  bridge: { en: 'bridges', zh: '座桥' },
  museum: { en: 'museums', zh: '座博物馆' },
  lake: { en: 'lakes', zh: '个湖' },
  town: { en: 'towns', zh: '座城镇' },
  company: { en: 'companies', zh: '家公司' },
  person: { en: 'people', zh: '人' },
  institute: { en: 'institutes', zh: '个研究所' },
  festival: { en: 'festivals', zh: '个艺术节' },
}

/** Whether a subject may be of a type: by its name, else by what is told of it, else it may. */
export function mayBe(type: EntityType, name: string, facts: Facts, relation: Relation): boolean {
  if (relation.subjects.length === 1) return relation.subjects[0] === type
  const named = typeOfName(name)
  if (named !== undefined) return named === type
  const told = facts.about(name).map((one) => relationOf(one.relation)?.subjects ?? [])
  return told.every((subjects) => subjects.includes(type))
}
