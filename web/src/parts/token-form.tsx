import { useSignal } from '@preact/signals'
import { api } from '../api/api.ts'
import { locked, Refusal } from '../api/client.ts'
import { words } from '../words.ts'
import { Notice, refusalText } from './notice.tsx'

/** Asks for the token that the server wants; it becomes a cookie that no script can read. */
export function TokenForm() {
  const { token } = words()
  const given = useSignal('')
  const refused = useSignal('')
  const enter = async (): Promise<void> => {
    refused.value = ''
    try {
      await api.enter(given.value.trim())
      locked.value = false
    } catch (error) {
      refused.value = error instanceof Refusal && error.status === 401 ? token.wrong : refusalText(error)
    }
  }
  return (
    <form
      class="card token"
      onSubmit={(event) => {
        event.preventDefault()
        void enter()
      }}
    >
      <h1>{token.heading}</h1>
      <p class="quiet">{token.text}</p>
      <label class="field">
        <span>{token.label}</span>
        <input
          class="input"
          type="password"
          autocomplete="current-password"
          value={given.value}
          onInput={(event) => void (given.value = event.currentTarget.value)}
        />
      </label>
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      <div class="actions">
        <button class="button primary" type="submit" disabled={given.value.trim() === ''}>
          {token.enter}
        </button>
      </div>
    </form>
  )
}
