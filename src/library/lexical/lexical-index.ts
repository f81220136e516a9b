import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentId } from '#vocabulary'
import { entryPoint, KaojuError, startWorker, toKaojuError, type Context } from '#runtime'
import type { LexicalHit, LexicalSearch } from '../library.ts'
import { createAnalysisPool } from './analysis-pool.ts'
import { emptyManifest, readManifest, sweep, writeManifest, writeWhole, type Manifest } from './manifest.ts'
import { chooseMerge } from './merge-policy.ts'
import {
  createScorer,
  scoringParameters,
  type Scorer,
  type ScoringParameters,
  type SegmentView,
} from './scorer.ts'
import { searchSegments } from './search.ts'
import type { IndexedPassage } from './segment-builder.ts'
import { findString, stringAt } from './string-table.ts'
import {
  candidatesOf,
  encodeDead,
  onlyDocuments,
  openViews,
  readSegment,
  viewOf,
  withoutDocuments,
} from './views.ts'

export type { IndexedPassage } from './segment-builder.ts'

/**
 * BM25 over passages, in immutable segments.
 *
 * 1. What `commit` returned from survives a crash; what it did not return from is absent, whole.
 * 2. A search sees the snapshot that was current when it began, whatever commits or merges meanwhile.
 * 3. Scores, statistics and ties depend on the live passages only, never on how they lie in segments.
 * 4. Whatever cannot be read back exactly is `rebuild`: the truth is elsewhere.
 * 5. One writer at a time (the home's lock); readers in other processes see the snapshot they opened.
 */
export interface LexicalIndex extends LexicalSearch {
  /** Highest `sequence` that a committed segment covers; 0 = empty. */
  readonly watermark: number
  /** Something will be appended soon: whoever analyses it gets ready meanwhile. */
  expect(): void
  /** Hands passages to worker threads for analysis; they are found after the next `commit`. */
  append(passages: readonly IndexedPassage[]): Promise<void>
  /** From the next `commit` on, nothing appended so far for these documents is found. */
  removeDocuments(ids: readonly DocumentId[]): Promise<void>
  /**
   * Makes all that was appended and removed durable and findable. Merging goes on in a worker thread.
   * When it throws, nothing has changed; passages that were pending are lost (append again from `watermark`),
   * removals are not.
   */
  commit(watermark: number): Promise<void>
  /** Waits for a merge that is under way; what was not committed is lost. */
  close(): Promise<void>
}

interface Snapshot extends Searched {
  /** Parts of it by the list of documents that was given: research searches one list over and over. */
  readonly parts: WeakMap<readonly DocumentId[], Searched>
}

/** What a search looks at. */
interface Searched {
  readonly views: readonly SegmentView[]
  /** Scorers by parameters, made when first asked for. */
  readonly scorers: Map<string, Scorer>
}

const rememberedScorers = 4
/** Passages that are merged by the thread that analyses, at most: some hundredths of a second. */
const mergedBeside = 16_384

/**
 * Opens the index in a folder; one that is not there yet is empty and ready. With `rebuild` the index is
 * empty because what lies in the folder is damaged or made by another analyser; the first commit replaces it.
 */
export async function openLexicalIndex(
  options: { readonly folder: string; readonly mode: 'read' | 'write' },
  context: Context,
): Promise<{ index: LexicalIndex; state: 'ready' | 'rebuild' }> {
  const { folder, mode } = options
  try {
    if (mode === 'write') await mkdir(folder, { recursive: true })
    const opened = await openFolder(folder)
    if (mode === 'write' && !('unusable' in opened)) await sweep(folder, opened.manifest)
    if (!('unusable' in opened)) return { index: createIndex(folder, mode, opened, context), state: 'ready' }
    context.emit({ type: 'warning', code: 'home-damaged', message: `lexical index: ${opened.unusable}` })
    return { index: createIndex(folder, mode, opened, context), state: 'rebuild' }
  } catch (error) {
    throw toKaojuError(error, folder)
  }
}

type Opened =
  | { readonly manifest: Manifest; readonly views: SegmentView[] }
  | { readonly unusable: string; readonly next: number }

