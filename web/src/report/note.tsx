import { explainReason, reasonCodes } from '../../../src/report/reasons.ts'
import { isRestated, judgeOf, verdictSymbols } from '../../../src/report/words.ts'
import type { Reason, ReportSentence, VerdictLabel } from '../../../src/vocabulary/index.ts'
import { CopySentence } from './copy.tsx'
import { Judge } from './judge.tsx'
import { namedIn, useReading } from './reading.ts'
import type { Standing } from './standing.ts'

/** The margin: what is to be known of the sentence, and what the reader may say of it. */
export function Note(given: {
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
