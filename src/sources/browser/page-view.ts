import type { BrowserContext, Page } from 'playwright-core'
import { KaojuError, shownAddress } from '#runtime'

/** A page seen from a JavaScript world of ours, whose objects the page's code cannot have changed. */
export interface PageView {
  /** How much there is; undefined while it navigates. */
  size(): Promise<{ readonly nodes: number; readonly text: number; readonly loading: boolean } | undefined>
  /** The DOM as HTML, UTF-8 with a byte order mark, so that no charset stated elsewhere is believed instead. */
  html(url: string): Promise<Uint8Array>
}

/** Elements and characters of HTML at most: what is more is no page for reading. */
const most = { nodes: 400_000, characters: 20_000_000 } as const

const measure = `(() => {
  const root = document.documentElement
  return {
    nodes: document.getElementsByTagName('*').length,
    text: root ? root.textContent.length : 0,
    loading: document.readyState === 'loading',
  }
})()`

/**
 * A copy without scripts (but for data in them, such as JSON-LD) and without what is for those who have none;
 * what stands in open shadow roots is put where it is shown.
 */
const serialise = `(() => {
  const all = document.getElementsByTagName('*')
  if (all.length > ${most.nodes}) return { over: all.length + ' elements' }
  const dropped = (node) =>
    node.localName === 'noscript' || (node.localName === 'script' && !/json/i.test(node.type))
  const copy = (node) => {
    if (node.nodeType !== 1) return node.cloneNode(false)
    const made = node.cloneNode(false)
    const children =
      node.localName === 'slot' && node.getRootNode() !== document
        ? node.assignedNodes({ flatten: true })
        : (node.shadowRoot ?? node).childNodes
    for (const child of children) if (!dropped(child)) made.append(copy(child))
    return made
  }
  let shadows = false
  for (const element of all) if (element.shadowRoot) { shadows = true; break }
  let root
  try {
    root = shadows ? copy(document.documentElement) : document.documentElement.cloneNode(true)
  } catch {
    root = document.documentElement.cloneNode(true)
  }
  for (const node of root.querySelectorAll('script, noscript')) if (dropped(node)) node.remove()
  const html = root.outerHTML
  return html.length > ${most.characters} ? { over: html.length + ' characters' } : { html }
})()`

/** Opens the view; it goes with the page. */
export async function lookInto(profile: BrowserContext, page: Page): Promise<PageView> {
  const session = await profile.newCDPSession(page)
  const evaluate = async (expression: string): Promise<unknown> => {
    const { frameTree } = await session.send('Page.getFrameTree')
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'kaoju',
    })
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      contextId: executionContextId,
      expression,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  return {
    size: () =>
      // A world that a navigation has swept away is not an error of the page.
      evaluate(measure).then(
        (value) => value as Awaited<ReturnType<PageView['size']>>,
        () => undefined,
      ),
    async html(url) {
      const { html, over } = (await evaluate(serialise)) as { html?: string; over?: string }
      if (html === undefined)
        throw new KaojuError('page-too-large', { url: shownAddress(url), reason: over ?? 'no document' })
      return new TextEncoder().encode(`\ufeff<!DOCTYPE html>\n${html}`)
    },
  }
}