async function openFolder(folder: string): Promise<Opened> {
  for (let attempt = 1; ; attempt++) {
    const manifest = await readManifest(folder)
    if (manifest === 'damaged') return { unusable: 'manifest damaged', next: 1 }
    if (!manifest) return { manifest: emptyManifest, views: [] }
    const views = await openViews(folder, manifest)
    if (!('unusable' in views)) return { manifest, views }
    // A writer may have merged and swept the files between our two reads: then there is a newer manifest.
    const newer = await readManifest(folder)
    const moved = newer !== 'damaged' && newer?.next !== manifest.next
    if (attempt === 5 || !moved) return { ...views, next: manifest.next }
  }
}

function createIndex(folder: string, mode: 'read' | 'write', opened: Opened, context: Context): LexicalIndex {
  const usable = !('unusable' in opened)
  let manifest = usable ? opened.manifest : { ...emptyManifest, next: opened.next }
  let snapshot: Snapshot = snapshotOf(usable ? opened.views : [])
  /** Whether the folder's manifest says what `manifest` says. */
  let written = usable && opened.manifest !== emptyManifest
  const pool = createAnalysisPool()
  let removed = new Set<DocumentId>()
  /** Documents removed since the merge under way began: its result must lose them too. */
  let removedSinceMerge = new Set<DocumentId>()
  let merging: Promise<void> | undefined
  let mergeFiles: readonly string[] = []
  let mergeFailed = false
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  /** Writers take turns; each sees what the one before it left. */
  const exclusive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (mode === 'read' || closed)
      throw new KaojuError('internal', { reason: 'the lexical index is not open for writing' })
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return await result
  }

  /** Writes what changed, then the manifest, and only then lets searches see it. */
  const publish = async (
    views: readonly SegmentView[],
    watermark: number,
    firstNumber: number,
  ): Promise<void> => {
    let number = firstNumber
    const live = views.filter((view) => view.live > 0)
    const before = new Map(snapshot.views.map((view, place) => [view, manifest.segments[place]!]))
    const segments: { file: string; dead?: string }[] = []
    for (const view of live) {
      const known = before.get(view)
      if (known) segments.push(known)
      else if (!view.dead) segments.push({ file: view.file })
      else {
        const dead = `dead-${number++}`
        await writeWhole(join(folder, dead), encodeDead(view.dead))
        segments.push({ file: view.file, dead })
      }
    }
    const next: Manifest = { watermark, next: number, segments }
    await writeManifest(folder, next)
    manifest = next
    written = true
    snapshot = snapshotOf(live)
    // The merge under way reads files that this manifest may not name, and writes one that none names yet.
    await sweep(folder, manifest, mergeFiles).catch(() => undefined)
  }
  const commit = async (watermark: number): Promise<void> => {
    const gone = removed
    const sources = await pool.take()
    let number = manifest.next
    const views = snapshot.views.map((view) => withoutDocuments(view, gone))
    for (const id of gone) removedSinceMerge.add(id)
    if (sources.length > 0) {
      const file = `segment-${number++}`
      if ((await pool.write(sources, join(folder, file))) > 0)
        views.push(viewOf(file, await mustRead(join(folder, file))))
    }
    const unchanged =
      views.length === snapshot.views.length && views.every((view, place) => view === snapshot.views[place])
    if (!unchanged || watermark !== manifest.watermark || !written) await publish(views, watermark, number)
    // Not before: what is to be removed must survive a commit that fails.
    removed = new Set()
  }

  const merge = async (chosen: readonly SegmentView[]): Promise<void> => {
    // A thread of its own would take longer to start than a few small segments to merge; large ones would hold it up.
    const small = chosen.reduce((sum, view) => sum + view.live, 0) <= mergedBeside
    const worker = small ? undefined : startWorker(entryPoint(import.meta.url, './lexical-worker'))
    try {
      const file = await exclusive(async () => {
        removedSinceMerge = new Set()
        // Reserves the number, so that no commit takes it.
        manifest = { ...manifest, next: manifest.next + 1 }
        const name = `segment-${manifest.next - 1}`
        mergeFiles = [name, `${name}.part`, ...chosen.map((view) => view.file)]
        return name
      })
      const sources = chosen.map(({ file: from, dead }) => ({
        path: join(folder, from),
        ...(dead ? { dead } : {}),
      }))
      const path = join(folder, file)
      const left = await (worker ? worker.call<number>('merge', sources, path) : pool.write(sources, path))
      const merged = left === 0 ? undefined : viewOf(file, await mustRead(join(folder, file)))
      await exclusive(async () => {
        mergeFiles = []
        const files = new Set(chosen.map((view) => view.file))
        const rest = snapshot.views.filter((view) => !files.has(view.file))
        const views = merged ? [...rest, withoutDocuments(merged, removedSinceMerge)] : rest
        await publish(views, manifest.watermark, manifest.next)
      })
    } finally {
      mergeFiles = []
      await worker?.close()
    }
  }
  const mergeInBackground = (): void => {
    const chosen = merging || mergeFailed || closed ? undefined : chooseMerge(snapshot.views)
    if (!chosen) return
    merging = merge(chosen)
      // The index is whole without it; the next process tries again.
      .catch((error: unknown) => {
        mergeFailed = true
        const { code, message } = toKaojuError(error, folder)
        context.emit({ type: 'warning', code, message })
      })
      .finally(() => {
        merging = undefined
        mergeInBackground()
      })
  }

  return {
    get watermark() {
      return manifest.watermark
    },
    expect: () => {
      if (mode === 'write' && !closed) pool.expect()
    },
    append: (passages) => exclusive(() => pool.add(passages)),
    removeDocuments: (ids) =>
      exclusive(async () => {
        for (const id of ids) removed.add(id)
        pool.removeDocuments(ids)
      }),
    async commit(watermark) {
      await exclusive(() => commit(watermark))
      mergeInBackground()
    },
    async search(terms, searchOptions) {
      const { filter } = searchOptions
      const searched = partOf(snapshot, filter?.documents)
      const { views } = searched
      const scorer = scorerFor(searched, scoringParameters(searchOptions))
      const candidates = views.map((view) => candidatesOf(view, filter?.group))
      return searchSegments(
        views,
        scorer,
        terms,
        Math.max(0, Math.floor(searchOptions.limit)),
        candidates,
      ).map(({ score, segment: place, passage }): LexicalHit => {
        const { segment } = views[place]!
        return {
          passage: stringAt(segment.passageIds, passage),
          document: stringAt(segment.documents, segment.documentOf[passage]!),
          score,
        }
      })
    },
    async statistics(terms, filter) {
      const { views } = partOf(snapshot, filter?.documents)
      const passages = views.reduce((sum, view) => sum + view.live, 0)
      const length = views.reduce((sum, { totals }) => sum + totals[0] + totals[1] + totals[2], 0)
      const documentFrequency = new Map<string, number>()
      for (const term of new Set(terms)) {
        const count = views.reduce((sum, view) => sum + liveFrequency(view, term), 0)
        if (count > 0) documentFrequency.set(term, count)
      }
      return { passages, averageLength: passages === 0 ? 0 : length / passages, documentFrequency }
    },
    async close() {
      if (closed) return
      while (merging) await merging
      await turn
      closed = true
      await pool.close()
    },
  }
}

