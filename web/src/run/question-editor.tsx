import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api } from '../api/api.ts'
import { Refusal } from '../api/client.ts'
import { isComposing, isSending } from '../keys.ts'
import { fill } from '../language.ts'
import { Notice, refusalText } from '../parts/notice.tsx'
import type { QuestionView } from '../state/plan-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { tell } from './tell.ts'
import { wordingOf } from './told.ts'

/** Rewords or drops a sub-question; where another tab was first, both wordings are shown and the person decides. */
export function QuestionEditor(given: {
  readonly watch: Watch
  readonly question: QuestionView
  readonly steerable: boolean
  readonly onClose: () => void
}) {
  const own = words()
  const { watch, question, onClose } = given
  const now = wordingOf(question, watch.told.value, watch.view.value)
  /** What stood there when the writing began, or was seen since: the server is told that it is this which changes. */
  const seen = useSignal(now)
  const text = useSignal(now)
  const theirs = useSignal<string | undefined>(undefined)
  const refused = useSignal('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    const form = field.current?.form
    field.current?.focus()
    return () => {
      const within = form?.contains(document.activeElement) === true
      if (within && opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  // Nothing is lost by following a change that comes before a word was written.
  if (now !== seen.value && text.value === seen.value) {
    seen.value = now
    text.value = now
  }
  const other = theirs.value ?? (now === seen.value ? undefined : now)
  const send = async (was: string): Promise<void> => {
    refused.value = ''
    try {
      const { answer } = await api.steer(watch.id, {
        kind: 'question-edit',
        id: question.id,
        text: text.value.trim(),
        was,
      })
      watch.lookAtTold()
      if (answer === 'finished') refused.value = own.steer.finished
      else onClose()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'plan-changed' && error.current !== undefined)
        theirs.value = error.current
      else refused.value = refusalText(error)
    }
  }
  const drop = async (): Promise<void> => {
    refused.value = await tell(watch, { kind: 'question-drop', id: question.id })
    if (refused.value === '') onClose()
  }
  if (!given.steerable || question.state !== 'planned')
    return (
      <div class="editor">
        <p dir="auto">{now}</p>
        {given.steerable && question.state !== 'dropped' && <p class="quiet small">{own.plan.begun}</p>}
        <button type="button" class="button small" onClick={onClose}>
          {own.drop.close}
        </button>
      </div>
    )
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault()
        void send(seen.value)
      }}
      onKeyDown={(event) => {
        // Esc also ends the choice of Chinese characters, and then nothing else.
        if (event.key === 'Escape' && !isComposing(event)) onClose()
      }}
    >
      <label class="field">
        <span>{fill(own.plan.label, { id: question.id })}</span>
        <textarea
          ref={field}
          class="input"
          rows={2}
          maxLength={2_000}
          dir="auto"
          value={text.value}
          onInput={(event) => void (text.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSending(event)) return
            event.preventDefault()
            const typed = text.value.trim()
            if (other === undefined && typed !== '' && typed !== seen.value) void send(seen.value)
          }}
        />
      </label>
      {other === undefined ? (
        <div class="actions">
          <button
            type="submit"
            class="button primary"
            disabled={text.value.trim() === '' || text.value.trim() === seen.value}
          >
            {own.plan.save}
          </button>
          <button type="button" class="button" onClick={() => void drop()}>
            {own.plan.drop}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {own.plan.cancel}
          </button>
        </div>
      ) : (
        <Notice tone="caution">
          <p>{own.plan.changed}</p>
          <blockquote dir="auto">{other}</blockquote>
          <div class="actions">
            <button type="button" class="button" onClick={onClose}>
              {own.plan.takeTheirs}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                seen.value = other
                theirs.value = undefined
                void send(other)
              }}
            >
              {own.plan.keepMine}
            </button>
          </div>
        </Notice>
      )}
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
    </form>
  )
}
