import type { Run } from '../api/types.ts'
import { costOf, dollars, number } from '../figures.ts'
import { fill } from '../language.ts'
import type { RunView } from '../state/run-view.ts'
import { words } from '../words.ts'

/** What a run has cost so far. */
export function Cost({ view }: { readonly view: RunView }) {
  const own = words().run
  const { spent } = view
  return (
    <span>
      <span class="quiet">{own.cost}</span> <span class="figures">{costOf(spent)}</span>
      {spent.tokens > 0 && (
        <span class="quiet">
          {' · '}
          {spent.calls === 1 ? own.call : fill(own.calls, { count: number(spent.calls) })}
          {' · '}
          {fill(own.tokens, { count: number(spent.tokens) })}
        </span>
      )}
    </span>
  )
}

/** How much of each limit is used; limits that were raised count as raised. */
export function Budget({ run, view }: { readonly run: Run | undefined; readonly view: RunView }) {
  const own = words().run
  const { spent } = view
  const limits = { ...run?.limits }
  for (const name of ['usd', 'tokens', 'calls'] as const) {
    const raised = view.raised[name]
    if (raised !== undefined) limits[name] = Math.max(raised, limits[name] ?? 0)
  }
  const bars = [
    { name: 'usd', spent: spent.usd, limit: limits.usd, show: dollars },
    {
      name: 'tokens',
      spent: spent.tokens,
      limit: limits.tokens,
      show: (n: number) => fill(own.tokens, { count: number(n) }),
    },
    {
      name: 'calls',
      spent: spent.calls,
      limit: limits.calls,
      show: (n: number) => fill(own.calls, { count: number(n) }),
    },
  ] as const
  if (bars.every(({ limit }) => limit === undefined)) return null
  return (
    <div class="spending">
      {bars.map((bar) =>
        bar.limit === undefined ? null : (
          <label key={bar.name} class={`budget small ${bar.spent >= bar.limit * 0.9 ? 'near' : ''}`}>
            <span class="quiet">{own.budget}</span>
            <meter min={0} max={bar.limit} high={bar.limit * 0.9} value={Math.min(bar.spent, bar.limit)} />
            <span>{fill(own.budgetOf, { spent: bar.show(bar.spent), limit: bar.show(bar.limit) })}</span>
          </label>
        ),
      )}
    </div>
  )
}
