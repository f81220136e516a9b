import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaojuError, type Context, nameFileError } from '#runtime'
import { openLexicalIndex, type LexicalIndex } from './lexical/index.ts'
import type { LexicalHit, LexicalOptions, LexicalSearch } from './library.ts'
import type { Truth } from './truth/truth.ts'

/**
 * Keeps the lexical index in step with the truth, and search honest while it is not.
 *
 * 1. The truth is committed first; the index follows and never runs ahead. One that claims more than the
 *    truth has given out (the truth was put back from a copy) is made again.
 * 2. With watermark W the index holds exactly what was listed up to change W (truth/schema.ts, 3), so catching
 *    up is taking out, then appending, what changed after W: the same work after a crash as after an `add`.
 * 3. A hit in a document that changed after W is dropped, and as many more are looked for: a search never
 *    shows what the truth no longer lists.
 * 4. After a purge the index is made again, since its segments would still spell the purged words.
 */
export interface IndexKeeper extends LexicalSearch {
  /** Something will be added soon. */
  expect(): void
  /** Catches up in write mode; opens the newest state in read mode. */
  refresh(): Promise<void>
  /** Throws the index away and makes it from the truth. */
  rebuild(): Promise<void>
  /** One sentence each; none: index and truth agree. */
  inspect(): Promise<string[]>
  close(): Promise<void>
}

/** @param truth is waited for; a reader's index is loaded meanwhile */
export async function openIndexKeeper(
  options: { readonly folder: string; readonly mode: 'read' | 'write' },
  truth: Promise<Truth>,
  context: Context,
): Promise<IndexKeeper> {
  const early =
    options.mode === 'read' ? openLexicalIndex({ folder: options.folder, mode: 'read' }, context) : undefined
  const [ready, loaded] = await Promise.allSettled([truth, early])
  if (ready.status === 'rejected' || loaded.status === 'rejected') {
    if (loaded.status === 'fulfilled') await loaded.value?.index.close()
    throw (ready.status === 'rejected' ? ready.reason : (loaded as PromiseRejectedResult).reason) as Error
  }
  const keeper = new Keeper(options.folder, options.mode, ready.value, context)
  await keeper.open(loaded.value)
  return keeper
}

type Loaded = Awaited<ReturnType<typeof openLexicalIndex>>

class Keeper implements IndexKeeper {
  private readonly home: string
  private readonly mode: 'read' | 'write'
  private readonly truth: Truth
  private readonly context: Context
  private index: LexicalIndex | undefined
  /** A reader's own index, where the home's is behind and cannot be written. */
  private temporary: string | undefined
  /** Refreshes and rebuilds, one after the other. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(folder: string, mode: 'read' | 'write', truth: Truth, context: Context) {
    this.home = folder
    this.mode = mode
    this.truth = truth
    this.context = context
  }

  open(loaded?: Loaded): Promise<void> {
    return this.exclusive(() => (this.mode === 'write' ? this.keepUp() : this.followWriter(loaded)))
  }

  async refresh(): Promise<void> {
    if (this.mode === 'read') await this.truth.call('reopen')
    await this.open()
  }

  expect(): void {
    this.index?.expect()
  }

  rebuild(): Promise<void> {
    return this.exclusive(() => this.makeAgain(this.home))
  }

  private exclusive(work: () => Promise<void>): Promise<void> {
    const result = this.turn.then(work)
    this.turn = result.catch(() => undefined)
    return result
  }

  private async keepUp(): Promise<void> {
    const { sequence, index_forgets: forgets } = await this.truth.call('state')
    if (forgets === 1) {
      await this.makeAgain(this.home)
      return
    }
    this.index ??= (await openLexicalIndex({ folder: this.home, mode: 'write' }, this.context)).index
    if (this.index.watermark > sequence) {
      await this.makeAgain(this.home)
      return
    }
    try {
      await this.catchUp(this.index, sequence)
    } catch (error) {
      // What was appended but not committed must go, or the next time would append it twice.
      await this.letGo()
      this.index = (await openLexicalIndex({ folder: this.home, mode: 'write' }, this.context)).index
      throw error
    }
  }

  /** Searches wait meanwhile: half an index would tell them that there is nothing. */
  private async makeAgain(folder: string): Promise<void> {
    await this.letGo()
    await rm(folder, { recursive: true, force: true })
    const { index } = await openLexicalIndex({ folder, mode: 'write' }, this.context)
    try {
      await this.catchUp(index, (await this.truth.call('state')).sequence)
    } catch (error) {
      await index.close()
      throw error
    }
    this.index = index
    if (this.mode === 'write') await this.truth.call('indexForgot')
  }

