import type { Evidence, Expression } from '#vocabulary'
import { datesIn, quantitiesIn } from '#reading'
import type { ActionParts } from '../action.ts'

/** A calculation over cited values. */
export interface Calculation {
  readonly expression: Expression
  readonly evidence: readonly Evidence[]
}

type Operation = Exclude<Expression['op'], 'value' | 'date-span' | 'count'>

const operations: readonly Operation[] = [
  'sum', 'difference', 'product', 'ratio', 'mean', 'minimum', 'maximum', 'percentage', 'percent-change',
] // prettier-ignore

const infix: Readonly<Record<string, Operation>> = {
  '+': 'sum',
  '-': 'difference',
  '*': 'product',
  '/': 'ratio',
}
const binding: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2 }
/** Operations within one another, and values, at most. */
const deepest = 8
const mostValues = 40

/** `E3:`, then a figure with what stands around it: a currency, a unit. */
const figure =
  /^(?:\[?(E\d{1,4})\]?\s*[:：]?\s*)?["“]?[$¥€£￥]?\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:[%％°]|[\p{L}²³]+(?:\s+[\p{L}²³]+){0,3})?["”]?/u

/**
 * Reads `312 + 88.5` or `difference(E1: 312, E4: 88.5)`: each figure is one that stands in a statement shown, that of
 * its id where one is given, else the first that holds it.
 *
 * @returns undefined for what is no calculation, and for a figure that stands in none
 */
export function readCalculation(
  text: string,
  parts: Pick<ActionParts, 'statement' | 'statements'>,
): Calculation | undefined {
  const reader = new Reader(
    text.normalize('NFKC').replaceAll(/[−–]/gu, '-').replaceAll('×', '*').replaceAll('÷', '/'),
    parts,
  )
  const expression = reader.whole()
  return expression && expression.op !== 'value'
    ? { expression, evidence: [...reader.used.values()] }
    : undefined
}

class Reader {
  readonly used = new Map<string, Evidence>()
  private rest: string
  private values = 0
  private readonly parts: Pick<ActionParts, 'statement' | 'statements'>

  constructor(text: string, parts: Pick<ActionParts, 'statement' | 'statements'>) {
    this.rest = text
    this.parts = parts
  }

  whole(): Expression | undefined {
    const read = this.terms(0, 0)
    return read && this.rest.trim() === '' ? read : undefined
  }

  private terms(least: number, depth: number): Expression | undefined {
    let left = this.operand(depth)
    for (;;) {
      const sign = /^\s*([-+*/])/.exec(this.rest)?.[1]
      if (!left || sign === undefined || binding[sign]! <= least) return left
      this.skip(/^\s*[-+*/]/)
      const right = this.terms(binding[sign]!, depth + 1)
      if (!right) return undefined
      left = joined(infix[sign]!, left, right)
    }
  }

  private operand(depth: number): Expression | undefined {
    if (depth > deepest || this.values > mostValues) return undefined
    this.skip(/^\s+/)
    const name = /^([a-z]+(?:[-_ ][a-z]+)?)\s*\(/i.exec(this.rest)?.[1]?.toLowerCase().replace(/[_ ]/g, '-')
    const op = operations.find((one) => one === name)
    if (op) return this.called(op, depth)
    if (this.rest.startsWith('(')) {
      this.skip(/^\(/)
      const inner = this.terms(0, depth + 1)
      return inner && this.skip(/^\s*\)/) ? inner : undefined
    }
    return this.value()
  }

  private called(op: Operation, depth: number): Expression | undefined {
    this.skip(/^[^(]*\(/)
    const of: Expression[] = []
    do {
      const part = this.terms(0, depth + 1)
      if (!part) return undefined
      of.push(part)
    } while (this.skip(/^\s*[,;]/))
    return this.skip(/^\s*\)/) ? { op, of } : undefined
  }

  private value(): Expression | undefined {
    const [whole, id, number] = figure.exec(this.rest) ?? []
    if (whole === undefined || number === undefined) return undefined
    this.rest = this.rest.slice(whole.length)
    this.values++
    const shown = id === undefined ? this.parts.statements() : [this.parts.statement(id) ?? []]
    for (const evidence of shown.flat()) {
      const text = standsIn(evidence.quote, number)
      if (text === undefined) continue
      this.used.set(evidence.id, evidence)
      return { op: 'value', evidence: evidence.id, text }
    }
    return undefined
  }

  private skip(pattern: RegExp): boolean {
    const [found] = pattern.exec(this.rest) ?? []
    if (found === undefined) return false
    this.rest = this.rest.slice(found.length)
    return true
  }
}

/** a + b + c is one sum of three. */
function joined(op: Operation, left: Expression, right: Expression): Expression {
  return op === 'sum' && left.op === 'sum' ? { op, of: [...left.of, right] } : { op, of: [left, right] }
}

/** A quantity of the quote that is written with this number; a date is none. */
function standsIn(quote: string, number: string): string | undefined {
  const plain = (text: string): string => text.normalize('NFKC').replaceAll(',', '')
  const dates = datesIn(quote)
  return quantitiesIn(quote).find(
    ({ text, start, end }) =>
      plain(text)
        .match(/\d+(?:\.\d+)?/g)
        ?.includes(plain(number)) && !dates.some((date) => date.start < end && start < date.end),
  )?.text
}

const signs: Partial<Record<Operation, string>> = {
  sum: ' + ',
  difference: ' − ',
  product: ' × ',
  ratio: ' ÷ ',
}

/** The calculation in the figures' own words, none of whoever asked for it: `312 km + 88.5 km`. */
export function tellCalculation(expression: Expression, within = false): string {
  switch (expression.op) {
    case 'value':
      return expression.text
    case 'count':
    case 'date-span':
      return `${expression.op}(${expression.of.map((part) => tellCalculation(part)).join(', ')})`
    default: {
      const sign = signs[expression.op]
      if (sign === undefined)
        return `${expression.op}(${expression.of.map((part) => tellCalculation(part)).join(', ')})`
      const told = expression.of.map((part) => tellCalculation(part, true)).join(sign)
      return within ? `(${told})` : told
    }
  }
}
