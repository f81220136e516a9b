import { labLanguages, type EntityType, type LabLanguage } from '../world.ts'
import { framesOf, unlisting } from './frames.ts'
import { literal } from './literal.ts'
import { typeOfName } from './name-shapes.ts'
import { normal } from './normal.ts'
import type { Relation } from './relation.ts'
import { relations } from './relations.ts'

/** What a question asks, by names. */
export type ReadQuestion =
  | { readonly form: 'value'; readonly relation: string; readonly subject: ReadQuestion | { readonly form: 'name'; readonly name: string } }
  | { readonly form: 'compare'; readonly relation: string; readonly subjects: readonly string[]; readonly most: boolean }
  | { readonly form: 'count' | 'list'; readonly relation: string; readonly type: EntityType; readonly value: string }
  | { readonly form: 'sum' | 'difference' | 'order'; readonly relation: string; readonly subjects: readonly string[] }
  | { readonly form: 'history'; readonly relation: string; readonly subject: string }
  | { readonly form: 'survey'; readonly parts: readonly { readonly subject: string; readonly relations: readonly string[] }[] } // prettier-ignore

interface QuestionPattern {
  readonly fragment: string
  readonly pattern: RegExp
  readonly read: (slots: Readonly<Record<string, string>>) => ReadQuestion | undefined
}

let patterns: readonly QuestionPattern[] | undefined
/** Longer ones are none. */
export const longestQuestion = 4_000

/** Reads a question of the world; undefined = it is not one. Case, width, white space and closing marks are ignored. */
export function readQuestion(text: string): ReadQuestion | undefined {
  if (text.length > longestQuestion) return undefined
  const plain = unclosed(text)
  const small = plain.toLowerCase()
  patterns ??= labLanguages.flatMap((language) => [
    ...relations.flatMap((relation) => patternsOf(relation, language)),
    ...framesOf(undefined, language).survey.map((template) => surveyPattern(template)),
  ])
  for (const { fragment, pattern, read } of patterns) {
    if (!small.includes(fragment)) continue
    const match = pattern.exec(plain)
    const question = match && read({ ...match.groups })
    if (question) return question
  }
  return undefined
}

