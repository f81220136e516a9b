/** A piece of a text, in UTF-16 code units. */
export interface Segment {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Longer ones hold nothing that the world says: they are passed over, so that reading stays linear. */
export const longestSentence = 1_600

/** Shorter ones hold nothing either. */
export const shortestSentence = 6

const lineEnd =
  /\r\n|[\n\r\u2028\u2029]|\\{1,4}r?\\{0,4}n(?![a-z]{2})|<\/?[a-z][a-z0-9]{0,9}(?: [^<>\n]{0,200})?\/?>/giu

/** The lines of a text, without white space around them: white space in JSON (`\n`) and tags end lines too. */
export function linesOf(text: string): Segment[] {
  const lines: Segment[] = []
  let start = 0
  const add = (end: number): void => {
    const line = trimmed(text, start, end)
    lines.push(line)
  }
  for (const match of text.matchAll(lineEnd)) {
    add(match.index)
    start = match.index + match[0].length
  }
  add(text.length)
  return lines
}

const sentenceEnd =
  /[。！？!?；;]{1,8}["'”’」』)）\]*_]{0,4}|\.(?=["'”’)）\]*_]{0,4}(?:[\s<[【\\"]|$))["'”’)）*_]{0,4}/gu
const unfinished = /[^.。!！?？:：|;；\t]$/u
const beginsAnew = /^(?:[#>|*•·\-–—[【<{("“]|\d{1,3}[.)、])/u

/** The sentences of a text; one that is wrapped goes on in the next line, where no mark or list says that it does not. */
export function sentencesOf(text: string, lines: readonly Segment[] = linesOf(text)): Segment[] {
  const sentences: Segment[] = []
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]!
    if (first.text === '') continue
    let last = first
    while (goesOn(last, lines[index + 1]) && last.end - first.start < longestSentence) last = lines[++index]!
    split(text, first.start, last.end, sentences)
  }
  return sentences
}

function goesOn(line: Segment, next: Segment | undefined): boolean {
  if (!next || next.text === '' || next.start - line.end > 200) return false
  const isLong = line.text.length >= (/\p{Script=Han}/u.test(line.text) ? 12 : 25)
  return (
    isLong &&
    unfinished.test(line.text.slice(-1)) &&
    !/^#|[|\t]/.test(line.text) &&
    !beginsAnew.test(next.text)
  )
}

function split(text: string, start: number, end: number, into: Segment[]): void {
  const part = text.slice(start, end)
  let from = 0
  const add = (to: number): void => {
    const sentence = trimmed(text, start + from, start + to)
    if (sentence.text !== '') into.push(sentence)
    from = to
  }
  for (const match of part.matchAll(sentenceEnd)) add(match.index + match[0].length)
  add(part.length)
}

function trimmed(text: string, start: number, end: number): Segment {
  const piece = text.slice(start, end)
  const left = piece.length - piece.trimStart().length
  const inner = piece.trim()
  return { start: start + left, end: start + left + inner.length, text: inner }
}
