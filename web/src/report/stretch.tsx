import type { ComponentChildren } from 'preact'
import type { Block, Language, Page, Span } from '../../../src/vocabulary/index.ts'
import { wordsOf } from '../../../src/report/words.ts'
import { BlockText, type Pen } from './block-text.tsx'
import { visible } from './safe-link.ts'
import type { Stretch } from './wire.ts'

/** A quote to mark in the text, under its number; 0: one that the report at hand does not number. */
export interface MarkedQuote extends Span {
  readonly number: number
}

/**
 * The text of a stretch with its structure, its pages' labels and the quotes marked. Everything is a text node; a
 * structure that contradicts itself (overlapping blocks or cells) is not believed, and plain text is shown.
 */
export function StretchText(given: {
  readonly stretch: Stretch
  readonly quotes: readonly MarkedQuote[]
  readonly current: number
  readonly language: Language
}) {
  const { stretch } = given
  const pen = createPen(given)
  const parts: ComponentChildren[] = []
  let cursor = stretch.start
  for (const block of believed(stretch)) {
    const start = Math.max(block.start, stretch.start)
    const end = Math.min(block.end, stretch.end)
    if (start >= end) continue
    parts.push(
      between(cursor, start, stretch, pen),
      <Pages key={`page-${start}`} from={cursor} to={start} {...given} />,
      <BlockText key={start} {...{ block, start, end, stretch, pen }} />,
    )
    cursor = end
  }
  parts.push(between(cursor, stretch.end, stretch, pen))
  return <>{parts}</>
}

function createPen(given: {
  readonly stretch: Stretch
  readonly quotes: readonly MarkedQuote[]
  readonly current: number
  readonly language: Language
}): Pen {
  const { stretch, quotes, current, language } = given
  return (start, end) => {
    const pages = stretch.pages.filter((page) => page.start > start && page.start < end)
    const cuts = new Set([start, end, ...pages.map((page) => page.start)])
    for (const quote of quotes)
      for (const cut of [quote.start, quote.end]) if (cut > start && cut < end) cuts.add(cut)
    const places = [...cuts].sort((a, b) => a - b)
    return places.map((from, index) => {
      const to = places[index + 1]
      if (to === undefined) return null
      const text = stretch.text.slice(from - stretch.start, to - stretch.start)
      const page = pages.find((found) => found.start === from)
      const over = quotes.filter((quote) => quote.start < to && quote.end > from)
      const here = over.some(({ number }) => number === current)
      return (
        <>
          {page && <PageLabel page={page} language={language} />}
          {over.length === 0 ? text : <mark class={here ? 'current' : 'other'}>{text}</mark>}
        </>
      )
    })
  }
}

/** Labels of the pages that begin before a block, in white space that is not shown; at the top, of the page one is on. */
function Pages(given: {
  readonly from: number
  readonly to: number
  readonly stretch: Stretch
  readonly language: Language
}) {
  const { from, to, stretch, language } = given
  const pages = stretch.pages.filter(
    (page) =>
      page.start <= to &&
      (page.start >= from || (from === stretch.start && page.end > from)) &&
      page.end > to,
  )
  return (
    <>
      {pages.map((page) => (
        <p key={page.start} class="page-edge">
          <PageLabel page={page} language={language} />
        </p>
      ))}
    </>
  )
}

function PageLabel({ page, language }: { readonly page: Page; readonly language: Language }) {
  const number = wordsOf(language).page(page.number)
  const label =
    page.label && page.label !== String(page.number) ? `${number} · ${visible(page.label)}` : number
  return <span class="page-label">{label}</span>
}

/** White space between blocks is not shown; anything else is text that no block claims. */
function between(start: number, end: number, stretch: Stretch, pen: Pen): ComponentChildren {
  if (start >= end || stretch.text.slice(start - stretch.start, end - stretch.start).trim() === '')
    return null
  return (
    <p key={`plain-${start}`} class="plain">
      {pen(start, end)}
    </p>
  )
}

/** Blocks in order and apart, else none. */
function believed({ blocks }: Stretch): readonly Block[] {
  const sorted = [...blocks].sort((a, b) => a.start - b.start)
  return sorted.every(
    (block, index) => block.end >= block.start && block.start >= (sorted[index - 1]?.end ?? 0),
  )
    ? sorted
    : []
}
