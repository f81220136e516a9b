import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { hasReport } from '../api/types.ts'
import { siteOf } from '../figures.ts'
import { fill } from '../language.ts'
import { addressOf } from '../route.ts'
import { watchRun, type Watch } from '../state/watch-run.ts'
import type { Upload } from '../upload/upload.ts'
import { words } from '../words.ts'
import { Notice } from './notice.tsx'

/** How far an upload is: files that went up, then documents that are read, and what failed of either. */
export function UploadProgress(given: {
  readonly upload: Upload
  readonly onAdded: () => void
  readonly onClose: () => void
}) {
  const { drop } = words()
  const { upload } = given
  const run = upload.run.value
  const failed = upload.failed.value
  const sending = upload.done.value < upload.total.value
  return (
    <div class="upload" role="status">
      {sending && (
        <>
          <Bar
            text={fill(drop.uploading, { done: upload.done.value, total: upload.total.value })}
            done={upload.done.value}
            total={upload.total.value}
          />
          <button
            type="button"
            class="button small"
            onClick={() => {
              upload.cancel()
              given.onClose()
            }}
          >
            {drop.cancel}
          </button>
        </>
      )}
      {upload.refused.value && <Notice tone="bad">{upload.refused.value}</Notice>}
      {failed.length > 0 && !sending && (
        <details open class="failures">
          <summary>{fill(drop.failedUpload, { count: failed.length })}</summary>
          <ul>
            {failed.map(({ path, why }) => (
              <li key={path}>
                <strong>{path}</strong> {why}
              </li>
            ))}
          </ul>
          <button type="button" class="button small" onClick={() => upload.retry()}>
            {drop.retry}
          </button>
        </details>
      )}
      {run && <Reading key={run.id} id={run.id} onAdded={given.onAdded} onClose={given.onClose} />}
      {!run && !sending && (
        <button type="button" class="button small" onClick={given.onClose}>
          {drop.close}
        </button>
      )}
    </div>
  )
}

/** How far the run is that reads what was uploaded. */
function Reading(given: { readonly id: string; readonly onAdded: () => void; readonly onClose: () => void }) {
  const { drop } = words()
  const watch = useSignal<Watch | undefined>(undefined)
  useEffect(() => {
    const own = watchRun(given.id)
    watch.value = own
    return () => own.close()
  }, [given.id])
  const state = watch.value?.run.value?.state
  const over = state !== undefined && (hasReport(state) || state === 'failed')
  useEffect(() => {
    if (over) given.onAdded()
  }, [over])
  const view = watch.value?.view.value
  if (!view) return null
  const failures = view.feed.flatMap(({ sequence, event }) =>
    event.type === 'file-failed' ? [{ sequence, uri: event.uri, why: event.why }] : [],
  )
  const { progress } = view
  return (
    <>
      {!over && progress?.phase === 'read' && progress.total !== undefined && (
        <Bar
          text={fill(drop.reading, { done: progress.done, total: progress.total })}
          done={progress.done}
          total={progress.total}
        />
      )}
      {!over && progress?.phase !== 'read' && (
        <p>{progress?.phase === 'index' ? drop.indexing : drop.begun}</p>
      )}
      {state === 'failed' && (
        <Notice tone="bad">{watch.value?.run.value?.error?.message ?? words().run.failed}</Notice>
      )}
      {over && state !== 'failed' && (
        <p>{view.counts.files === 1 ? drop.addedOne : fill(drop.added, { count: view.counts.files })}</p>
      )}
      {failures.length > 0 && (
        <details class="failures">
          <summary>{fill(drop.failed, { count: view.counts.filesFailed })}</summary>
          <ul>
            {failures.map(({ sequence, uri, why }) => (
              <li key={sequence}>
                <strong>{siteOf(uri)}</strong> {why}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div class="actions">
        <a href={addressOf({ screen: 'run', run: given.id })}>{drop.watch}</a>
        {over && (
          <button type="button" class="button small" onClick={given.onClose}>
            {drop.close}
          </button>
        )}
      </div>
    </>
  )
}

function Bar(given: { readonly text: string; readonly done: number; readonly total: number }) {
  return (
    <label class="bar">
      <span>{given.text}</span>
      <progress value={given.done} max={given.total} />
    </label>
  )
}
