import { citationOf, opposed } from '../../../src/report/citations.ts'
import { formulaOf } from '../../../src/report/expression.ts'
import { explainReason, favourable, reasonCodes } from '../../../src/report/reasons.ts'
import { isRestated, judgeOf, verdictSymbols } from '../../../src/report/words.ts'
import type { Expression, Reason, ReportSentence, VerdictLabel } from '../../../src/vocabulary/index.ts'
import { CopySentence } from './copy.tsx'
import { Judge } from './judge.tsx'
import { Mark, Marks } from './mark.tsx'
import { namedIn, useReading } from './reading.ts'

/** Where a sentence stands: indexes from 0, and its number in the whole report, from 1. */
export interface Standing {
  readonly section: number
  readonly sentence: number
  readonly number: number
}

/**
 * A sentence with all that can be said of it. What is supported stands plain; everything else says what it is by a
 * sign and a word in the margin, and by the shape of its edge.
 */
export function Sentence(given: { readonly sentence: ReportSentence; readonly at: Standing }) {
  const { sentence, at } = given
  const { own, textLanguage } = useReading()
  const verdict = Object.hasOwn(verdictSymbols, sentence.verdict) ? sentence.verdict : 'unsupported'
  return (
    <li
      class={`sentence ${verdict}`}
      id={`report-sentence-${at.number}`}
      tabIndex={-1}
      aria-label={own.sentence(at.number)}
    >
      <div class="saying">
        <p class="text">
          <a
            class="number"
            href={`#report-sentence-${at.number}`}
            aria-hidden="true"
            tabIndex={-1}
            onClick={stay}
          >
            {at.number}
          </a>
          <span dir="auto" lang={textLanguage}>
            {verdict === 'unsupported' ? <s>{withFaults(sentence)}</s> : withFaults(sentence)}
          </span>
          <Marks citations={sentence.citations} />
        </p>
        <Opposed sentence={sentence} />
        <Working sentence={sentence} />
        <Premises sentence={sentence} />
      </div>
      <Note sentence={sentence} verdict={verdict} at={at} />
    </li>
  )
}

/** The page's address names a run, not a sentence. */
function stay(event: Event): void {
  event.preventDefault()
  const link = event.currentTarget as HTMLElement
  link.closest<HTMLElement>('.sentence')?.focus()
}

/** The part of a sentence that a reason finds fault with is underlined where it stands. */
function withFaults({ text, reasons }: ReportSentence) {
  const faults = reasons
    .filter(({ code, text: part }) => !favourable.has(code) && part && part !== text)
    .map(({ text: part }) => ({ start: text.indexOf(part!), length: part!.length }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start || b.length - a.length)
  const pieces = []
  let cursor = 0
  for (const { start, length } of faults) {
    if (start < cursor) continue
    pieces.push(text.slice(cursor, start), <em class="fault">{text.slice(start, start + length)}</em>)
    cursor = start + length
  }
  return [...pieces, text.slice(cursor)]
}

/** What its sources say instead. */
function Opposed({ sentence }: { readonly sentence: ReportSentence }) {
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
function Working({ sentence }: { readonly sentence: ReportSentence }) {
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

function Premises({ sentence }: { readonly sentence: ReportSentence }) {
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

/** The margin: what is to be known of the sentence, and what the reader may say of it. */
function Note(given: {
  readonly sentence: ReportSentence
  readonly verdict: VerdictLabel
  readonly at: Standing
}) {
  const { sentence, verdict, at } = given
  const { words, own, language, usualWriter } = useReading()
  const plain = verdict === 'supported' && sentence.kind === 'quoted'
  // A sentence whose source says it needs no word in the margin; one that a model put anew does.
  const kind = isRestated(sentence) ? words.restated : namedIn(words.kinds, sentence.kind)
  const reasons = plain ? [] : reasonsOf(sentence.reasons, language)
  const origins = [...new Set(sentence.citations.map(({ origin }) => origin))].filter(
    (origin) => origin !== 'native',
  )
  return (
    <div class="note">
      {(!plain || isRestated(sentence)) && (
        <p class="verdict">
          <span class="sign" aria-hidden="true">
            {verdictSymbols[verdict]}
          </span>{' '}
          {words.verdicts[verdict]}
          <span class="kind"> · {kind}</span>
        </p>
      )}
      {plain && <p class="aloud">{words.verdicts[verdict]}</p>}
      {reasons.map((reason) => (
        <p key={reason} class="reason">
          {reason}
        </p>
      ))}
      {origins.map((origin) => (
        <p key={origin} class="origin">
          ◱ {namedIn(words.origins, origin)}
        </p>
      ))}
      <Disagreement sentence={sentence} />
      {sentence.verifier !== undefined && <p class="writer">{words.judged(judgeOf(sentence.verifier))}</p>}
      {sentence.writer !== usualWriter && <p class="writer">{words.writer(sentence.writer)}</p>}
      <p class="tools">
        <Judge
          about={{ kind: 'sentence', section: at.section, sentence: at.sentence, text: sentence.text }}
          label={own.sentenceTools(at.number)}
        />
        <CopySentence sentence={sentence} />
      </p>
    </div>
  )
}

function reasonsOf(reasons: readonly Reason[], language: 'en' | 'zh'): string[] {
  // Working and premises stand beside the sentence.
  const told: ReadonlySet<Reason['code']> = new Set(['recomputed', 'premises-named'])
  const known = reasons.filter(({ code }) => reasonCodes.includes(code) && !told.has(code))
  return [...new Set(known.map((reason) => explainReason(reason, language)))]
}

function Disagreement({ sentence }: { readonly sentence: ReportSentence }) {
  const { words, conflictOf } = useReading()
  const number = sentence.citations
    .map(({ evidence }) => conflictOf.get(evidence))
    .find((found) => found !== undefined)
  if (number === undefined) return null
  return (
    <p>
      <button
        type="button"
        class="see"
        onClick={() => {
          const conflict = document.getElementById(`report-conflict-${number}`)
          conflict?.focus()
          conflict?.scrollIntoView({ block: 'start' })
        }}
      >
        ⇄ {words.seeConflict(number)}
      </button>
    </p>
  )
}
