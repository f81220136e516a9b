import type { SentSteering, Steering } from '../../../src/vocabulary/index.ts'
import type { RunState } from '../api/types.ts'
import { dollars, number } from '../figures.ts'
import { fill } from '../language.ts'
import type { RunView } from '../state/run-view.ts'
import { words } from '../words.ts'

/** What became of an instruction: `idle` waits until somebody goes on with the run. */
export type Fate = 'sent' | 'idle' | 'heard' | 'ignored'

/** Instructions are heard in their order: one that was passed over could not be done. */
export function fateOf({ number: own }: SentSteering, view: RunView, state: RunState | undefined): Fate {
  if (view.heard.some((one) => one.number === own)) return 'heard'
  if (view.ended !== undefined || view.heard.some((one) => one.number > own)) return 'ignored'
  return state === 'interrupted' ? 'idle' : 'sent'
}

/** A sub-question as people have worded it last, whether that was heard yet or not. */
export function wordingOf(
  question: { readonly id: string; readonly text: string },
  told: readonly SentSteering[],
  view: RunView,
): string {
  const edited = told.findLast(
    (one) =>
      one.steering.kind === 'question-edit' &&
      one.steering.id === question.id &&
      fateOf(one, view, undefined) === 'sent',
  )
  return edited?.steering.kind === 'question-edit' ? edited.steering.text : question.text
}

/** An instruction in words. */
export function steeringText(steering: Steering): string {
  const { run } = words()
  const { what, tokensIn } = words().steer
  const phrase = what[steering.kind]
  switch (steering.kind) {
    case 'question-add':
    case 'note':
      return fill(phrase, { text: steering.text })
    case 'question-edit':
      return fill(phrase, { id: steering.id, text: steering.text })
    case 'question-drop':
      return fill(phrase, { id: steering.id })
    case 'source-ban':
      return fill(phrase, { site: steering.site })
    case 'source-add':
      return fill(phrase, { url: steering.url })
    case 'budget-raise': {
      const { usd, tokens, calls, searches, pages } = steering.limits
      const limits = [
        usd === undefined ? [] : dollars(usd),
        tokens === undefined ? [] : fill(tokensIn, { count: number(tokens) }),
        calls === undefined ? [] : fill(run.calls, { count: number(calls) }),
        searches === undefined ? [] : `${run.counts.searches} ${number(searches)}`,
        pages === undefined ? [] : `${run.counts.pages} ${number(pages)}`,
      ].flat()
      return fill(phrase, { limits: limits.join(' · ') })
    }
    case 'pause':
    case 'resume':
    case 'write':
      return phrase
    default:
      return steering satisfies never
  }
}
