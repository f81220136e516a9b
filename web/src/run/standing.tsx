import { useSignal } from '@preact/signals'
import type { RunState } from '../api/types.ts'
import { Notice, refusalText } from '../parts/notice.tsx'
import { keepDraft, remarks } from '../parts/question-box.tsx'
import { go } from '../route.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'

/** How a run stands, as it is shown. */
export type Shown = RunState | 'paused'

/** What keeps a run from going on, and what can be done about it. */
export function Standing({ watch, state }: { readonly watch: Watch; readonly state: Shown | undefined }) {
  const own = words()
  const refused = useSignal('')
  const busy = useSignal(false)
  const run = watch.run.value
  const resume = async (): Promise<void> => {
    busy.value = true
    refused.value = ''
    try {
      await watch.resume()
    } catch (error) {
      refused.value = refusalText(error)
    }
    busy.value = false
  }
  const told = remarks.get(watch.id) ?? []
  return (
    <>
      {told.map((remark) => (
        <Notice key={remark} tone="caution">
          {remark}
        </Notice>
      ))}
      {state === 'waiting' && <Notice tone="plain">{own.run.waiting}</Notice>}
      {(state === 'interrupted' || state === 'failed') && (
        <Notice tone={state === 'failed' ? 'bad' : 'caution'}>
          <p>
            {state === 'failed' ? own.run.failed : own.run.interrupted}{' '}
            {run?.error && <span dir="auto">{run.error.message}</span>}
          </p>
          {state === 'interrupted' && (
            <button type="button" class="button primary" disabled={busy.value} onClick={() => void resume()}>
              {busy.value ? own.run.resuming : own.run.resume}
            </button>
          )}
          {state === 'failed' && run?.kind === 'research' && (
            <button
              type="button"
              class="button"
              onClick={() => {
                keepDraft(run.subject)
                go({ screen: 'ask' })
              }}
            >
              {own.run.again}
            </button>
          )}
        </Notice>
      )}
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
    </>
  )
}
