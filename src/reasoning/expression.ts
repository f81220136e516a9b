import type { Evidence, EvidenceId, Expression } from '#vocabulary'
import { compareQuantities, datesIn, foldWidth, quantitiesIn, type Quantity } from '#reading'

/** What a computation came to. */
export interface Computed {
  /** In the unit's base (see `Quantity`): percents as 12.5, lengths in metres, months for calendar spans. */
  readonly value: number
  /** As in `Quantity.unit`. */
  readonly unit: string
  /** For a sentence: the value in the unit that the operands were written in. */
  readonly text: string
  /** Base units per written unit: 1e4 when operands were written in 万元. */
  readonly scale: number
  /** The operands as they were read. */
  readonly operands: readonly Quantity[]
}

/**
 * Executes an expression over values parsed from the cited spans. Units must agree; scales and currencies'
 * words are normalised (3.2亿元 + 40 million yuan). `difference` is the distance between two values;
 * `percent-change` and `ratio` go from the first to the second and divide the first by the second.
 *
 * @returns undefined when a cited value is not there, units disagree, or the computation has no result (÷ 0)
 */
export function evaluateExpression(
  expression: Expression,
  evidence: readonly Evidence[],
): Computed | undefined {
  const byId = new Map(evidence.map((one) => [one.id, one]))
  if (expression.op === 'date-span') return dateSpan(expression, byId)
  const result = evaluate(expression, byId, 0)
  return result && Number.isFinite(result.value) ? finish(result) : undefined
}

interface Term {
  readonly value: number
  readonly unit: string
  /** Written unit, for telling the result: its words and base units per written one. */
  readonly words: string
  readonly scale: number
  readonly decimals: number
  readonly operands: readonly Quantity[]
}

const deepest = 32

function evaluate(
  expression: Expression,
  evidence: ReadonlyMap<EvidenceId, Evidence>,
  depth: number,
): Term | undefined {
  if (depth > deepest) return undefined
  if (expression.op === 'value') return valueOf(expression, evidence)
  if (expression.op === 'date-span') {
    const span = dateSpan(expression, evidence)
    return (
      span && { value: span.value, unit: span.unit, words: '', scale: span.scale, decimals: 0, operands: [] }
    )
  }
  if (expression.op === 'count') return countOf(expression.of, evidence)
  const dated = extremeDate(expression, evidence)
  if (dated) return dated
  const terms: Term[] = []
  for (const part of expression.of) {
    const term = evaluate(part, evidence, depth + 1)
    if (!term) return undefined
    terms.push(term)
  }
  if (terms.length === 0) return undefined
  return combine(expression.op, terms)
}

type Operation = Exclude<Expression['op'], 'value' | 'date-span' | 'count'>

function combine(operation: Operation, terms: readonly Term[]): Term | undefined {
  const [first, second] = terms as [Term, Term | undefined]
  const operands = terms.flatMap((term) => term.operands)
  const values = terms.map(({ value }) => value)
  const same = terms.every(({ unit }) => unit === first.unit)
  const decimals = Math.max(...terms.map((term) => term.decimals))
  const like = (value: number, places = decimals): Term => ({ ...first, value, decimals: places, operands })
  const bare = (value: number, unit: string, words: string): Term => ({
    value,
    unit,
    words,
    scale: 1,
    decimals: 2,
    operands,
  })
  switch (operation) {
    case 'sum':
      return same ? like(values.reduce((sum, value) => sum + value, 0)) : undefined
    case 'mean':
      return same
        ? like(values.reduce((sum, value) => sum + value, 0) / values.length, decimals + 2)
        : undefined
    case 'minimum':
      return same ? like(Math.min(...values)) : undefined
    case 'maximum':
      return same ? like(Math.max(...values)) : undefined
    case 'difference': {
      if (!same || !second || terms.length !== 2) return undefined
      const distance = like(Math.abs(first.value - second.value))
      return first.unit === '%' ? { ...distance, unit: 'pp', words: ' percentage points' } : distance
    }
    case 'product':
      return product(terms, like)
    case 'ratio': {
      if (!second || terms.length !== 2 || second.value === 0) return undefined
      return same
        ? bare(first.value / second.value, '×', '')
        : bare(
            first.value / second.value,
            first.unit === '' ? `each/${second.unit}` : `${first.unit}/${second.unit || 'each'}`,
            '',
          )
    }
    case 'percentage':
      return second && same && terms.length === 2 && second.value !== 0
        ? bare((100 * first.value) / second.value, '%', '%')
        : undefined
    case 'percent-change':
      return second && same && terms.length === 2 && first.value !== 0
        ? bare((100 * (second.value - first.value)) / Math.abs(first.value), '%', '%')
        : undefined
  }
}

