import type { Document } from '#vocabulary'
import type { PageSigns } from '#sources'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Resource } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'
import { mainBlocks } from './article.ts'
import { addHtmlBlocks, type HtmlBlock } from './blocks.ts'
import { parsePage, type HtmlDocument, type HtmlNode } from './dom.ts'
import { readFacts } from './metadata.ts'
import { shellOf } from './page-shell.ts'
import { hidesOrders } from './hidden-orders.ts'
import { leadsOf, noSigns } from './page-signs.ts'
import { shownDate } from './shown-date.ts'

/** A page of the web, and what its server says of it. */
export interface ServedPage {
  readonly url: string
  /** `Content-Type`, with parameters. */
  readonly contentType?: string
}

/**
 * A page as a document, and, for a page of the web, what it says besides its text; both from one parse. The signs
 * are there even if the text is not.
 *
 * @throws KaojuError `file-binary`, `file-damaged`; for a page that is not of the web `file-empty`, `file-no-text`
 */
export async function readPage(
  resource: Resource,
  reader: { readonly name: string; readonly version: number },
  served?: ServedPage,
): Promise<{ readonly document?: Document; readonly signs: PageSigns }> {
  const decoded = decodePage(resource, served)
  if (!decoded) return { signs: blank }
  const { text, encoding, options } = decoded
  try {
    const page = await parsePage(text)
    const facts = readFacts(page, resource.uri)
    const orders = hidesOrders(text, page)
    const blocks = await mainBlocks(text, page, facts.title ?? '')
    // Files keep the dates that they had: a document's id does not tell one date from another.
    const publishedAt = facts.publishedAt ?? (served ? (resource.publishedAt ?? shownDate(page)) : undefined)
    const signs = served ? signsOf(page, served.url, blocks) : noSigns
    const builder = createDocumentBuilder()
    addHtmlBlocks(builder, blocks)
    if (builder.length === 0) {
      if (served) return { signs }
      throw new KaojuError('file-no-text', { path: resource.name })
    }
    const document = builder.finish({
      resource,
      reader: { ...reader, options },
      ...(facts.title ? { title: facts.title } : {}),
      ...(publishedAt ? { publishedAt } : {}),
      authors: facts.authors,
      metadata: { ...facts.metadata, ...encodingNote(encoding), ...(orders ? { orders: 'hidden' } : {}) },
    })
    return { document, signs }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new KaojuError(
      'file-damaged',
      { path: resource.name, reason: 'elements nested too deeply' },
      { cause },
    )
  }
}

const blank: PageSigns = { ...noSigns, shell: { kind: 'empty', why: 'no text' } }

function signsOf(page: HtmlDocument, url: string, blocks: readonly HtmlBlock[]): PageSigns {
  const article = new Set<HtmlNode>(blocks.flatMap((block) => block.nodes))
  return { ...leadsOf(page, url, article), ...shellOf(page) }
}

/**
 * The text, and the options under which it was read: where the server's charset makes another text than the bytes
 * alone would, it is one of them, since the same bytes are then another document. Undefined: nothing but blanks.
 */
function decodePage(
  resource: Resource,
  served: ServedPage | undefined,
): { text: string; encoding: string; options: Readonly<Record<string, string>> } | undefined {
  const charset = served?.contentType === undefined ? undefined : charsetIn(served.contentType)
  try {
    const plain = textOfResource(resource)
    if (charset === undefined) return { ...plain, options: {} }
    const told = textOfResource(resource, charset)
    return told.text === plain.text
      ? { ...plain, options: {} }
      : { ...told, options: { charset: told.encoding } }
  } catch (error) {
    const isBlank =
      error instanceof KaojuError && (error.code === 'file-no-text' || error.code === 'file-empty')
    if (served && isBlank) return undefined
    throw error
  }
}

/** The `charset` parameter of a content type (RFC 9110), quoted or not. */
function charsetIn(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*(?:"([^"]+)"|'?([^\s;'"]+))/i.exec(contentType)?.slice(1).find(Boolean)
}
