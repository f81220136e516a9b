import type { DocumentBuilder } from '../document-builder.ts'
import { addHtmlBlocks, blocksOf } from './blocks.ts'
import { parseHtml } from './dom.ts'

/** Adds the blocks of a piece of HTML (a mail's body, a chapter, HTML within Markdown) as they are, without choosing. */
export async function addHtmlFragment(builder: DocumentBuilder, html: string): Promise<void> {
  const document = await parseHtml(html)
  if (document.body) addHtmlBlocks(builder, blocksOf(document.body))
}
