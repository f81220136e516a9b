import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence, Expression } from '#vocabulary'
import { evaluateExpression } from '#reasoning'
import { offer } from './a-document.ts'

type Operation = Exclude<Expression['op'], 'value' | 'date-span'>

/** Evidence that each holds one value, and the expression over them. */
function over(op: Operation, ...values: string[]): [Expression, Evidence[]] {
  const evidence = values.map(
    (value, index) => offer(`Item ${String.fromCharCode(97 + index)}: ${value}.`).evidence,
  )
  return [
    { op, of: values.map((value, index) => ({ op: 'value', evidence: evidence[index]!.id, text: value })) },
    evidence,
  ]
}

describe('evaluateExpression', () => {
  it.each<[Operation, string[], number, string, string?]>([
    [
      'sum',
      ['87.2 million yuan', '72.8 million yuan', '49.6 million yuan'],
      209.6e6,
      'currency:CNY',
      '209.6 million yuan',
    ],
    ['sum', ['3.2亿元', 'RMB 40 million'], 3.6e8, 'currency:CNY'],
    ['difference', ['0.186 mg/L', '62 µg/L'], 1.24e-4, 'mass/volume'],
    ['difference', ['62%', '48%'], 14, 'pp'],
    ['percent-change', ['0.186 mg/L', '0.071 mg/L'], -61.827956989247, '%'],
    ['percentage', ['45 houses', '60 houses'], 75, '%'],
    ['ratio', ['12 km', '3000 m'], 4, '×'],
    ['ratio', ['120 kg', '3 ha'], 0.004, 'mass/area'],
    ['product', ['40 ha', '25%'], 100_000, 'area'],
    ['mean', ['2', '4', '9'], 5, ''],
    ['minimum', ['5 km', '800 m', '2 km'], 800, 'length'],
    ['maximum', ['2140万元', '3400万元', '2890万元'], 3.4e7, 'currency:CNY', '3400万元'],
    ['count', ['5 km', '3 kg'], 2, '', '2'],
  ])('%s of %j', (op, values, value, unit, text) => {
    const result = evaluateExpression(...over(op, ...values))
    expect(result).toMatchObject({ value: expect.closeTo(value, 9), unit, ...(text ? { text } : {}) })
  })

  it.each<[Operation, string[]]>([
    ['sum', ['5 km', '3 kg']],
    ['sum', ['$5', '€5']],
    ['difference', ['5 km']],
    ['ratio', ['5', '0']],
    ['percent-change', ['0', '5']],
    ['sum', []],
    ['product', ['5 km', '3 kg']],
  ])('%s of %j has no result', (op, values) => {
    expect(evaluateExpression(...over(op, ...values))).toBeUndefined()
  })

  it('takes only what stands in the cited span', () => {
    const { evidence } = offer('The first phase cost 120 million yuan.')
    const value = (text: string, id = evidence.id): Expression => ({
      op: 'sum',
      of: [{ op: 'value', evidence: id, text }],
    })
    expect(evaluateExpression(value('120 million yuan'), [evidence])).toMatchObject({ value: 1.2e8 })
    expect(evaluateExpression(value('120'), [evidence])).toMatchObject({ value: 1.2e8, unit: 'currency:CNY' })
    expect(evaluateExpression(value('130 million yuan'), [evidence])).toBeUndefined()
    expect(evaluateExpression(value('120 million yuan', 'e_other'), [evidence])).toBeUndefined()
    expect(evaluateExpression(value(''), [evidence])).toBeUndefined()
  })

  it.each<['days' | 'months' | 'years', string, string, number | undefined, string]>([
    ['days', '3 March 2019', '2 April 2019', 30, 'time'],
    ['months', '2019年3月', '2020年1月', 10, 'calendar'],
    ['years', 'in 1998', 'in 2007', 9, 'calendar'],
    ['years', '2019年12月5日', '2020年1月13日', 0, 'calendar'],
    ['days', 'in 2019', 'in 2020', undefined, ''],
  ])('%s between %s and %s', (unit, from, to, span, dimension) => {
    const [a, b] = [offer(`Begun ${from}.`).evidence, offer(`Ended ${to}.`).evidence]
    const expression: Expression = {
      op: 'date-span',
      unit,
      of: [
        { op: 'value', evidence: a.id, text: from },
        { op: 'value', evidence: b.id, text: to },
      ],
    }
    const result = evaluateExpression(expression, [a, b])
    if (span === undefined) expect(result).toBeUndefined()
    else
      expect(result).toMatchObject({
        value: span * (unit === 'days' ? 86_400 : unit === 'years' ? 12 : 1),
        unit: dimension,
      })
  })

  it('sums any whole amounts as arithmetic does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 6 }),
        (amounts) => {
          const result = evaluateExpression(...over('sum', ...amounts.map((amount) => `${amount} kg`)))
          expect(result?.value).toBe(amounts.reduce((sum, amount) => sum + amount, 0))
        },
      ),
    )
  })
})
