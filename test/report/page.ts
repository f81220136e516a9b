import { parseHTML } from 'linkedom'

/** The part of the DOM that the tests look at; linkedom's own types would need a browser's. */
export interface PageElement {
  readonly id: string
  readonly tagName: string
  readonly className: string
  readonly textContent: string
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
  getAttribute(name: string): string | null
  closest(selector: string): PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  remove(): void
}

/** Parses a page that a format made. */
export function parsePage(text: string | Uint8Array): PageElement {
  return parseHTML(String(text)).document
}

/** All elements that match, in document order. */
export function all(page: PageElement, selector: string): PageElement[] {
  return [...page.querySelectorAll(selector)]
}

/** The text of an element without what the page itself put in between. */
export function textOf(element: PageElement): string {
  for (const note of all(element, '.left-out')) note.remove()
  return element.textContent
}

/** What a quote's marks say, joined in order; marks inside marks of the same quote do not occur. */
export function markedText(page: PageElement, number: number): string {
  return all(page, `mark[data-quote="${number}"]`)
    .map((mark) => mark.textContent)
    .join('')
}
