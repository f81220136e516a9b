import { number } from '../figures.ts'
import type { RunView } from '../state/run-view.ts'
import { words } from '../words.ts'

const shown = [
  'searches',
  'pages',
  'pagesFailed',
  'files',
  'filesFailed',
  'evidence',
  'verified',
  'struck',
] as const

/** What was done so far, counted; what did not happen is left out. */
export function Counts({ view }: { readonly view: RunView }) {
  const { counts } = words().run
  return (
    <ul class="counts">
      {shown
        .filter((name) => view.counts[name] > 0)
        .map((name) => (
          <li key={name}>
            <span class="quiet">{counts[name]}</span> <span class="figures">{number(view.counts[name])}</span>
          </li>
        ))}
    </ul>
  )
}
