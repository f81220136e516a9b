import { compareQuantities, type Quantity } from '#reading'
import type { Finding } from './findings.ts'
import type { Statement } from './statement.ts'

const sums =
  /(?:\btogether|\bin total|\btotal(?:l?ing)?(?: of)?|\bsum(?:med)? (?:of|to)|\bin all|\bcombined|合计|总计|共计|累计|总共|合共|[二两三四五六七八九十]年共|三项共)[^\d]{0,14}$/iu

/** A number of a claim that the claim's own other numbers yield. */
export interface Derived {
  readonly quantity: Quantity
  readonly right: boolean
  readonly addends: number
  /** What the others come to, in the words of the stated one. */
  readonly instead: string
}

/**
 * Sums that a sentence draws from its own numbers ("87.2 in 2022, 72.8 in 2023, together 160 million"):
 * executed again, so that a right sum needs no source and a wrong one is told.
 */
export function sumsIn({ text, quantities }: Statement): Derived[] {
  return quantities.flatMap((quantity, index): Derived[] => {
    if (!sums.test(text.slice(Math.max(0, quantity.start - 30), quantity.start))) return []
    const parts = quantities
      .slice(0, index)
      .filter(
        ({ unit, high, kind }) =>
          high === undefined && (unit === quantity.unit || unit === '') && kind !== 'ordinal',
      )
    const addends = scaled(parts, quantity)
    if (addends.length < 2) return []
    const sum = addends.reduce((total, { value }) => total + value, 0)
    const step = Math.max(...addends.map((part) => part.step), quantity.step)
    const right = Math.abs(sum - quantity.value) <= (step / 2) * (1 + 1e-9)
    const scale =
      quantity.value / (Number(/\d[\d,]*(?:\.\d+)?/.exec(quantity.text)?.[0].replaceAll(',', '')) || 1)
    const written = String(Number((sum / scale).toPrecision(12)))
    return [
      {
        quantity,
        right,
        addends: addends.length,
        instead: quantity.text.replace(/\d[\d,]*(?:\.\d+)?/, written),
      },
    ]
  })
}

/** Numbers written without their unit take it from the first that has it: "87.2 million yuan in 2022, 72.8 in 2023". */
function scaled(parts: readonly Quantity[], total: Quantity): Quantity[] {
  const full = parts.find(({ unit }) => unit === total.unit && unit !== '')
  if (!full) return [...parts]
  const factor = full.value / (Number(/\d[\d,]*(?:\.\d+)?/.exec(full.text)?.[0].replaceAll(',', '')) || 1)
  const million = 1e6
  return parts.flatMap((part): Quantity[] => {
    if (part.unit === total.unit) return [part]
    const bare = part.value < 1e5 ? factor : factor / million
    return [{ ...part, unit: total.unit, value: part.value * bare, step: part.step * bare }]
  })
}

/** Wrong sums, unless the quotes state that total too. */
export function checkSums(claim: Statement, quotes: readonly Statement[]): Finding[] {
  return sumsIn(claim)
    .filter(
      ({ right, quantity }) =>
        !right &&
        !quotes.some(({ quantities }) =>
          quantities.some((other) => compareQuantities(quantity, other) === 'equal'),
        ),
    )
    .map(({ quantity, instead }) => ({
      code: 'computation-differs',
      severity: 'contradicts',
      text: quantity.text,
      instead,
    }))
}

const fromTo = /(?:\bfrom|从|由|自)[^\d]{0,12}$/iu

/** Whether words of direction follow from the two numbers the sentence gives: "fell from 0.186 to 0.071". */
export function directionShown({ text, quantities }: Statement, direction: 'up' | 'down' | 'level'): boolean {
  return quantities.some((first, index) => {
    const second = quantities[index + 1]
    if (
      !second ||
      second.unit !== first.unit ||
      !fromTo.test(text.slice(Math.max(0, first.start - 24), first.start))
    )
      return false
    return direction === 'level'
      ? second.value === first.value
      : direction === 'up'
        ? second.value > first.value
        : second.value < first.value
  })
}
