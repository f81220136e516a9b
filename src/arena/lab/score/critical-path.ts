import type { WireExchange } from '../serve/wire-log.ts'

/**
 * How long a run had to take at least, with the exchanges it made and the times they took: the longest chain of which
 * each needed what the one before had answered.
 *
 * 1. What an exchange needed is seen on the wire, whoever made it: the words of its request that stand in no answer
 *    before it are the question's; the others came from the earliest answer that holds them.
 * 2. An address needs the answer that first named it; an attempt needs the failed one that it repeats.
 * 3. Two exchanges that merely followed one another are no chain: whoever asks one after the other what could have
 *    been asked at once is longer than this path, and that is what the ratio shows.
 */
export function criticalPath(exchanges: readonly WireExchange[], question: string): number {
  const byStart = exchanges.toSorted((a, b) => a.start - b.start || a.index - b.index)
  const answered = exchanges
    .filter(({ outcome }) => outcome !== 'abandoned')
    .toSorted((a, b) => a.end - b.end || a.index - b.index)
  const firstWith = sourcesOf(answered)
  const own = new Set(shinglesOf(question))
  const lengths = new Map<number, number>()
  let longest = 0
  for (const exchange of byStart) {
    let before = 0
    for (const needed of neededBy(exchange, answered, firstWith, own))
      before = Math.max(before, lengths.get(needed.index) ?? 0)
    const length = before + exchange.end - exchange.start
    lengths.set(exchange.index, length)
    longest = Math.max(longest, length)
  }
  return longest
}

/** Which answer was the first to hold a shingle or an address. */
type Sources = ReadonlyMap<string, WireExchange>

function sourcesOf(answered: readonly WireExchange[]): Sources {
  const first = new Map<string, WireExchange>()
  for (const exchange of answered)
    for (const piece of [...shinglesOf(exchange.response), ...addressesIn(exchange.response)])
      if (!first.has(piece)) first.set(piece, exchange)
  return first
}

function* neededBy(
  exchange: WireExchange,
  answered: readonly WireExchange[],
  firstWith: Sources,
  own: ReadonlySet<string>,
): Generator<WireExchange> {
  const { start, service, name, request } = exchange
  for (const piece of [...shinglesOf(request), ...addressesIn(request)]) {
    const source = own.has(piece) ? undefined : firstWith.get(piece)
    if (source && source.end <= start) yield source
  }
  for (const earlier of answered) {
    if (earlier.end > start) break
    const same = earlier.service === service && earlier.name === name && earlier.request === request
    if (same && earlier.outcome === 'failed') yield earlier
  }
}

/** Words in a row that are taken for the same text; what is shorter is taken whole. */
const shingleWords = 4

function shinglesOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{Script=Han}{2}|[\p{L}\p{N}]+/gu) ?? []
  if (words.length <= shingleWords) return words.length === 0 ? [] : [words.join(' ')]
  return Array.from({ length: words.length - shingleWords + 1 }, (_, index) =>
    words.slice(index, index + shingleWords).join(' '),
  )
}

function addressesIn(text: string): string[] {
  return (text.match(/https?:\/\/[^\s"'<>()[\]]+/g) ?? []).map((address) => address.replace(/[.,;]+$/, ''))
}
