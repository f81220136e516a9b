import type { PageShell } from '#sources'
import { blocksOf, type HtmlBlock } from './blocks.ts'
import { isChrome, lengthOf } from './boilerplate.ts'
import { cleanText, type HtmlDocument, type HtmlElement } from './dom.ts'
import {
  consentButton,
  consentSubject,
  consentVoice,
  consentWords,
  explains,
  shellWords,
  waitsForScripts,
  type ShellWords,
} from './shell-words.ts'

/**
 * Tells pages that show nothing of their own: soft 404s, errors with status 200, consent and login walls, checks
 * for robots, parked domains, pages that wait for their scripts.
 *
 * 1. A false alarm costs evidence, a miss costs a poor passage: an article about such pages is none. The words must
 *    be all of the title, a heading or a short sentence near the top, and the page must hold little else.
 * 2. Menus, footers and lists of links are not counted as what a page holds.
 * 3. A page whose text is there without scripts never needs a browser.
 */
export function shellOf(document: HtmlDocument): {
  readonly shell?: PageShell
  readonly needsBrowser: boolean
} {
  const page = lookAt(document)
  const spoken = page.weight > largest ? undefined : (spokenShell(page) ?? consentWall(page))
  const waits = page.shown < 200 && waitsFor(document, page)
  if (spoken && !(waits && spoken.kind === 'error' && page.weight < 20))
    return { shell: spoken, needsBrowser: false }
  const empty = emptyShell(document, page, waits)
  return { ...(empty ? { shell: empty } : {}), needsBrowser: waits }
}

/** What holds more than this is no shell, whatever it says. */
const largest = 4_000

interface Look {
  readonly document: HtmlDocument
  readonly title: string
  /** The first, where it is of the first rank. */
  readonly heading: string
  /** Parts of the title, headings, and sentences of the first short blocks. */
  readonly phrases: readonly string[]
  readonly blocks: readonly HtmlBlock[]
  /** All words of it, for what it says to its visitor. */
  readonly words: string
  /** Of the text that is not links. */
  readonly weight: number
  /** Of all text. */
  readonly shown: number
}

function lookAt(document: HtmlDocument): Look {
  const body = document.body
  const title = cleanText(document.querySelector('title')?.textContent)
  const blocks = body ? blocksOf(body, (element) => isChrome(element) || isAround(element)) : []
  const prose = blocks.filter((block) => block.linked < 0.5 * lengthOf(block))
  const phrases = [
    ...partsOf(title),
    ...blocks
      .filter((block, i) => !block.table && (i < 10 || (block.kind === 'heading' && i < 30)))
      .flatMap((block, i) => [block.text, ...sentencesOf(block.text, i < 6)])
      .map((text) => text.trim()),
  ].filter((phrase) => phrase !== '' && weigh(phrase) <= 260)
  return {
    document,
    title,
    heading: blocks.find((block) => block.kind === 'heading' && block.level === 1)?.text ?? '',
    phrases: [...new Set(phrases)],
    blocks,
    words: [title, ...blocks.map(textOf), ...buttonsOf(document)].join('\n').slice(0, 12_000),
    weight: prose.reduce((sum, block) => sum + weigh(textOf(block)), 0),
    shown: blocks.reduce((sum, block) => sum + weigh(textOf(block)), 0),
  }
}

function isAround(element: HtmlElement): boolean {
  return element.localName === 'footer' || element.localName === 'aside'
}

function textOf(block: HtmlBlock): string {
  return block.table ? block.table.rows.map((row) => row.join(' ')).join('\n') : block.text
}

/** Characters, a Han character for two and a half: as much is said with it. */
function weigh(text: string): number {
  return text.length + 1.5 * (text.match(/\p{Script=Han}/gu)?.length ?? 0)
}

/** Roughly; near the top also what stands between Chinese commas, since a plea is often the half of a sentence. */
function sentencesOf(text: string, isNearTop: boolean): string[] {
  const sentences = text.slice(0, 1_000).split(/(?<=[.!?])\s+|(?<=[。！？])|\n/)
  return isNearTop ? [...sentences, ...sentences.flatMap((sentence) => sentence.split('，'))] : sentences
}

/** A title and its parts: the site's name stands before or after. */
function partsOf(title: string): string[] {
  return [
    title,
    ...title.split(
      /\s*[|｜_·•»›«]\s*|\s+[–—:-]\s+|[–—]+|(?<=\p{Script=Han})\s*-\s*|\s*-\s*(?=\p{Script=Han})/u,
    ),
  ].map((part) => part.trim())
}

