import { entryPoint, KaojuError, startWorker, type RemoteWorker } from '#runtime'
import type { LexicalHit, VectorSearch } from './library.ts'
import type { Truth } from './truth/truth.ts'
import type { VectorState } from './truth/vectors.ts'

/**
 * Search over the vectors of the truth, exact, in a thread of its own.
 *
 * 1. The truth is asked before every search how it stands; what was added or unlisted since is told to the
 *    thread first, so that a search never shows what the truth no longer lists and always what it holds.
 * 2. Nothing is loaded before the first search. Vectors that were taken away are not picked out: the thread
 *    ends, and the next search loads anew.
 * 3. The thread's memory is filled by blocks that it shares with the thread of the database: no copy is made
 *    on the way, and the event loop touches none of the numbers.
 */
export interface KeptVectors extends VectorSearch {
  /** Lets go of what is in memory. */
  forget(): Promise<void>
}

/** How far from 1 the length of a vector may be: endpoints round to a few digits. */
const tolerance = 1e-3

export function createVectorSearch(truth: Truth, mustWrite: () => void): KeptVectors {
  let loaded: Loaded | undefined
  /** Loading, one after the other. */
  let turn: Promise<unknown> = Promise.resolve()
  const searches = new Set<Promise<unknown>>()

  const current = async (): Promise<Loaded | undefined> => {
    for (;;) {
      const state = await truth.call('vectorState')
      if (loaded && (loaded.forgotten !== state.forgotten || state.model === undefined)) await forget()
      if (state.model === undefined) return undefined
      loaded ??= start(state)
      // Taken away while it was loaded: begun again.
      if (await catchUp(loaded, state, truth)) return loaded
    }
  }
  const forget = async (): Promise<void> => {
    const { worker } = loaded ?? {}
    loaded = undefined
    await Promise.allSettled(searches)
    await worker?.close()
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  return {
    stored: () => truth.call('storedVectors'),
    missing: (limit) => truth.call('missingVectors', limit),
    async add(model, vectors) {
      mustWrite()
      for (const { vector, passage } of vectors) mustBeUnit(vector, passage)
      await truth.call('addVectors', model, vectors)
    },
    async clear() {
      mustWrite()
      await truth.call('clearVectors')
      await inTurn(forget)
    },
    async search({ model, vector }, { limit, filter }): Promise<readonly LexicalHit[]> {
      mustBeUnit(vector, 'the query')
      // The thread answers in the order in which it is asked, so the question is put before the next turn.
      const asked = await inTurn(async () => {
        const held = await current()
        if (!held) return undefined
        if (held.model !== model || held.dimensions !== vector.length)
          throw new KaojuError('embedding-mismatch', {
            stored: `${held.model} (${held.dimensions})`,
            configured: `${model} (${vector.length})`,
          })
        const hits = held.worker.call<LexicalHit[]>('search', vector, limit, filter)
        searches.add(hits)
        return { hits }
      })
      if (!asked) return []
      try {
        return await asked.hits
      } finally {
        searches.delete(asked.hits)
      }
    },
    forget: () => inTurn(forget),
  }
}

interface Loaded {
  readonly worker: RemoteWorker
  readonly model: string
  readonly dimensions: number
  readonly forgotten: number
  sequence: number
  change: number
}

function start({ model, dimensions, forgotten }: VectorState): Loaded {
  const worker = startWorker(entryPoint(import.meta.url, './vector-worker'))
  return { worker, model: model!, dimensions, forgotten, sequence: 0, change: 0 }
}

/** False when vectors were taken away meanwhile. */
async function catchUp(loaded: Loaded, state: VectorState, truth: Truth): Promise<boolean> {
  if (loaded.change === state.change && loaded.sequence === state.sequence) return true
  while (loaded.sequence < state.sequence) {
    const rows = await truth.call('vectorsAfter', loaded.sequence, loaded.dimensions)
    if (!rows) break
    await loaded.worker.call('append', rows)
    loaded.sequence = rows.last
  }
  const documents = await truth.call('vectorDocuments', loaded.change)
  await loaded.worker.call('stand', documents)
  loaded.change = Math.max(state.change, documents.at(-1)?.change ?? 0)
  loaded.sequence = Math.max(loaded.sequence, state.sequence)
  return (await truth.call('vectorState')).forgotten === loaded.forgotten
}

/** A model that gives anything else is a defect of what speaks to it; such a vector would be found always, or never. */
function mustBeUnit(vector: Float32Array, of: string): void {
  let square = 0
  for (const value of vector) square += value * value
  // NaN is on neither side.
  if (!(Math.abs(Math.sqrt(square) - 1) <= tolerance))
    throw new KaojuError('internal', { reason: `the vector of ${of} has length ${Math.sqrt(square)}, not 1` })
}