/** How many different things are named: each must stand in its quote; a thing named twice counts once. */
function countOf(
  parts: readonly Expression[],
  evidence: ReadonlyMap<EvidenceId, Evidence>,
): Term | undefined {
  const named = parts.map((part) =>
    part.op === 'value' && part.text !== '' && evidence.get(part.evidence)?.quote.includes(part.text)
      ? foldWidth(part.text).toLowerCase()
      : undefined,
  )
  if (named.length === 0 || named.includes(undefined)) return undefined
  return { value: new Set(named).size, unit: '', words: '', scale: 1, decimals: 0, operands: [] }
}

/** The first or last of dates, as a number that grows with time (20190303); undefined where not all are dates. */
function extremeDate(
  expression: Exclude<Expression, { op: 'value' | 'date-span' | 'count' }>,
  evidence: ReadonlyMap<EvidenceId, Evidence>,
): Term | undefined {
  if (expression.op !== 'minimum' && expression.op !== 'maximum') return undefined
  const values = expression.of.map((part) => {
    if (part.op === 'value') {
      const date = dateOf(part, evidence)
      return date === undefined ? undefined : Number(date.replaceAll('-', '').padEnd(8, '0'))
    }
    const inner = part.op === 'minimum' || part.op === 'maximum' ? extremeDate(part, evidence) : undefined
    return inner?.value
  })
  if (values.length === 0 || !values.every((value) => value !== undefined)) return undefined
  const value = expression.op === 'minimum' ? Math.min(...values) : Math.max(...values)
  return { value, unit: 'date', words: '', scale: 1, decimals: 0, operands: [] }
}

/** One factor may carry a unit; percents count as hundredths. */
function product(terms: readonly Term[], like: (value: number, places?: number) => Term): Term | undefined {
  const carriers = terms.filter(({ unit }) => unit !== '' && unit !== '%' && unit !== '×')
  if (carriers.length > 1) return undefined
  const value = terms.reduce((all, term) => all * (term.unit === '%' ? term.value / 100 : term.value), 1)
  const carrier = carriers[0] ?? terms.find(({ unit }) => unit === '') ?? terms[0]!
  return {
    ...like(value, 4),
    unit: carrier.unit === '%' ? '' : carrier.unit,
    words: carrier.words,
    scale: carrier.scale,
  }
}

/** The quantity that the text names within its quote, with the unit that stands there. */
function valueOf(
  { evidence: id, text }: { readonly evidence: EvidenceId; readonly text: string },
  evidence: ReadonlyMap<EvidenceId, Evidence>,
): Term | undefined {
  const quote = evidence.get(id)?.quote
  const at = quote?.indexOf(text) ?? -1
  if (quote === undefined || text === '' || at < 0) return undefined
  const inside = quantitiesIn(quote).filter(({ start, end }) => start < at + text.length && end > at)
  const own = quantitiesIn(text)
  const quantity =
    inside.length === 1
      ? inside[0]!
      : inside.length === 0 && own.length === 1
        ? own[0]!
        : (lone(quote, text) ?? undefined)
  if (!quantity || quantity.high !== undefined) return undefined
  return { value: quantity.value, unit: quantity.unit, operands: [quantity], ...writtenUnit(quantity) }
}

/** A cell that holds a year-like number and nothing else is a number here. */
function lone(quote: string, text: string): Quantity | undefined {
  const bare = text.trim().replaceAll(',', '')
  if (!/^-?\d+(?:\.\d+)?$/.test(bare) || quote.trim() !== text.trim()) return undefined
  const start = quote.indexOf(text)
  return {
    start,
    end: start + text.length,
    text,
    kind: 'count',
    value: Number(bare),
    unit: '',
    step: 1,
    approximate: false,
    bound: 'exact',
  }
}

