import { citationOf, opposed } from '../../../src/report/citations.ts'
import { formulaOf } from '../../../src/report/expression.ts'
import type { Expression, ReportSentence } from '../../../src/vocabulary/index.ts'
import { Mark } from './mark.tsx'
import { useReading } from './reading.ts'

/** What its sources say instead. */
export function Opposed({ sentence }: { readonly sentence: ReportSentence }) {
  const { words, textLanguage } = useReading()
  if (sentence.kind !== 'quoted') return null
  const lines = opposed(sentence)
  if (lines.length === 0) return null
  return (
    <div class="opposed">
      <p class="label">{words.sourceSays}</p>
      {lines.map((citation) => (
        <p key={citation.evidence} dir="auto" lang={textLanguage}>
          <q>{citation.quote}</q>
          <Mark citation={citation} />
        </p>
      ))}
    </div>
  )
}

/** The computation with its cited values, and that code executed it again. */
export function Working({ sentence }: { readonly sentence: ReportSentence }) {
  const { words, own, language } = useReading()
  if (!sentence.expression || !isWritable(sentence.expression)) return null
  const again = sentence.reasons.some(({ code }) => code === 'recomputed')
  return (
    <div class="working">
      <p class="label">= {words.working}</p>
      <p class="formula">
        {formulaOf(sentence.expression, language).map((part, index) => {
          if (part.type === 'sign')
            return (
              <span key={index} class="sign">
                {part.text}
              </span>
            )
          const citation = citationOf(part.evidence, sentence.citations)
          return (
            <span key={index} class="value">
              {part.text}
              {citation ? <Mark citation={citation} /> : <span class="tag">{words.noCitation}</span>}
            </span>
          )
        })}
      </p>
      {again && <p class="label">{own.recomputed}</p>}
    </div>
  )
}

const operations: ReadonlySet<string> = new Set<Expression['op']>([
  'value',
  'sum',
  'difference',
  'product',
  'ratio',
  'percentage',
  'percent-change',
  'mean',
  'count',
  'minimum',
  'maximum',
  'date-span',
])

/** Whether this page knows all its operations: one that a newer server brings must not take the report away. */
function isWritable(expression: Expression): boolean {
  if (!operations.has(expression.op)) return false
  return expression.op === 'value' || expression.of.every(isWritable)
}

export function Premises({ sentence }: { readonly sentence: ReportSentence }) {
  const { words, textLanguage } = useReading()
  if (sentence.kind !== 'inferred') return null
  const premises = sentence.premises ?? []
  return (
    <div class="premises">
      <p class="label">∴ {words.premises}</p>
      <ul>
        {premises.length === 0 ? (
          <li>{words.noCitation}</li>
        ) : (
          premises.map((premise, index) => (
            <li key={index} dir="auto" lang={textLanguage}>
              {premise}
            </li>
          ))
        )}
      </ul>
    </div>
  )
}
