/**
 * Joins the lines of a page into blocks.
 *
 * A block ends at a wider gap, another size, an indent, a list marker, or a short line that closes a sentence;
 * it goes on into the next column when its sentence does. Words divided at a line end are put together again
 * when the document writes them so elsewhere or neither half is a word of it.
 */
import type { BlockKind } from '#vocabulary'
import type { Flow } from './columns.ts'
import { isFigure } from '../header-rows.ts'
import { joinsWithoutSpace, type Line } from './lines.ts'
import type { Style } from './style.ts'
import { splitTables, type FoundTable } from './tables.ts'

export interface TextBlock {
  readonly kind: Exclude<BlockKind, 'table'>
  readonly level?: number
  text: string
  /** Where each line stands in `text`. */
  readonly lines: { readonly line: Line; readonly start: number; readonly end: number }[]
}

export type PageBlock = TextBlock | FoundTable

const marker =
  /^(?:[•●○■□▪▫◦‣·➢✓\uf0b7\uf06e]\s*|[-–—*]\s+(?=\S)|[（(]?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)）]\s+(?=\D)|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])/
const bullet = /^[•●○■□▪▫◦‣·➢✓\uf0b7\uf06e]\s*/
export const captionStart =
  /^(?:(?:[Ff]ig(?:ure|\.)?|FIG(?:URE|\.)?|[Tt]able|TABLE|Exhibit|Chart)\s*\d+(?:\.\d+)*(?:[.:：–—]|\s+\p{Lu}|$)|[图表]\s*\d+(?:[-.－–]\d+)?[\s:：.．])/u
