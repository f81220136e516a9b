import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isShortcut } from '../keys.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { tell } from './tell.ts'
import { fateOf } from './told.ts'

/** Pause and go on; stop and write, which asks first. `s` does the latter. */
export function Controls({ watch }: { readonly watch: Watch }) {
  const { steer } = words()
  const asking = useSignal(false)
  const refused = useSignal('')
  const sending = useSignal(false)
  // What was told before a reload, or by somebody else, holds as well.
  const isStopping = (): boolean =>
    watch.stopping.value || watch.told.value.some(({ steering }) => steering.kind === 'write')
  const { paused } = watch.view.value
  // Between the press and what the run makes of it.
  const asked = watch.told.value
    .filter((one) => fateOf(one, watch.view.value, watch.run.value?.state) === 'sent')
    .findLast(({ steering }) => steering.kind === 'pause' || steering.kind === 'resume')?.steering.kind
  const isPaused = asked === undefined ? paused : asked === 'pause'
  const send = async (kind: 'pause' | 'resume' | 'write'): Promise<void> => {
    sending.value = true
    refused.value = await tell(watch, { kind })
    if (kind === 'write' && refused.value === '') watch.stopAsked()
    sending.value = false
  }
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 's' || !isShortcut(event) || isStopping()) return
      event.preventDefault()
      asking.value = true
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  return (
    <>
      <div class="actions">
        <button
          type="button"
          class="button"
          disabled={sending.value}
          onClick={() => void send(isPaused ? 'resume' : 'pause')}
        >
          {isPaused ? steer.resume : steer.pause}
        </button>
        <button
          type="button"
          class="button"
          disabled={sending.value || isStopping()}
          aria-keyshortcuts="s"
          onClick={() => void (asking.value = true)}
        >
          {isStopping() ? steer.writing : steer.write}
        </button>
      </div>
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      {asking.value && (
        <Confirm
          heading={steer.writeAsk}
          text={steer.writeText}
          yes={steer.writeYes}
          no={steer.cancel}
          onYes={() => void send('write')}
          onClose={() => void (asking.value = false)}
        />
      )}
    </>
  )
}
