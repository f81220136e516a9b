import { favourable } from '../../../src/report/reasons.ts'
import { verdictSymbols } from '../../../src/report/words.ts'
import type { ReportSentence } from '../../../src/vocabulary/index.ts'
import { Opposed, Premises, Working } from './backing.tsx'
import { Marks } from './mark.tsx'
import { Note } from './note.tsx'
import { useReading } from './reading.ts'
import type { Standing } from './standing.ts'

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
