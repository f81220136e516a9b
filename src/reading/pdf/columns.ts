/**
 * Finds the reading order of a page: bands down the page, columns inside a band.
 *
 * A page is cut at a gutter only when the text on both sides of it reads as prose, so that the label and the
 * figures of a table row stay on one line. Segments across the gutter (titles, wide tables) end a band.
 * A recursive cut in the manner of Nagy and Seth's XY-cut (1984), with that one condition.
 */
import { formLines, type Line, type Segment } from './lines.ts'

/** Lines that are read one after the other; `left` and `right` are the edges of their column. */
export interface Flow {
  readonly lines: readonly Line[]
  readonly left: number
  readonly right: number
}

export function orderPage(segments: readonly Segment[], depth = 0): Flow[] {
  if (segments.length === 0) return []
  const gutter = depth < 3 ? findGutter(segments) : undefined
  if (gutter === undefined) return [flowOf(segments)]
  const flows: Flow[] = []
  let band: Segment[] = []
  const closeBand = (): void => {
    flows.push(
      ...orderPage(
        band.filter((segment) => segment.x1 <= gutter + 1),
        depth + 1,
      ),
    )
    flows.push(
      ...orderPage(
        band.filter((segment) => segment.x1 > gutter + 1),
        depth + 1,
      ),
    )
    band = []
  }
  for (const line of formLines(segments)) {
    const crosses = line.segments.some((segment) => segment.x0 < gutter - 1 && segment.x1 > gutter + 1)
    if (!crosses) {
      band.push(...line.segments)
      continue
    }
    closeBand()
    const last = flows.at(-1)
    // Neighbouring lines across the page belong to one flow.
    if (last && wideFlows.has(last)) flows[flows.length - 1] = wide([...last.lines, line])
    else flows.push(wide([line]))
  }
  closeBand()
  return flows
}

const wideFlows = new WeakSet<Flow>()

function wide(lines: readonly Line[]): Flow {
  const flow = { lines, ...edges(lines.flatMap((line) => line.segments)) }
  wideFlows.add(flow)
  return flow
}

function flowOf(segments: readonly Segment[]): Flow {
  return { lines: formLines(segments), ...edges(segments) }
}

function edges(segments: readonly Segment[]): { left: number; right: number } {
  return {
    left: Math.min(...segments.map((segment) => segment.x0)),
    right: Math.max(...segments.map((segment) => segment.x1)),
  }
}

/** The middle of the widest gap between two columns of prose, if there is one. */
function findGutter(segments: readonly Segment[]): number | undefined {
  const { left, right } = edges(segments)
  const width = right - left
  const narrow = segments.filter((segment) => segment.x1 - segment.x0 < width * 0.6)
  if (narrow.length < 6 || width < 100) return undefined
  const covered = new Int32Array(Math.ceil(width) + 1)
  for (const segment of narrow) {
    const to = Math.min(covered.length, Math.ceil(segment.x1 - left))
    for (let x = Math.max(0, Math.floor(segment.x0 - left)); x < to; x++) covered[x]!++
  }
  const few = Math.floor(narrow.length * 0.1)
  const gaps: { middle: number; width: number }[] = []
  for (let x = 0; x < covered.length; x++) {
    if (covered[x]! > few) continue
    const from = x
    while (x < covered.length && covered[x]! <= few) x++
    if (from > width * 0.12 && x < width * 0.88 && x - from >= 5)
      gaps.push({ middle: left + (from + x) / 2, width: x - from })
  }
  return gaps.toSorted((a, b) => b.width - a.width).find(({ middle }) => separatesProse(segments, middle))
    ?.middle
}

function separatesProse(segments: readonly Segment[], gutter: number): boolean {
  return (
    isProse(segments.filter((segment) => segment.x1 <= gutter + 1)) &&
    isProse(segments.filter((segment) => segment.x0 >= gutter - 1))
  )
}

/** Most lines fill their column and hold words. */
function isProse(segments: readonly Segment[]): boolean {
  const lines = formLines(segments)
  if (lines.length < 3) return false
  const lefts = lines.map((line) => line.x0).toSorted((a, b) => a - b)
  const rights = lines.map((line) => line.x1).toSorted((a, b) => a - b)
  const width = rights[Math.floor(rights.length * 0.95)]! - lefts[Math.floor(lefts.length * 0.05)]!
  const filling = lines.filter((line) => {
    const words = line.text.length / (line.x1 - line.x0)
    const digits = line.text.replace(/[^\d.,%$()]/g, '').length / line.text.length
    const holes = line.segments
      .slice(1)
      .reduce((sum, segment, index) => sum + segment.x0 - line.segments[index]!.x1, 0)
    return (
      line.x1 - line.x0 > width * 0.6 &&
      digits < 0.4 &&
      words > 0 &&
      holes < width * 0.2 &&
      line.text.length >= 8
    )
  })
  return filling.length >= lines.length * 0.5
}