function unclosed(text: string): string {
  return normal(text)
    .replace(/^["'“”‘’«「『(]{1,3}/, '')
    .replace(/[\s?!.。"'“”‘’»」』)]{1,12}$/, '')
}

function patternsOf(relation: Relation, language: LabLanguage): QuestionPattern[] {
  const { asks, which, whichLess, together, gap, order, count, list } = relation.words[language]
  const { id } = relation
  const isDate = relation.value.kind === 'date'
  const all: QuestionPattern[] = []
  const add = (template: string | undefined, read: QuestionPattern['read']): void => {
    if (template !== undefined) all.push({ ...compileQuestion(template), read })
  }
  for (const template of framesOf(relation, language).history)
    add(template, ({ s }) =>
      named(s, relation.subjects) ? { form: 'history', relation: id, subject: s! } : undefined,
    )
  for (const [template, more] of [
    [which, true],
    [whichLess, false],
  ] as const)
    // prettier-ignore
    add(template, ({ a, b }) => {
      const subjects = namesIn(`${a}、${b}`, relation.subjects)
      return subjects && { form: 'compare', relation: id, subjects, most: more !== isDate }
    })
  for (const [template, form] of [
    [together, 'sum'],
    [order, 'order'],
  ] as const)
    // prettier-ignore
    add(template, ({ list: text }) => {
      const subjects = text === undefined ? undefined : namesIn(text, relation.subjects)
      return subjects && { form, relation: id, subjects }
    })
  add(gap, ({ a, b }) => {
    const subjects = namesIn(`${a}、${b}`, relation.subjects)
    return subjects?.length === 2 ? { form: 'difference', relation: id, subjects } : undefined
  })
  for (const [templates, form] of [
    [count, 'count'],
    [list, 'list'],
  ] as const)
    // prettier-ignore
    for (const [type, template] of Object.entries(templates ?? {}))
      add(template, ({ v }) =>
        relation.value.kind === 'entity' && named(v, [relation.value.type])
          ? { form, relation: id, type: type as EntityType, value: v! }
          : undefined,
      )
  for (const template of asks)
    add(template, ({ s }) => {
      const subject = s === undefined ? undefined : readPhrase(s, relation.subjects, 4)
      return subject && { form: 'value', relation: id, subject }
    })
  return all
}

function compileQuestion(template: string): Omit<QuestionPattern, 'read'> {
  const plain = unclosed(template)
  const pieces = plain.split(/\{(\w+)\}/)
  const source = pieces
    .map((piece, index) =>
      index % 2 === 1
        ? `(?<${piece}>.{1,${piece === 'topics' ? 3_000 : piece === 'list' ? 900 : 200}})`
        : literal(piece),
    )
    .join('')
  const literals = pieces.filter((_, index) => index % 2 === 0).map((piece) => piece.trim().toLowerCase())
  return {
    pattern: new RegExp(`^${source}$`, 'iu'),
    fragment: literals.toSorted((a, b) => b.length - a.length)[0]!,
  }
}

type Phrase = Extract<ReadQuestion, { readonly form: 'value' }>['subject']

let nouns: readonly { readonly relation: Relation; readonly pattern: RegExp }[] | undefined

/** A name, or what stands in a relation to one: `the designer of Velmora Bridge`. */
function readPhrase(text: string, types: readonly EntityType[], depth: number): Phrase | undefined {
  const phrase = text.trim()
  if (named(phrase, types)) return { form: 'name', name: phrase }
  if (depth === 0) return undefined
  nouns ??= relations.flatMap((relation) =>
    labLanguages.flatMap((language) => {
      const { noun } = relation.words[language]
      return noun === undefined ? [] : [{ relation, pattern: compileQuestion(noun).pattern }]
    }),
  )
  for (const { relation, pattern } of nouns) {
    if (relation.value.kind !== 'entity' || !types.includes(relation.value.type)) continue
    const inner = pattern.exec(phrase)?.groups?.['s']
    const subject = inner === undefined ? undefined : readPhrase(inner, relation.subjects, depth - 1)
    if (subject) return { form: 'value', relation: relation.id, subject }
  }
  return undefined
}

function named(name: string | undefined, types: readonly EntityType[]): boolean {
  const type = name === undefined ? undefined : typeOfName(name.trim())
  return type !== undefined && types.includes(type)
}

function namesIn(text: string, types: readonly EntityType[]): string[] | undefined {
  const names = unlisting(text)
  return names.length > 0 && names.every((name) => named(name, types)) ? names : undefined
}

let topics: readonly { readonly relation: Relation; readonly pattern: RegExp }[] | undefined

function surveyPattern(template: string): QuestionPattern {
  return {
    ...compileQuestion(template),
    read: ({ list, topics: text }) =>
      list === undefined || text === undefined ? undefined : readSurvey(list, text),
  }
}

function readSurvey(list: string, text: string): ReadQuestion | undefined {
  topics ??= relations.flatMap((relation) =>
    labLanguages.map((language) => ({
      relation,
      pattern: compileQuestion(relation.words[language].topic).pattern,
    })),
  )
  const parts = new Map(unlisting(list).map((subject) => [subject, [] as string[]]))
  for (const topic of unlisting(text)) {
    let known = false
    for (const { relation, pattern } of topics) {
      const subject = pattern.exec(topic)?.groups?.['s']
      const wanted =
        subject === undefined || !named(subject, relation.subjects) ? undefined : parts.get(subject)
      if (!wanted || wanted.includes(relation.id)) continue
      wanted.push(relation.id)
      known = true
      break
    }
    if (!known) return undefined
  }
  return { form: 'survey', parts: [...parts].map(([subject, wanted]) => ({ subject, relations: wanted })) }
}
