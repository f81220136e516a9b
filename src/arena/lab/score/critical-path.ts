import type { WireExchange } from '../serve/wire-log.ts'

/**
 * How long a run had to take at least, with the exchanges it made and the times they took: the longest chain of which
 * each needed what the one before had answered.
 *
 * 1. What an exchange needed is seen on the wire, whoever made it: the words of its request that stand in no answer
 *    before it are the question's; the others came from the answer that held them first.
 * 2. An address needs the answer that first named it; an attempt needs the failed one that it repeats.
 * 3. An answer that came in a stream is needed up to the moment at which the words had been sent, not to its end: a
 *    search may start while the plan is still being told.
 * 4. Two exchanges that merely followed one another are no chain: whoever asks one after the other what could have
 *    been asked at once is longer than this path, and that is what the ratio shows.
 */
export function criticalPath(exchanges: readonly WireExchange[], question: string): number {
  const byStart = exchanges.toSorted((a, b) => a.start - b.start || a.index - b.index)
  const answered = exchanges.filter(({ outcome }) => outcome !== 'abandoned')
  const firstWith = sourcesOf(answered)
  const own = new Set(shinglesOf(question).map(({ piece }) => piece))
  /** How long the chain was that led to the start of each. */
  const before = new Map<number, number>()
  let longest = 0
  for (const exchange of byStart) {
    let waited = 0
    for (const { source, at } of neededBy(exchange, answered, firstWith, own))
      waited = Math.max(waited, (before.get(source.index) ?? 0) + at - source.start)
    before.set(exchange.index, waited)
    longest = Math.max(longest, waited + exchange.end - exchange.start)
  }
  return longest
}

/** An answer, and the moment at which it held what is looked for. */
interface Held {
  readonly source: WireExchange
  readonly at: number
}

/** Which answer was the first to hold a shingle or an address, and when. */
type Sources = ReadonlyMap<string, Held>

function sourcesOf(answered: readonly WireExchange[]): Sources {
  const first = new Map<string, Held>()
  for (const source of answered)
    for (const { piece, end } of piecesOf(source.response)) {
      const at = sentBy(source, end)
      const known = first.get(piece)
      const earlier =
        !known || at < known.at || (at === known.at && source.end < known.source.end) ||
        (at === known.at && source.end === known.source.end && source.index < known.source.index) // prettier-ignore
      if (earlier) first.set(piece, { source, at })
    }
  return first
}

/** When so much of an answer had been sent. */
function sentBy({ streamed, end }: WireExchange, length: number): number {
  const grown = streamed?.find((one) => one.length >= length)
  return Math.min(end, grown?.at ?? end)
}

function* neededBy(
  exchange: WireExchange,
  answered: readonly WireExchange[],
  firstWith: Sources,
  own: ReadonlySet<string>,
): Generator<Held> {
  const { start, service, name, request, index } = exchange
  for (const { piece } of piecesOf(request)) {
    const held = own.has(piece) ? undefined : firstWith.get(piece)
    if (held && held.at <= start && held.source.index !== index) yield held
  }
  for (const source of answered) {
    if (source.outcome !== 'failed' || source.end > start || source.index === index) continue
    const same = source.service === service && source.name === name && source.request === request
    if (same) yield { source, at: source.end }
  }
}

/** A piece of a text by which it is known again, and where it ends. */
interface Piece {
  readonly piece: string
  readonly end: number
}

function piecesOf(text: string): Piece[] {
  return [...shinglesOf(text), ...addressesIn(text)]
}

/** Words in a row that are taken for the same text; what is shorter is taken whole. */
const shingleWords = 4

function shinglesOf(text: string): Piece[] {
  const words = [...text.toLowerCase().matchAll(/\p{Script=Han}{2}|[\p{L}\p{N}]+/gu)].map((match) => ({
    word: match[0],
    end: match.index + match[0].length,
  }))
  const joined = (from: number, to: number): Piece => ({
    piece: words
      .slice(from, to)
      .map(({ word }) => word)
      .join(' '),
    end: words[to - 1]!.end,
  })
  if (words.length <= shingleWords) return words.length === 0 ? [] : [joined(0, words.length)]
  return Array.from({ length: words.length - shingleWords + 1 }, (_, index) =>
    joined(index, index + shingleWords),
  )
}

function addressesIn(text: string): Piece[] {
  return [...text.matchAll(/https?:\/\/[^\s"'<>()[\]]+/g)].map((match) => {
    const piece = match[0].replace(/[.,;]+$/, '')
    return { piece, end: match.index + piece.length }
  })
}
