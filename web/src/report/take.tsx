import { useSignal } from '@preact/signals'
import { api } from '../api/api.ts'
import { isSending } from '../keys.ts'
import { Part } from './part.tsx'
import { useReading } from './reading.ts'
import { addressPart, runAddress } from './safe-link.ts'
import { whyOf } from './wire.ts'

const formats = ['md', 'html', 'json'] as const

/** What one may do with a finished report: take it along, have it written anew, ask on. */
export function Take({ onFollow }: { readonly onFollow?: ((question: string) => void) | undefined }) {
  const { own, run } = useReading()
  return (
    <Part name="take" title={own.take}>
      <ul class="formats">
        {formats.map((format) => (
          <li key={format}>
            <a
              href={`/api/v1/runs/${addressPart(run)}/report?format=${format}`}
              download={`report.${format}`}
            >
              {own.formats[format]}
            </a>
          </li>
        ))}
      </ul>
      <Rewrite />
      {onFollow && <Follow onFollow={onFollow} />}
    </Part>
  )
}

function Rewrite() {
  const { own, run, language } = useReading()
  const failure = useSignal('')
  const busy = useSignal(false)
  const start = async (form: HTMLFormElement): Promise<void> => {
    const writing = Object.fromEntries(
      [...new FormData(form)].filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
      ),
    )
    busy.value = true
    failure.value = ''
    try {
      const { id } = await api.rewrite(run, writing)
      location.hash = runAddress(id)
    } catch (error) {
      failure.value = own.rewriteFailed(whyOf(error, language))
    } finally {
      busy.value = false
    }
  }
  return (
    <form
      class="rewrite"
      onSubmit={(event) => {
        event.preventDefault()
        void start(event.currentTarget)
      }}
    >
      <h3>{own.rewrite}</h3>
      <p class="lead">{own.rewriteLead}</p>
      <div class="fields">
        <Choice name="language" label={own.rewriteFields.language} choices={own.languages} />
        <Choice name="length" label={own.rewriteFields.length} choices={own.lengths} />
        <Choice name="type" label={own.rewriteFields.type} choices={own.types} />
        <button type="submit" disabled={busy.value}>
          {own.rewriteStart}
        </button>
      </div>
      <p role="status" class="warned">
        {failure.value}
      </p>
    </form>
  )
}

function Choice(given: {
  readonly name: string
  readonly label: string
  readonly choices: Readonly<Record<string, string>>
}) {
  const { own } = useReading()
  return (
    <label>
      <span>{given.label}</span>
      <select name={given.name}>
        <option value="">{own.asItIs}</option>
        {Object.entries(given.choices).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

function Follow({ onFollow }: { readonly onFollow: (question: string) => void }) {
  const { own } = useReading()
  const question = useSignal('')
  return (
    <form
      class="follow"
      onSubmit={(event) => {
        event.preventDefault()
        if (question.value.trim() !== '') onFollow(question.value.trim())
      }}
    >
      <label>
        <span class="title">{own.follow}</span>
        <span class="lead">{own.followHint}</span>
        <textarea
          rows={2}
          maxLength={4000}
          value={question.value}
          onInput={(event) => (question.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSending(event)) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
      </label>
      <button type="submit" disabled={question.value.trim() === ''}>
        {own.followAsk}
      </button>
    </form>
  )
}
