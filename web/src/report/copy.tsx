import { useSignal } from '@preact/signals'
import { dateOf } from '../../../src/report/words.ts'
import type { ReportSentence } from '../../../src/vocabulary/index.ts'
import { placeIn, titleIn, useReading, type Reading } from './reading.ts'

/** Copies a sentence and, below it, where its words stand. */
export function CopySentence({ sentence }: { readonly sentence: ReportSentence }) {
  const reading = useReading()
  const told = useSignal('')
  if (!reading.judgements) return null
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(withCitations(sentence, reading))
      told.value = reading.own.copied
    } catch {
      told.value = reading.own.notCopied
    }
  }
  return (
    <>
      <button type="button" class="say" title={reading.own.copy} onClick={() => void copy()}>
        <span aria-hidden="true">⧉</span> <span class="word">{reading.own.copy}</span>
      </button>
      <span role="status" class="copied">
        {told.value}
      </span>
    </>
  )
}

/** As one would put it into a footnote: title, place, date, address, exact words. */
export function withCitations(sentence: ReportSentence, reading: Reading): string {
  const { index, language, words } = reading
  const numbered = new Map(sentence.citations.map((citation) => [index.numberOf(citation), citation]))
  const notes = [...numbered].map(([number, citation]) => {
    const parts = [
      titleIn(citation.title, language),
      placeIn(citation, language),
      citation.publishedAt === undefined ? '' : dateOf(citation.publishedAt),
      citation.uri,
    ].filter(Boolean)
    return `[${number}] ${parts.join(words.comma)}${words.colon}${words.quote(citation.quote)}`
  })
  const numbers = [...numbered.keys()].map((number) => `[${number}]`).join('')
  return [`${sentence.text}${numbers && ` ${numbers}`}`, ...notes].join('\n')
}
