import { termsOf } from '#library'

/**
 * What may leave in a query.
 *
 * 1. While private documents take part, a query is a part of the question: words of it, as the question writes them,
 *    in its order and each once. Whoever planned or rewrote a query may have seen the documents, and what a model was
 *    shown it may be made to say: in words, in their order, in how often or how they are written. All that is left to
 *    it is which of the question's words are asked for.
 * 2. Without private documents, or where the user allows it, a query is what was planned.
 * 3. A query is one line and not endless; engines refuse more.
 */
export interface Outgoing {
  /** The query as it may be sent; never empty where the question is not. */
  query(text: string): string
}

/** The longest query that every engine takes (Brave: 400 characters, 50 words). */
const longest = 300
const mostWords = 48
/** Of a question, this much is taken apart. */
const mostOfQuestion = 20_000

/** What may leave for the sake of this question. */
export function createOutgoing(question: string, guarded: boolean): Outgoing {
  const asked = inOneLine(question)
  if (!guarded) return { query: (text) => inOneLine(text) || asked }
  const line = plainLine(question.slice(0, mostOfQuestion))
  const pieces = piecesOf(line)
  return {
    query(text) {
      const said = plainLine(text)
      const words = new Set(piecesOf(said).map(({ key }) => key))
      const whole = folded(said)
      const kept = pieces.filter(({ key }) => (unspaced.test(key) ? whole.includes(key) : words.has(key)))
      const part = inOneLine(asTheyStand(kept, pieces, line))
      return kept.length < pieces.length && termsOf(part).size > 0 ? part : asked
    },
  }
}

/** A word of a text: of scripts without spaces, a segment. */
interface Piece {
  readonly key: string
  readonly start: number
  readonly end: number
}

/** Scripts whose words are cut otherwise in another sentence. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** The words of a text, each where it first stands, with the signs that belong to them (C++, C#, 20%). */
function piecesOf(line: string): Piece[] {
  const pieces = new Map<string, Piece>()
  for (const { segment, index, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(
    line,
  )) {
    if (!isWordLike) continue
    const end = index + segment.length
    const whole = segment + /^[+#%]*/.exec(line.slice(end, end + 3))![0]
    const key = folded(whole)
    if (!pieces.has(key)) pieces.set(key, { key, start: index, end: index + whole.length })
  }
  return [...pieces.values()]
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[’ʼ]/g, "'")
}

/** Neighbours with what stands between them in the question, the others apart. */
function asTheyStand(kept: readonly Piece[], all: readonly Piece[], line: string): string {
  let text = ''
  let last: Piece | undefined
  for (const piece of kept) {
    const before = last && line.slice(last.end, piece.start)
    const neighbours =
      last !== undefined && all[all.indexOf(last) + 1] === piece && !/[\p{L}\p{N}]/u.test(before!)
    text += `${last === undefined ? '' : neighbours ? before : ' '}${line.slice(piece.start, piece.end)}`
    last = piece
  }
  return text
}

function plainLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim()
}

function inOneLine(text: string): string {
  const words = plainLine(text.slice(0, mostOfQuestion)).split(' ').slice(0, mostWords).join(' ')
  if (words.length <= longest) return words
  const cut = words.slice(0, longest)
  return (cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut).replace(/\p{Cs}/gu, '')
}
