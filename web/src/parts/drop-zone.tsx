import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { fill } from '../language.ts'
import { chosenFiles, droppedFiles, type Dropped } from '../upload/dropped-files.ts'
import { startUpload, type Upload } from '../upload/upload.ts'
import { words } from '../words.ts'
import { Notice } from './notice.tsx'
import { UploadProgress } from './upload-progress.tsx'

/** They go on while another screen is looked at. */
const uploads = signal<readonly Upload[]>([])

/** Takes files and folders into the library: dropped anywhere on the page while this is shown, or chosen. */
export function DropZone({ onAdded }: { readonly onAdded: () => void }) {
  const { drop } = words()
  const over = useSignal(false)
  const nothing = useSignal(false)
  const unread = useSignal<readonly string[]>([])
  const take = (dropped: Dropped): void => {
    nothing.value = dropped.files.length === 0 && dropped.unread.length === 0
    unread.value = dropped.unread
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
      {unread.value.length > 0 && (
        <Notice tone="caution">
          <p>{fill(drop.failed, { count: unread.value.length })}</p>
          <bdi>{unread.value.slice(0, 20).join(' · ')}</bdi>
        </Notice>
      )}
      {uploads.value.map((upload, index) => (
        <UploadProgress
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
