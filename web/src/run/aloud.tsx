import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { fill } from '../language.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'

/** No oftener than so a screen reader is told how far a run is. Milliseconds. */
const every = 10_000

/** How far a run is, read aloud now and then and when it is over. */
export function Aloud({ watch, state }: { readonly watch: Watch; readonly state: string }) {
  const said = useSignal('')
  const say = (): void => {
    const { counts, sections } = watch.view.peek()
    const { searches, pages, evidence } = counts
    said.value = fill(words().aloud.progress, {
      state,
      searches,
      pages,
      evidence,
      sections: sections.length,
    })
  }
  useEffect(() => {
    say()
    const again = setInterval(say, every)
    return () => clearInterval(again)
  }, [state])
  return (
    <p class="aloud" role="status">
      {said.value}
    </p>
  )
}
