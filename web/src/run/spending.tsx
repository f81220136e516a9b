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
  const limited = bars.filter(({ limit }) => limit !== undefined)
  if (limited.length === 0) return null
  return (
    <fieldset class="spending">
      <legend class="aloud">{own.budget}</legend>
      {limited.map(({ name, spent: used, limit = 0, show }) => {
        const text = fill(own.budgetOf, { spent: show(used), limit: show(limit) })
        return (
          <label key={name} class={`budget small ${used >= limit * 0.9 ? 'near' : ''}`}>
            <meter min={0} max={limit} high={limit * 0.9} value={Math.min(used, limit)} />
            <span>{text}</span>
          </label>
        )
      })}
    </fieldset>
  )
}
