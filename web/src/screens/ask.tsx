import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api/api.ts'
import type { Run, Status } from '../api/types.ts'
import { DropZone } from '../parts/drop-zone.tsx'
import { Notice, refusalText } from '../parts/notice.tsx'
import { QuestionBox } from '../parts/question-box.tsx'
import { RunList } from '../parts/run-list.tsx'
import { addressOf } from '../route.ts'
import { words } from '../words.ts'

/** Where it begins: a question, documents to put it to, and what was asked before. */
export function Ask({ follow }: { readonly follow?: string }) {
  const own = words()
  const status = useSignal<Status | undefined>(undefined)
  const before = useSignal<Run | undefined>(undefined)
  const refused = useSignal('')
  useEffect(() => {
    const late = (error: unknown): void => void (refused.value = refusalText(error))
    api
      .status()
      .then((found) => void (status.value = found))
      .catch(late)
    if (follow)
      api
        .run(follow)
        .then((found) => void (before.value = found))
        .catch(late)
  }, [])
  return (
    <div class="column">
      <h1>{follow ? own.ask.followHeading : own.ask.heading}</h1>
      {before.value && (
        <p class="quiet">
          {own.ask.follows}{' '}
          <a href={addressOf({ screen: 'run', run: before.value.id })}>{before.value.subject}</a>
        </p>
      )}
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      <QuestionBox status={status.value} {...(follow ? { follow } : {})} />
      {!follow && (
        <>
          <DropZone onAdded={() => undefined} />
          <section class="section">
            <h2>{own.runs.recent}</h2>
            <RunList most={8} />
            <a href="#/runs">{own.runs.all}</a>
          </section>
        </>
      )}
    </div>
  )
}
