import type { Span } from '#vocabulary'
import { nameKey } from '#reading'
import type { Alignment } from './alignment.ts'
import type { Statement } from './statement.ts'

/** Two that a claim puts in each other's place; `surely` where the predicate between them is the source's own. */
export interface Transposition {
  readonly text: string
  readonly surely: boolean
}

const passive = /\b(?:is|are|was|were|be|been|being|gets?|got)\b[^,;]*\bby\b/iu
const passiveHan = /被|由|受|遭|为.{1,12}所/u
const listed = /^[\s,，、;；/]*(?:and|or|to|nor|with|&|与|和|及|或|至|到|同)?[\s,，、]*$/iu
/** Who meets whom is met by them. */
export const mutual =
  /\b(?:meet|met|merge[sd]?|marri\w*|divorc\w*|border\w*|cooperat\w*|partner\w*|connect\w*|links?|linked|between|agree\w*|negotiat\w*|play\w*|dr[ae]w|compar\w*|equal\w*|resembl\w*|neighbou?r\w*)\b|会见|会晤|合并|结婚|离婚|接壤|相邻|合作|连接|相连|之间|谈判|对阵|打平|相当|联合/iu
const preposition =
  /\b(?:in|at|on|near|from|since|after|before|during|within|for|with|to|under|over|into|by|through|across|against|among|between|until)\b/iu

/**
 * Who does it to whom: two of a claim, the first of which begins its clause, where the quote's clause begins with the
 * second; or the same order in the other voice. Alignment by words alone takes both for the same.
 */
export function findTransposition({ claim, quotes, order, links }: Alignment): Transposition | undefined {
  const at = order[0]
  const quote = at === undefined ? undefined : quotes[at]
  if (!quote || at === undefined) return undefined
  const pivots = (inClaim: Span, inQuote: Span): boolean =>
    links.some((link, index) => {
      const word = claim.words[index]!
      const other = link?.quote === at ? quote.words[link.at] : undefined
      return (
        other !== undefined &&
        word.start >= inClaim.start &&
        word.end <= inClaim.end &&
        other.start >= inQuote.start &&
        other.end <= inQuote.end &&
        word.weight > 0.2
      )
    })
  for (const [a, b] of namedPairs(claim, quote)) {
    const between = { start: a.claim.end, end: b.claim.start }
    const reversed = b.quote.start < a.quote.start
    const theirs = reversed
      ? { start: b.quote.end, end: a.quote.start }
      : { start: a.quote.end, end: b.quote.start }
    const [said, source] = [
      claim.text.slice(between.start, between.end),
      quote.text.slice(theirs.start, theirs.end),
    ]
    if (listed.test(said) || listed.test(source) || mutual.test(said) || mutual.test(source)) continue
    // Beyond a comma begins a list, an apposition, a clause of somebody else's.
    if (/[,;，；。]|[.!?]\s/u.test(said + source)) continue
    if (!begins(claim, a.claim) || !begins(quote, reversed ? b.quote : a.quote)) continue
    const turned = passive.test(said) !== passive.test(source)
    const same = pivots(between, theirs)
    if (reversed === turned) continue
    const text = `${claim.text.slice(a.claim.start, a.claim.end)} … ${claim.text.slice(b.claim.start, b.claim.end)}`
    if (same) return { text, surely: true }
    if (reversed && /\p{L}{4,}/u.test(said)) return { text, surely: false }
  }
  return transposedRuns(claim, quote)
}

interface Placed {
  readonly claim: Span
  readonly quote: Span
}

/** Names that both texts have once, two by two in the claim's order. */
function namedPairs(claim: Statement, quote: Statement): [Placed, Placed][] {
  const once = claim.names.flatMap((name): Placed[] => {
    if (/\p{Script=Han}/u.test(name.text)) return []
    const key = nameKey(name.text)
    const same = quote.names.filter((other) => nameKey(other.text) === key)
    const own = claim.names.filter((other) => nameKey(other.text) === key)
    return same.length === 1 && own.length === 1 ? [{ claim: name, quote: same[0]! }] : []
  })
  return once.slice(0, 6).flatMap((a, index) => once.slice(index + 1, 6).map((b): [Placed, Placed] => [a, b]))
}

/** What stands before it in its clause is an article, what it is (“the contractor”), a day; no preposition. */
function begins({ text, clauses }: Statement, { start }: Span): boolean {
  const clause = clauses.find((span) => start >= span.start && start < span.end)
  const before = text.slice(clause?.start ?? 0, start).trim()
  const words = before === '' ? [] : before.split(/\s+/)
  return (
    words.length <= 4 &&
    words.every((word) => /^[\p{Ll}’'-]+$|^(?:The|A|An)$/u.test(word)) &&
    !preposition.test(before)
  )
}

/** Runs of Chinese characters in both texts: `X predicate Y` for `Y predicate X`, each once and at its clause's beginning. */
function transposedRuns(claim: Statement, quote: Statement): Transposition | undefined {
  if (!/\p{Script=Han}{6}/u.test(claim.text)) return undefined
  const runs = commonRuns(claim.text, quote.text)
  for (const [index, x] of runs.entries())
    for (const y of runs.slice(index + 2)) {
      if (x.text.length < 3 || y.text.length < 3 || !startsClause(claim, x.start)) continue
      if (circumstance.test(x.text) || circumstance.test(y.text)) continue
      const [qx, qy] = [quote.text.indexOf(x.text), quote.text.indexOf(y.text)]
      if (qy < 0 || qx <= qy || !startsClause(quote, qy)) continue
      if (quote.text.lastIndexOf(x.text) !== qx || claim.text.lastIndexOf(x.text) !== x.start) continue
      if (quote.text.lastIndexOf(y.text) !== qy || claim.text.lastIndexOf(y.text) !== y.start) continue
      const said = claim.text.slice(x.start + x.text.length, y.start)
      const source = quote.text.slice(qy + y.text.length, qx)
      if (/[，。；：、,;]/u.test(said + source) || listed.test(said) || mutual.test(said + source)) continue
      if (passiveHan.test(said) !== passiveHan.test(source)) continue
      const shares = runs.some(
        ({ text, start }) =>
          start >= x.start + x.text.length && start + text.length <= y.start && source.includes(text),
      )
      if (shares) return { text: `${x.text} … ${y.text}`, surely: true }
    }
  return undefined
}

/** When and where, which stand where they like. */
const circumstance = /^[在于从自当向对按据]|[年月日时天午晨晚后前间里内上中]$|\d/u

function startsClause({ clauses }: Statement, start: number): boolean {
  const clause = clauses.find((span) => start >= span.start && start < span.end)
  return start - (clause?.start ?? 0) <= 3
}

/** Longest runs of two Chinese characters or more that stand in both, in the claim's order; quadratic in 400 signs. */
function commonRuns(text: string, other: string): { text: string; start: number }[] {
  const runs: { text: string; start: number }[] = []
  const most = Math.min(text.length, 400)
  for (let at = 0; at < most; at++) {
    let end = at
    while (end < most && /\p{Script=Han}/u.test(text[end]!) && other.includes(text.slice(at, end + 1))) end++
    if (end - at < 2) continue
    runs.push({ text: text.slice(at, end), start: at })
    at = end - 1
  }
  return runs
}
