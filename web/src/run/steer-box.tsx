import { useSignal } from '@preact/signals'
import type { Steering } from '../../../src/vocabulary/index.ts'
import { isSending } from '../keys.ts'
import { Notice } from '../parts/notice.tsx'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { tell } from './tell.ts'
import { fateOf, steeringText } from './told.ts'

const kinds = ['question-add', 'note', 'source-add', 'source-ban', 'budget-usd', 'budget-tokens'] as const
type Kind = (typeof kinds)[number]

/** What a person can tell a run in words, and what became of what it was told. */
export function SteerBox({ watch, steerable }: { readonly watch: Watch; readonly steerable: boolean }) {
  const { steer } = words()
  const kind = useSignal<Kind>('question-add')
  const text = useSignal('')
  const refused = useSignal('')
  const sending = useSignal(false)
  const send = async (): Promise<void> => {
    const steering = steeringOf(kind.value, text.value.trim())
    if (!steering || sending.value) return
    sending.value = true
    refused.value = await tell(watch, steering)
    sending.value = false
    if (refused.value === '') text.value = ''
  }
  const hasTold = watch.told.value.length > 0
  if (!steerable && !hasTold) return null
  return (
    <section class="panel" aria-labelledby="steer-title">
      <h2 id="steer-title">{steerable ? steer.heading : steer.told}</h2>
      {steerable && (
        <form
          class="steer"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <select
            class="select"
            aria-label={steer.heading}
            value={kind.value}
            onChange={(event) => void (kind.value = kinds[event.currentTarget.selectedIndex]!)}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {steer.kinds[one][0]}
              </option>
            ))}
          </select>
          {kind.value === 'note' || kind.value === 'question-add' ? (
            <textarea
              class="input"
              rows={1}
              maxLength={2_000}
              aria-label={steer.kinds[kind.value][0]}
              placeholder={steer.kinds[kind.value][1]}
              value={text.value}
              onInput={(event) => void (text.value = event.currentTarget.value)}
              onKeyDown={(event) => {
                if (!isSending(event)) return
                event.preventDefault()
                void send()
              }}
            />
          ) : (
            <input
              class="input"
              aria-label={steer.kinds[kind.value][0]}
              placeholder={steer.kinds[kind.value][1]}
              inputMode={kind.value.startsWith('budget') ? 'decimal' : 'url'}
              value={text.value}
              onInput={(event) => void (text.value = event.currentTarget.value)}
            />
          )}
          <button
            type="submit"
            class="button"
            disabled={sending.value || steeringOf(kind.value, text.value.trim()) === undefined}
          >
            {steer.send}
          </button>
        </form>
      )}
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      {hasTold && <Told watch={watch} />}
    </section>
  )
}

function Told({ watch }: { readonly watch: Watch }) {
  const { steer } = words()
  return (
    <ul class="told small" aria-label={steer.told}>
      {watch.told.value.toReversed().map((one) => {
        const fate = fateOf(one, watch.view.value, watch.run.value?.state)
        return (
          <li key={one.number}>
            <span dir="auto">{steeringText(one.steering)}</span>
            <span class={`fate ${fate}`}>
              <span aria-hidden="true">{fates[fate]}</span> {steer[fate]}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const fates = { sent: '→', idle: '…', heard: '✓', ignored: '✕' } as const

function steeringOf(kind: Kind, text: string): Steering | undefined {
  if (text === '') return undefined
  switch (kind) {
    case 'question-add':
    case 'note':
      return { kind, text }
    case 'source-add':
      return { kind, url: text }
    case 'source-ban':
      return { kind, site: text }
    case 'budget-usd':
    case 'budget-tokens': {
      const amount = Number(text.replace(/^(?:US)?\$|[,_\s]/gi, ''))
      if (!Number.isFinite(amount) || amount <= 0) return undefined
      const limits = kind === 'budget-usd' ? { usd: amount } : { tokens: Math.floor(amount) }
      return { kind: 'budget-raise', limits }
    }
    default:
      return kind satisfies never
  }
}
