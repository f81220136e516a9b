import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import type { Host } from '../host/host.ts'
import { addressOf } from './addresses.ts'
import { answer, asJson } from './answers.ts'
import { readStretch, type Stretch } from './stretch.ts'

const fetched = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string().describe('Word for word from the source.'),
  url: z.string(),
  metadata: z.object({
    document: z.string(),
    media_type: z.string(),
    language: z.string(),
    start: z.number(),
    end: z.number(),
    length: z.number().describe('Characters of the whole document.'),
    next: z.string().optional().describe('The id of the stretch after this one.'),
    previous: z.string().optional(),
    pages: z.string().optional(),
    published_at: z.string().optional(),
    authors: z.string().optional(),
  }),
})

/** Adds `fetch`: the text of a document of the library, a stretch at a time. */
export function addFetchTool(server: McpServer, host: Host, origin: string | undefined): void {
  server.registerTool(
    'fetch',
    {
      title: 'Read a document',
      description:
        'Reads a document of the Kaoju library by an id from search, a document id (d_…), an evidence id (e_…) or an address. Long texts come in stretches: metadata.next is the id of the next one.',
      inputSchema: z.object({ id: z.string().min(1).max(4_000) }),
      outputSchema: fetched,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ id }) => answer(async () => asJson(shaped(id, await readStretch(host.library, id), origin))),
  )
}

function shaped(id: string, stretch: Stretch, origin: string | undefined): z.infer<typeof fetched> {
  const { document, start, end, text, uri, next, previous, pages } = stretch
  const { publishedAt, authors } = document
  return {
    id,
    title: document.title,
    text,
    url: addressOf({ document: document.id, ...(uri === undefined ? {} : { uri }) }, origin),
    metadata: {
      document: document.id,
      media_type: document.mediaType,
      language: document.language,
      start,
      end,
      length: document.text.length,
      ...(next === undefined ? {} : { next }),
      ...(previous === undefined ? {} : { previous }),
      ...(pages ? { pages: pages.join('–') } : {}),
      ...(publishedAt === undefined ? {} : { published_at: publishedAt }),
      ...(authors.length > 0 ? { authors: authors.join('; ') } : {}),
    },
  }
}
