/** The part of the DOM that the reader uses; linkedom gives it, without its types depending on a browser's. */
export interface HtmlNode {
  readonly nodeType: number
  readonly childNodes: Iterable<HtmlNode> & { readonly length: number }
  readonly parentNode: HtmlElement | null
  textContent: string | null
}

export interface HtmlElement extends HtmlNode {
  readonly localName: string
  readonly children: ArrayLike<HtmlElement> & Iterable<HtmlElement>
  readonly parentNode: HtmlElement | null
  readonly id: string
  readonly className: string
  getAttribute(name: string): string | null
  hasAttribute(name: string): boolean
  querySelector(selector: string): HtmlElement | null
  querySelectorAll(selector: string): Iterable<HtmlElement> & { readonly length: number }
  contains(node: HtmlNode): boolean
  remove(): void
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  append(...nodes: readonly HtmlNode[]): void
  removeChild(node: HtmlNode): unknown
}

export interface HtmlDocument extends HtmlElement {
  readonly documentElement: HtmlElement | null
  readonly head: HtmlElement | null
  readonly body: HtmlElement | null
}

const elementNode = 1
const textNode = 3
const cdataNode = 4

export function isElement(node: HtmlNode): node is HtmlElement {
  return node.nodeType === elementNode
}

export function isText(node: HtmlNode): boolean {
  return node.nodeType === textNode || node.nodeType === cdataNode
}

/** Parses a page, or a fragment of one, which is given the body that it lacks. */
export async function parseHtml(html: string): Promise<HtmlDocument> {
  const { parseHTML } = await import('linkedom')
  const whole = /<(?:html|body)\b/i.test(html)
    ? html
    : `<!doctype html><html><head></head><body>${html}</body></html>`
  return parseHTML(whole).document as HtmlDocument
}

/**
 * Parses a page as browsers would where the parser does not: attribute names in any case (`<A HREF=…>` is how the web
 * of the nineties is written), and a head and a body though their tags, which are optional, are not there.
 */
export async function parsePage(html: string): Promise<HtmlDocument> {
  const bare = !/<html\b/i.test(html) && /<body\b/i.test(html)
  const document = await parseHtml(bare ? `<html>${html.replace(/<!doctype[^>]{0,500}>/i, '')}</html>` : html)
  for (const element of document.querySelectorAll('*')) {
    const shouted = [...element.attributes].filter(({ name }) => /[A-Z]/.test(name))
    for (const { name, value } of shouted) {
      element.removeAttribute(name)
      if (!element.hasAttribute(name.toLowerCase())) element.setAttribute(name.toLowerCase(), value)
    }
  }
  completeParts(document)
  return document
}

const ofHead = new Set(['title', 'meta', 'link', 'base', 'script', 'style', 'noscript', 'template'])

/** The parser makes an empty body where the second element is none, and what the page holds stands beside it. */
function completeParts(document: HtmlDocument): void {
  const root = document.documentElement
  if (root?.localName !== 'html') return
  const parts = [...root.childNodes].filter((node) => isElement(node) || isText(node))
  const at = (name: string): number => parts.findIndex((node) => isElement(node) && node.localName === name)
  if (at('frameset') >= 0 || (at('head') === 0 && at('body') === 1)) return
  const belongsToHead = (node: HtmlNode): boolean =>
    isElement(node) ? ofHead.has(node.localName) : isBlank(node)
  const firstOfBody = at('head') < 0 ? parts.findIndex((node) => !belongsToHead(node)) : 0
  const ends = firstOfBody < 0 ? parts.length : firstOfBody
  const outside = parts
    .map((node, i) => ({ node, part: i < ends ? 'head' : 'body' }) as const)
    .filter(({ node }) => !(isElement(node) && /^(?:head|body)$/.test(node.localName)) && !isBlank(node))
  for (const { node } of outside) root.removeChild(node)
  const { head, body } = document
  for (const { node, part } of outside) (part === 'head' ? head : body)?.append(node)
}

function isBlank(node: HtmlNode): boolean {
  return isText(node) && (node.textContent ?? '').trim() === ''
}

/** White space collapsed and trimmed. */
export function cleanText(text: string | null | undefined): string {
  return (text ?? '').replace(/[\s\u00a0]+/g, ' ').trim()
}
