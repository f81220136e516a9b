import type { Evidence, Expression } from '#vocabulary'
import { compareQuantities, quantitiesIn, type Quantity } from '#reading'
import { evaluateExpression, resultIs } from '../expression.ts'
import { readStatement } from '../statement.ts'
import { operandsOf, settle, unique, type Operand, type Sentence } from './operands.ts'
import { kindOfNoun, mayBeOf } from './kinds.ts'
import { placesOf, speaksOf } from './mentions.ts'
import type { Telling } from './telling.ts'

/** What a sentence was found to say: the computation, and the quotes that went into it. */
export interface Working {
  readonly expression: Expression
  readonly used: readonly Telling[]
  /** Figures and dates of the sentence that are accounted for, with what they count. */
  readonly settled: readonly { readonly start: number; readonly end: number }[]
}

/** Amounts that two subjects can have together: no shares, ratios, ranks, rates, degrees. */
function adds({ unit }: Quantity): boolean {
  return !/^(?:%|pp|×|:|#|temperature|kelvin|acidity|fraction|sound|angle|calendar)$|\//.test(unit)
}

const heads =
  /^(?:people|persons?|employees|visitors|residents|inhabitants|workers|guests|spectators|staff|名?员工|人次?|名?居民|观众|游客|职工)/iu

/** `more people` counts people. */
function bare(counted: string): string {
  return counted.replace(/^(?:more|fewer|less) /i, '')
}

/** Whether two counts count alike: both heads, or one noun; what does not say what it counts may count anything. */
function countsAlike(a: Quantity, b: Quantity): boolean {
  if (a.unit !== b.unit) return false
  if (a.unit !== '' || a.counted === undefined || b.counted === undefined) return true
  const [one, other] = [bare(a.counted), bare(b.counted)]
  if (heads.test(one) || heads.test(other)) return heads.test(one) && heads.test(other)
  const words = (text: string): string[] =>
    /\p{Script=Han}/u.test(text)
      ? [text[0]!]
      : text.toLowerCase().split(/[ -]/).map((word) => word.replace(/(?:ies|es|s|y)$/, '')) // prettier-ignore
  return words(one).some((word) => words(other).includes(word))
}

function plainFigure({ bound, high, kind }: Quantity): boolean {
  return bound === 'exact' && high === undefined && kind !== 'ordinal'
}

/** The only number in these words is how many there are: `the three`, `two companies`, `both`, 三座, 两家公司. */
const group =
  /(?<!\p{L})(?:both|two|three|four|five|six|seven|eight|nine|ten)(?!\p{L})|[两二三四五六七八九十](?=[者个座家位名项件所条部处国市])|[2-9](?=[者个座家位名所条])/giu
const sizes: Readonly<Record<string, number>> = {
  both: 2, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10,
} // prettier-ignore

/** How many subjects the sentence says there are, and where; undefined where it says two things. */
export function groupsIn(text: string): { size: number; start: number; end: number }[] {
  const { quantities } = readStatement(text)
  return [...text.matchAll(group)]
    .map(({ index, 0: found }) => ({
      size: sizes[found.toLowerCase()] ?? Number(found),
      start: index,
      end: index + found.length,
    }))
    .filter(
      ({ start, end }) =>
        !/^ times(?![a-z])/i.test(text.slice(end)) &&
        !quantities.some((one) => one.unit !== '' && one.start < end && one.end > start),
    )
}

/** The amounts of a sentence that are no number of its subjects; `three times as long` is a multiple. */
export function amountsIn(text: string): Quantity[] {
  const groups = groupsIn(text)
  return readStatement(text)
    .quantities.filter(
      (one) =>
        one.kind !== 'ordinal' && !groups.some(({ start, end }) => one.start <= start && one.end >= end),
    )
    .map((one) =>
      one.unit === '' && /^times(?![a-z])/i.test(one.counted ?? '')
        ? { ...one, unit: '×', kind: 'ratio' }
        : one,
    )
}

/**
 * The operands that a sentence means: those that it names; where it names not all, as many as it says there are and
 * no others. Undefined where a name of the sentence has no value of its own and is not what all have in common.
 */
export function meant<Value extends Quantity>(
  sentence: Sentence,
  operands: readonly Operand<Value>[],
): Operand<Value>[] | undefined
export function meant<Value extends { start: number; end: number }>(
  sentence: Sentence,
  operands: readonly Operand<Value>[],
): Operand<Value>[] | undefined
export function meant<Value extends { start: number; end: number }>(
  sentence: Sentence,
  operands: readonly Operand<Value>[],
): Operand<Value>[] | undefined {
  const named = operands.filter((one) => one.named)
  const stated = [...new Set(groupsIn(sentence.text).map(({ size }) => size))]
  const rest = unique(sentence.mentions).filter((name) => !named.some(({ subject }) => subject === name.key))
  const fits = (chosen: readonly Operand<Value>[]): boolean =>
    chosen.length >= 2 &&
    rest.every((name) =>
      chosen.every(
        ({ telling }) => speaksOf(telling.text, name) || telling.about.some((line) => speaksOf(line, name)),
      ),
    ) &&
    kindsFit(sentence.text, chosen)
  if (stated.length > 1) return undefined
  const [size] = stated
  if (size === undefined) return fits(named) ? named : undefined
  if (named.length === size) return fits(named) ? named : undefined
  return operands.length === size && fits(operands) ? [...operands] : undefined
}

/** `the two museums` are museums, as far as their names say what they are. */
function kindsFit(text: string, chosen: readonly Operand<{ start: number; end: number }>[]): boolean {
  return groupsIn(text).every(({ end }) => {
    const noun = nounAfter(text, end)
    const kind = kindOfNoun(noun)
    return (
      kind === undefined ||
      chosen.every(({ subject, telling }) =>
        mayBeOf(kind, subject, `${telling.text}\n${telling.about.join('\n')}`),
      )
    )
  })
}

/** What is counted: the word after a number, 座桥 without its measure word. */
export function nounAfter(text: string, end: number): string {
  const after = text.slice(end, end + 32)
  return (
    /^\s?[者个座家位名项件所条部处]?(\p{Script=Han}{1,4})/u
      .exec(after)?.[1]
      ?.replace(/[的合总共一中里].*$/u, '') ??
    /^[ -](?:[a-z]+ ){0,2}?([a-z]+(?:s|people|men|women))(?![a-z])/u.exec(after)?.[1] ??
    ''
  )
}

/** The operand as it stands in its quote. */
export function leafOf({ telling, value }: Operand<Quantity>): Expression | undefined {
  const { id, quote } = telling.evidence
  const own = quantitiesIn(quote).filter(
    (other) =>
      other.unit === value.unit && Math.abs(other.value - value.value) <= 1e-9 * Math.abs(value.value),
  )
  return own[0] && { op: 'value', evidence: id, text: own[0].text }
}

const rounding = 0.005

/** A stated result is the computed one at its own rounding; a round one far off says `about`. */
function says(expression: Expression, evidence: readonly Evidence[], stated: Quantity): boolean {
  const result = evaluateExpression(expression, evidence)
  if (!result || !resultIs(result, stated)) return false
  const off = Math.abs(Math.abs(result.value) - Math.abs(stated.value))
  const factor = result.unit === '×' && stated.unit === '%' ? 100 : 1
  return stated.approximate || off <= rounding * Math.abs(result.value * factor) || factor === 100
}

type Figures = 'sum' | 'mean' | 'difference' | 'ratio'

/** Sums, means, differences and ratios of one figure for each subject. */
export function figureWorked(
  work: Figures,
  sentence: Sentence,
  inOrder: (chosen: readonly Operand<Quantity>[]) => readonly Operand<Quantity>[] | undefined,
): Working | undefined {
  const figures = amountsIn(sentence.text)
  for (const stated of figures.toReversed()) {
    if (stated.bound !== 'exact' || stated.high !== undefined) continue
    if (work === 'ratio' ? stated.unit !== '×' : work === 'sum' && !adds(stated)) continue
    if (work === 'mean' && /^(?:%|pp|×|:|#)$/.test(stated.unit)) continue
    const units = work === 'ratio' ? unitsIn(sentence) : [stated.unit === 'pp' ? '%' : stated.unit]
    const worked = units.flatMap((unit) => worksOut(work, sentence, stated, unit, figures, inOrder) ?? [])
    if (worked.length === 1) return worked[0]
  }
  return undefined
}

export function unitsIn({ tellings }: Sentence): string[] {
  return [
    ...new Set(
      tellings.flatMap(({ statement }) => statement.quantities.filter(plainFigure).map(({ unit }) => unit)),
    ),
  ]
}

/** The figures of a quote in a unit that can stand for a value. */
export function figuresOf({ statement }: Telling, unit: string, like?: Quantity): Quantity[] {
  return statement.quantities.filter(
    (one) =>
      one.unit === unit &&
      plainFigure(one) &&
      (like === undefined || like.unit !== unit || countsAlike(like, one)),
  )
}

export const sameFigure = (a: Quantity, b: Quantity): boolean =>
  compareQuantities(a, b) === 'equal' || compareQuantities(b, a) === 'equal'

function worksOut(
  work: Figures,
  sentence: Sentence,
  stated: Quantity,
  unit: string,
  figures: readonly Quantity[],
  inOrder: Parameters<typeof figureWorked>[2],
): Working | undefined {
  const operands = operandsOf(sentence, (telling) => figuresOf(telling, unit, stated))
  const chosen = operands && meant(sentence, operands)
  const settled =
    chosen &&
    settle(
      chosen.flatMap((one) => operands.filter(({ subject }) => subject === one.subject)),
      sentence,
      sameFigure,
    )
  if (!settled || settled.length < 2) return undefined
  const two = work === 'difference' || work === 'ratio'
  if (two && settled.length !== 2) return undefined
  if (settled.some(({ value }) => value.approximate) && !stated.approximate) return undefined
  const ordered = two ? inOrder(settled) : settled
  if (!ordered) return undefined
  const leaves = ordered.map((one) => leafOf(one))
  if (!leaves.every((leaf) => leaf !== undefined)) return undefined
  const expression: Expression = { op: work, of: leaves }
  if (
    !says(
      expression,
      settled.map(({ telling }) => telling.evidence),
      stated,
    )
  )
    return undefined
  const others = figures.filter((one) => one !== stated)
  if (!others.every((one) => isOwn(one, sentence, settled))) return undefined
  return { expression, used: settled.map(({ telling }) => telling), settled: spansOf(figures, sentence.text) }
}

/** The noun after a number, where its kind was held against the subjects; what stands between the two is not. */
export function kindSpans(text: string, end: number): { start: number; end: number }[] {
  const noun = nounAfter(text, end)
  if (kindOfNoun(noun) === undefined) return []
  const start = text.indexOf(noun, end)
  return [{ start, end: start + noun.length }]
}

/** Figures with what they count, and the numbers of the subjects with their noun. */
export function spansOf(figures: readonly Quantity[], text: string): { start: number; end: number }[] {
  return [
    ...figures.map(({ start, end, counted }) => ({
      start,
      end:
        end +
        (counted && heads.test(bare(counted))
          ? counted.length - bare(counted).length + heads.exec(bare(counted))![0].length + 1
          : 0),
    })),
    ...groupsIn(text).flatMap(({ start, end }) => [{ start, end }, ...kindSpans(text, end)]),
  ]
}

/** A figure beside a name is that subject's. */
export function isOwn(
  figure: Quantity,
  { text, mentions }: Sentence,
  operands: readonly Operand<Quantity>[],
): boolean {
  const places = mentions.flatMap((name) => placesOf(text, name).map((at) => ({ ...at, key: name.key })))
  const bearer =
    places.filter(({ end }) => end <= figure.start).toSorted((a, b) => b.end - a.end)[0] ??
    places.filter(({ start }) => start >= figure.end).toSorted((a, b) => a.start - b.start)[0]
  const own = operands.find(({ subject }) => subject === bearer?.key)
  return own !== undefined && compareQuantities(figure, own.value) === 'equal'
}
