import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { hasReport, type RunState } from '../api/types.ts'
import { fill } from '../language.ts'
import { Notice, refusalText } from '../parts/notice.tsx'
import { keepDraft } from '../parts/question-box.tsx'
import { StateBadge } from '../parts/run-list.tsx'
import { ReportView } from '../report/index.tsx'
import { addressOf, go } from '../route.ts'
import { Aloud } from '../run/aloud.tsx'
import { Clock } from '../run/clock.tsx'
import { Controls } from '../run/controls.tsx'
import { Counts } from '../run/counts.tsx'
import { Budget, Cost } from '../run/spending.tsx'
import { Standing, type Shown } from '../run/standing.tsx'
import { Work } from '../run/work.tsx'
import type { RunView } from '../state/run-view.ts'
import { watchRun, type Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'

/** A run: while it works what it does and what it may be told, afterwards its report. */
export function RunScreen({ id, part }: { readonly id: string; readonly part?: 'work' | 'report' }) {
  const watch = useSignal<Watch | undefined>(undefined)
  useEffect(() => {
    const own = watchRun(id)
    watch.value = own
    return () => own.close()
  }, [id])
  return watch.value ? <Watched watch={watch.value} {...(part ? { part } : {})} /> : null
}

function Watched({ watch, part }: { readonly watch: Watch; readonly part?: 'work' | 'report' }) {
  const own = words()
  const run = watch.run.value
  const view = watch.view.value
  const refusal = watch.refusal.value
  const state = stateOf(run?.state, view)
  const subject = run?.subject ?? view.subject ?? ''
  useEffect(() => {
    if (subject === '') return undefined
    document.title = `${subject} · ${own.title}`
    return () => {
      document.title = own.title
    }
  }, [subject, own])
  if (!run && refusal && refusal.status === 404)
    return (
      <div class="column">
        <Notice tone="bad">{own.runs.unknown}</Notice>
        <a href="#/runs">{own.runs.all}</a>
      </div>
    )
  const isOver = state !== undefined && (hasReport(state as RunState) || state === 'failed')
  const report = watch.report.value
  const showsReport = report !== undefined && part !== 'work'
  const research = (run?.kind ?? view.kind) === 'research'
  return (
    <div class={`run ${showsReport ? 'reading' : 'watching'}`}>
      <Links watch={watch} />
      <header class="run-head">
        {showsReport ? null : <h1 dir="auto">{subject}</h1>}
        <div class="run-facts">
          {state && <StateBadge state={state} />}
          {!isOver && state === 'running' && <span class="quiet">{phaseOf(view)}</span>}
          <Clock
            since={view.startedAt}
            until={view.toldAt}
            running={state === 'running' || state === 'paused'}
          />
          <Counts view={view} />
          {view.spent.calls > 0 && <Cost view={view} />}
        </div>
        <Budget run={run} view={view} />
        {research && (state === 'running' || state === 'paused') && <Controls watch={watch} />}
        {report && (
          <nav class="parts" aria-label={own.run.report}>
            <Part run={watch.id} part="report" here={showsReport}>
              {own.run.report}
            </Part>
            <Part run={watch.id} part="work" here={!showsReport}>
              {own.run.work}
            </Part>
          </nav>
        )}
      </header>
      <Standing watch={watch} state={state} />
      {showsReport ? (
        <div class="run-reading">
          <ReportView
            report={report}
            run={run!}
            onFollow={(question) => {
              keepDraft(question)
              go({ screen: 'ask', follow: watch.id })
            }}
          />
        </div>
      ) : (
        <Work watch={watch} research={research} isOver={isOver} />
      )}
      {state && <Aloud watch={watch} state={own.runs.states[state]} over={isOver} />}
    </div>
  )
}

/** Whether the page still hears of the run. */
function Links({ watch }: { readonly watch: Watch }) {
  const own = words()
  const refusal = watch.refusal.value
  if (watch.link.value === 'lost') return <Notice tone="caution">{own.link.lost}</Notice>
  if (refusal && refusal.status !== 404 && refusal.status !== 401)
    return <Notice tone="bad">{refusalText(refusal)}</Notice>
  return null
}

function Part(given: {
  readonly run: string
  readonly part: 'work' | 'report'
  readonly here: boolean
  readonly children: string
}) {
  return (
    <a
      class="tab"
      href={addressOf({ screen: 'run', run: given.run, part: given.part })}
      {...(given.here ? { 'aria-current': 'page' } : {})}
    >
      {given.children}
    </a>
  )
}

/** The log is ahead of the record: it tells of a pause, and that somebody works. */
function stateOf(recorded: RunState | undefined, view: RunView): Shown | undefined {
  if (recorded === undefined) return view.last > 0 && !view.ended ? 'running' : undefined
  const works = recorded === 'running' || recorded === 'waiting'
  if (works && view.paused) return 'paused'
  return recorded === 'waiting' && view.last > 0 && !view.ended ? 'running' : recorded
}

function phaseOf(view: RunView): string {
  const own = words()
  const { progress } = view
  if (progress?.total !== undefined && progress.phase === 'read')
    return fill(own.drop.reading, { done: progress.done, total: progress.total })
  if (progress && progress.phase === 'index') return own.drop.indexing
  if (view.kind !== 'research') return ''
  if (view.sections.length > 0 || view.counts.verified > 0) return own.run.writing
  return view.plan.length === 0 ? own.run.planning : own.run.looking
}
