import { getMimeType } from 'hono/utils/mime'
import type { RunRecord } from '#runtime'
import { explain, fromErrorRecord, KaojuError } from '#runtime'
import type { Citation } from '#vocabulary'
import type { Host } from '../../host/host.ts'
import { hasReport } from '../../runs/execution.ts'
import { createTeller, type Teller } from '../conversation/teller.ts'
import { languageOfReport, tellRun } from '../conversation/tell-run.ts'
import { addressOf } from '../conversation/address-of.ts'

/** A part of the AI SDK's UI message stream (`UIMessageChunk` of `ai` 7). */
export type MessageChunk = Readonly<Record<string, unknown>> & { readonly type: string }

/**
 * A run as one message of a conversation: its plan as data, its work as reasoning, its sentences as text when they are
 * verified, and what they stand on as sources and citations. Told from the beginning, whoever asks and whenever.
 */
export async function* messageChunks(
  run: RunRecord,
  host: Host,
  origin: string,
  left: AbortSignal,
): AsyncGenerator<MessageChunk, void> {
  const language = languageOfReport(run)
  const teller = createTeller(language)
  let open: 'reasoning' | 'text' | undefined
  const turnTo = (next: typeof open): MessageChunk[] => {
    if (next === open) return []
    const closed = open === undefined ? [] : [{ type: `${open}-end`, id: ids[open], ...citationsOf(open) }]
    open = next
    return [...closed, ...(next === undefined ? [] : [{ type: `${next}-start`, id: ids[next] }])]
  }
  const citationsOf = (part: 'reasoning' | 'text'): object =>
    part === 'text' ? { citations: teller.marks.map((mark) => citationOf(mark, origin)) } : {}

  yield { type: 'start', messageId: run.id, messageMetadata: { run: run.id } }
  for await (const step of tellRun(run, host, left, teller)) {
    switch (step.type) {
      case 'plan':
        yield { type: 'data-plan', id: 'plan', data: step.plan }
        break
      case 'told': {
        const part = step.told.type === 'said' ? 'text' : 'reasoning'
        yield* turnTo(part)
        yield { type: `${part}-delta`, id: ids[part], delta: step.told.text }
        break
      }
      case 'end': {
        if (hasReport(step.state)) {
          yield* sourcesOf(teller, origin)
          yield* turnTo(undefined)
          const messageMetadata = { run: run.id, state: step.state }
          yield { type: 'finish', finishReason: 'stop', messageMetadata }
          break
        }
        yield* turnTo(undefined)
        // A server that goes down goes on with it: whoever comes back is told the rest.
        if (step.error?.code === 'aborted') return
        const known = step.error ? fromErrorRecord(step.error) : new KaojuError('aborted')
        yield { type: 'error', errorText: explain(known, language) }
      }
    }
  }
}

const ids = { reasoning: 'work', text: 'answer' } as const

/** Every document once, in the order of its first mark. */
function sourcesOf({ marks }: Teller, origin: string): MessageChunk[] {
  const first = new Map(marks.toReversed().map((mark) => [mark.citation.document, mark.citation]))
  const inOrder = [...new Set(marks.map(({ citation }) => citation.document))]
  return inOrder.map((document) => {
    const { sourceType, id, ...rest } = sourceOf(first.get(document)!, origin)
    return { type: `source-${sourceType}`, sourceId: id, ...rest }
  })
}

function citationOf({ start, end, citation }: Teller['marks'][number], origin: string): object {
  return {
    source: { type: 'source', ...sourceOf(citation, origin) },
    startIndex: start,
    endIndex: end,
    citedText: citation.quote,
  }
}

type Source =
  | { readonly sourceType: 'url'; readonly id: string; readonly url: string; readonly title: string }
  | {
      readonly sourceType: 'document'
      readonly id: string
      readonly mediaType: string
      readonly title: string
      readonly filename: string
      readonly providerMetadata: object
    }

/** A page by its address, a file by its name, with where on this server its words can be read. */
function sourceOf(citation: Citation, origin: string): Source {
  const { document: id, uri, evidence, page } = citation
  const title = citation.title.trim() || evidence
  const url = addressOf(citation, origin)
  if (/^https?:/i.test(uri)) return { sourceType: 'url', id, url, title }
  const filename = decoded(uri.split('/').at(-1)!)
  return {
    sourceType: 'document',
    id,
    mediaType: getMimeType(filename)?.replace(/;.*$/, '') ?? 'text/plain',
    title,
    filename,
    providerMetadata: { kaoju: { url, ...(page === undefined ? {} : { page }) } },
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