const sentenceEnd = /[.。!?！？:：;；][”"’')）]*$/

export function formBlocks(
  flows: readonly Flow[],
  style: Style,
  words: ReadonlySet<string>,
  pageHeight: number,
): PageBlock[] {
  const blocks: PageBlock[] = []
  let open: TextBlock | undefined
  let previous: Line | undefined
  for (const flow of flows) {
    const leading = usualLeading(flow.lines)
    let isFirst = true
    for (const element of splitTables(
      flow.lines,
      (line) =>
        captionStart.test(line.text) || (isNumbered(line) && style.headingLevel(line, flow) !== undefined),
    )) {
      if ('table' in element) {
        blocks.push(open?.kind === 'caption' ? { ...element.table, caption: open.text } : element.table)
        open = previous = undefined
        isFirst = false
        continue
      }
      const { line } = element
      const level = style.headingLevel(line, flow)
      const goesOn: boolean =
        open !== undefined &&
        previous !== undefined &&
        (isFirst
          ? continuesInColumn(open, previous, line, level)
          : continues(open, previous, line, level, flow, leading))
      if (open && goesOn) appendLine(open, line, previous!, flow, words)
      else {
        open = startBlock(line, level, style, pageHeight)
        blocks.push(open)
      }
      previous = line
      isFirst = false
    }
  }
  return blocks.map(withoutFalseHeadings)
}

/** What is set large or bold but closes as a sentence does is text. */
function withoutFalseHeadings(block: PageBlock): PageBlock {
  if (!('kind' in block) || block.kind !== 'heading') return block
  if (block.text.length <= 200 && !(block.text.length > 60 && /[.;；。]$/.test(block.text))) return block
  return { kind: 'paragraph', text: block.text, lines: block.lines }
}

function startBlock(line: Line, level: number | undefined, style: Style, pageHeight: number): TextBlock {
  const text = line.text.replace(bullet, '')
  const lines = [{ line, start: 0, end: text.length }]
  if (level !== undefined && !bullet.test(line.text) && !captionStart.test(text))
    return { kind: 'heading', level, text, lines }
  const small = line.size < style.bodySize * 0.9
  const kind =
    small && line.y > pageHeight * 0.6 && /^([¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d{1,2}\s|[*†‡§①-⑳]|注[:：])/.test(text)
      ? 'footnote'
      : captionStart.test(text) && line.text.length < 200
        ? 'caption'
        : marker.test(line.text)
          ? 'list-item'
          : 'paragraph'
  return { kind, text, lines }
}

function continues(
  open: TextBlock,
  previous: Line,
  line: Line,
  level: number | undefined,
  flow: Flow,
  leading: number,
): boolean {
  const gap = line.y - previous.y
  const size = Math.max(line.size, previous.size)
  if (Math.abs(line.size - previous.size) > size * 0.12) return false
  if (level !== undefined || open.kind === 'heading')
    return open.kind === 'heading' && open.level === level && gap < size * 1.75 && !marker.test(line.text)
  if (gap > Math.max(leading * 1.3, size * 1.3) || gap < 0) return false
  if (marker.test(line.text)) return false
  const width = flow.right - flow.left
  const indent = line.x0 - flow.left
  const wasAtMargin = previous.x0 - flow.left < size * 0.5
  if (open.kind !== 'list-item' && wasAtMargin && indent > size * 0.9 && indent < width * 0.25) return false
  const endsShort = previous.x1 < flow.right - Math.max(size * 3, width * 0.12)
  return !(endsShort && sentenceEnd.test(previous.text))
}

/** The first line of the next column goes on with the sentence that the last one left open. */
function continuesInColumn(open: TextBlock, previous: Line, line: Line, level: number | undefined): boolean {
  if (
    level !== undefined ||
    open.kind === 'heading' ||
    open.kind === 'caption' ||
    open.kind === 'footnote' ||
    marker.test(line.text)
  )
    return false
  if (Math.abs(line.size - previous.size) > line.size * 0.06 || sentenceEnd.test(previous.text)) return false
  return /^[\p{Ll}\p{Script=Han}\d(（]/u.test(line.text) || /[-,，、]$/.test(previous.text)
}

function appendLine(
  open: TextBlock,
  line: Line,
  previous: Line,
  flow: Flow,
  words: ReadonlySet<string>,
): void {
  const width = flow.right - flow.left
  // Short lines that start anew are lines of a list or an address, not of a sentence.
  const isRow = isSetApart(previous)
  const wasShort = previous.x1 < flow.left + width * 0.6 && /^[\p{Lu}\p{N}]/u.test(line.text)
  if (open.kind !== 'heading' && (isRow || wasShort)) open.text += '\n'
  else if (divides(open.text, line.text))
    open.text = open.text.slice(0, keepsHyphen(open.text, line.text, words) ? undefined : -1)
  else if (!joinsWithoutSpace(open.text, line.text)) open.text += ' '
  const last = open.lines.at(-1)
  if (last && last.end > open.text.length)
    open.lines[open.lines.length - 1] = { ...last, end: open.text.length }
  const start = open.text.length
  open.text += line.text
  open.lines.push({ line, start, end: open.text.length })
}

/** `3.1 Concentration`: a heading whose number stands apart looks like a row of a table. */
function isNumbered(line: Line): boolean {
  return /^[\dIVX]+(\.\d+)*\.?\s+\p{L}/u.test(line.text)
}

/** Cells beside each other: gaps that no justified line has, or a figure at the end. */
function isSetApart({ segments, size }: Line): boolean {
  if (segments.length < 2) return false
  return (
    isFigure(segments.at(-1)!.text) ||
    segments.slice(1).some((segment, index) => segment.x0 - segments[index]!.x1 > size * 2.2)
  )
}

function divides(before: string, after: string): boolean {
  return /\p{L}[-\u2010]$/u.test(before) && /^\p{L}/u.test(after)
}

/** `long-` + `term` keeps its hyphen, `infor-` + `mation` does not. */
function keepsHyphen(before: string, after: string, words: ReadonlySet<string>): boolean {
  const head = /[\p{L}\p{M}-]+$/u.exec(before.slice(0, -1))?.[0].toLowerCase() ?? ''
  const tail = /^[\p{L}\p{M}]+/u.exec(after)?.[0].toLowerCase() ?? ''
  if (!/^\p{Ll}/u.test(after)) return true
  if (words.has(head + tail)) return false
  return (
    words.has(`${head}-${tail}`) || (words.has(head) && words.has(tail) && head.length > 2 && tail.length > 2)
  )
}

/** The words of a document, lower case, with their inner hyphens: halves at the ends of lines are not words. */
export function wordsOf(lines: readonly Line[]): Set<string> {
  const words = new Set<string>()
  for (const line of lines) {
    const whole = line.text.replace(/^\p{Ll}\S*|\S+[-\u2010]$/gu, '')
    for (const [word] of whole.matchAll(/\p{L}[\p{L}\p{M}]*(?:-\p{L}[\p{L}\p{M}]*)*/gu))
      words.add(word.toLowerCase())
  }
  return words
}

/** The usual distance between baselines in a flow. */
function usualLeading(lines: readonly Line[]): number {
  const gaps = lines
    .slice(1)
    .map((line, index) => line.y - lines[index]!.y)
    .filter((gap, index) => gap > 0 && gap < lines[index]!.size * 2.2)
    .toSorted((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? (lines[0]?.size ?? 10) * 1.25
}
