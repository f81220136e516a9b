import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api/api.ts'
import type { ResearchRequest, Status } from '../api/types.ts'
import { isSending } from '../keys.ts'
import { fill } from '../language.ts'
import { newId } from '../new-id.ts'
import { go } from '../route.ts'
import { words } from '../words.ts'
import { Notice, refusalText } from './notice.tsx'

/** What of the configuration will not work for a run, as the server said when it was asked for. */
export const remarks = new Map<string, readonly string[]>()

/** What was typed and not asked yet survives a reload. */
const draft = 'kaoju-question'

/** Puts a question into the box, for when it is shown next. */
export function keepDraft(question: string): void {
  try {
    if (question === '') sessionStorage.removeItem(draft)
    else sessionStorage.setItem(draft, question)
  } catch {
    // Without storage it holds until the screen is left.
  }
}

function keptDraft(): string {
  try {
    return sessionStorage.getItem(draft) ?? ''
  } catch {
    return ''
  }
}

/** The question, how much work it is worth, how far it may reach and what it may cost. */
export function QuestionBox(given: { readonly status: Status | undefined; readonly follow?: string }) {
  const { ask } = words()
  const question = useSignal(keptDraft())
  const effort = useSignal('')
  const web = useSignal('auto')
  const usd = useSignal('')
  const tokens = useSignal('')
  const sending = useSignal(false)
  const refused = useSignal('')
  // The same until it is answered: asking again because nobody answered asks once.
  const key = useSignal(newId())
  useEffect(() => keepDraft(question.value), [question.value])
  const send = async (): Promise<void> => {
    if (question.value.trim() === '' || sending.value) return
    sending.value = true
    refused.value = ''
    try {
      const run = await api.begin(requestOf(), key.value)
      keepDraft('')
      remarks.set(run.id, run.remarks ?? [])
      go({ screen: 'run', run: run.id })
    } catch (error) {
      refused.value = refusalText(error)
      sending.value = false
    }
  }
  const requestOf = (): ResearchRequest => {
    const budget = { ...amount('usd', usd.value), ...amount('tokens', tokens.value) }
    return {
      question: question.value.trim(),
      ...(effort.value ? { effort: effort.value } : {}),
      web: web.value as NonNullable<ResearchRequest['web']>,
      ...(Object.keys(budget).length > 0 ? { budget } : {}),
      ...(given.follow ? { follow: given.follow } : {}),
    }
  }
  /** Whatever is asked differently is asked anew. */
  const change =
    (target: { value: string }) =>
    (event: { currentTarget: { value: string } }): void => {
      target.value = event.currentTarget.value
      key.value = newId()
    }
  const wanted = effort.value || (given.status?.effort ?? 'standard')
  const efforts = given.status?.efforts ?? Object.keys(ask.efforts)
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label class="aloud" for="question">
        {ask.label}
      </label>
      <textarea
        id="question"
        class="input question"
        rows={3}
        autofocus
        maxLength={20_000}
        aria-describedby="question-hint"
        value={question.value}
        onInput={change(question)}
        onKeyDown={(event) => {
          if (!isSending(event)) return
          event.preventDefault()
          // As the button does: a budget that is no number is pointed out, not passed over.
          event.currentTarget.form?.requestSubmit()
        }}
      />
      <fieldset class="efforts">
        <legend>{ask.effort}</legend>
        <div class="segments">
          {efforts.map((one) => (
            <label key={one} class="segment">
              <input
                type="radio"
                name="effort"
                value={one}
                checked={wanted === one}
                onChange={change(effort)}
              />
              <span>{ask.efforts[one]?.[0] ?? one}</span>
            </label>
          ))}
        </div>
        <p class="quiet small" aria-live="polite">
          {ask.efforts[wanted]?.[1]}
        </p>
      </fieldset>
      <details class="more">
        <summary>{ask.more}</summary>
        <div class="more-fields">
          <label class="field">
            <span>{ask.web}</span>
            <select class="select" value={web.value} onChange={change(web)} aria-describedby="web-hint">
              {Object.entries(ask.webs).map(([one, [name]]) => (
                <option key={one} value={one}>
                  {name}
                </option>
              ))}
            </select>
            <span id="web-hint" class="quiet small">
              {ask.webs[web.value]?.[1]}
            </span>
          </label>
          <label class="field">
            <span>{ask.budget}</span>
            <input
              class="input"
              type="number"
              min="0"
              step="any"
              inputMode="decimal"
              value={usd.value}
              onInput={change(usd)}
              onInvalid={unfold}
            />
          </label>
          <label class="field">
            <span>{ask.budgetTokens}</span>
            <input
              class="input"
              type="number"
              min="0"
              step="1"
              inputMode="numeric"
              value={tokens.value}
              onInput={change(tokens)}
              onInvalid={unfold}
            />
          </label>
          <p class="quiet small wide">{ask.budgetHint}</p>
        </div>
      </details>
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      <div class="ask-foot">
        <p class="quiet small" id="question-hint">
          {ask.hint}
          {given.status && (
            <> · {given.status.model ? fill(ask.model, { model: given.status.model }) : ask.noModel}</>
          )}
        </p>
        <button class="button primary" type="submit" disabled={sending.value || question.value.trim() === ''}>
          {sending.value ? ask.sending : ask.send}
        </button>
      </div>
    </form>
  )
}

/** A browser points at a field only where it is seen. */
function unfold(event: { readonly currentTarget: HTMLElement }): void {
  const around = event.currentTarget.closest('details')
  if (around) around.open = true
}

function amount(name: 'usd' | 'tokens', typed: string): Readonly<Record<string, number>> {
  const value = Number(typed)
  return typed.trim() === '' || !Number.isFinite(value) || value < 0 ? {} : { [name]: value }
}
