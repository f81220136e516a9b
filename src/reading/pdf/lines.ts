import type { Glyphs } from './glyphs.ts'

/** Text that stands together on a line: words with usual spaces, no gap wide enough for a column or a cell. */
export interface Segment {
  readonly text: string
  readonly x0: number
  readonly x1: number
  /** Baseline from the top of the page. */
  readonly y: number
  readonly size: number
  /** The font of most of its characters. */
  readonly font: string
}

/** Segments that share a baseline, left to right. */
export interface Line {
  readonly segments: readonly Segment[]
  readonly text: string
  readonly x0: number
  readonly x1: number
  readonly y: number
  readonly size: number
  readonly font: string
}

/** A gap wider than this many font sizes separates segments. */
const cellGap = 0.8
/** A gap wider than this many font sizes is a space. */
const wordGap = 0.16
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u

/** Whether white space between two characters means nothing, as between Chinese ones. */
export function joinsWithoutSpace(before: string, after: string): boolean {
  return cjk.test(lastCharacter(before)) || cjk.test(firstCharacter(after))
}

function lastCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(text.length - (/[\udc00-\udfff]$/.test(text) ? 2 : 1)) ?? 32)
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 32)
}

/** Groups runs into segments by baseline and gap. */
export function formSegments(glyphs: readonly Glyphs[]): Segment[] {
  return groupByBaseline(glyphs, (run) => run.size).flatMap((row) => {
    const sorted = row.toSorted((a, b) => a.x - b.x)
    const parts: Glyphs[][] = []
    let end = -Infinity
    for (const run of sorted) {
      if (run.x - end > cellGap * run.size) parts.push([])
      parts.at(-1)!.push(run)
      end = Math.max(end, run.x + run.width)
    }
    return parts.map(toSegment)
  })
}

function toSegment(runs: readonly Glyphs[]): Segment {
  let text = ''
  let end = -Infinity
  for (const run of runs) {
    const gap = run.x - end
    const wide = gap > wordGap * run.size && !(joinsWithoutSpace(text, run.text) && gap < 0.6 * run.size)
    if (text !== '' && wide && !/\s$/.test(text) && !/^\s/.test(run.text)) text += ' '
    text += run.text
    end = Math.max(end, run.x + run.width)
  }
  const main = mainOf(runs)
  return { text: tidySpaces(text), x0: runs[0]!.x, x1: end, y: main.y, size: main.size, font: main.font }
}

/** Single spaces; none between Chinese characters. */
function tidySpaces(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(
      /(?<=[\p{Script=Han}\u3001\u3002\uff0c\uff1a\uff1b]) (?=[\p{Script=Han}\u3001\u3002\uff0c\uff1a\uff1b])/gu,
      '',
    )
    .trim()
}

function mainOf<
  T extends { readonly text: string; readonly font: string; readonly size: number; readonly y: number },
>(runs: readonly T[]): T {
  return runs.reduce((best, run) =>
    run.text.length > best.text.length ||
    (run.size > best.size * 1.3 && run.text.length * 2 > best.text.length)
      ? run
      : best,
  )
}

/** Puts segments that share a baseline on one line; lines run down the page. */
export function formLines(segments: readonly Segment[]): Line[] {
  return groupByBaseline(segments, (segment) => segment.size).map((row) => {
    const sorted = row.toSorted((a, b) => a.x0 - b.x0)
    const main = mainOf(sorted)
    return {
      segments: sorted,
      text: sorted.map((segment) => segment.text).join(' '),
      x0: sorted[0]!.x0,
      x1: Math.max(...sorted.map((segment) => segment.x1)),
      y: main.y,
      size: main.size,
      font: main.font,
    }
  })
}

function groupByBaseline<T extends { readonly y: number }>(
  items: readonly T[],
  sizeOf: (item: T) => number,
): T[][] {
  const rows: T[][] = []
  let reference = -Infinity
  for (const item of items.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1)
    if (row && item.y - reference <= Math.min(sizeOf(item), sizeOf(row[0]!)) * 0.35) row.push(item)
    else {
      rows.push([item])
      reference = item.y
    }
  }
  return rows
}
