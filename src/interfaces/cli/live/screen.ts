import { displayWidth } from '../display-width.ts'

/** The part of a terminal's stream that is drawn on. */
export interface DrawnOn {
  write(text: string): unknown
  readonly columns?: number
  readonly rows?: number
}

/**
 * A block of lines at the foot of a terminal, drawn over in place while lines scroll by above it.
 *
 * 1. A frame is one write; nothing is written where nothing changed.
 * 2. Between two writes the cursor is visible, stands at the left below the block, and lines wrap: whatever kills the
 *    process, the terminal is as it was. Within a write the cursor is hidden and a line that is wider than it looks
 *    (terminals do not agree on emoji) is cut at the edge instead of wrapping.
 * 3. When the terminal was made narrower, what stood there wraps; as many rows are drawn over as that makes.
 */
export interface Screen {
  /** Draws a block in place of the one before, below `above`, which stays; no lines take the block away. */
  draw(lines: readonly string[], above?: readonly string[]): void
  /** Puts lines above the block. */
  above(lines: readonly string[]): void
  /** The block is somewhere else now (the process was suspended): the next one is drawn where the cursor is. */
  forget(): void
}

/** Hide the cursor, do not wrap; and back (DECTCEM and DECAWM, ECMA-48 private modes). */
const begin = '\u001B[?25l\u001B[?7l'
const end = '\u001B[?7h\u001B[?25h'
const wrap = '\u001B[?7h'
const noWrap = '\u001B[?7l'
const toEndOfLine = '\u001B[K'
const toEndOfScreen = '\u001B[J'

export function openScreen(stream: DrawnOn): Screen {
  let drawn: readonly string[] = []

  /** To the first row of the block. */
  const up = (): string => {
    const columns = stream.columns || 80
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line, columns), 0)
    const within = Math.min(rows, Math.max(0, (stream.rows || 24) - 1))
    return within > 0 ? `\r\u001B[${within}A` : '\r'
  }

  const draw = (lines: readonly string[], above: readonly string[] = []): void => {
    const same = lines.length === drawn.length && lines.every((line, index) => line === drawn[index])
    if (same && above.length === 0) return
    const scrolled = above.map((line) => `${line}\n`).join('')
    const block = lines.map((line) => `${line}${toEndOfLine}\n`).join('')
    const told = scrolled === '' ? '' : `${toEndOfScreen}${wrap}${scrolled}${noWrap}`
    // Where nothing stood and nothing is to stand, a line is a line.
    if (drawn.length === 0 && lines.length === 0) stream.write(scrolled)
    else stream.write(`${begin}${up()}${told}${block}${toEndOfScreen}${end}`)
    drawn = lines
  }
  return {
    draw,
    above: (lines) => draw(drawn, lines),
    forget: () => {
      drawn = []
    },
  }
}

/** Rows that a line takes where lines wrap after `columns`; a wide letter does not stand half on each of two. */
function rowsOf(line: string, columns: number): number {
  let rows = 1
  let at = 0
  for (const letter of line.replace(/\u001B\[[\d;]*m/g, '')) {
    const width = displayWidth(letter)
    if (at + width > columns) {
      rows++
      at = 0
    }
    at += width
  }
  return rows
}
