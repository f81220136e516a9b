import type { Chance } from '#runtime'
import type { Relation } from '../language/relation.ts'
import type { EntityType, Value } from '../world.ts'
import { daysOf } from './days.ts'

/** A number or a date, as opposed to another thing. */
export type Figure = Exclude<Value, { readonly kind: 'entity' }>

/** Whether what is said in the relation is a number or a date. */
export function isFigured(relation: Relation): boolean {
  return relation.value.kind !== 'entity'
}

/**
 * A figure of the relation that nobody confuses with the others: amounts differ from each of them by a tenth at least,
 * dates by two years. The relation must not lead to a thing.
 */
export function drawFigure(
  relation: Relation,
  of: EntityType,
  chance: Chance,
  others: readonly Value[] = [],
): Figure {
  for (let round = 0; round < 400; round++) {
    const value = drawOne(relation, of, chance)
    if (others.every((other) => apart(value, other))) return value
  }
  throw new Error(`no figure of ${relation.id} is left beside ${others.length} others`)
}

/** Where a figure stands among others of its relation: an amount, or a date as a number that grows with time. */
export function rankOf(value: Value): number {
  if (value.kind === 'entity') throw new Error('a thing has no rank')
  return value.kind === 'quantity' ? value.amount : daysOf(value.date)
}

function drawOne(relation: Relation, of: EntityType, chance: Chance): Figure {
  const { value } = relation
  switch (value.kind) {
    case 'entity':
      throw new Error(`${relation.id} leads to a thing`)
    case 'date': {
      // People are asked about as if they lived; everything else may be old.
      const [from, to] = of === 'person' ? [1931, 1984] : [1893, 2016]
      const year = String(from + chance.integer(to - from + 1))
      if (value.precision === 'year') return { kind: 'date', date: year }
      const month = String(1 + chance.integer(12)).padStart(2, '0')
      const day = String(1 + chance.integer(28)).padStart(2, '0')
      return { kind: 'date', date: `${year}-${month}-${day}` }
    }
    case 'quantity':
      return { kind: 'quantity', amount: drawAmount(value, chance), unit: value.unit }
  }
}

/** Small and large amounts alike, with at most four digits that count, so that every spelling tells them exactly. */
function drawAmount({ low, high }: { readonly low: number; readonly high: number }, chance: Chance): number {
  const raw = Math.exp(Math.log(Math.max(1, low)) + chance.next() * Math.log(high / Math.max(1, low)))
  const grain = 10 ** Math.max(0, Math.floor(Math.log10(raw)) - 3)
  return Math.min(high, Math.max(Math.ceil(low), Math.round(raw / grain) * grain))
}

function apart(value: Figure, other: Value): boolean {
  if (other.kind === 'entity') return true
  const [a, b] = [rankOf(value), rankOf(other)]
  const least = value.kind === 'quantity' ? Math.max(1, 0.1 * Math.max(a, b)) : 2 * 366
  return Math.abs(a - b) >= least
}
