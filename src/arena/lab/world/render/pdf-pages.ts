import type { LabLanguage } from '../../world.ts'
import { breakLines, widthOf, type Face } from './pdf-type.ts'

/** Text at a place: baseline from the bottom left corner, in points. */
export interface Placed {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly face: Face
  /** White on white. */
  readonly unseen?: true
}

/** A4, with margins so wide that nothing of the text stands where headers and footers do. */
export const paper = { width: 595, height: 842, left: 62, right: 533, top: 736, bottom: 104 } as const

/** Lines that stay together, and the room around them. */
export interface Part {
  readonly lines: readonly (readonly Omit<Placed, 'y'>[])[]
  readonly above: number
  readonly below?: number
  readonly leading: number
  /** It must not be the last on its page. */
  readonly heads?: true
}

/** A text as a part, broken into lines. */
export function partOf(
  text: string,
  language: LabLanguage,
  style: {
    readonly size: number
    readonly face?: Face
    readonly above: number
    readonly below?: number
    /** Set before the first line, the others stand below the text after it. */
    readonly mark?: string
    readonly heads?: true
    readonly unseen?: true
  },
): Part {
  const { size, face = 'regular', above, below = 0, mark = '', heads, unseen } = style
  const measure = (what: string): number => widthOf(what, size, face, language)
  const indent = mark === '' ? 0 : measure(mark)
  const lines = breakLines(text, paper.right - paper.left - indent, measure)
  return {
    lines: lines.map((line, i) => [
      {
        text: i === 0 ? mark + line : line,
        x: paper.left + (i === 0 ? 0 : indent),
        size,
        face,
        ...(unseen ? { unseen } : {}),
      },
    ]),
    above,
    below,
    leading: size * 1.36,
    ...(heads ? { heads } : {}),
  }
}

/** Puts parts on pages, whole; a heading goes over with what follows it. */
export function layOut(parts: readonly Part[]): Placed[][] {
  const pages: Placed[][] = [[]]
  let y: number = paper.top
  parts.forEach((part, i) => {
    if (part.lines.length === 0) return
    let needed = heightOf(part)
    for (let j = i; parts[j]?.heads && parts[j + 1]; j++) needed += heightOf(parts[j + 1]!)
    const page = pages.at(-1)!
    if (page.length > 0 && y - needed < paper.bottom) {
      pages.push([])
      y = paper.top
    } else if (page.length > 0) y -= part.above
    part.lines.forEach((line, k) => {
      if (k > 0) y -= part.leading
      pages.at(-1)!.push(...line.map((piece) => ({ ...piece, y: Math.round(y * 100) / 100 })))
    })
    y -= part.leading + (part.below ?? 0)
  })
  return pages
}

function heightOf({ lines, leading, above }: Part): number {
  return above + lines.length * leading
}
