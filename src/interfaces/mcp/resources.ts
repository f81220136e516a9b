import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type Resource,
} from '@modelcontextprotocol/server'
import { explain, toKaojuError } from '#runtime'
import { hasReport } from '../runs/execution.ts'
import type { Host } from '../host/host.ts'
import { resourceAddress } from './addresses.ts'
import { renderedReport, reportOf } from './reports.ts'
import { readStretch } from './stretch.ts'

/** Resources in one answer. */
const listedAtOnce = 50
/** Names that complete one, at most. */
const mostCompletions = 50
/** Code units of a document in one resource. */
const longestText = 200_000

/** Adds the library and the reports as resources: newest first, reports before documents. */
export function addResources(server: McpServer, host: Host): void {
  const documents = new ResourceTemplate(resourceAddress.document('{document}'), {
    list: undefined,
    complete: { document: (value) => completeDocument(value, host) },
  })
  server.registerResource(
    'document',
    documents,
    {
      title: 'Document of the library',
      description: 'The text of a document; d_…#start-end is a stretch of it.',
      mimeType: 'text/plain',
    },
    (uri, { document }) =>
      found(uri, async () => {
        const stretch = await readStretch(host.library, decodeURIComponent(String(document)), longestText)
        const next = stretch.next === undefined ? {} : { next: resourceAddress.document(stretch.next) }
        return {
          contents: [{ uri: uri.href, mimeType: 'text/plain', text: stretch.text, _meta: next }],
        }
      }),
  )
  const reports = new ResourceTemplate(resourceAddress.report('{run}'), {
    list: undefined,
    complete: { run: (value) => completeRun(value, host) },
  })
  server.registerResource(
    'report',
    reports,
    { title: 'Report', description: 'The report of a run, as Markdown.', mimeType: 'text/markdown' },
    (uri, { run }) =>
      found(uri, async () => {
        const subject = await reportOf(await host.runs.find(decodeURIComponent(String(run))), host)
        const text = await renderedReport(subject, host, 'md')
        return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text }] }
      }),
  )
  // The SDK's own list knows no pages.
  server.server.setRequestHandler('resources/list', (request) => listed(request.params?.cursor, host))
}

/** Errors of resources are errors of the protocol. */
async function found<T>(uri: URL, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const { code } = toKaojuError(error)
    if (code === 'not-found' || code === 'run-unknown') throw new ResourceNotFoundError(uri.href)
    if (code === 'internal') throw new ProtocolError(ProtocolErrorCode.InternalError, explain(error, 'en'))
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, explain(error, 'en'), { uri: uri.href })
  }
}

async function listed(
  cursor: string | undefined,
  host: Host,
): Promise<{ resources: Resource[]; nextCursor?: string }> {
  const all = [...(await reportResources(host)), ...(await documentResources(host))]
  const after = cursor === undefined ? -1 : all.findIndex(({ uri }) => uri === cursor)
  if (cursor !== undefined && after === -1)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Nothing is listed under this cursor any more')
  const resources = all.slice(after + 1, after + 1 + listedAtOnce)
  const last = resources.at(-1)
  return {
    resources,
    // The next page begins after this one's last, whatever comes in at the front.
    ...(last && after + 1 + listedAtOnce < all.length ? { nextCursor: last.uri } : {}),
  }
}

async function reportResources({ runs }: Host): Promise<Resource[]> {
  return (await runs.list())
    .filter(({ kind, state }) => (kind === 'research' || kind === 'check') && hasReport(state))
    .map(({ id, subject, updatedAt }) => ({
      uri: resourceAddress.report(id),
      name: id,
      title: subject,
      mimeType: 'text/markdown',
      annotations: { lastModified: new Date(updatedAt).toISOString() },
    }))
}

async function documentResources({ library }: Host): Promise<Resource[]> {
  const seen = new Set<string>()
  return (await library.holdings()).toReversed().flatMap(({ document, title, fetchedAt }) => {
    if (document === undefined || seen.has(document)) return []
    seen.add(document)
    return {
      uri: resourceAddress.document(document),
      name: document,
      title,
      mimeType: 'text/plain',
      annotations: { lastModified: new Date(fetchedAt).toISOString() },
    }
  })
}

/** Ids that begin so, and those of documents with it in their title. */
async function completeDocument(value: string, { library }: Host): Promise<string[]> {
  const wanted = value.toLowerCase()
  const ids = (await library.holdings()).flatMap(({ document, title }) =>
    document !== undefined && (document.startsWith(wanted) || title.toLowerCase().includes(wanted))
      ? [document]
      : [],
  )
  return [...new Set(ids)].slice(0, mostCompletions)
}

async function completeRun(value: string, { runs }: Host): Promise<string[]> {
  return (await runs.list())
    .filter(({ id, kind }) => (kind === 'research' || kind === 'check') && id.startsWith(value))
    .map(({ id }) => id)
    .slice(0, mostCompletions)
}
