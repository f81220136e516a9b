import { useSignal } from '@preact/signals'
import type { RunEvent } from '../../../src/vocabulary/index.ts'
import type { Watch } from '../state/watch-run.ts'
import { words, type Words } from '../words.ts'
import { FeedEntry } from './feed-entry.tsx'

type Filter = keyof Words['feed']['filters']
const filters: readonly Filter[] = ['all', 'evidence', 'pages', 'trouble']
/** So many lines are drawn; the rest is in the log. */
const drawn = 200

/** What happens, newest first, so that nobody has to scroll after it. */
export function Feed({ watch, steerable }: { readonly watch: Watch; readonly steerable: boolean }) {
  const { feed } = words()
  const filter = useSignal<Filter>('all')
  const lines = watch.view.value.feed
    .filter(({ event }) => filter.value === 'all' || sortOf(event) === filter.value)
    .toReversed()
  return (
    <section class="panel log" aria-labelledby="feed-title">
      <div class="panel-head">
        <h2 id="feed-title">{feed.heading}</h2>
        <select
          class="select small"
          aria-label={feed.filter}
          value={filter.value}
          onChange={(event) => void (filter.value = filters[event.currentTarget.selectedIndex]!)}
        >
          {filters.map((one) => (
            <option key={one} value={one}>
              {feed.filters[one]}
            </option>
          ))}
        </select>
      </div>
      {lines.length === 0 && <p class="quiet">{feed.none}</p>}
      <ol class="feed" reversed>
        {lines.slice(0, drawn).map((line) => (
          <FeedEntry key={line.sequence} line={line} watch={watch} steerable={steerable} />
        ))}
      </ol>
      {lines.length > drawn && <p class="quiet small">{feed.earlier}</p>}
    </section>
  )
}

function sortOf({ type }: RunEvent): Filter | undefined {
  if (type === 'evidence-found' || type === 'conflict-found') return 'evidence'
  if (type === 'page-fetched' || type === 'file-read') return 'pages'
  const troubles: readonly RunEvent['type'][] = [
    'page-failed',
    'file-failed',
    'file-missing',
    'sentence-verified',
    'call-retry',
    'fallback',
    'engine-skipped',
    'warning',
  ]
  return troubles.includes(type) ? 'trouble' : undefined
}
