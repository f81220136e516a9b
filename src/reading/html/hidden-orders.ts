import { instructsMachines } from '../machine-orders.ts'
import { isHidden } from './blocks.ts'
import type { HtmlDocument } from './dom.ts'

/** Looked at, at most: comments and elements of a page, and characters of each. */
const [most, longest] = [2_000, 4_000]

/**
 * Whether a page orders machines about where no reader sees it: in comments, hidden elements, texts that stand for
 * pictures. The words are no part of the document; that they are there says what the page is for.
 */
export function hidesOrders(html: string, page: HtmlDocument): boolean {
  const comments = [...html.matchAll(/<!--([\s\S]{1,4000}?)-->/g)].slice(0, most).map(([, text]) => text!)
  const unseen = [...page.querySelectorAll('[hidden], [aria-hidden], [style]')]
    .slice(0, most)
    .filter(isHidden)
    .map(({ textContent }) => textContent ?? '')
  const instead = [...page.querySelectorAll('[alt]')]
    .slice(0, most)
    .map((element) => element.getAttribute('alt') ?? '')
  return [...comments, ...unseen, ...instead].some((text) => instructsMachines(text.slice(0, longest)))
}
