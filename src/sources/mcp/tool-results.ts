import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/client'
import { plainWords } from '../plain-words.ts'
import { isRecord } from './choose-tools.ts'
import { McpFailure } from './mcp-failure.ts'

/**
 * What the tools of strangers answer, as hits and documents. Known are the convention of ChatGPT's connectors
 * (https://developers.openai.com/api/docs/mcp: `search` → `{ results: [{ id, title, url, text? }] }`, `fetch` →
 * `{ id, title, text, url, metadata }`, as structured content or as JSON in a text), its many dialects, plain
 * texts, links to resources and embedded resources.
 *
 * 1. All of it is text from outside: titles and snippets are made plain and bounded, addresses are told and
 *    never followed.
 * 2. What is an error, or nothing at all, is a failure and no empty list; an empty list of results is one.
 */
export interface FoundItem {
  /** What the server calls it. */
  readonly id?: string
  readonly title: string
  readonly snippet: string
  /** Where it stands on the web. */
  readonly url?: string
  /** A resource of the server. */
  readonly resource?: string
  /** All that the answer says of it, where that is more than a snippet. */
  readonly text?: string
  readonly publishedAt?: string
}

/** A text, or bytes in base64: what a journal can hold. */
export type FoundDocument = {
  readonly title: string
  readonly mediaType: string
  readonly url?: string
} & ({ readonly text: string } | { readonly base64: string })

const mostItems = 200

/** @throws McpFailure for an answer that says that it failed, or says nothing */
export function itemsOf(result: CallToolResult, query: string): FoundItem[] {
  mustBeGood(result)
  const structured = structuredOf(result)
  const listed = structured === undefined ? undefined : listIn(structured)
  if (listed) {
    const items = listed.slice(0, mostItems).flatMap((one) => itemOf(one) ?? [])
    if (listed.length > 0 && items.length === 0)
      throw new McpFailure('failed', `${listed.length} results, none with a name or a text`, false)
    return items
  }
  const resources = result.content.slice(0, mostItems).flatMap((block) => resourceItem(block) ?? [])
  const text = textIn(result)
  if (resources.length === 0 && text === '') throw new McpFailure('failed', 'its answer is empty', false)
  const said: FoundItem[] =
    text === ''
      ? []
      : [{ id: 'answer', title: titleOf(text) || query, snippet: snippetOf(text), text, ...urlIn(text) }]
  return [...resources, ...said]
}

/** @throws McpFailure as `itemsOf` */
export function documentOf(
  result: CallToolResult,
  id: string,
): FoundDocument | { readonly resource: string } {
  mustBeGood(result)
  const structured = structuredOf(result)
  const told = isRecord(structured) ? documentIn(structured, id) : undefined
  if (told) return told
  const embedded = result.content.flatMap((block) => (block.type === 'resource' ? [block.resource] : []))
  const text = textIn(result)
  // A text beside an embedded resource speaks about it.
  if (embedded.length > 0) return resourceDocument(embedded, id)
  if (text !== '')
    return { title: titleOf(text) || id, mediaType: mediaTypeOf(text), text, ...webAddress(id) }
  for (const block of result.content) {
    if (block.type === 'resource_link') return { resource: block.uri }
    if (block.type === 'image') return { title: id, mediaType: block.mimeType, base64: block.data }
  }
  throw new McpFailure('failed', 'its answer is empty', false)
}

/** All that an answer to a search says of one item; little, where it only tells where it stands. */
export function foundDocument({ title, text = '', snippet, url }: FoundItem): FoundDocument {
  const said = text || snippet || title
  return { title, mediaType: mediaTypeOf(said), text: said, ...(url === undefined ? {} : { url }) }
}

