import type { DocumentId, Filter, Passage } from '#vocabulary'
import { canonicalJson, sha256, type Context } from '#runtime'
import type { LexicalHit, LexicalOptions, Library, VectorSearch } from '#library'

/**
 * A library as one run sees it: whatever may be answered otherwise tomorrow (what is held, rankings,
 * statistics) is observed through the run's journal, so that a resumed or replayed run meets the library it
 * began with.
 *
 * 1. One question has one answer in a run: it is asked of the library once, recorded under the hash of its
 *    arguments, and remembered.
 * 2. Documents and passages are immutable and are read as they are. One that is gone was purged: that is
 *    recorded when it is met, so a run goes on without it, while a replay of a run that had it is refused
 *    (`replay-missing`) rather than told differently.
 * 3. What is written passes through: evidence and vectors are added to what is there, and adding twice is once.
 * 4. What the run itself brings in is found by those who search within documents named one by one: what they find
 *    depends on these documents alone, and a scope with one document more is another question.
 */
export function recordLibrary(library: Library, context: Context): Library {
  const { lexical, vectors } = library
  const answers = new Map<string, Promise<unknown>>()
  const observe = <T>(question: string, inputs: unknown, read: () => T | Promise<T>): Promise<T> => {
    const key = `${question}-${sha256(canonicalJson(inputs) ?? '').slice(0, 24)}`
    let answer = answers.get(key)
    if (!answer) {
      answer = context.observe(`library/${key}`, inputs, read)
      answers.set(key, answer)
    }
    return answer as Promise<T>
  }
  const gone = (ids: readonly string[]): Promise<unknown> =>
    observe('gone', ids, () => ({ gone: ids.length }))

  return {
    home: library.home,
    workspace: library.workspace,
    expect: () => library.expect(),
    add: (holding) => library.add(holding),
    addFailure: (failure) => library.addFailure(failure),
    markMissing: (uris) => library.markMissing(uris),
    remove: (place) => library.remove(place),
    purge: (place) => library.purge(place),
    addEvidence: (evidence) => library.addEvidence(evidence),
    refresh: () => library.refresh(),

    holdings: (options) => observe('holdings', { ...options }, () => library.holdings(options)),
    holding: async (uri) =>
      (await observe('holding', { uri }, async () => ({ held: await library.holding(uri) }))).held,
    async document(id) {
      const found = await library.document(id)
      if (!found) await gone([id])
      return found
    },
    passages: (document) => library.passages(document),
    async passagesById(ids) {
      const found = await library.passagesById(ids)
      const lost = ids.filter((id) => !found.has(id))
      if (lost.length > 0) await gone(lost)
      return found
    },
    evidence: (id) => library.evidence(id),
    snapshot: (id) => library.snapshot(id),
    resolve: (id) => library.resolve(id),
    lexical: {
      search: (terms, options) =>
        observe('search', { terms, options: brief(options) }, () => lexical.search(terms, options)),
      async statistics(terms, filter) {
        const inputs = { terms, ...brief(filter ? { filter } : {}) }
        const { documentFrequency, ...totals } = await observe('statistics', inputs, async () => {
          const found = await lexical.statistics(terms, filter)
          return { ...found, documentFrequency: [...found.documentFrequency] }
        })
        return { ...totals, documentFrequency: new Map(documentFrequency) }
      },
    },
    vectors: recordVectors(vectors, observe),
    pages: library.pages,
    feeds: library.feeds,
    counts: () => observe('counts', {}, () => library.counts()),
    inspect: (options) => library.inspect(options),
    close: () => library.close(),
  }
}

/** Lists by what was made of them: one list of thousands of documents is asked with over and over. */
const digests = new WeakMap<readonly DocumentId[], string>()

/** A list of documents in few words, the same for the same documents in the same order. */
export function digestOf(documents: readonly DocumentId[]): string {
  let digest = digests.get(documents)
  if (digest === undefined) digests.set(documents, (digest = sha256(documents.join('\n')).slice(0, 32)))
  return digest
}

function brief<Options extends { readonly filter?: Filter }>(options: Options): object {
  const { documents } = options.filter ?? {}
  return documents ? { ...options, filter: { ...options.filter, documents: digestOf(documents) } } : options
}

type Observe = <T>(question: string, inputs: unknown, read: () => T | Promise<T>) => Promise<T>

function recordVectors(vectors: VectorSearch, observe: Observe): VectorSearch {
  return {
    stored: async () => (await observe('vectors', {}, async () => ({ held: await vectors.stored() }))).held,
    missing: (limit): Promise<readonly Passage[]> => vectors.missing(limit),
    add: (model, made) => vectors.add(model, made),
    clear: () => vectors.clear(),
    search: ({ model, vector }, options: Pick<LexicalOptions, 'limit' | 'filter'>) =>
      observe<readonly LexicalHit[]>(
        'nearest',
        {
          model,
          vector: sha256(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
          options: brief(options),
        },
        () => vectors.search({ model, vector }, options),
      ),
  }
}
