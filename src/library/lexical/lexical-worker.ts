import { readFileSync } from 'node:fs'
import { KaojuError, serveWorker } from '#runtime'
import { writeWhole } from './manifest.ts'
import { buildSegment, type IndexedPassage } from './segment-builder.ts'
import { mergeSegments } from './segment-merge.ts'
import { encodeSegment, openSegment } from './segment.ts'

/** A segment to be merged, as its bytes or as the file that holds them. */
export interface MergeSource {
  readonly bytes?: ArrayBuffer
  readonly path?: string
  readonly dead?: Uint8Array
}

/** The thread in which text is analysed and segments are merged; the event loop only hands over. */
serveWorker(() => ({
  build: (passages: readonly IndexedPassage[]): ArrayBuffer => encodeSegment(buildSegment(passages)),
  /** Merges and writes; returns how many passages are left (0: no file was written). */
  merge: async (sources: readonly MergeSource[], path: string): Promise<number> => {
    const inputs = sources.map(({ bytes, path: from, dead }) => {
      const segment = openSegment(bytes ?? readWhole(from!))
      if ('unusable' in segment)
        throw new KaojuError('internal', { reason: `${from ?? 'batch'}: ${segment.unusable}` })
      return { segment, ...(dead ? { dead } : {}) }
    })
    if (inputs.length === 1 && sources[0]!.bytes && !sources[0]!.dead) {
      await writeWhole(path, new Uint8Array(sources[0]!.bytes))
      return inputs[0]!.segment.passages
    }
    const merged = mergeSegments(inputs)
    if (merged.passages > 0) await writeWhole(path, new Uint8Array(encodeSegment(merged)))
    return merged.passages
  },
}))

function readWhole(path: string): ArrayBuffer {
  const bytes = readFileSync(path)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
