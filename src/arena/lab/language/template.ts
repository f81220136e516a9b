import { labLanguages, type EntityType, type LabLanguage } from '../world.ts'
import { framesOf } from './frames.ts'
import { literal } from './literal.ts'
import { nameShapes } from './name-shapes.ts'
import { normal } from './normal.ts'
import type { Relation } from './relation.ts'
import { valueShapes } from './value-shapes.ts'

/** A wording of a relation as a regular expression over texts made `normal`. */
export interface StatementPattern {
  readonly relation: Relation
  readonly language: LabLanguage
  readonly past: boolean
  /** A piece of it that stands in whatever it matches: looked for first, since that is cheap. */
  readonly fragment: string
  /** Groups `s`, `v` and `y`; flags `gu`. Every quantifier is bounded. */
  readonly pattern: RegExp
}

/** Source of a regular expression for what may stand as a value of the relation. */
export function valueShapeOf({ value }: Relation): string {
  switch (value.kind) {
    case 'date':
      return valueShapes.date
    case 'quantity':
      return valueShapes.quantity(value.unit)
    case 'entity':
      return nameShapes[value.type]
  }
}

/** Source of a regular expression for names of these types. */
export function namesOfTypes(types: readonly EntityType[]): string {
  return types.map((type) => nameShapes[type]).join('|')
}

/** All wordings of these relations, compiled; of each its own ones come first. */
export function compileStatements(relations: readonly Relation[]): StatementPattern[] {
  return relations.flatMap((relation) =>
    labLanguages.flatMap((language) => {
      const { statements, past = [] } = relation.words[language]
      const { plain, plainPast } = framesOf(relation, language)
      const compile = (template: string, isPast: boolean): StatementPattern => ({
        relation,
        language,
        past: isPast,
        fragment: fragmentOf(template),
        pattern: compileTemplate(template, relation, language),
      })
      return [
        ...[...statements, ...plain].map((template) => compile(template, false)),
        ...[...past, ...plainPast].map((template) => compile(template, true)),
      ]
    }),
  )
}

const slot = /\{(s|v|y)\}/

/** The longest piece between the slots; its first letter may be written large or small where it begins the sentence. */
function fragmentOf(template: string): string {
  const [first = '', ...rest] = normal(template).split(/\{[svy]\}/)
  const pieces = [first.slice(1), ...rest].map((piece) => piece.trim().replace(/[.。]$/, ''))
  return pieces.toSorted((a, b) => b.length - a.length)[0]!
}

const afterEnglish = '(?![A-Za-z0-9])'
const afterChinese = String.raw`(?=[。,.;:!?、()"”'’」』\]>|<\\ ]|$|并|而)`

function compileTemplate(template: string, relation: Relation, language: LabLanguage): RegExp {
  const shapes: Readonly<Record<string, string>> = {
    s: namesOfTypes(relation.subjects),
    v: valueShapeOf(relation),
    y: String.raw`(?<!\d[.,]?)\d{4}(?!\d)`,
  }
  const approximately =
    relation.value.kind === 'quantity' ? '(?:(?:about|around|roughly|approximately|some) |大?约)?' : ''
  const source = normal(template)
    .replace(/[.。]$/, '')
    .split(slot)
    .map((piece, index) => {
      if (index % 2 === 1) return `${piece === 'v' ? approximately : ''}(?<${piece}>${shapes[piece]!})`
      return index === 0 ? opening(piece) : literal(piece)
    })
    .join('')
  return new RegExp(source + (language === 'en' ? afterEnglish : afterChinese), 'gu')
}

/** The words between slots; the first letter of a sentence may be written large or small. */
function opening(words: string): string {
  if (!/^[a-z]/i.test(words)) return literal(words)
  return `(?<![A-Za-z0-9])[${words[0]!.toUpperCase()}${words[0]!.toLowerCase()}]${literal(words.slice(1))}`
}
