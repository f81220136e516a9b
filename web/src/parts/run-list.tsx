import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api/api.ts'
import { hasReport, type Run, type RunState } from '../api/types.ts'
import { costOf, moment } from '../figures.ts'
import { addressOf } from '../route.ts'
import { words } from '../words.ts'
import { Notice, refusalText } from './notice.tsx'

/** Runs, newest first, with how they stand and what they cost. */
export function RunList({ most, paged }: { readonly most: number; readonly paged?: boolean }) {
  const own = words()
  const runs = useSignal<readonly Run[] | undefined>(undefined)
  const next = useSignal<string | undefined>(undefined)
  const refused = useSignal('')
  const read = async (before?: string): Promise<void> => {
    try {
      const page = await api.runs({ limit: most, ...(before ? { before } : {}) })
      // More was asked for twice, or came while the beginning was read again.
      if (before === undefined ? (runs.value?.length ?? 0) > most : before !== next.value) return
      runs.value = before ? [...(runs.value ?? []), ...page.runs] : page.runs
      next.value = page.next
      refused.value = ''
    } catch (error) {
      refused.value = refusalText(error)
    }
  }
  useEffect(() => {
    void read()
    // What is under way changes; a list that was read on would jump.
    const again = setInterval(() => {
      const isMoving = runs.value?.some(({ state }) => state === 'running' || state === 'waiting')
      if (isMoving && !document.hidden && (runs.value?.length ?? 0) <= most) void read()
    }, 3_000)
    return () => clearInterval(again)
  }, [])
  const notice = refused.value ? <Notice tone="bad">{refused.value}</Notice> : null
  if (!runs.value) return notice
  if (runs.value.length === 0) return <p class="quiet">{own.runs.none}</p>
  return (
    <>
      {notice}
      <ul class="rows">
        {runs.value.map((run) => (
          <li key={run.id} class="row">
            <a class="row-main" href={addressOf({ screen: 'run', run: run.id })}>
              {run.subject}
            </a>
            <span class="row-facts small quiet">
              <StateBadge state={run.state} />
              {run.kind !== 'research' && <span>{own.runs.kinds[run.kind] ?? run.kind}</span>}
              <time dateTime={run.createdAt}>{moment(run.createdAt)}</time>
              {run.spent.calls > 0 && <span>{costOf(run.spent)}</span>}
              {run.kind === 'research' && hasReport(run.state) && (
                <a href={addressOf({ screen: 'ask', follow: run.id })}>{own.runs.follow}</a>
              )}
            </span>
          </li>
        ))}
      </ul>
      {paged && next.value && (
        <button type="button" class="button" onClick={() => void read(next.value)}>
          {own.runs.more}
        </button>
      )}
    </>
  )
}

/** How a run stands: a shape and a word; the colour says nothing more. */
export function StateBadge({ state }: { readonly state: RunState | 'paused' }) {
  const { states } = words().runs
  return (
    <span class={`badge ${state}`}>
      <span aria-hidden="true">{shapes[state]}</span> {states[state]}
    </span>
  )
}

const shapes: Readonly<Record<RunState | 'paused', string>> = {
  waiting: '◌',
  running: '◐',
  paused: '❙❙',
  interrupted: '◇',
  done: '●',
  incomplete: '◕',
  stopped: '■',
  failed: '✕',
}
