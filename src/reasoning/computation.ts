import type { Claim, Evidence, Expression, Reason } from '#vocabulary'
import { compareQuantities, type Quantity } from '#reading'
import { evaluateExpression, resultIs, type Computed } from './expression.ts'
import { readStatement } from './statement.ts'
import type { OfferedEvidence } from './verifier.ts'
import { workOut } from './work-out.ts'

/**
 * Executes a computed claim again over what it cites. A sentence whose words state its computation is worked out anew,
 * subjects and all; the computation must be the one that it carries. One made from a table is only calculated.
 */
export function recompute(claim: Claim, offered: readonly OfferedEvidence[]): Reason {
  const worked = workOut(claim, offered)
  if (worked && sameExpression(worked.claim.expression, claim.expression))
    return { code: 'recomputed', text: claim.text }
  return checkComputation(
    claim,
    offered.map(({ evidence }) => evidence),
  )
}

function sameExpression(a: Expression | undefined, b: Expression | undefined): boolean {
  if (a?.op === 'value' || b?.op === 'value')
    return a?.op === 'value' && b?.op === 'value' && a.evidence === b.evidence && a.text === b.text
  return (
    a !== undefined &&
    b !== undefined &&
    a.op === b.op &&
    a.of.length === b.of.length &&
    a.of.every((part, index) => sameExpression(part, b.of[index]))
  )
}

/**
 * Executes a computed claim again and compares: the result must be a number of its text, the direction it
 * tells must be the result's, and every other number of the text must stand in the cited spans.
 */
export function checkComputation({ text, expression }: Claim, evidence: readonly Evidence[]): Reason {
  if (!expression) return { code: 'evidence-missing', text }
  const cited = new Set(evidence.map(({ id }) => id))
  const absent = leavesOf(expression).find((leaf) => !cited.has(leaf.evidence))
  if (absent) return { code: 'evidence-missing', text: absent.text, evidence: absent.evidence }
  const result = evaluateExpression(expression, evidence)
  if (!result) return { code: 'computation-differs', text }
  const claim = readStatement(text)
  const stated = statedResult(claim.quantities, result)
  if (!stated) {
    const wrong = claim.quantities.find(({ unit }) => unit === result.unit)
    return { code: 'computation-differs', text: wrong?.text ?? text, instead: result.text }
  }
  const turned = wrongDirection(expression, result, claim.directions)
  if (turned) return { code: 'direction-differs', text: turned, instead: result.text }
  const sources = evidence.flatMap(({ quote }) => readStatement(quote).quantities)
  const invented = claim.quantities.find(
    (quantity) => quantity !== stated && !known(quantity, sources, evidence, leavesOf(expression).length),
  )
  return invented
    ? { code: 'number-missing', text: invented.text }
    : { code: 'recomputed', text: stated.text, instead: result.text }
}

function leavesOf(expression: Expression): Extract<Expression, { op: 'value' }>[] {
  return expression.op === 'value' ? [expression] : expression.of.flatMap(leavesOf)
}

/** The last one that agrees: sentences tell operands first, results last. */
function statedResult(quantities: readonly Quantity[], result: Computed): Quantity | undefined {
  return quantities.findLast((quantity) => resultIs(result, quantity))
}

function wrongDirection(
  expression: Expression,
  result: Computed,
  directions: readonly { text: string; direction: string }[],
): string | undefined {
  if (expression.op !== 'percent-change' || result.value === 0) return undefined
  const wanted = result.value > 0 ? 'up' : 'down'
  if (directions.length === 0 || directions.some(({ direction }) => direction === wanted)) return undefined
  return directions[0]!.text
}

/** An operand, something the cited spans state, or how many values were taken together. */
function known(
  quantity: Quantity,
  sources: readonly Quantity[],
  evidence: readonly Evidence[],
  operands: number,
): boolean {
  if (quantity.kind === 'ordinal' || quantity.value === operands || quantity.value === 1) return true
  if (sources.some((source) => ['equal', 'within'].includes(compareQuantities(quantity, source)))) return true
  // A cell holds the bare number, its header the unit.
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(quantity.text)?.[0].replaceAll(',', '')
  return (
    digits !== undefined &&
    evidence.some(({ quote }) =>
      new RegExp(`(?<![\\d.])${digits.replace('.', '\\.')}(?![\\d])`).test(quote.replaceAll(',', '')),
    )
  )
}
