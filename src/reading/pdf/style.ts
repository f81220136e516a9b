import type { OutlineEntry } from './open.ts'
import type { Flow } from './columns.ts'
import { isFigure } from '../header-rows.ts'
import type { Line } from './lines.ts'

/** What the type of a document says about the role of a line. */
export interface Style {
  readonly bodySize: number
  /** Heading depth of a line, by the outline, by size, by weight; undefined for text. */
  headingLevel(line: Line, flow: Flow): number | undefined
}

const sameText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** @param fontNames names as far as known, by font id */
export function learnStyle(
  flows: readonly Flow[],
  fontNames: ReadonlyMap<string, string>,
  outline: readonly OutlineEntry[],
): Style {
  const sizes = new Map<number, number>()
  const fonts = new Map<string, number>()
  for (const line of flows.flatMap((flow) => flow.lines)) {
    sizes.set(step(line.size), (sizes.get(step(line.size)) ?? 0) + line.text.length)
    fonts.set(line.font, (fonts.get(line.font) ?? 0) + line.text.length)
  }
  const shares = fillingShares(flows)
  const total = [...sizes.values()].reduce((sum, count) => sum + count, 0)
  const bodySize = mostOf(sizes) ?? 10
  const bodyIsBold = isBold(fontNames.get(mostOf(fonts) ?? ''))
  const larger = [...sizes]
    .filter(([size]) => (shares.get(size) ?? 0) <= 0.4)
    .filter(([size, count]) => size >= bodySize * 1.12 && count < total * 0.25)
    .map(([size]) => size)
    .toSorted((a, b) => b - a)
  const levels = new Map<number, number>()
  // Sizes within a fifth of a point or six per cent are one level: scaling makes 13.9 and 14.1 of one font.
  for (const size of larger) {
    const near = [...levels].find(([known]) => known - size < known * 0.06)
    levels.set(size, near?.[1] ?? Math.min(5, new Set(levels.values()).size + 1))
  }
  const sizeLevels = new Set(levels.values()).size
  const outlined = new Map(outline.map((entry) => [sameText(entry.title), entry.level]))

  return {
    bodySize,
    headingLevel(line, flow) {
      const text = line.text
      if (
        text.length > 160 ||
        !/\p{L}/u.test(text) ||
        line.segments.slice(1).some((segment) => isFigure(segment.text))
      )
        return undefined
      const stated = outlined.get(sameText(text))
      if (stated !== undefined && sameText(text).length > 1) return stated
      const bySize = levels.get(step(line.size))
      if (bySize !== undefined) return bySize
      const bold =
        !bodyIsBold &&
        isBold(fontNames.get(line.font)) &&
        line.segments.every((segment) => segment.font === line.font)
      const short =
        line.x1 - line.x0 < (flow.right - flow.left) * 0.85 &&
        text.length <= (/\p{Script=Han}/u.test(text) ? 40 : 90)
      const opens = /^[\p{Lu}\p{N}\p{Script=Han}（(【「]/u.test(text)
      const closes = !/[.。;；,，:：!?！？、]$/.test(text) || /^\d+(\.\d+)*\.?\s/.test(text)
      return bold && short && opens && closes && line.size >= bodySize * 0.95 && line.segments.length === 1
        ? Math.min(6, sizeLevels + 1)
        : undefined
    },
  }
}

/** For each size, the share of its lines that fill their column: prose does, headings do not. */
function fillingShares(flows: readonly Flow[]): Map<number, number> {
  const lines = new Map<number, { all: number; filling: number }>()
  for (const { lines: inFlow, left, right } of flows)
    for (const line of inFlow) {
      const count = lines.get(step(line.size)) ?? { all: 0, filling: 0 }
      count.all++
      if (line.x1 > right - (right - left) * 0.12 && line.x0 < left + (right - left) * 0.2) count.filling++
      lines.set(step(line.size), count)
    }
  return new Map([...lines].map(([size, { all, filling }]) => [size, all < 6 ? 0 : filling / all]))
}

/** Sizes to the fifth of a point. */
function step(size: number): number {
  return Math.round(size * 5) / 5
}

function mostOf<K>(counts: ReadonlyMap<K, number>): K | undefined {
  let best: K | undefined
  let most = -1
  for (const [key, count] of counts) if (count > most) [best, most] = [key, count]
  return best
}

/** Latin names say it; Chinese ones use another face for emphasis. */
function isBold(name: string | undefined): boolean {
  return (
    name !== undefined && /bold|black|heavy|semibold|demi|(^|[^a-z])(simhei|heiti|stheiti)|黑体/i.test(name)
  )
}
