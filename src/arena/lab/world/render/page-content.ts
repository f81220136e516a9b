import type { LabLanguage } from '../../world.ts'

/** What a page says, before it is dressed as a site dresses its pages. */
export interface PageContent {
  /** Without a port. */
  readonly url: string
  /** The name of the site, as it stands in its header; it decides how the site looks. */
  readonly site: string
  readonly language: LabLanguage
  readonly title: string
  /** ISO 8601 date. */
  readonly publishedAt: string
  readonly blocks: readonly Block[]
  /** Other pages: shown beside the text, or as the text of a page that says nothing itself. */
  readonly links: readonly { readonly href: string; readonly text: string }[]
}

/**
 * A part of a page. An instruction is meant for programs that read the page: `visible` in the text, `comment` in the
 * source, `hidden` where no reader looks (styled away, white on white), `alt` in place of a picture.
 */
export type Block =
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  | {
      readonly type: 'box'
      readonly caption: string
      readonly rows: readonly (readonly [label: string, value: string])[]
    }
  | {
      readonly type: 'table'
      readonly caption: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | {
      readonly type: 'instruction'
      readonly text: string
      readonly hiding: 'visible' | 'comment' | 'hidden' | 'alt'
    }

/** A page as it is served. */
export interface Rendered {
  /** Without parameters; text is UTF-8. */
  readonly mediaType: string
  readonly body: string
  readonly encoding?: 'base64'
  /** The words that a search engine indexes. */
  readonly text: string
}

/** White space as one space, without characters that no format carries. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/\s+/g, ' ').trim()
}

/** XML and PDF know no such characters: whoever served them would serve a broken file. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
}

/** The title and the words of the blocks, a line each; rows as `label: value` and `cell | cell`. */
export function indexedText(content: PageContent): string {
  const colon = content.language === 'zh' ? '：' : ': '
  const lines = content.blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'heading':
      case 'paragraph':
        return [block.text]
      case 'box':
        return [block.caption, ...block.rows.map(([label, value]) => `${label}${colon}${value}`)]
      case 'table':
        return [block.caption, ...[block.head, ...block.rows].map((row) => row.join(' | '))]
      case 'list':
        return [...block.items]
      case 'instruction':
        // Engines index what they find below the body, shown or not; comments are no text.
        return block.hiding === 'comment' ? [] : [block.text]
    }
  })
  return [content.title, ...lines].map(oneLine).filter(Boolean).join('\n')
}

/** Whether a page consists of links: none of its blocks says anything. */
export function isIndex({ blocks, links }: PageContent): boolean {
  return links.length > 0 && blocks.every(({ type }) => type === 'heading' || type === 'instruction')
}
