import { useSignal } from '@preact/signals'
import { DropZone } from '../parts/drop-zone.tsx'
import { LibraryList } from '../parts/library-list.tsx'
import { words } from '../words.ts'

/** The user's documents: bring in, find, remove. */
export function LibraryScreen() {
  const added = useSignal(0)
  return (
    <div class="column">
      <h1>{words().library.heading}</h1>
      <DropZone onAdded={() => void added.value++} />
      <LibraryList changed={added.value} />
    </div>
  )
}
