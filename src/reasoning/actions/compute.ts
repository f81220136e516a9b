import { z } from 'zod'
import { anyAction, type ActionParts, type ActionPlug, type Observation } from '../action.ts'
import { evaluateExpression } from '../expression.ts'
import { readCalculation, tellCalculation } from './calculation.ts'

const options = z.object({})

/**
 * Arithmetic over values that stand in statements shown before (program-aided reasoning, Gao et al. 2023, arXiv
 * 2211.10435, without a program: `evaluateExpression` executes it, and every operand is a cited one). No code is run.
 */
export const plug: ActionPlug<z.infer<typeof options>> = {
  name: 'compute',
  options,
  create: (_, parts) =>
    anyAction({
      name: 'compute',
      description: {
        en: 'works out a sum, difference, ratio, mean … of figures that stand in statements shown: `312 + 88.5`, `difference(E1: 312, E4: 88.5)`, `percent-change(E2: 40, E3: 52)`',
        zh: '用已显示的陈述中的数值计算和、差、比、平均等：`312 + 88.5`、`difference(E1: 312, E4: 88.5)`、`percent-change(E2: 40, E3: 52)`',
      },
      schema: z.object({
        expression: z.string().trim().min(1).max(400).describe('The calculation, with the figures as shown'),
      }),
      run: ({ expression }) => Promise.resolve(compute(expression, parts)),
    }),
}

function compute(text: string, parts: ActionParts): Observation {
  const read = readCalculation(text, parts)
  if (!read) return { outcome: 'failed', code: 'not-cited' }
  const result = evaluateExpression(read.expression, read.evidence)
  if (!result) return { outcome: 'failed', code: 'no-result' }
  return {
    outcome: 'seen',
    seen: [
      {
        text: `${tellCalculation(read.expression)} = ${result.text}`,
        about: {},
        at: { kind: 'computed', ...read },
      },
    ],
  }
}
