import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import { createContext } from '#runtime'
import type { Library } from '#library'
import type { Host } from '../host/host.ts'
import { findPassages, type FoundPassage } from '../runs/find-passages.ts'
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
  const { hits } = await findPassages(text, limit * passagesEach, library, createContext().context)
  const best = new Map<string, FoundPassage>()
  for (const hit of hits) if (!best.has(hit.document)) best.set(hit.document, hit)
  return Promise.all([...best.values()].slice(0, limit).map((hit) => shaped(hit, library, origin)))
}

async function shaped(
  hit: FoundPassage,
  library: Library,
  origin: string | undefined,
): Promise<z.infer<typeof found>> {
  const { document: id, title, uri, page, text } = hit
  const document = await library.document(id)
  return {
    id: document ? stretchName(document, around(document, hit)) : id,
    title,
    url: addressOf({ document: id, ...(uri === undefined ? {} : { uri }), span: hit }, origin),
    quote: text,
    ...(page === undefined ? {} : { page }),
  }
}
