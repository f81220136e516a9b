import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { duration } from '../figures.ts'
import { words } from '../words.ts'

/** How long a run has taken; counts on while it works. */
export function Clock(given: {
  readonly since: string | undefined
  readonly until: string | undefined
  readonly running: boolean
}) {
  const now = useSignal(Date.now())
  useEffect(() => {
    if (!given.running) return undefined
    const tick = setInterval(() => void (now.value = Date.now()), 1_000)
    return () => clearInterval(tick)
  }, [given.running])
  if (given.since === undefined) return null
  const end = given.running || given.until === undefined ? now.value : Date.parse(given.until)
  return (
    <span class="fact">
      <span class="quiet">{words().run.elapsed}</span>{' '}
      <span class="figures">{duration(end - Date.parse(given.since))}</span>
    </span>
  )
}
