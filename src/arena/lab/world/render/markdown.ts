import { commentText } from './markup.ts'
import {
  indexedText,
  isIndex,
  oneLine,
  withoutControls,
  type Block,
  type PageContent,
  type Rendered,
} from './page-content.ts'

/** Markdown (CommonMark with GitHub's tables): the date in front matter, the title as the first heading. */
export function renderMarkdown(content: PageContent): Rendered {
  const links = content.links.map(({ href, text }) => `- [${escape(text)}](<${href.replace(/[<>\s]/g, '')}>)`)
  const beside = content.language === 'zh' ? '## 另见' : '## See also'
  const parts = [
    `---\ndate: ${content.publishedAt}\n---`,
    `# ${escape(content.title)}`,
    ...content.blocks.map((block) => partOf(block, content)),
    ...(links.length > 0 && !isIndex(content) ? [beside] : []),
    links.join('\n'),
  ]
  const body = `${parts.filter(Boolean).join('\n\n')}\n`
  return { mediaType: 'text/markdown', body, text: indexedText(content) }
}

function partOf(block: Block, { language }: PageContent): string {
  const colon = language === 'zh' ? '：' : ': '
  switch (block.type) {
    case 'heading':
      return `## ${escape(block.text)}`
    case 'paragraph':
      return escape(block.text)
    case 'box':
      return [
        ...(block.caption ? [`### ${escape(block.caption)}\n`] : []),
        ...block.rows.map(([label, value]) => `- ${escape(`${label}${colon}${value}`)}`),
      ].join('\n')
    case 'table':
      return [
        ...(block.caption ? [`### ${escape(block.caption)}\n`] : []),
        row(block.head),
        row(block.head.map(() => '---')),
        ...block.rows.map((cells) => row(cells.map((cell) => escape(cell)))),
      ].join('\n')
    case 'list':
      return block.items.map((item) => `- ${escape(item)}`).join('\n')
    case 'instruction':
      return instruction(block.text, block.hiding)
  }
}

/** Instructions stand as they are written: whoever plants them wants their marks to work. */
function instruction(text: string, hiding: (Block & { type: 'instruction' })['hiding']): string {
  const plain = withoutControls(text).trim()
  switch (hiding) {
    case 'visible':
      return plain
    case 'comment':
      return `<!-- ${commentText(plain)} -->`
    case 'hidden':
      return `<div hidden>${oneLine(plain).replace(/</g, '&lt;')}</div>`
    case 'alt':
      return `![${oneLine(plain).replace(/[[\]\\]/g, '\\$&')}](spacer.png)`
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** Text whose marks mean nothing: at the beginning of a line, around words, and those of HTML. */
function escape(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<]|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
    .replace(/^(?:[-+#>=|:])/, '\\$&')
}
