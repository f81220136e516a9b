import { KaojuError, sha256, type Context } from '#runtime'
import type { Embed } from '#models'
import type { Passage } from '#vocabulary'
import type { Library } from './library.ts'

/** How passages are given to the model. */
export interface EmbedPassagesOptions {
  /** Passages in one batch, which is paid for and committed together; default 64. */
  readonly batch?: number
  /** Throws away the vectors of another model once this one has answered; without it another model is refused. */
  readonly replace?: boolean
}

/** What was done, and why no more. */
export interface EmbeddedPassages {
  readonly embedded: number
  /** `done`: every listed passage has its vector. */
  readonly ended: 'done' | 'stopped' | 'budget'
}

/** Passages looked up at a time: looking goes through all that have their vector already. */
const lookAhead = 2048
/** Code points of titles and headings before a passage's own words: more would crowd these out. */
const longestHead = 300

/**
 * Gives every listed passage that has none its vector.
 *
 * 1. Batches are cut in order of arrival and named by the passages in them, so that a run that was killed
 *    between an answer and its commit finds the answer in its journal: nothing is paid for twice.
 * 2. Each batch is committed when it is there. What a stop, the budget or a failure leaves undone is told, and
 *    is what the next call begins with.
 *
 * @throws KaojuError `embedding-mismatch` before anything is paid for; what `Embed.embed` throws, save the
 * budget's end, which is a `warning` event
 */
export async function embedMissing(
  library: Pick<Library, 'vectors' | 'holdings' | 'counts'>,
  embedder: Embed,
  context: Context,
  options: EmbedPassagesOptions = {},
): Promise<EmbeddedPassages> {
  const { spec } = embedder
  const stored = await library.vectors.stored()
  if (stored && !fits(stored, spec)) {
    if (!options.replace)
      throw new KaojuError('embedding-mismatch', {
        stored: `${stored.model} (${stored.dimensions})`,
        configured: spec.dimensions === undefined ? spec.id : `${spec.id} (${spec.dimensions})`,
      })
    const works = await new Embedding(library, embedder, context, options).tryOut()
    if (!works) return { embedded: 0, ended: 'budget' }
    await library.vectors.clear()
  }
  return await new Embedding(library, embedder, context, options).run()
}

/** Whether vectors of this model can stand beside those stored. */
export function fits(
  stored: { readonly model: string; readonly dimensions: number },
  spec: Embed['spec'],
): boolean {
  return stored.model === spec.id && (spec.dimensions === undefined || spec.dimensions === stored.dimensions)
}

class Embedding {
  private readonly library: Pick<Library, 'vectors' | 'holdings' | 'counts'>
  private readonly embedder: Embed
  private readonly context: Context
  private readonly batch: number
  private readonly replace: boolean
  /** Passages that were given to the model: none twice, whatever became of its vector. */
  private readonly given = new Set<string>()
  private titles = new Map<string, string>()
  private embedded = 0
  private total = 0

  constructor(
    library: Embedding['library'],
    embedder: Embed,
    context: Context,
    { batch = 64, replace = false }: EmbedPassagesOptions,
  ) {
    this.library = library
    this.embedder = embedder
    this.context = context
    this.batch = batch
    this.replace = replace
  }

  /** Whether the model answers: the vectors of another are not thrown away for one that does not. False: no budget. */
  async tryOut(): Promise<boolean> {
    try {
      await this.embedder.embed('embed-try', ['考据 Kaoju'], 'passage', this.context)
      return true
    } catch (error) {
      if (!isBudget(error)) throw error
      this.context.emit({ type: 'warning', code: error.code, message: error.message })
      return false
    }
  }

  async run(): Promise<EmbeddedPassages> {
    const { library, context } = this
    const first = await this.missing()
    if (first.length === 0) return { embedded: 0, ended: 'done' }
    const [holdings, { passages }, stored] = await Promise.all([
      library.holdings(),
      library.counts(),
      library.vectors.stored(),
    ])
    this.titles = new Map(holdings.flatMap((held) => (held.document ? [[held.document, held.title]] : [])))
    this.total = Math.max(first.length, passages - (stored?.passages ?? 0))
    for (let found = first; found.length > 0; found = await this.missing()) {
      const batches = Array.from({ length: Math.ceil(found.length / this.batch) }, (_, index) =>
        found.slice(index * this.batch, (index + 1) * this.batch),
      )
      const ended = await this.embedAll(batches)
      if (ended !== 'done') return { embedded: this.embedded, ended }
    }
    context.abort.throwIfAborted()
    return { embedded: this.embedded, ended: 'done' }
  }

  /** The next that were not given to the model yet. */
  private async missing(): Promise<readonly Passage[]> {
    // Whole batches, so that a later attempt cuts at the same places.
    const found = await this.library.vectors.missing(Math.ceil(lookAhead / this.batch) * this.batch)
    return found.filter((passage) => !this.given.has(passage.id))
  }

  /** As many at once as the model takes; after the first that ends it, none is begun. */
  private async embedAll(batches: readonly (readonly Passage[])[]): Promise<EmbeddedPassages['ended']> {
    const { context, embedder } = this
    let next = 0
    let ended: EmbeddedPassages['ended'] = 'done'
    const failures: unknown[] = []
    const work = async (): Promise<void> => {
      while (next < batches.length && ended === 'done' && failures.length === 0) {
        if (context.stop.aborted) {
          ended = 'stopped'
          return
        }
        try {
          await this.embedOne(batches[next++]!)
        } catch (error) {
          if (isBudget(error) && ended === 'done') {
            ended = 'budget'
            context.emit({ type: 'warning', code: error.code, message: error.message })
          } else if (!isBudget(error)) failures.push(error)
        }
      }
    }
    await Promise.all(Array.from({ length: Math.max(1, embedder.spec.concurrency) }, work))
    if (failures.length > 0) throw failures[0]
    context.abort.throwIfAborted()
    return ended
  }

  private async embedOne(passages: readonly Passage[]): Promise<void> {
    const { library, embedder, context } = this
    for (const { id } of passages) this.given.add(id)
    const name = `embed-${sha256(passages.map((passage) => passage.id).join('\n')).slice(0, 16)}`
    const texts = passages.map((passage) => textToEmbed(passage, this.titles.get(passage.document)))
    const { vectors } = await embedder.embed(name, texts, 'passage', context)
    const made = passages.map(({ id }, index) => ({ passage: id, vector: vectors[index]! }))
    try {
      await library.vectors.add(embedder.spec.id, made)
    } catch (error) {
      // A dimension that was not configured shows only now.
      if (!this.replace || !(error instanceof KaojuError) || error.code !== 'embedding-mismatch') throw error
      await library.vectors.clear()
      await library.vectors.add(embedder.spec.id, made)
    }
    this.embedded += passages.length
    context.emit({
      type: 'progress',
      phase: 'embed',
      done: this.embedded,
      total: Math.max(this.total, this.embedded),
    })
  }
}

/**
 * What a passage's vector is made from: where it stands (title, headings), then what it says. The model cuts
 * off the end of what does not fit into its window.
 */
export function textToEmbed(passage: Pick<Passage, 'headings' | 'text'>, title = ''): string {
  const path = passage.headings[0] === title ? passage.headings : [title, ...passage.headings]
  const head = path.filter((part) => part.trim() !== '').join(' > ')
  const shortened = [...head].slice(0, longestHead).join('')
  return shortened === '' ? passage.text : `${shortened}\n${passage.text}`
}

function isBudget(error: unknown): error is KaojuError {
  return (
    error instanceof KaojuError && (error.code === 'budget-exhausted' || error.code === 'budget-unpriced')
  )
}