/** @throws McpFailure for a resource without content */
export function resourceDocument(contents: ReadResourceResult['contents'], title: string): FoundDocument {
  const texts = contents.flatMap((one) => ('text' in one && typeof one.text === 'string' ? [one.text] : []))
  const type = contents
    .find((one) => one.mimeType)
    ?.mimeType?.split(';')[0]
    ?.trim()
    .toLowerCase()
  const url = webAddress(contents[0]?.uri)
  if (texts.join('').trim() !== '') {
    const text = texts.join('\n\n')
    return { title: titleOf(text) || title, mediaType: type ?? mediaTypeOf(text), text, ...url }
  }
  for (const one of contents)
    if ('blob' in one && typeof one.blob === 'string' && one.blob !== '')
      return { title, mediaType: one.mimeType ?? 'application/octet-stream', base64: one.blob, ...url }
  throw new McpFailure('failed', 'the resource is empty', false)
}

function mustBeGood(result: CallToolResult): void {
  if (result.isError === true)
    throw new McpFailure('failed', textIn(result) || 'it says that it failed', false)
}

/** Structured content, or what is JSON in the only text. */
function structuredOf({ structuredContent, content }: CallToolResult): unknown {
  if (structuredContent !== undefined) return structuredContent
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  const parsed = texts.map(parsedJson)
  if (parsed.length === 1) return parsed[0]
  // One text for each result, as FastMCP writes a list.
  return parsed.length > 1 && parsed.every(isRecord) ? parsed : undefined
}

function parsedJson(text: string): unknown {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed)) return undefined
  try {
    return JSON.parse(trimmed) as unknown
  } catch {
    return undefined
  }
}

const listNames = ['results', 'result', 'hits', 'documents', 'items', 'data', 'records', 'matches', 'pages', 'papers', 'articles', 'entries', 'organic', 'web'] // prettier-ignore

/** The list of results in an answer, at most two levels down (`{ data: { items: [] } }`, `{ web: { results } }`). */
function listIn(structured: unknown, depth = 0): readonly unknown[] | undefined {
  if (Array.isArray(structured)) return structured
  if (!isRecord(structured) || depth > 2) return undefined
  for (const name of listNames) {
    const list = structured[name]
    const found = Array.isArray(list) || isRecord(list) ? listIn(list, depth + 1) : undefined
    if (found) return found
  }
  return undefined
}

function itemOf(one: unknown): FoundItem | undefined {
  if (typeof one === 'string')
    return one.trim() === ''
      ? undefined
      : { id: plainWords(one, 200), title: titleOf(one), snippet: snippetOf(one), text: one }
  if (!isRecord(one)) return undefined
  const inner = isRecord(one['metadata']) ? one['metadata'] : {}
  const field = (names: readonly string[]): string | undefined =>
    textField(one, names) ?? textField(inner, names)
  const url = field(['url', 'link', 'href', 'webUrl', 'web_url', 'html_url', 'permalink', 'source_url'])
  const id = textField(one, ['id', 'document_id', 'documentId', 'doc_id', 'docId', 'page_id', 'pageId', 'paper_id', 'paperId', 'uri', 'key', 'path']) // prettier-ignore
  const long = textField(one, [
    'text',
    'content',
    'page_content',
    'body',
    'markdown',
    'raw_content',
    'passage',
    'chunk',
  ])
  const short = textField(one, [
    'snippet',
    'description',
    'summary',
    'excerpt',
    'abstract',
    'highlight',
    'preview',
  ])
  const title = field(['title', 'name', 'headline', 'subject', 'heading']) ?? titleOf(long ?? short ?? '')
  const text = long ?? short
  const publishedAt = field(['publishedAt', 'published_at', 'published_date', 'publishedDate', 'published', 'date', 'created_at', 'updated_at']) // prettier-ignore
  if ((id ?? url ?? text) === undefined) return undefined
  return {
    ...(id === undefined ? {} : { id }),
    title: plainWords(title, 300) || plainWords(url ?? id ?? '', 300),
    snippet: snippetOf(short ?? long ?? ''),
    ...webAddress(url ?? id),
    ...(text === undefined ? {} : { text }),
    ...(publishedAt === undefined || !/^\d{4}(?:-\d{2}(?:-\d{2}.*)?)?$/s.test(publishedAt)
      ? {}
      : { publishedAt: publishedAt.slice(0, 30) }),
  }
}

