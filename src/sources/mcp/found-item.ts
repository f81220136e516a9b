import { plainWords } from '../plain-words.ts'
import { isRecord } from './choose-tools.ts'
import { holdersIn, snippetOf, textField, titleOf, webAddress } from './text-shapes.ts'

/** One of the results that an answer tells of. */
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

type Fields = Readonly<Record<string, unknown>>

const ids = ['id', 'document_id', 'documentId', 'doc_id', 'docId', 'page_id', 'pageId', 'paper_id', 'paperId', 'uri', 'key', 'path', '_id'] // prettier-ignore
const urls = ['url', 'link', 'href', 'webUrl', 'web_url', 'html_url', 'permalink', 'source_url']
const titles = ['title', 'name', 'headline', 'subject', 'heading']
const longs = ['text', 'content', 'page_content', 'body', 'markdown', 'raw_content', 'passage', 'chunk']
const shorts = ['snippet', 'description', 'summary', 'excerpt', 'abstract', 'highlight', 'preview']
const dates = ['publishedAt', 'published_at', 'published_date', 'publishedDate', 'published', 'date', 'created_at', 'updated_at'] // prettier-ignore

/**
 * A result in any dialect; what it wraps (`{ score, record: { key, heading } }`) is looked at one or two levels down.
 * Undefined: it has neither a name nor a text.
 *
 * What names itself and has a title is the item: a rank or a piece around it has an id of its own, which is no
 * document's. Fields that it lacks are taken from around it.
 */
export function itemOf(one: unknown): FoundItem | undefined {
  if (typeof one === 'string')
    return one.trim() === ''
      ? undefined
      : { id: plainWords(one, 200), title: titleOf(one), snippet: snippetOf(one), text: one }
  if (!isRecord(one)) return undefined
  const holders = holdersIn(one)
  const named = holders.find(
    (holder) => names(holder) !== undefined && textField(holder, titles) !== undefined,
  )
  if (named) return itemFrom([named, ...holders.filter((holder) => holder !== named)])
  return itemFrom(holders) ?? itemFrom(onlyRecordIn(one))
}

function names(holder: Fields): string | undefined {
  return textField(holder, ids) ?? textField(holder, urls)
}

/** Under whatever name, where it is the only one and tells of a thing by title and text, as no author does. */
function onlyRecordIn(one: Fields): readonly Fields[] {
  const records = Object.values(one).slice(0, 100).filter(isRecord)
  const [only] = records
  return records.length === 1 && only && textField(only, titles) && textField(only, [...longs, ...shorts])
    ? [only]
    : []
}

/** @param holders in the order in which their fields count */
function itemFrom(holders: readonly Fields[]): FoundItem | undefined {
  const own = (wanted: readonly string[]): string | undefined => firstOf(holders, wanted)
  const told = (wanted: readonly string[]): string | undefined =>
    own(wanted) ??
    firstOf(
      holders.flatMap(({ metadata }) => (isRecord(metadata) ? [metadata] : [])),
      wanted,
    )
  const url = told(urls)
  const id = own(ids)
  const long = own(longs)
  const short = own(shorts)
  const title = told(titles) ?? titleOf(long ?? short ?? '')
  const text = long ?? short
  const publishedAt = told(dates)
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

function firstOf(holders: readonly Fields[], wanted: readonly string[]): string | undefined {
  for (const holder of holders) {
    const value = textField(holder, wanted)
    if (value !== undefined) return value
  }
  return undefined
}
