import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import { mainBlocks } from '../html/article.ts'
import { addHtmlBlocks } from '../html/blocks.ts'
import { parseHtml } from '../html/dom.ts'
import { readFacts } from '../html/metadata.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'

/**
 * Web pages: the text without what stands beside it, as headings, paragraphs, lists, tables and code; title,
 * authors, date, canonical address and site from the page's own statements.
 */
const read: Reader = async (resource) => {
  const { text, encoding } = textOfResource(resource)
  try {
    const document = await parseHtml(text)
    const facts = readFacts(document, resource.uri)
    const builder = createDocumentBuilder()
    addHtmlBlocks(builder, await mainBlocks(text, document, facts.title ?? ''))
    if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
    return builder.finish({
      resource,
      reader: { name: plug.name, version: plug.version, options: {} },
      ...(facts.title ? { title: facts.title } : {}),
      ...(facts.publishedAt ? { publishedAt: facts.publishedAt } : {}),
      authors: facts.authors,
      metadata: { ...facts.metadata, ...encodingNote(encoding) },
    })
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new KaojuError(
      'file-damaged',
      { path: resource.name, reason: 'elements nested too deeply' },
      { cause },
    )
  }
}

export const plug: ReaderPlug = {
  name: 'html',
  version: 1,
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['html', 'htm', 'xhtml'],
  options: z.object({}),
  create: () => read,
}
