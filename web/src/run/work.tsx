import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api/api.ts'
import { hasReport } from '../api/types.ts'
import { refusalText } from '../parts/notice.tsx'
import { LiveReport } from '../report/index.tsx'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { Feed } from './feed.tsx'
import { PlanGraph } from './plan-graph.tsx'
import { SteerBox } from './steer-box.tsx'

/** The plan, what happens and what it is told; beside them what is written already. */
export function Work(given: { readonly watch: Watch; readonly research: boolean; readonly isOver: boolean }) {
  const own = words()
  const { watch, research, isOver } = given
  const view = watch.view.value
  const run = watch.run.value
  const steerable = research && !isOver
  const writes = research && (!isOver || view.sections.length > 0)
  return (
    <div class={`run-columns ${writes ? '' : 'single'}`}>
      <div class="run-work">
        {research && (steerable || view.plan.length > 0) && <PlanGraph watch={watch} steerable={steerable} />}
        {research && <SteerBox watch={watch} steerable={steerable} />}
        <Feed watch={watch} steerable={steerable} />
        {view.thinking && (
          <details class="panel thinking">
            <summary>
              {own.run.thinking} <span class="quiet small">{view.thinking.service}</span>
            </summary>
            <p class="small" dir="auto">
              {view.thinking.text}
            </p>
          </details>
        )}
      </div>
      {writes && (
        <section class="run-report" aria-label={own.run.soFar}>
          {view.sections.length === 0 ? (
            <p class="quiet empty">{own.run.soFarNone}</p>
          ) : (
            <LiveReport sections={view.sections} conflicts={view.conflicts} run={watch.id} />
          )}
        </section>
      )}
      {run?.kind === 'check' && hasReport(run.state) && <Audit id={watch.id} />}
    </div>
  )
}

/** What a check found, as text. */
function Audit({ id }: { readonly id: string }) {
  const text = useSignal('')
  useEffect(() => {
    api
      .reportText(id, 'md')
      .then((found) => void (text.value = found))
      .catch((error: unknown) => void (text.value = refusalText(error)))
  }, [id])
  return (
    <section class="run-report">
      <h2>{words().run.audit}</h2>
      <pre class="plain-text">{text.value}</pre>
    </section>
  )
}
