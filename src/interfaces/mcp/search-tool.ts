import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import { languageOf, type Hit } from '#vocabulary'
import { createContext, KaojuError } from '#runtime'
import type { Library } from '#library'
import type { Host } from '../host/host.ts'
import { addressOf } from './addresses.ts'
import { answer, asJson } from './answers.ts'
import { around, stretchName } from './stretch.ts'

const found = z.object({
  id: z.string().describe('Give it to fetch.'),
  title: z.string(),
  url: z.string(),
  quote: z.string().describe('The passage that matches, word for word from the source.'),
  page: z.number().optional(),
})

/** Adds `search`: documents of the library by BM25, each once, the best first; the shape that ChatGPT's connectors ask for. */
export function addSearchTool(server: McpServer, host: Host, origin: string | undefined): void {
  server.registerTool(
    'search',
    {
      title: 'Search the library',
      description:
        'Finds documents in the Kaoju library by keywords, best first, with the passage that matches. Use fetch with an id to read on.',
      inputSchema: z.object({
        query: z
          .string()
          .min(1)
          .max(2_000)
          .describe('Keywords or a question, in the language of the sources.'),
        limit: z.number().int().min(1).max(50).optional().describe('Documents to list; 10 if absent.'),
      }),
      outputSchema: z.object({ results: z.array(found) }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ query, limit = 10 }) =>
      answer(async () => asJson({ results: await searchLibrary(query, limit, host.library, origin) })),
  )
}

/** Passages asked for, for each document that is wanted: the best ones often stand in one document. */
const passagesEach = 6

async function searchLibrary(
  text: string,
  limit: number,
  library: Library,
  origin: string | undefined,
): Promise<z.infer<typeof found>[]> {
  if (text.trim() === '') throw new KaojuError('question-empty')
  if ((await library.counts()).passages === 0) throw new KaojuError('library-empty', { home: library.home })
  const { createRetriever } = await import('#retrieval')
  const { context } = createContext()
  const retrieve = createRetriever('bm25', { library })
  const { hits } = await retrieve(
    { text, language: languageOf(text), limit: limit * passagesEach, origin: 'asked' },
    context,
  )
  const best = new Map<string, Hit>()
  for (const hit of hits) if (!best.has(hit.document)) best.set(hit.document, hit)
  return Promise.all([...best.values()].slice(0, limit).map((hit) => opened(hit, library, origin)))
}

async function opened(
  { document: id, passage: name }: Hit,
  library: Library,
  origin: string | undefined,
): Promise<z.infer<typeof found>> {
  const [resolved, passages] = await Promise.all([library.resolve(id), library.passagesById([name])])
  const { document } = resolved
  const uri = resolved.kind === 'document' ? resolved.holding?.uri : undefined
  const passage = passages.get(name)
  const span = passage ? around(document, passage) : { start: 0, end: document.text.length }
  return {
    id: stretchName(document, span),
    title: document.title,
    url: addressOf(
      { document: id, ...(uri === undefined ? {} : { uri }), ...(passage ? { span: passage } : {}) },
      origin,
    ),
    quote: passage?.text ?? '',
    ...(passage?.page === undefined ? {} : { page: passage.page }),
  }
}
