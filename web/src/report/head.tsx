import { dateOf, methodLine, verdictSymbols } from '../../../src/report/words.ts'
import type { Report } from '../../../src/vocabulary/index.ts'
import { words as pageWords } from '../words.ts'
import { PartLink } from './part.tsx'
import { namedIn, useReading } from './reading.ts'
import { visible } from './safe-link.ts'

/** What was asked, who wrote it and when, and how well it is supported. */
export function Head({ report }: { readonly report: Report }) {
  const { words, own, language: speaks, textLanguage } = useReading()
  const same = report.question.trim() === report.title.trim()
  return (
    <header class="head">
      <p class="skips">
        <a href="#report-sentences" onClick={toFirstSentence}>
          {own.toSentences}
        </a>
        <PartLink to="sources">{own.toSources}</PartLink>
      </p>
      <h1 dir="auto" lang={textLanguage}>
        {report.title}
      </h1>
      {!same && (
        <p class="asked" dir="auto" lang={textLanguage}>
          <span class="aloud">
            {own.asked}
            {words.colon}
          </span>
          {report.question}
        </p>
      )}
      <p class="method">{methodLine(report.method, 'report', speaks)}</p>
      <p class="about">
        <span>
          <time>{visible(dateOf(report.createdAt))}</time>
        </span>
        {report.strategy && (
          <span>
            {words.strategy}
            {words.colon}
            {report.strategy.name}
          </span>
        )}
        <span>
          {words.effort}
          {words.colon}
          {pageWords().ask.efforts[report.effort]?.[0] ?? report.effort}
        </span>
      </p>
      <Totals report={report} />
    </header>
  )
}

/** How many sentences got which verdict, in words and signs. */
function Totals({ report }: { readonly report: Report }) {
  const { words } = useReading()
  const sentences = report.sections.flatMap((section) => section.sentences)
  if (sentences.length === 0) return null
  return (
    <ul class="totals">
      {(['supported', 'partly', 'conflicting', 'unsupported'] as const).map((verdict) => {
        const count = sentences.filter((sentence) => sentence.verdict === verdict).length
        if (count === 0) return null
        return (
          <li key={verdict} class={verdict}>
            <span class="sign" aria-hidden="true">
              {verdictSymbols[verdict]}
            </span>{' '}
            {count} {namedIn(words.verdicts, verdict)}
          </li>
        )
      })}
    </ul>
  )
}

function toFirstSentence(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('.report .sentence')?.focus()
}

/** Where one may go within the report. */
export function Contents({ report }: { readonly report: Report }) {
  const { words, own, index, textLanguage } = useReading()
  const parts = [
    ...(report.conflicts.some(({ kind }) => kind !== 'superseded')
      ? [['conflicts', words.conflicts] as const]
      : []),
    ...(report.conflicts.some(({ kind }) => kind === 'superseded')
      ? [['superseded', own.supersededTitle] as const]
      : []),
    ['coverage', words.coverage] as const,
    ...(index.sources.length > 0 ? [['sources', words.sources] as const] : []),
    ...(report.plan.length > 0 ? [['plan', words.plan] as const] : []),
    ['take', own.take] as const,
    ['made', words.made] as const,
  ]
  const sections = report.sections.length > 1 ? report.sections.slice(0, 40) : []
  return (
    <nav class="contents" aria-label={own.contents}>
      <ol>
        {sections.map(({ heading }, place) => (
          <li key={`section-${place}`}>
            <a
              href={`#report-section-${place + 1}`}
              dir="auto"
              lang={textLanguage}
              onClick={(event) => {
                event.preventDefault()
                const found = document.getElementById(`report-section-${place + 1}`)
                found?.scrollIntoView({ block: 'start' })
                found?.focus({ preventScroll: true })
              }}
            >
              {heading.slice(0, 200)}
            </a>
          </li>
        ))}
        {parts.map(([name, title]) => (
          <li key={name}>
            <PartLink to={name}>{title}</PartLink>
          </li>
        ))}
      </ol>
    </nav>
  )
}
