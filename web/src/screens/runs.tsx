import { RunList } from '../parts/run-list.tsx'
import { words } from '../words.ts'

/** All that was asked. */
export function RunsScreen() {
  return (
    <div class="column">
      <h1>{words().runs.heading}</h1>
      <RunList most={50} paged />
    </div>
  )
}
