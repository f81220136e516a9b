import { useMemo } from 'preact/hooks'
import type { Conflict, Report, ReportSection } from '../../../src/vocabulary/index.ts'
import { Conflicts } from './conflicts.tsx'
import { Coverage, Plan } from './coverage.tsx'
import { Frame } from './frame.tsx'
import { Contents, Head } from './head.tsx'
import { createJudgements, type Judgements } from './judgements.ts'
import { Made } from './made.tsx'
import { useReading } from './reading.ts'
import { placeInAddress } from './safe-link.ts'
import { Sections } from './sections.tsx'
import { Sources } from './sources.tsx'
import { Take } from './take.tsx'
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
