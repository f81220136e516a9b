import type { Expression, Language } from '#vocabulary'
import { wordsOf } from './words.ts'

/** A piece of a formula: words and signs, or a cited value. */
export type FormulaPart =
  | { readonly type: 'sign'; readonly text: string }
  | { readonly type: 'value'; readonly text: string; readonly evidence: string }

/** An expression as people write it, its cited values kept apart so that a format can link them. */
export function formulaOf(expression: Expression, language: Language): FormulaPart[] {
  return write(expression, language, false)
}

function write(expression: Expression, language: Language, nested: boolean): FormulaPart[] {
  const words = wordsOf(language).expression
  const inner = (part: Expression): FormulaPart[] => write(part, language, true)
  const joined = (separator: string): FormulaPart[] =>
    join(expression.op === 'value' ? [] : expression.of.map(inner), separator)
  const bracket = (parts: FormulaPart[]): FormulaPart[] => (nested ? [sign('('), ...parts, sign(')')] : parts)
  switch (expression.op) {
    case 'value':
      return [{ type: 'value', text: expression.text, evidence: expression.evidence }]
    case 'sum':
      return bracket(joined(' + '))
    case 'difference':
      // The distance between two values, as `#reasoning` executes it.
      return [sign('|'), ...joined(' − '), sign('|')]
    case 'product':
      return bracket(joined(' × '))
    case 'ratio':
      return bracket(joined(' ÷ '))
    case 'percentage':
      return bracket([...joined(' ÷ '), sign(' × 100 %')])
    case 'percent-change':
      return bracket(percentChange(expression.of.map(inner)))
    case 'mean':
      return bracket([sign('('), ...joined(' + '), sign(`) ÷ ${expression.of.length}`)])
    case 'count':
      return [sign(`${words.count} (`), ...joined(', '), sign(')')]
    case 'minimum':
      return [sign(`${words.minimum} (`), ...joined(', '), sign(')')]
    case 'maximum':
      return [sign(`${words.maximum} (`), ...joined(', '), sign(')')]
    case 'date-span':
      return bracket([sign(`${words.between(words.units[expression.unit])} `), ...joined(' → ')])
  }
}

/** From the first value to the last. */
function percentChange(values: readonly FormulaPart[][]): FormulaPart[] {
  const [first, last] = [values[0] ?? [], values.at(-1) ?? []]
  return [sign('('), ...last, sign(' − '), ...first, sign(') ÷ '), ...first, sign(' × 100 %')]
}

function sign(text: string): FormulaPart {
  return { type: 'sign', text }
}

function join(items: readonly FormulaPart[][], separator: string): FormulaPart[] {
  return items.flatMap((item, index) => (index === 0 ? item : [sign(separator), ...item]))
}