function textField(record: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'number') return String(value)
    // Highlights come as lists of texts.
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.slice(0, 50).every((one) => typeof one === 'string')
    )
      return value.slice(0, 50).join(' … ')
  }
  return undefined
}

function resourceItem(block: CallToolResult['content'][number]): FoundItem | undefined {
  if (block.type === 'resource_link')
    return {
      resource: block.uri,
      title: plainWords(block.title ?? block.name, 300) || block.uri.slice(0, 300),
      snippet: snippetOf(block.description ?? ''),
      ...webAddress(block.uri),
    }
  if (block.type !== 'resource') return undefined
  const { resource } = block
  const text = 'text' in resource && typeof resource.text === 'string' ? resource.text : undefined
  return {
    id: resource.uri,
    title: titleOf(text ?? '') || resource.uri.slice(0, 300),
    snippet: snippetOf(text ?? ''),
    ...webAddress(resource.uri),
    ...(text === undefined ? { resource: resource.uri } : { text }),
  }
}

/** The convention's document; `text` may be called otherwise, or stand one level down. */
function documentIn(structured: Readonly<Record<string, unknown>>, id: string): FoundDocument | undefined {
  const names = [
    'text',
    'content',
    'markdown',
    'body',
    'page_content',
    'raw_content',
    'html',
    'abstract',
    'result',
  ]
  const holder = [structured, ...['document', 'data', 'result', 'page', 'results'].map((name) => {
    const value = structured[name]
    return Array.isArray(value) ? (value[0] as unknown) : value
  })].find((one) => isRecord(one) && textField(one, names) !== undefined) // prettier-ignore
  if (!isRecord(holder)) return undefined
  const text = textField(holder, names)!
  const metadata = isRecord(holder['metadata']) ? holder['metadata'] : {}
  const type = textField(metadata, ['mimeType', 'mime_type', 'mediaType', 'content_type', 'contentType'])
  const title = textField(holder, ['title', 'name', 'headline']) ?? textField(metadata, ['title'])
  return {
    title: plainWords(title ?? titleOf(text), 300) || id,
    mediaType:
      type && /^text\/(?:plain|html|markdown)\b/i.test(type)
        ? type.split(';')[0]!.toLowerCase()
        : mediaTypeOf(text),
    text,
    ...webAddress(
      textField(holder, ['url', 'link', 'href', 'source']) ?? textField(metadata, ['url', 'source']) ?? id,
    ),
  }
}

function textIn({ content }: CallToolResult): string {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  return texts.join('\n\n').trim()
}

function webAddress(text: string | undefined): { readonly url?: string } {
  if (text === undefined || text.length > 4_000 || !/^https?:\/\//i.test(text) || !URL.canParse(text))
    return {}
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return {}
  url.hash = ''
  return { url: url.href }
}

/** The only web address in a text is where it comes from; several are what it speaks of. */
function urlIn(text: string): { readonly url?: string } {
  const found = new Set(text.slice(0, 100_000).match(/https?:\/\/[^\s<>"'\])}]{4,2000}/g))
  return found.size === 1 ? webAddress([...found][0]!.replace(/[.,;:!?]+$/, '')) : {}
}

function titleOf(text: string): string {
  const heading = /^#{1,6}[ \t]+(.{1,300})$/m.exec(text.slice(0, 5_000))?.[1]
  const html = /<title[^<>]*>([^<]{1,300})/i.exec(text.slice(0, 5_000))?.[1]
  const first = text.trimStart().split('\n', 1)[0]!
  return plainWords(html ?? heading ?? first, 120)
}

function snippetOf(text: string): string {
  return plainWords(text, 1_000)
}

/** Texts come without a type: what looks like a page is one, what has headings or links of Markdown is that. */
function mediaTypeOf(text: string): string {
  const start = text.slice(0, 20_000)
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(start)) return 'text/html'
  return /^#{1,6}[ \t]+\S/m.test(start) || /\]\(https?:/.test(start) || /^\|.*\|\s*\n\|[ :|-]+\|/m.test(start)
    ? 'text/markdown'
    : 'text/plain'
}
