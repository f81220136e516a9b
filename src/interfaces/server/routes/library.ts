import { z } from 'zod'
import { createContext, KaojuError } from '#runtime'
import type { Holding } from '#library'
import { findPassages } from '../../runs/find-passages.ts'
import type { App, Door } from '../door.ts'
import { flag, pageSize, text } from '../schemas/common.ts'
import { foundPassages, heldDocument, libraryPage } from '../schemas/documents.ts'
import { addRoute, answer, json } from './route.ts'

/** What the library holds, and what stands in it. */
export function addLibrary(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/library',
      tag: 'Library',
      summary: 'What the library holds, in order of arrival',
      query: z.object({
        limit: pageSize(500, 100),
        after: text(8_000).optional().describe('`next` of the page before'),
        query: text(500).optional().describe('Only what has this in its title or address'),
      }),
      answers: { 200: json('A page of places and what they hold', libraryPage) },
    },
    async ({ query: { limit, after, query } }, c) => {
      const all = await host.library.holdings({ all: true })
      // What was taken out since still says where the next page begins.
      const first = after === undefined ? 0 : all.findIndex(({ uri }) => uri === after) + 1
      if (after !== undefined && first === 0)
        throw new KaojuError('request-invalid', { field: 'after', reason: '= next' })
      const fits = fitting(query)
      const rest = all.slice(first).filter(fits)
      const page = rest.slice(0, limit)
      return answer(c, libraryPage, {
        documents: page.map(shown),
        total: first === 0 ? rest.length : all.filter(fits).length,
        ...(rest.length > limit ? { next: page.at(-1)!.uri } : {}),
      })
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/library/search',
      tag: 'Library',
      summary: 'Passages of the library by BM25, the best first',
      query: z.object({ query: text(2_000), limit: pageSize(100, 10) }),
      answers: { 200: json('Passages with their places', foundPassages) },
      errors: ['question-empty', 'library-empty'],
    },
    async ({ query: { query, limit } }, c) => {
      const { context } = createContext()
      const { method, hits } = await findPassages(query, limit, host.library, context)
      return answer(c, foundPassages, { query, method, hits: [...hits] })
    },
  )
  addRoute(
    app,
    {
      method: 'delete',
      path: '/api/v1/library/{document}',
      tag: 'Library',
      summary: 'Takes a document out of search and research; with `purge` erases it for good',
      description:
        'What was only taken out can still be opened from old reports. What is purged is gone, from this and every other place that holds the same bytes; what cites it is withdrawn.',
      params: z.object({ document: text(100) }),
      query: z.object({ purge: flag }),
      answers: { 200: json('The places that held it', z.object({ removed: z.array(heldDocument) })) },
      errors: ['not-found', 'id-ambiguous', 'withdrawn'],
    },
    async ({ params, query: { purge } }, c) => {
      const resolved = await host.library.resolve(params.document)
      if (resolved.kind !== 'document' || !params.document.startsWith('d_'))
        throw new KaojuError('not-found', { id: params.document })
      const { id } = resolved.document
      const removed = await host.remove(id, purge === 'true' ? 'purge' : 'unlist')
      if (removed.length === 0) throw new KaojuError('not-found', { id })
      return answer(c, z.object({ removed: z.array(heldDocument) }), { removed: removed.map(shown) })
    },
  )
}

/** What can be found, and has these words in its title or address. */
function fitting(query: string | undefined): (held: Holding) => boolean {
  const wanted = query?.trim().toLowerCase() ?? ''
  return ({ state, title, uri }) =>
    (state === 'listed' || state === 'missing') &&
    [title, uri, decoded(uri)].some((one) => one.toLowerCase().includes(wanted))
}

/** An address as people write it. */
function decoded(uri: string): string {
  try {
    return decodeURI(uri)
  } catch {
    return uri
  }
}

function shown(held: Holding): z.infer<typeof heldDocument> {
  const { uri, state, document, snapshot, title, mediaType, language, passages, publishedAt, fetchedAt } =
    held
  return {
    uri,
    state,
    ...(document ? { document } : {}),
    ...(snapshot ? { snapshot } : {}),
    title,
    mediaType,
    language,
    passages,
    ...(publishedAt ? { publishedAt } : {}),
    fetchedAt: new Date(fetchedAt).toISOString(),
    earlier: [...held.earlier],
  }
}
