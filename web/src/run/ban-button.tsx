import { useSignal } from '@preact/signals'
import { siteHolds, siteRule } from '../../../src/runtime/site-rule.ts'
import { siteOf } from '../figures.ts'
import { fill } from '../language.ts'
import type { RunView } from '../state/run-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { tell } from './tell.ts'

/** Leaves a site, or one address of it, out of a run; asks which, since it cannot be taken back. */
export function BanButton({ watch, address }: { readonly watch: Watch; readonly address: string }) {
  const { steer } = words()
  const asking = useSignal(false)
  const refused = useSignal('')
  if (isBanned(address, watch.view.value)) return null
  const site = siteOf(address).replace(/:\d+$/, '')
  const ban = async (what: string): Promise<void> => {
    refused.value = await tell(watch, { kind: 'source-ban', site: what })
    asking.value = false
  }
  if (!asking.value)
    return (
      <span class="ban">
        <button
          type="button"
          class="button plain small"
          aria-label={`${steer.ban}: ${address}`}
          onClick={() => void (asking.value = true)}
        >
          {steer.ban}
        </button>
        {refused.value && (
          <span class="small bad-text" role="alert">
            {refused.value}
          </span>
        )}
      </span>
    )
  return (
    <span class="ban open">
      <button type="button" class="button small" onClick={() => void ban(site)}>
        {fill(steer.banSite, { site })}
      </button>
      <button type="button" class="button small" onClick={() => void ban(address)}>
        {steer.banPage}
      </button>
      <button type="button" class="button plain small" onClick={() => void (asking.value = false)}>
        {steer.cancel}
      </button>
    </span>
  )
}

/** Whether an address is left out, as far as the run has heard. */
export function isBanned(address: string, { heard }: RunView): boolean {
  return heard.some(({ steering }) => {
    const rule = steering.kind === 'source-ban' ? siteRule(steering.site) : undefined
    return rule !== undefined && siteHolds(rule, address)
  })
}
