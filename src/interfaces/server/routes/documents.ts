import { z } from 'zod'
import { headingsAt, pageAt, type Document, type Span } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Holding, Library, Resolved } from '#library'
import type { App, Door } from '../door.ts'
import { text } from '../schemas/common.ts'
import { documentFacts, documentText, openedEvidence } from '../schemas/documents.ts'
import { addRoute, answer, json } from './route.ts'
import { longest, stretchAround, stretchOf } from './stretch.ts'

const identity = text(100).describe('Its id, or the beginning of it (8 characters at least)')
const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Documents as they were read, and evidence at its place in them. */
export function addDocuments(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/documents/{id}',
      tag: 'Documents',
      summary: 'What is known of a document',
      params: z.object({ id: identity }),
      answers: { 200: json('Its title, its place, its pages', documentFacts) },
      errors: ['not-found', 'id-ambiguous', 'withdrawn'],
    },
    async ({ params: { id } }, c) => {
      const { document, holding } = await documentNamed(id, host.library)
      return answer(c, documentFacts, factsOf(document, holding))
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/documents/{id}/text',
      tag: 'Documents',
      summary: `A stretch of a document's text, ${longest.toLocaleString('en')} UTF-16 code units at most`,
      params: z.object({ id: identity }),
      query: z.object({
        start: position.default(0),
        end: position.optional().describe('Exclusive; absent: as much as is given at once'),
      }),
      answers: { 200: json('The words, and what they are made of', documentText) },
      errors: ['not-found', 'id-ambiguous', 'withdrawn'],
    },
    async ({ params: { id }, query: { start, end = start + longest } }, c) => {
      const { document } = await documentNamed(id, host.library)
      if (end < start) throw new KaojuError('request-invalid', { field: 'end', reason: `≥ ${start}` })
      const { title, text: whole } = document
      return answer(c, documentText, {
        document: document.id,
        title,
        length: whole.length,
        stretch: stretchOf(document, { start, end }),
      })
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/evidence/{id}',
      tag: 'Documents',
      summary: 'The words that a sentence cites, at their place in the source',
      params: z.object({ id: identity }),
      answers: { 200: json('The quote, and what stands around it', openedEvidence) },
      errors: ['not-found', 'id-ambiguous', 'withdrawn'],
    },
    async ({ params: { id } }, c) => {
      const resolved = await host.library.resolve(id)
      if (resolved.kind !== 'evidence') throw new KaojuError('not-found', { id })
      if (resolved.withdrawn) throw new KaojuError('withdrawn', { id: resolved.evidence.id })
      return answer(c, openedEvidence, await opened(resolved, host.library))
    },
  )
}

type Named = Extract<Resolved, { kind: 'document' }>

/** @throws KaojuError `not-found`, `id-ambiguous`, `withdrawn` */
export async function documentNamed(id: string, library: Library): Promise<Named> {
  const resolved = id.startsWith('d_') ? await library.resolve(id) : undefined
  if (resolved?.kind !== 'document') throw new KaojuError('not-found', { id })
  return resolved
}

function factsOf(document: Document, holding: Holding | undefined): z.infer<typeof documentFacts> {
  const { id, snapshot, title, mediaType, language, origin, authors, publishedAt, pages, reader } = document
  return {
    id,
    snapshot,
    ...(holding ? { uri: holding.uri, state: holding.state } : {}),
    title,
    mediaType,
    language,
    origin,
    authors,
    ...(publishedAt ? { publishedAt } : {}),
    length: document.text.length,
    pages,
    reader: { name: reader.name, version: reader.version },
    warnings: document.warnings,
  }
}

async function opened(
  { evidence, document }: Extract<Resolved, { kind: 'evidence' }>,
  library: Library,
): Promise<z.infer<typeof openedEvidence>> {
  const { id, snapshot, quote, origin, start, end, cell } = evidence
  const { holding } = await documentNamed(document.id, library)
  const page = pageAt(document, start)
  const stretch = stretchAround(document, evidence)
  return {
    id,
    document: document.id,
    snapshot,
    ...(holding ? { uri: holding.uri } : {}),
    title: document.title,
    quote,
    origin,
    start,
    end,
    ...(page ? { page: { number: page.number, ...(page.label ? { label: page.label } : {}) } } : {}),
    headings: headingsAt(document, start),
    ...(cell ? { cell } : {}),
    stretch,
    highlight: within(evidence, stretch),
  }
}

function within({ start, end }: Span, stretch: Span): { start: number; end: number } {
  return { start: start - stretch.start, end: Math.min(end, stretch.end) - stretch.start }
}
