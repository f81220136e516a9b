/** Tells when a text that is still coming has begun to repeat itself without end. */
export interface LoopDetector {
  /** Takes the next piece; true once the text so far ends in a loop, and from then on. */
  push(piece: string): boolean
}

/** What of the text's end is looked at, and how often, in UTF-16 code units. */
const window = 6_000
const every = 500
/** A cycle counts when it stands so many times, and covers so much, in Latin letters; a Han character counts as two. */
const leastRepeats = 6
const leastCovered = 800
/** Near-repetition: of so many grams in a full window, fewer than this share are different ones. */
const gramLength = 16
const leastDifferent = 0.06

/**
 * A detector for one answer, in any language: exact cycles at the end of the text by the prefix function of the
 * reversed end (Knuth, Morris and Pratt 1977), and cycles with small changes by the share of different character
 * grams. Lists of records whose values differ are not loops; a streaming transport stops the answer when it is one.
 */
export function createLoopDetector(): LoopDetector {
  let end = ''
  let unseen = 0
  let looping = false
  return {
    push(piece) {
      if (looping) return true
      end = (end + piece).slice(-window)
      unseen += piece.length
      if (unseen < every) return false
      unseen = 0
      looping = endsInLoop(end)
      return looping
    },
  }
}

/** Whether a finished text ends in a loop. Total; looks at its last 6,000 code units. */
export function endsInLoop(text: string): boolean {
  const end = text.slice(-window)
  if (weightOf(end) < leastCovered) return false
  return cycles(end) || (end.length >= window && hardlyVaries(end))
}

/** Whether some end of the text is one piece repeated. */
function cycles(text: string): boolean {
  const { length } = text
  const borders = new Uint16Array(length + 1)
  for (let size = 1, border = 0; size < length; size++) {
    const code = text.charCodeAt(length - 1 - size)
    while (border > 0 && code !== text.charCodeAt(length - 1 - border)) border = borders[border - 1]!
    if (code === text.charCodeAt(length - 1 - border)) border++
    borders[size] = border
    const covered = size + 1
    const period = covered - border
    if (covered >= period * leastRepeats && covered * 2 >= leastCovered)
      if (weightOf(text.slice(length - covered)) >= leastCovered) return true
  }
  return false
}

function hardlyVaries(text: string): boolean {
  const grams = new Set<string>()
  const count = text.length - gramLength + 1
  for (let at = 0; at < count; at++) grams.add(text.slice(at, at + gramLength))
  return grams.size < count * leastDifferent
}

function weightOf(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0)
}
