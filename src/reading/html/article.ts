import type { HtmlBlock } from './blocks.ts'
import { blocksOf, textNodes } from './blocks.ts'
import {
  isBeside,
  isByline,
  isCaption,
  isChrome,
  isPhrase,
  lengthOf,
  lengthsOf,
  type Lengths,
} from './boilerplate.ts'
import { parsePage, type HtmlDocument, type HtmlElement, type HtmlNode } from './dom.ts'

/** Characters of prose that make an article of a page which says that it is one, and of one which does not. */
const shortestArticle = 100
const shortestGuess = 250

/**
 * Pages of more text nodes, or with an element deeper than this, are no articles; Readability's time grows
 * with the square of both.
 */
const mostNodes = 15_000
const deepest = 150

/**
 * The blocks of a page that are its text.
 *
 * 1. Mozilla's Readability finds the article in a copy; its choice is carried back to the page as it was, so
 *    that headings, tables and code keep their structure.
 * 2. A second opinion, by our own rules, adds prose that Readability lost within the article, and drops what
 *    stands beside the text: menus, related links, bylines, notices.
 * 3. A page that is no article (an index, a reference page, a plain document) keeps all text that is not
 *    navigation.
 */
export async function mainBlocks(html: string, document: HtmlDocument, title: string): Promise<HtmlBlock[]> {
  const body = document.body
  if (!body) return []
  const everything = blocksOf(body, isChrome)
  if (isPlainPage(document, everything)) return everything
  const lengths = lengthsOf(everything)
  const whole = lengths.get(body) ?? 0
  const page = blocksOf(
    body,
    (element) => isChrome(element) || (element !== body && isBeside(element, lengths, whole)),
  )
  const kept = await keptByReadability(html, document)
  const isKept = (block: HtmlBlock): boolean => block.nodes.some((node) => kept.has(node))
  const chosen = everything.filter(isKept)
  if (chosen.length > 0) {
    const article = articleBlocks(commonRoot(chosen, body), lengths, isKept, title)
    const found = proseLength(article)
    if (
      saysArticle(document)
        ? found >= shortestArticle
        : found >= Math.max(shortestGuess, 0.5 * proseLength(page))
    )
      return article
  }
  return page.length > 0 ? page : everything
}

/**
 * The text nodes of the page that Readability keeps in a copy of it: both parses have the same nodes in the
 * same order. When it tries again with looser rules it parses anew, and its nodes are known by their words.
 */
async function keptByReadability(html: string, document: HtmlDocument): Promise<Set<HtmlNode>> {
  const { Readability } = await import('@mozilla/readability')
  const originals = textNodes(document)
  if (originals.length > mostNodes || originals.some((node) => isDeep(node))) return new Set()
  const copy = await parsePage(html)
  const originalOf = new Map(textNodes(copy).map((node, i) => [node, originals[i]!]))
  const parsed = new Readability<HtmlElement>(copy, {
    serializer: (node) => node as HtmlElement,
  }).parse()
  const found = parsed?.content ? textNodes(parsed.content) : []
  const same = found.map((node) => originalOf.get(node)).filter((node) => node !== undefined)
  return new Set(same.length > 0 ? same : nodesWithWords(originals, found))
}

/** Nodes with the same words as the given ones; short ones only where longer ones stand around them. */
function nodesWithWords(all: readonly HtmlNode[], given: readonly HtmlNode[]): HtmlNode[] {
  const words = (node: HtmlNode): string => (node.textContent ?? '').trim()
  const wanted = new Set(given.map(words).filter(Boolean))
  const isLong = (node: HtmlNode): boolean => words(node).length >= 40 && wanted.has(words(node))
  const first = all.findIndex(isLong)
  const last = all.findLastIndex(isLong)
  return first < 0 ? [] : all.slice(first, last + 1).filter((node) => wanted.has(words(node)))
}

function isDeep(node: HtmlNode): boolean {
  let depth = 0
  for (let at = node.parentNode; at; at = at.parentNode) depth++
  return depth > deepest
}

/** Whether a page declares itself an article. */
function saysArticle(document: HtmlDocument): boolean {
  if (
    document.querySelector('meta[property="og:type"]')?.getAttribute('content')?.toLowerCase() === 'article'
  )
    return true
  if (
    document.querySelector(
      'meta[property="article:published_time"], [itemtype*="Article"], [itemtype*="BlogPosting"]',
    )
  )
    return true
  return [...document.querySelectorAll('script[type="application/ld+json"]')].some((script) =>
    /"@type"\s*:\s*"[A-Za-z]*(?:Article|BlogPosting)"/.test(script.textContent ?? ''),
  )
}