function snapshotOf(views: readonly SegmentView[]): Snapshot {
  return { views, scorers: new Map(), parts: new WeakMap() }
}

/** The snapshot as if it held these documents only, in this order. */
function partOf(snapshot: Snapshot, documents: readonly DocumentId[] | undefined): Searched {
  if (!documents) return snapshot
  let part = snapshot.parts.get(documents)
  if (!part) {
    part = { views: onlyDocuments(snapshot.views, documents), scorers: new Map() }
    snapshot.parts.set(documents, part)
  }
  return part
}

function scorerFor({ views, scorers }: Searched, parameters: ScoringParameters): Scorer {
  const key = JSON.stringify(parameters)
  const known = scorers.get(key)
  if (known) return known
  if (scorers.size >= rememberedScorers) scorers.delete(scorers.keys().next().value!)
  const scorer = createScorer(views, parameters)
  scorers.set(key, scorer)
  return scorer
}

function liveFrequency({ segment, dead }: SegmentView, term: string): number {
  const place = findString(segment.terms, term)
  if (place < 0) return 0
  const start = segment.postingStarts[place]!
  const end = segment.postingStarts[place + 1]!
  if (!dead) return end - start
  let count = 0
  for (let p = start; p < end; p++) if (dead[segment.postingPassages[p]!] === 0) count++
  return count
}

async function mustRead(path: string) {
  const segment = await readSegment(path)
  if ('unusable' in segment) throw new KaojuError('internal', { reason: segment.unusable })
  return segment
}
