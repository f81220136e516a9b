import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { fill } from '../language.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'

/** No oftener than so a screen reader is told how far a run is. Milliseconds. */
const every = 10_000

/** How far a run is, read aloud now and then and when it is over. */
export function Aloud(given: { readonly watch: Watch; readonly state: string; readonly over: boolean }) {
  const { watch, state, over } = given
  const said = useSignal('')
  // What was over when it was opened is read where it stands.
  const moved = useRef(false)
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
    if (!over) moved.current = true
    if (!moved.current) return undefined
    say()
    if (over) return undefined
    const again = setInterval(say, every)
    return () => clearInterval(again)
  }, [state, over])
  return (
    <p class="aloud" role="status">
      {said.value}
    </p>
  )
}
