import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { hasReport } from '../api/types.ts'
import { fill } from '../language.ts'
import { addressOf } from '../route.ts'
import { watchRun, type Watch } from '../state/watch-run.ts'
import { chosenFiles, droppedFiles, type Dropped } from '../upload/dropped-files.ts'
import { startUpload, type Upload } from '../upload/upload.ts'
import { words } from '../words.ts'
import { Notice } from './notice.tsx'

/** They go on while another screen is looked at. */
const uploads = signal<readonly Upload[]>([])

/** Takes files and folders into the library: dropped anywhere on the page while this is shown, or chosen. */
export function DropZone({ onAdded }: { readonly onAdded: () => void }) {
  const { drop } = words()
  const over = useSignal(false)
  const nothing = useSignal(false)
  const take = (dropped: Dropped): void => {
    nothing.value = dropped.files.length === 0
    if (dropped.files.length > 0) uploads.value = [startUpload(dropped), ...uploads.value]
  }
  useDrop(over, take)
  return (
    <section class={`drop ${over.value ? 'over' : ''}`} aria-label={drop.heading}>
      <p>{over.value ? drop.drop : drop.text}</p>
      <div class="actions">
        <Chooser label={drop.files} take={take} />
        <Chooser label={drop.folder} folder take={take} />
      </div>
      {nothing.value && <Notice tone="caution">{drop.nothing + ' ' + drop.hidden}</Notice>}
      {uploads.value.map((upload, index) => (
        <Progress
          key={uploads.value.length - index}
          upload={upload}
          onAdded={onAdded}
          onClose={() => void (uploads.value = uploads.value.filter((one) => one !== upload))}
        />
      ))}
    </section>
  )
}

/** The whole page takes what is dropped: a browser that is not stopped would open the file instead. */
function useDrop(over: { value: boolean }, take: (dropped: Dropped) => void): void {
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const drag = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      over.value = true
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) over.value = false
    }
    const dropped = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      over.value = false
      void droppedFiles(event.dataTransfer!).then(take)
    }
    addEventListener('dragover', drag)
    addEventListener('dragleave', leave)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', drag)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', dropped)
    }
  }, [])
}

function Chooser(given: {
  readonly label: string
  readonly folder?: boolean
  readonly take: (dropped: Dropped) => void
}) {
  const own = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="button" onClick={() => own.current?.click()}>
        {given.label}
      </button>
      <input
        ref={own}
        type="file"
        multiple
        hidden
        aria-label={given.label}
        {...(given.folder ? { webkitdirectory: true } : {})}
        onChange={(event) => {
          const { files } = event.currentTarget
          if (files && files.length > 0) given.take(chosenFiles(files))
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

function Progress(given: {
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
      {over && <p>{fill(drop.added, { count: view.counts.files })}</p>}
      {failures.length > 0 && (
        <details class="failures">
          <summary>{fill(drop.failed, { count: view.counts.filesFailed })}</summary>
          <ul>
            {failures.map(({ sequence, uri, why }) => (
              <li key={sequence}>
                <strong>{nameOf(uri)}</strong> {why}
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

function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri.split('/').at(-1) ?? uri)
  } catch {
    return uri
  }
}

function Bar(given: { readonly text: string; readonly done: number; readonly total: number }) {
  return (
    <label class="bar">
      <span>{given.text}</span>
      <progress value={given.done} max={given.total} />
    </label>
  )
}
