import { isHidden, type HtmlBlock } from './blocks.ts'
import type { HtmlElement } from './dom.ts'

/**
 * What a page holds beside its text, told by the names that authors give to elements and by what short blocks
 * say. Names count only for elements that hold a small part of the page, since `related` may as well stand on
 * the body.
 */
const names =
  /(?:^|-)(?:breadcrumbs?|share|sharing|social|newsletters?|subscribe|subscription|signup|related|recirc\w*|recommend\w*|promos?|advert\w*|ads?|adsense|sponsor\w*|cookies?|gdpr|consent|comments?|disqus|respond|bylines?|author-(?:bio|box|info|card|flyout|byline)|(?:post|about|article)-author|bio|print-(?:header|only)|print-block|slide-count|control-(?:bar|panel)|pagination|pager|post-info|postinfo|(?:post|entry|article|content|story|statement)-meta|timestamp|(?:article|post|entry|byline)-date|post-date|tag-?list|toolbar|menus?|topnav|subnav\w*|navbar|site-nav|nav|rail|cta|paywall|trending|most-(?:read|popular)|popular|read-more|read-next|more-(?:stories|on|from)|copy-?rights?|syndigate|skip-link|outbrain|taboola|read-time|sidebar|widgets?|modal|popup|overlay|noprint|screen-reader-text|sr-only|visually-hidden|toc-toggle|mw-editsection|navbox|hatnote|footer)(?:-|$)/

const silentRoles = new Set([
  'navigation',
  'complementary',
  'contentinfo',
  'search',
  'dialog',
  'alertdialog',
  'menu',
  'menubar',
  'toolbar',
])

/** Whether an element is not part of the page's text wherever it stands: hidden, or navigation by its very tag. */
export function isChrome(element: HtmlElement): boolean {
  return (
    isHidden(element) || element.localName === 'nav' || silentRoles.has(element.getAttribute('role') ?? '')
  )
}

/** How many characters of shown text each element holds. */
export type Lengths = ReadonlyMap<HtmlElement, number>

export function lengthsOf(blocks: readonly HtmlBlock[]): Lengths {
  const lengths = new Map<HtmlElement, number>()
  for (const block of blocks) {
    const length = lengthOf(block)
    for (let at: HtmlElement | null = block.element; at; at = at.parentNode)
      lengths.set(at, (lengths.get(at) ?? 0) + length)
  }
  return lengths
}

/** Characters of a block's text; of a table's cells. */
export function lengthOf(block: HtmlBlock): number {
  return block.table
    ? block.table.rows.reduce((sum, row) => sum + row.join(' ').length, 0)
    : block.text.length
}

/** Whether an element's tag or names say that it is not the page's text, and it is small beside `whole` characters. */
export function isBeside(element: HtmlElement, lengths: Lengths, whole: number): boolean {
  const tag = element.localName
  const suspect = tag === 'aside' || tag === 'footer' || tag === 'form' || names.test(namesOf(element))
  return suspect && (lengths.get(element) ?? 0) < 0.3 * whole
}

/** Whether a block is a picture's caption or credit, judged by the elements around it. */
export function isCaption(block: HtmlBlock, lengths: Lengths): boolean {
  if (block.kind === 'caption') return true
  if ((block.kind !== 'paragraph' && block.kind !== 'heading') || block.text.length >= 600) return false
  let element: HtmlElement | null = block.element
  for (let depth = 0; element && depth < 3; depth++) {
    if ((lengths.get(element) ?? 0) > 1.5 * block.text.length + 100) return false
    if (element.localName === 'figure' || pictureNames.test(namesOf(element))) return true
    element = element.parentNode
  }
  return false
}

const pictureNames = /(?:^|-)(?:caption|photo|image|img|gallery|thumbnail|credit|slideshow)(?:-|$)/

/** Class names and id as one dashed lower-case text: `relatedContent` is `related-content`. */
function namesOf(element: HtmlElement): string {
  const raw = `${element.className} ${element.id}`
  return raw
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[\s_.:]+|-{2,}/g, '-')
    .toLowerCase()
}

/** Headings of what follows a text on its page. */
const besideHeadings =
  /^(?:you (?:may|might) (?:also )?(?:like|be interested)|related (?:stories|articles|posts|news|coverage|content|links|topics|reading)|recommended (?:for you|reading|stories|articles|videos)|more (?:stories|from|on|in)\b|read (?:more|next|also)|see more|also read|don['’]t miss|trending|most (?:read|popular)|latest (?:news|stories)|breaking news|editor['’]s picks?|share this|follow us|leave a (?:comment|reply)|about the author|something to consider|\d* ?comments$|subscribe$|advert|相关(?:阅读|新闻|文章|推荐|链接)|推荐阅读|延伸阅读|热门(?:文章|推荐)|猜你喜欢|關連閱讀|相關(?:閱讀|新聞)|延伸閱讀)/i

const phrases: readonly RegExp[] = [
  besideHeadings,
  /^(?:advert(?:isement|isment)?s?|sponsored|iklan|publicidad|publicité|anzeige|реклама|広告|广告|廣告)[.:]?$/i,
  /^(?:上一篇|下一篇|责任编辑|责编|分享到|扫一扫|扫描二维码|版权(?:所有|声明)|点击(?:关注|进入|查看))/,
  /^(?:related|read more|see more|see also|watch|listen|more|also)\s*[:|]/i,
  /^(?:skip to|continue reading|loading|this slideshow requires|enable javascript|click here|tap here|get the latest|sign (?:in|up|out)\b|log ?in\b|subscribe\b|follow (?:us|me|him|her|.{2,40} on (?:twitter|facebook|instagram|youtube))|join (?:us|our)\b|get .{0,60} delivered|download (?:the|our) app|have a tip|e-?mail us|like us on|view (?:all )?comments|no comments|filed under|posted in|tagged|tags?:|categories:|enlarge (?:image|this)|image \d+ of|\d+ of \d+$|photos?:|images?:|video:|credit:|via )/i,
  /^©|all rights reserved|^copyright (?:©|@|\(c\)|(?:19|20)\d\d)|affiliate (?:links|and)|website uses cookies/i,
]

/** Whether a short block is what sites say beside every text: advertisements, invitations, notices. */
export function isPhrase({ kind, text, linked }: HtmlBlock): boolean {
  if (kind === 'table' || kind === 'code' || text.length >= 200) return false
  if (kind === 'heading') return text.length < 80 && besideHeadings.test(text)
  // Manuals have steps such as "Sign in to the server"; menus have links.
  if (kind === 'list-item' && linked < 0.5 * text.length) return false
  return phrases.some((phrase) => phrase.test(text))
}

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*'
const dates = new RegExp(
  String.raw`\b${month}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\b\d{1,2} ${month}\.?,? (?:19|20)\d\d|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b|\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|(?:19|20)\d\d年\d{1,2}月\d{1,2}日`,
  'i',
)

/** Whether a short block at the head of a text says who wrote it, or when. */
export function isByline(text: string): boolean {
  if (text.length > 160) return false
  if (/^(?:by|von|por|par|作者|记者|文\/|來源|来源|编辑)[\s:：|]/i.test(text) && !/[.!?。！？]$/.test(text))
    return true
  if (/^(?:last )?(?:updated|published|posted|modified|发布|更新|发表)\b/i.test(text) && /\d/.test(text))
    return true
  const rest = text.replace(new RegExp(dates, 'gi'), '')
  return (
    rest.length < text.length &&
    rest.match(/[\p{L}]/gu)?.length !== undefined &&
    rest.length < 60 &&
    !/[.!?。！？]\s*$/.test(text)
  )
}