function writtenUnit({ text, value, unit }: Quantity): { words: string; scale: number; decimals: number } {
  const number = /-?\d[\d,]*(?:\.(\d+))?/.exec(text.replaceAll('−', '-'))
  if (!number) return { words: '', scale: 1, decimals: 0 }
  const written = Number(number[0].replaceAll(',', ''))
  const scale = written === 0 || value === 0 ? 1 : value / written
  const after = text.slice(number.index + number[0].length)
  const words = unit === '' && /^\s*$/.test(after) ? '' : after
  return { words, scale: Math.abs(scale), decimals: number[1]?.length ?? 0 }
}

function finish({ value, unit, words, scale, decimals, operands }: Term): Computed {
  const written = value / scale
  const places = Math.min(6, decimals)
  const rounded = Number(written.toFixed(places))
  const shown = rounded === 0 && written !== 0 ? written.toPrecision(2) : String(rounded)
  return { value, unit, text: `${shown}${words}`, scale, operands }
}

function dateSpan(
  expression: Extract<Expression, { op: 'date-span' }>,
  evidence: ReadonlyMap<EvidenceId, Evidence>,
): Computed | undefined {
  const [from, to] = expression.of.map((part) => (part.op === 'value' ? dateOf(part, evidence) : undefined))
  if (!from || !to || expression.of.length !== 2) return undefined
  const [a, b] = from <= to ? [from, to] : [to, from]
  const parts = (iso: string): [number, number, number] => [
    Number(iso.slice(0, 4)),
    Number(iso.slice(5, 7) || '0'),
    Number(iso.slice(8, 10) || '0'),
  ]
  const [[y1, m1, d1], [y2, m2, d2]] = [parts(a), parts(b)]
  switch (expression.unit) {
    case 'days': {
      if (d1 === 0 || d2 === 0) return undefined
      const days = Math.round((Date.UTC(y2, m2 - 1, d2) - Date.UTC(y1, m1 - 1, d1)) / 86_400_000)
      return { value: days * 86_400, unit: 'time', text: `${days} days`, scale: 86_400, operands: [] }
    }
    case 'months': {
      if (m1 === 0 || m2 === 0) return undefined
      const months = (y2 - y1) * 12 + m2 - m1 - (d1 > 0 && d2 > 0 && d2 < d1 ? 1 : 0)
      return { value: months, unit: 'calendar', text: `${months} months`, scale: 1, operands: [] }
    }
    case 'years': {
      const short = m1 > 0 && m2 > 0 && (m2 < m1 || (m2 === m1 && d1 > 0 && d2 > 0 && d2 < d1)) ? 1 : 0
      return {
        value: (y2 - y1 - short) * 12,
        unit: 'calendar',
        text: `${y2 - y1 - short} years`,
        scale: 12,
        operands: [],
      }
    }
  }
}

function dateOf(
  { evidence: id, text }: { readonly evidence: EvidenceId; readonly text: string },
  evidence: ReadonlyMap<EvidenceId, Evidence>,
): string | undefined {
  const quote = evidence.get(id)?.quote
  const at = quote?.indexOf(text) ?? -1
  if (quote === undefined || at < 0 || text === '') return undefined
  const found = datesIn(quote).filter(({ start, end }) => start < at + text.length && end > at)
  const value = found.length === 1 ? found[0]!.value : undefined
  return value && /^\d{4}(?:-\d\d){0,2}$/.test(value) ? value : undefined
}

/** Whether a result is what a stated amount says, at the precision it was stated in. */
export function resultIs(result: Computed, stated: Quantity): boolean {
  const units = interchangeable(result.unit)
  if (!units.includes(stated.unit)) return false
  const factor = result.unit === '×' && stated.unit === '%' ? 100 : 1
  const value = result.value * factor
  const exact: Quantity = { ...stated, value: Math.abs(value), step: 0, bound: 'exact', approximate: false }
  const claimed = { ...stated, value: Math.abs(stated.value) }
  const relation = compareQuantities(claimed, { ...exact, unit: stated.unit })
  if (relation === 'equal' || relation === 'within') return true
  // A rounded result may be off by half a unit of the last stated place, however coarse.
  return (
    Math.abs(claimed.value - Math.abs(value)) <= (stated.step / 2) * (1 + 1e-9) &&
    stated.step <= Math.abs(value)
  )
}

function interchangeable(unit: string): readonly string[] {
  if (unit === '×') return ['×', '', ':', '%']
  if (unit === 'pp' || unit === '%') return ['pp', '%']
  return [unit]
}
