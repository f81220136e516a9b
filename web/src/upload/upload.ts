import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { api } from '../api/api.ts'
import type { Run } from '../api/types.ts'
import { newId } from '../new-id.ts'
import { refusalText } from '../parts/notice.tsx'
import type { Dropped, GivenFile } from './dropped-files.ts'

/** Files on their way into the library. */
export interface Upload {
  readonly total: ReadonlySignal<number>
  readonly done: ReadonlySignal<number>
  /** What did not go up, and why. */
  readonly failed: ReadonlySignal<readonly (GivenFile & { readonly why: string })[]>
  /** The run that reads them, as soon as all that can is up. */
  readonly run: ReadonlySignal<Run | undefined>
  readonly refused: ReadonlySignal<string>
  /** Sends what failed once more, in an upload of its own. */
  retry(): void
  cancel(): void
}

const atOnce = 4

/** Sends files, at most four at once, and has them read; one that fails holds up no other. */
export function startUpload(dropped: Dropped): Upload {
  const total = signal(dropped.files.length)
  const sent = signal(0)
  const failed = signal<readonly (GivenFile & { readonly why: string })[]>([])
  const run = signal<Run | undefined>(undefined)
  const refused = signal('')
  const stop = new AbortController()

  const send = async (files: readonly GivenFile[]): Promise<void> => {
    const batch = newId()
    const waiting = [...files]
    let up = 0
    const sendNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !stop.signal.aborted; next = waiting.shift()) {
        try {
          await api.upload(batch, next.path, next.file, stop.signal)
          up++
          sent.value++
        } catch (error) {
          if (stop.signal.aborted) return
          failed.value = [...failed.value, { ...next, why: refusalText(error) }]
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, sendNext))
    if (up === 0 || stop.signal.aborted) return
    try {
      run.value = (await api.addUpload(batch)).run
    } catch (error) {
      refused.value = refusalText(error)
    }
  }
  void send(dropped.files)
  return {
    total,
    done: computed(() => sent.value + failed.value.length),
    failed,
    run,
    refused,
    retry() {
      const files = failed.value
      failed.value = []
      refused.value = ''
      run.value = undefined
      void send(files)
    },
    cancel: () => stop.abort(),
  }
}
