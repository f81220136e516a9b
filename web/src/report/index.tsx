import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo } from 'preact/hooks'
import { dateOf, methodLine, verdictSymbols } from '../../../src/report/words.ts'
import type { Conflict, Language, Report, ReportSection } from '../../../src/vocabulary/index.ts'
import { language } from '../language.ts'
import { Conflicts } from './conflicts.tsx'
import { Coverage, Plan } from './coverage.tsx'
import { GlanceCard } from './glance.tsx'
import { createJudgements, type Judgements } from './judgements.ts'
import { Made } from './made.tsx'
import { PartLink } from './part.tsx'
import { namedIn, ReadingContext, readingOf, useReading, type Glance, type Told } from './reading.ts'
import { placeInAddress, visible } from './safe-link.ts'
import { Sections } from './sections.tsx'
import { SourcePanel } from './source-panel.tsx'
import { Sources } from './sources.tsx'
import { Take } from './take.tsx'
import { walkSentences } from './walk-sentences.ts'
import { whyOf } from './wire.ts'

/** A finished report with its sources, conflicts and coverage, and what a reader may do with it. */
export function ReportView(given: {
  readonly report: Report
  /** Whose report it is; a rewritten one has a run of its own. */
  readonly run: { readonly id: string }
  /** A question that asks on from this report; without it none can be asked. */
  readonly onFollow?: (question: string) => void
}) {
  const { report, run } = given
  const judgements = useMemo(() => createJudgements(run.id), [run.id])
  return (
    <Frame run={run.id} told={report} textLanguage={report.language} judgements={judgements}>
      <Head report={report} />
      <Contents report={report} />
      <div id="report-sentences">
        {report.sections.length === 0 && <Empty />}
        <Sections sections={report.sections} />
      </div>
      <Conflicts conflicts={report.conflicts} />
      <Coverage report={report} />
      <Sources />
      <Plan report={report} />
      <Take onFollow={given.onFollow} />
      <Made report={report} />
      <Refused judgements={judgements} />
    </Frame>
  )
}

const noConflicts: readonly Conflict[] = []

/** What is published of a report that is still being written: looks the same, and nothing is said of it yet. */
export function LiveReport(given: {
  readonly sections: readonly ReportSection[]
  readonly conflicts?: readonly Conflict[]
  /** Whose it is; else the one that the page's address names. */
  readonly run?: string
}) {
  const { sections, conflicts = noConflicts } = given
  const told = useMemo(() => ({ sections, conflicts }), [sections, conflicts])
  return (
    <Frame run={given.run ?? placeInAddress(location.hash).run ?? ''} told={told} textLanguage={undefined}>
      <LiveTitle />
      <Sections sections={sections} />
      <Conflicts conflicts={conflicts} />
    </Frame>
  )
}

/** What both have: the numbers of citations, the card, the source, and the keys. */
function Frame(given: {
  readonly run: string
  readonly told: Told
  readonly textLanguage: Language | undefined
  readonly judgements?: Judgements
  readonly children: ComponentChildren
}) {
  const { run, told, textLanguage, judgements } = given
  const glance = useMemo(() => signal<Glance | undefined>(undefined), [])
  const address = useSignal(location.hash)
  const speaks = language.value
  const reading = useMemo(
    () =>
      readingOf(told, { run, language: speaks, textLanguage, glance, ...(judgements ? { judgements } : {}) }),
    [told, run, speaks, textLanguage, judgements],
  )
  useLayoutEffect(() => {
    const follow = (): void => {
      address.value = location.hash
    }
    follow()
    addEventListener('hashchange', follow)
    addEventListener('keydown', walkSentences)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('keydown', walkSentences)
    }
  }, [])
  return (
    <ReadingContext.Provider value={reading}>
      <article class="report" lang={speaks}>
        {given.children}
      </article>
      <SourcePanel address={address} />
      <GlanceCard />
    </ReadingContext.Provider>
  )
}

function Head({ report }: { readonly report: Report }) {
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
          {report.effort}
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
function Contents({ report }: { readonly report: Report }) {
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

function Empty() {
  const { words } = useReading()
  return <p class="empty">{words.empty}</p>
}

function LiveTitle() {
  const { own } = useReading()
  return <p class="live-title">{own.live}</p>
}

/** Says that a judgement was not kept, and why. */
function Refused({ judgements }: { readonly judgements: Judgements }) {
  const { own, language: speaks } = useReading()
  const error = judgements.refusal.value
  return (
    <p role="alert" class="refused">
      {error === undefined ? '' : own.notKept(whyOf(error, speaks))}
    </p>
  )
}