/** A page without navigation and with few links has nothing beside its text. */
function isPlainPage(document: HtmlDocument, blocks: readonly HtmlBlock[]): boolean {
  if (document.querySelector('nav, aside, footer, header, form, iframe, [role="navigation"], article'))
    return false
  const linked = blocks.reduce((sum, block) => sum + block.linked, 0)
  return linked < 0.2 * blocks.reduce((sum, block) => sum + lengthOf(block), 0)
}

function articleBlocks(
  root: HtmlElement,
  lengths: Lengths,
  isKept: (block: HtmlBlock) => boolean,
  title: string,
): HtmlBlock[] {
  const whole = lengths.get(root) ?? 0
  const blocks = blocksOf(
    root,
    (element) => isChrome(element) || (element !== root && isBeside(element, lengths, whole)),
  )
  const first = blocks.findIndex(isKept)
  const last = blocks.findLastIndex(isKept)
  const chosen = blocks.slice(Math.max(0, first), last + 1).filter((block) => isKept(block) || isProse(block))
  return withoutBoilerplate(
    chosen.map((block) => asCaption(block, lengths)),
    title,
  )
}

/** The innermost element that holds all chosen blocks. */
function commonRoot(chosen: readonly HtmlBlock[], body: HtmlElement): HtmlElement {
  let path = pathTo(chosen[0]!.element)
  for (const block of chosen.slice(1)) {
    const other = pathTo(block.element)
    let shared = 0
    while (shared < path.length && path[shared] === other[shared]) shared++
    path = path.slice(0, shared)
  }
  return path.at(-1) ?? body
}

/** An element's ancestors and itself, outermost first. */
function pathTo(element: HtmlElement): HtmlElement[] {
  const path: HtmlElement[] = []
  for (let at: HtmlElement | null = element; at; at = at.parentNode) path.unshift(at)
  return path
}

function isProse(block: HtmlBlock): boolean {
  if (block.linked >= 0.3 * block.text.length) return false
  return block.kind === 'quote' || (block.kind === 'paragraph' && block.text.length >= 80)
}

function asCaption(block: HtmlBlock, lengths: Lengths): HtmlBlock {
  if (!isCaption(block, lengths) || block.kind === 'caption') return block
  const { level: _, ...rest } = block
  return { ...rest, kind: 'caption' }
}

function withoutBoilerplate(blocks: readonly HtmlBlock[], title: string): HtmlBlock[] {
  const drop = new Set<HtmlBlock>()
  const full = proseLength(blocks)
  const firstProse = blocks.findIndex((block) => block.kind === 'paragraph' && block.text.length > 160)
  blocks.forEach((block, i) => {
    const { text, kind } = block
    const short = kind !== 'table' && kind !== 'code'
    if (isPhrase(block)) drop.add(block)
    else if (short && (i < firstProse || i > blocks.length - 4) && isByline(text)) drop.add(block)
    else if (kind === 'heading' && sameWords(text, title)) drop.add(block)
    else if (
      (kind === 'paragraph' || kind === 'heading') &&
      text.length < 150 &&
      block.linked >= 0.85 * text.length &&
      full > 400
    )
      drop.add(block)
  })
  for (const run of listRuns(blocks)) {
    const length = run.reduce((sum, block) => sum + block.text.length, 0)
    const linked = run.reduce((sum, block) => sum + block.linked, 0)
    if (linked > 0.75 * length && length < 0.3 * full) for (const block of run) drop.add(block)
  }
  return withoutEmptyHeadings(blocks, drop)
}

function* listRuns(blocks: readonly HtmlBlock[]): Generator<HtmlBlock[]> {
  let run: HtmlBlock[] = []
  for (const block of blocks) {
    if (block.kind === 'list-item') run.push(block)
    else {
      if (run.length > 0) yield run
      run = []
    }
  }
  if (run.length > 0) yield run
}

/** A heading whose whole section was dropped goes with it. */
function withoutEmptyHeadings(blocks: readonly HtmlBlock[], drop: ReadonlySet<HtmlBlock>): HtmlBlock[] {
  return blocks.filter((block, i) => {
    if (drop.has(block)) return false
    if (block.kind !== 'heading') return true
    const next = blocks[i + 1]
    if (next === undefined) return false
    return (
      !drop.has(next) || blocks.slice(i + 1).some((later) => !drop.has(later) && later.kind !== 'heading')
    )
  })
}

function sameWords(a: string, b: string): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return plain(a) !== '' && plain(a) === plain(b)
}

/** Characters in whole sentences: in longer blocks that are not mostly links, and in tables and code. */
function proseLength(blocks: readonly HtmlBlock[]): number {
  return blocks.reduce((sum, block) => {
    const length = lengthOf(block)
    const counts = (length >= 80 || block.kind === 'code' || block.table) && block.linked < 0.3 * length
    return counts ? sum + length : sum
  }, 0)
}
