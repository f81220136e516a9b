import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/client'
import { plainWords } from '../plain-words.ts'
import { brokenJson } from './broken-json.ts'
import { isRecord } from './choose-tools.ts'
import { itemOf, type FoundItem } from './found-item.ts'
import { furtherIn, type Further } from './further-parts.ts'
import { McpFailure } from './mcp-failure.ts'
import { mediaTypeOf, snippetOf, textField, titleOf, urlIn, webAddress } from './text-shapes.ts'
import { readComplaint } from './tool-complaints.ts'

/**
 * What the tools of strangers answer, as hits and documents. Known are the convention of ChatGPT's connectors
 * (https://developers.openai.com/api/docs/mcp: `search` → `{ results: [{ id, title, url, text? }] }`, `fetch` →
 * `{ id, title, text, url, metadata }`, as structured content or as JSON in a text), its many dialects, plain
 * texts, links to resources and embedded resources.
 *
 * 1. All of it is text from outside: titles and snippets are made plain and bounded, addresses are told and
 *    never followed.
 * 2. What is an error, or nothing at all, is a failure and no empty list; an empty list of results is one.
 * 3. JSON that breaks off is no text: of results those that are whole are taken, and it is told; of a document
 *    nothing is.
 */
export interface ToldItems {
  readonly items: readonly FoundItem[]
  /** Its list breaks off after these. */
  readonly brokenOff: boolean
  /** What it says of more. */
  readonly further?: Further
}

/** A text, or bytes in base64: what a journal can hold. */
export type FoundDocument = {
  readonly title: string
  readonly mediaType: string
  readonly url?: string
} & ({ readonly text: string } | { readonly base64: string })

/** A document, or the resource that it is, and what its answer says of more of it. */
export type ToldDocument =
  | { readonly document: FoundDocument; readonly further?: Further }
  | { readonly resource: string }

const mostItems = 200

/** @throws McpFailure for an answer that says that it failed, says nothing, or breaks off before the first result */
export function itemsOf(result: CallToolResult, query: string): ToldItems {
  mustBeGood(result)
  const { value, brokenOff } = structuredOf(result)
  const listed = value === undefined ? undefined : listIn(value)
  if (listed && !(brokenOff && listed.length === 0)) {
    const items = listed.slice(0, mostItems).flatMap((one) => itemOf(one) ?? [])
    if (listed.length > 0 && items.length === 0)
      throw new McpFailure('failed', `${listed.length} results, none with a name or a text`, false)
    const further = brokenOff ? undefined : furtherIn(value)
    return { items, brokenOff, ...(further ? { further } : {}) }
  }
  const resources = result.content.slice(0, mostItems).flatMap((block) => resourceItem(block) ?? [])
  const text = brokenOff ? '' : textIn(result)
  if (resources.length === 0 && brokenOff) throw brokenAnswer()
  if (resources.length === 0 && text === '') throw new McpFailure('failed', 'its answer is empty', false)
  const said: FoundItem[] =
    text === ''
      ? []
      : [{ id: 'answer', title: titleOf(text) || query, snippet: snippetOf(text), text, ...urlIn(text) }]
  return { items: [...resources, ...said], brokenOff }
}

/** @throws McpFailure for an answer that says that it failed, says nothing, or breaks off */
export function documentOf(result: CallToolResult, id: string): ToldDocument {
  mustBeGood(result)
  const { value, brokenOff } = structuredOf(result)
  const told = isRecord(value) && !brokenOff ? documentIn(value, id) : undefined
  const further = told ? furtherIn(value) : undefined
  if (told) return { document: told, ...(further ? { further } : {}) }
  const embedded = result.content.flatMap((block) => (block.type === 'resource' ? [block.resource] : []))
  // A text beside an embedded resource speaks about it.
  if (embedded.length > 0) return { document: resourceDocument(embedded, id) }
  if (brokenOff) throw brokenAnswer()
  const text = textIn(result)
  if (text !== '')
    return { document: { title: titleOf(text) || id, mediaType: mediaTypeOf(text), text, ...webAddress(id) } }
  for (const block of result.content) {
    if (block.type === 'resource_link') return { resource: block.uri }
    if (block.type === 'image')
      return { document: { title: id, mediaType: block.mimeType, base64: block.data } }
  }
  throw new McpFailure('failed', 'its answer is empty', false)
}

