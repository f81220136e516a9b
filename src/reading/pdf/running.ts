/**
 * Finds what is printed again on every page: headers, footers, page numbers.
 *
 * A line is running when it stands in the outer ninth of the page, at the same height, with the same text on at
 * least three pages and a quarter of all; numbers in it may differ if they count with the pages. The first and last
 * lines of a page need only two pages if those are most. Less than that is text.
 */
import type { Line } from './lines.ts'

export interface MarginLine {
  readonly page: number
  /** Whether it is the first or last line of its page. */
  readonly outermost: boolean
  readonly line: Line
  /** Height of the page. */
  readonly height: number
}

const margin = 0.11
/** A short document repeats its first or last line on most pages. */
const mostPages = 0.6

/** Roman numerals count as well. */
const numeral = /\d+|\b[ivxlc]+\b/gi

export function findRunning(lines: readonly MarginLine[], pages: number): ReadonlySet<Line> {
  const groups = new Map<string, (MarginLine & { readonly offsets: readonly string[] })[]>()
  for (const candidate of lines) {
    const { line, height, page } = candidate
    if (line.y > height * margin && line.y < height * (1 - margin)) continue
    const shape = line.text.replace(numeral, '#').replace(/\s+/g, '')
    const key = `${Math.round(line.y / 6)} ${shape}`
    const offsets = [...line.text.matchAll(numeral)].map(
      ([text]) => `${/\d/.test(text) ? Number(text) - page : roman(text) - page}`,
    )
    // A bare page number stands under text of any length.
    if (candidate.outermost && isPageNumber(line.text))
      groups.set('number', [...(groups.get('number') ?? []), { ...candidate, offsets }])
    // Rounding must not part equal heights, so a line is filed under both neighbouring steps.
    for (const where of new Set([key, `${Math.round((line.y + 3) / 6)}+ ${shape}`]))
      groups.set(where, [...(groups.get(where) ?? []), { ...candidate, offsets }])
  }
  const running = new Set<Line>()
  for (const group of groups.values()) {
    const alike = commonest(group, (one) => one.line.text.replace(/\s+/g, ''))
    const counting = [
      commonest(group, (one) => one.offsets[0]),
      commonest(group, (one) => one.offsets.at(-1)),
    ]
    for (const found of [alike, ...counting]) {
      if (found !== alike && found.some((one) => one.line.text.length > 80)) continue
      const onPages = new Set(found.map((one) => one.page)).size
      const isNumber = found.every((one) => isPageNumber(one.line.text))
      const outer =
        found === alike && onPages >= Math.max(2, pages * mostPages) && found.every((one) => one.outermost)
      if (outer || onPages >= Math.max(isNumber && found !== alike ? 2 : 3, pages / 4))
        for (const one of found) running.add(one.line)
    }
  }
  // A document of nothing else is not empty.
  return lines.every(({ line }) => running.has(line)) ? new Set() : running
}

/** `7`, `- 7 -`, `Page 7 of 12`, `第7页`, `F-7`. */
function isPageNumber(text: string): boolean {
  return /^[^\p{L}\d]*(page|p\.|第|[A-Z]-)?\s*(\d{1,4}|[ivxlc]{1,7})\s*(页|of|\/|共|，|,|\||\s)*\s*(\d{1,4})?\s*页?[^\p{L}\d]*$/iu.test(
    text,
  )
}

function commonest<T>(items: readonly T[], keyOf: (item: T) => string | undefined): T[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()].reduce<T[]>((best, group) => (group.length > best.length ? group : best), [])
}

function roman(text: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 }
  const digits = [...text.toLowerCase()].map((sign) => values[sign] ?? 0)
  return digits.reduce((sum, value, index) => sum + (value < (digits[index + 1] ?? 0) ? -value : value), 0)
}
