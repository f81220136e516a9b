/**
 * What the world says, as it is served: web pages, PDF files with text or with pictures of it, Markdown, plain text,
 * feeds. Pure: the same content, the same bytes, on every machine (no compression, no clock, no locale).
 */
import { renderHtml } from './html.ts'
import { renderMarkdown } from './markdown.ts'
import type { PageContent, Rendered } from './page-content.ts'
import { renderPdf } from './pdf.ts'
import { renderPlainText } from './plain-text.ts'
import { renderScan } from './scan.ts'

export type { Block, PageContent, Rendered } from './page-content.ts'
export { renderFeed } from './feed.ts'
export { instructionText } from './instruction.ts'

/**
 * A page or document in one of its forms. `scan`: characters beyond ASCII become empty boxes, and only the title is
 * indexed. `markdown` and `text` are for documents of the user's own.
 */
export function renderPage(
  content: PageContent,
  form: 'html' | 'pdf' | 'scan' | 'markdown' | 'text',
): Rendered {
  switch (form) {
    case 'html':
      return renderHtml(content)
    case 'pdf':
      return renderPdf(content)
    case 'scan':
      return renderScan(content)
    case 'markdown':
      return renderMarkdown(content)
    case 'text':
      return renderPlainText(content)
  }
}
