import type { Feedback } from '../../../src/vocabulary/index.ts'
import { useReading } from './reading.ts'

const signs = { right: '✓', wrong: '✗', useful: '☆' } as const

/** Right, wrong, useful: of one sentence or one source. */
export function Judge(given: { readonly about: Feedback['about']; readonly label: string }) {
  const { judgements, own } = useReading()
  if (!judgements) return null
  const said = judgements.of(given.about)
  return (
    <span class="judge" role="group" aria-label={given.label}>
      {(['right', 'wrong', 'useful'] as const).map((judgement) => (
        <button
          key={judgement}
          type="button"
          class={`say ${judgement}`}
          aria-pressed={said === judgement}
          title={own.judgements[judgement]}
          onClick={() => judgements.say(given.about, judgement)}
        >
          <span aria-hidden="true">
            {judgement === 'useful' && said === judgement ? '★' : signs[judgement]}
          </span>{' '}
          <span class="word">{own.judgements[judgement]}</span>
        </button>
      ))}
    </span>
  )
}
