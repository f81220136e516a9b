import {
  isIndex,
  oneLine,
  withoutControls,
  type Block,
  type PageContent,
  type Rendered,
} from './page-content.ts'

/** Plain text as people keep notes: the title underlined, the date, a blank line between parts; nothing hides in it. */
export function renderPlainText(content: PageContent): Rendered {
  const title = oneLine(content.title)
  const parts = [
    `${title}\n${'='.repeat(Math.min(60, [...title].length))}`,
    content.publishedAt,
    ...content.blocks.map((block) => partOf(block, content)),
    ...(isIndex(content) ? [linesOf(content)] : []),
  ]
  const body = `${parts.filter(Boolean).join('\n\n')}\n`
  return { mediaType: 'text/plain', body, text: body.trim() }
}

function partOf(block: Block, { language }: PageContent): string {
  const colon = language === 'zh' ? '：' : ': '
  switch (block.type) {
    case 'heading': {
      const text = oneLine(block.text)
      return `${text}\n${'-'.repeat(Math.min(60, [...text].length))}`
    }
    case 'paragraph':
      return oneLine(block.text)
    case 'instruction':
      return withoutControls(block.text).trim()
    case 'box':
      return [
        oneLine(block.caption),
        ...block.rows.map(([label, value]) => oneLine(`${label}${colon}${value}`)),
      ]
        .filter(Boolean)
        .join('\n')
    case 'table':
      return [
        oneLine(block.caption),
        ...[block.head, ...block.rows].map((row) => row.map(oneLine).join(' | ')),
      ]
        .filter(Boolean)
        .join('\n')
    case 'list':
      return block.items.map((item) => `- ${oneLine(item)}`).join('\n')
  }
}

function linesOf({ links }: PageContent): string {
  return links.map(({ href, text }) => `- ${oneLine(text)} ${href}`).join('\n')
}
