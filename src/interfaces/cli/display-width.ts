const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
const unseen = /[\p{Mn}\p{Cf}\p{Cc}]/u

/** How many terminal columns a text takes: East Asian wide characters (UAX #11) take two, marks none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : unseen.test(character) ? 0 : 1
  return width
}

/** Cuts a text to at most `columns` terminal columns, the last being `mark` when something was cut. */
export function fitWidth(text: string, columns: number, mark = '…'): string {
  if (displayWidth(text) <= columns) return text
  let kept = ''
  let width = displayWidth(mark)
  if (width > columns) return ''
  for (const character of text) {
    width += displayWidth(character)
    if (width > columns) break
    kept += character
  }
  return kept + mark
}

/** Fills a text with spaces up to `columns` terminal columns. */
export function padWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** The end of a text, of at most `columns` terminal columns. */
export function lastColumns(text: string, columns: number): string {
  let width = 0
  const kept: string[] = []
  for (const letter of [...text].toReversed()) {
    width += displayWidth(letter)
    if (width > columns) break
    kept.unshift(letter)
  }
  return kept.join('')
}