function spokenShell(page: Look): PageShell | undefined {
  if (explains.test(page.title) || explains.test(page.heading)) return undefined
  for (const words of shellWords) {
    const phrase = page.phrases.find((text) => words.says.some((pattern) => pattern.test(text)))
    if (phrase === undefined || !isDominant(words, page)) continue
    return { kind: words.kind, why: phrase.slice(0, 120) }
  }
  return undefined
}

function isDominant(words: ShellWords, page: Look): boolean {
  if (words.kind === 'login' && !asksForLogin(page)) return false
  if (page.weight <= words.alone) return true
  return page.weight <= words.most && words.voice.test(page.words) && !isDated(page.document)
}

/** A form that asks for a password or a code, or hardly a word besides the plea. */
function asksForLogin(page: Look): boolean {
  return (
    page.weight <= 130 || page.document.querySelector('input[type="password"], input[type="tel"]') !== null
  )
}

/** Articles, questions and reports state when they were written; a wall does not. */
function isDated(document: HtmlDocument): boolean {
  if (
    document.querySelector(
      'meta[property="article:published_time"], [itemprop="datePublished"], [itemtype*="Article"], [itemtype*="Question"]',
    )
  )
    return true
  const times = [...document.querySelectorAll('time')]
  return times.length > 0 && times.length <= 3 && times.some((time) => !isInList(time))
}

function isInList(element: HtmlElement): boolean {
  for (let at: HtmlElement | null = element; at; at = at.parentNode)
    if (/^(?:li|a|aside|footer|nav)$/.test(at.localName)) return true
  return false
}

/** Nearly all that it says is about consent, and there is a button to give it. */
function consentWall(page: Look): PageShell | undefined {
  if (page.weight > 3_000 || consentSubject.test(page.title) || isDated(page.document)) return undefined
  if (!buttonsOf(page.document).some((text) => consentButton.test(text))) return undefined
  const about = page.blocks.filter((block) => consentWords.test(textOf(block)))
  if (!consentVoice.test(page.words)) return undefined
  const first = about[0]
  const aboutWeight = about.reduce((sum, block) => sum + weigh(textOf(block)), 0)
  if (!first || aboutWeight < 60 || aboutWeight < 0.7 * page.shown) return undefined
  return { kind: 'cookie-wall', why: textOf(first).slice(0, 120) }
}

function buttonsOf(document: HtmlDocument): string[] {
  return [
    ...document.querySelectorAll('button, input[type="submit"], input[type="button"], [role="button"], a'),
  ]
    .slice(0, 200)
    .map((button) => cleanText(button.getAttribute('value') ?? button.textContent))
    .filter((text) => text !== '' && text.length <= 60)
}

/** Where frameworks put what their scripts draw. */
const roots =
  '#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #q-app, #main-app, #react-root, #app-root, #mount, #container:empty, [data-reactroot], [ng-app], [data-ng-app], [ng-version], [v-cloak], app-root, my-app, ember-application, [id$="-root"], [id$="-app"]'

/** Scripts that would fill it, and a place, a plea or a plain nothing that says so. */
function waitsFor(document: HtmlDocument, page: Look): boolean {
  const scripts = [...document.querySelectorAll('script')].filter(
    (script) => !/json|template/i.test(script.getAttribute('type') ?? ''),
  )
  if (scripts.length === 0) return false
  if (page.phrases.some((phrase) => waitsForScripts.test(phrase))) return true
  const pleas = [...document.querySelectorAll('noscript')].map((plea) => cleanText(plea.textContent))
  if (pleas.some((plea) => /java ?script|脚本/i.test(plea))) return true
  if (document.querySelector(roots)) return true
  if (page.shown > 0) return false
  return scripts.some(
    (script) =>
      script.hasAttribute('src') ||
      /\blocation(?:\.href|\.replace|\.assign)?\s*[=(]/.test(script.textContent ?? ''),
  )
}

function emptyShell(document: HtmlDocument, page: Look, waits: boolean): PageShell | undefined {
  const waiting = page.phrases.find((phrase) => waitsForScripts.test(phrase))
  if (waiting !== undefined && page.weight < 260) return { kind: 'empty', why: waiting.slice(0, 120) }
  const framed = document.querySelector('frame, iframe[src], embed, object[data]') !== null
  if (page.shown === 0 && !framed) return { kind: 'empty', why: page.title.slice(0, 120) || 'no text' }
  return waits && page.weight < 40 ? { kind: 'empty', why: page.words.trim().slice(0, 120) } : undefined
}