  private async letGo(): Promise<void> {
    const index = this.index
    this.index = undefined
    await index?.close()
  }

  /** What changes meanwhile has a higher number and waits for the next time. */
  private async catchUp(index: LexicalIndex, last: number): Promise<void> {
    const { watermark } = index
    if (watermark === last) return
    const { passages: total } = await this.truth.call('state')
    const tell = watermark === 0 && total > 0
    let done = 0
    for (let cursor = watermark; ;) {
      const changes = await this.truth.call('changesAfter', watermark, cursor, last)
      if (changes.cursor === cursor) break
      this.context.abort.throwIfAborted()
      if (changes.removed.length > 0) await index.removeDocuments(changes.removed)
      if (changes.appended.length > 0) await index.append(changes.appended)
      cursor = changes.cursor
      done += changes.appended.length
      if (tell) this.context.emit({ type: 'progress', phase: 'index', done, total: Math.max(done, total) })
    }
    await index.commit(last)
  }

  /**
   * A reader takes the index as it is while a writer is at work, who will bring it up to date, unless there is
   * none to take. Otherwise nobody will, so the reader does it, in the home if it can, else in a folder of its own.
   */
  private async followWriter(loaded?: Loaded): Promise<void> {
    const opened = loaded ?? (await openLexicalIndex({ folder: this.home, mode: 'read' }, this.context))
    await this.letGo()
    this.index = opened.index
    const { sequence } = await this.truth.call('state')
    if (opened.state === 'ready' && opened.index.watermark === sequence) return
    switch (await this.truth.call('borrowLock')) {
      case 'busy':
        if (opened.state === 'rebuild' || opened.index.watermark === 0) await this.makeOwn()
        return
      case 'taken':
        await this.letGo()
        if (await this.keepUpOnce())
          this.index = (await openLexicalIndex({ folder: this.home, mode: 'read' }, this.context)).index
        else await this.makeOwn()
        return
      case 'unwritable':
        await this.makeOwn()
    }
  }

  private async makeOwn(): Promise<void> {
    this.temporary ??= await mkdtemp(join(tmpdir(), 'kaoju-index-'))
    await this.makeAgain(this.temporary)
  }

  /** What a writer does, by a reader that holds the lock for a moment; false where the disk does not let it. */
  private async keepUpOnce(): Promise<boolean> {
    try {
      this.index = (await openLexicalIndex({ folder: this.home, mode: 'write' }, this.context)).index
      const { sequence } = await this.truth.call('state')
      if (this.index.watermark > sequence) await this.makeAgain(this.home)
      else await this.catchUp(this.index, sequence)
      return true
    } catch (error) {
      const { code } = nameFileError(error, this.home)
      if (code === 'disk-full' || code === 'home-unwritable' || code === 'path-unreadable') return false
      throw error
    } finally {
      await this.letGo()
      await this.truth.call('returnLock')
    }
  }

  async search(
    terms: Parameters<LexicalSearch['search']>[0],
    options: LexicalOptions,
  ): Promise<LexicalHit[]> {
    const index = await this.opened()
    const [hits, changed] = await Promise.all([
      index.search(terms, options),
      this.truth.call('changedSince', index.watermark),
    ])
    if (changed.length === 0) return hits
    const gone = new Set(changed)
    const standing = (found: readonly LexicalHit[]): LexicalHit[] =>
      found.filter((hit) => !gone.has(hit.document))
    for (let limit = options.limit, found = hits; ;) {
      const good = standing(found)
      if (good.length >= options.limit || found.length < limit) return good.slice(0, options.limit)
      limit *= 2
      found = await index.search(terms, { ...options, limit })
    }
  }

  async statistics(
    ...asked: Parameters<LexicalSearch['statistics']>
  ): ReturnType<LexicalSearch['statistics']> {
    return (await this.opened()).statistics(...asked)
  }

  private async opened(): Promise<LexicalIndex> {
    if (!this.index) await this.turn
    if (!this.index) throw new KaojuError('internal', { reason: 'the library is closed' })
    return this.index
  }

  async inspect(): Promise<string[]> {
    const index = await this.opened()
    const { sequence, passages } = await this.truth.call('state')
    if (index.watermark !== sequence)
      return [`The search index stands at change ${index.watermark} of ${sequence}.`]
    const held = (await index.statistics([])).passages
    return held === passages ? [] : [`The search index holds ${held} passages instead of ${passages}.`]
  }

  async close(): Promise<void> {
    await this.turn
    await this.letGo()
    if (this.temporary) await rm(this.temporary, { recursive: true, force: true })
  }
}
