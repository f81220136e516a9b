const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]/g
const cjkEnd = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：？！“”‘’（）《》「」『』]$/u
const cjkStart = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：？！“”‘’（）《》「」『』]/u

/** Columns that a line takes in a terminal: ideographs and full-width marks take two. */
export function columnsOf(line: string): number {
  return line.length + (line.match(wide)?.length ?? 0)
}

/** Joins two lines of one paragraph: nothing between ideographs, a space elsewhere, a soft hyphen undone. */
export function joinLines(before: string, after: string): string {
  const next = after.trimStart()
  if (before === '') return next
  if (before.endsWith('\u00ad')) return before.slice(0, -1) + next
  return cjkEnd.test(before) && cjkStart.test(next) ? before + next : `${before} ${next}`
}

/**
 * The column at which a text was wrapped by hand, or Infinity when its lines are whole paragraphs: the width
 * that nine in ten of its continued lines stay within.
 */
export function wrapColumn(paragraphs: readonly (readonly string[])[]): number {
  const widths = paragraphs.flatMap((lines) => lines.slice(0, -1).map(columnsOf)).toSorted((a, b) => a - b)
  if (widths.length === 0) return 80
  const most = widths[Math.floor(0.95 * (widths.length - 1))]!
  return most > 132 ? Infinity : Math.max(most, 40)
}

/** Whether a line break was forced: the next word would not have fitted, or a long line goes on in lower case. */
export function isForcedBreak(before: string, after: string, column: number): boolean {
  const next = after.trimStart()
  const width = columnsOf(before.trimEnd())
  if (width > 45 && /^\p{Ll}/u.test(next) && /[\p{L}\p{N},]$/u.test(before.trimEnd())) return true
  const word = cjkStart.test(next) ? next.slice(0, 1) : (/^\S+/.exec(next)?.[0] ?? '')
  return width + 1 + columnsOf(word) > 0.93 * column
}
