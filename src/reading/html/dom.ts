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

/** White space collapsed and trimmed. */
export function cleanText(text: string | null | undefined): string {
  return (text ?? '').replace(/[\s\u00a0]+/g, ' ').trim()
}