/** A further part of a document, which says as much of itself as the first did; no text: there is no more of it. */
export function partOf(
  result: CallToolResult,
): { readonly text: string; readonly further?: Further } | undefined {
  mustBeGood(result)
  const { value, brokenOff } = structuredOf(result)
  if (brokenOff) throw brokenAnswer()
  if (!isRecord(value)) return undefined
  const told = documentIn(value, '')
  const further = furtherIn(value)
  return { text: told && 'text' in told ? told.text : '', ...(further ? { further } : {}) }
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
  if (result.isError !== true) return
  const said = textIn(result)
  const { busy, wait, unknownTool } = readComplaint(said)
  throw new McpFailure('failed', said || 'it says that it failed', busy, { wait, unknownTool })
}

function brokenAnswer(): McpFailure {
  return new McpFailure('failed', 'its answer is JSON that breaks off', false)
}

/** `value` undefined: nothing that is structured, or nothing of it that is whole. */
interface Structured {
  readonly value: unknown
  readonly brokenOff: boolean
}

/** Structured content, or what is JSON in the only text. */
function structuredOf({ structuredContent, content }: CallToolResult): Structured {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  if (structuredContent !== undefined) {
    const wrapped = texts.length === 1 ? wrappedText(structuredContent) : undefined
    const inner = wrapped === undefined ? undefined : parsedJson(wrapped)
    const tells = inner && (inner.brokenOff || isRecord(inner.value) || Array.isArray(inner.value))
    return tells ? inner : { value: structuredContent, brokenOff: false }
  }
  const parsed = texts.map(parsedJson)
  if (parsed.length === 1) return parsed[0]!
  // One text for each result, as FastMCP writes a list; the last may break off.
  const whole = parsed.filter(({ brokenOff }) => !brokenOff).map(({ value }) => value)
  const brokenOff = whole.length < parsed.length
  const value = whole.length > (brokenOff ? 0 : 1) && whole.every(isRecord) ? whole : undefined
  return { value, brokenOff }
}

/** FastMCP puts the text of a tool that answers with one there too, as all that is structured. */
function wrappedText(structured: unknown): string | undefined {
  if (!isRecord(structured) || Object.keys(structured).length !== 1) return undefined
  return typeof structured['result'] === 'string' ? structured['result'] : undefined
}

function parsedJson(text: string): Structured {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed)) return { value: undefined, brokenOff: false }
  try {
    return { value: JSON.parse(trimmed) as unknown, brokenOff: false }
  } catch {
    const broken = brokenJson(trimmed)
    return { value: broken?.whole, brokenOff: broken !== undefined }
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

const textNames = ['text', 'content', 'markdown', 'body', 'page_content', 'raw_content', 'html', 'paragraphs', 'abstract', 'result'] // prettier-ignore
const documentNames = ['document', 'data', 'result', 'page', 'results', 'record', 'item', 'doc', 'article', 'paper', 'entry'] // prettier-ignore

/** The convention's document; `text` may be called otherwise, or stand one or two levels down. */
function documentIn(structured: Readonly<Record<string, unknown>>, id: string): FoundDocument | undefined {
  const inner = childrenOf(structured)
  const holder = [structured, ...inner, ...inner.flatMap(childrenOf)].find(
    (one) => wholeText(one) !== undefined,
  )
  const text = holder && wholeText(holder)
  if (!holder || text === undefined) return undefined
  const metadata = isRecord(holder['metadata']) ? holder['metadata'] : {}
  const type = textField(metadata, ['mimeType', 'mime_type', 'mediaType', 'content_type', 'contentType'])
  const title =
    textField(holder, ['title', 'name', 'headline', 'heading', 'subject']) ?? textField(metadata, ['title'])
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

function childrenOf(record: Readonly<Record<string, unknown>>) {
  return documentNames.flatMap((name) => {
    const value = record[name]
    const first: unknown = Array.isArray(value) ? value[0] : value
    return isRecord(first) ? [first] : []
  })
}

/** A list of texts is one of paragraphs, and all of them are its text. */
function wholeText(holder: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of textNames) {
    const value = holder[name]
    const text =
      Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
        ? value.join('\n\n')
        : textField(holder, [name])
    if (text !== undefined && text.trim() !== '') return text
  }
  return undefined
}

function textIn({ content }: CallToolResult): string {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  return texts.join('\n\n').trim()
}
