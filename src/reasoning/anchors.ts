import type { Span } from '#vocabulary'
import { compareQuantities, type NameMention } from '#reading'
import type { Alignment } from './alignment.ts'
import { holdsName } from './name-checks.ts'
import type { Telling } from './stitching.ts'

/** Content words of a clause that its evidence may lack, where names and figures hold it fast: a predicate, not a story. */
const mostOwnWords = 4
/** Pairs of Chinese characters for a word. */
const pairsPerWord = 2
/** A pair of characters that weighs less is an accident of its neighbourhood. */
const telling = 0.5

/**
 * Whether a clause is held fast by one telling: every figure, date and name of it stands there, a figure in the quote
 * itself beside a name of the claim, or two names; and its own words are few. What is left to ask is whether the
 * predicate says the same ("drew 22,170 people", "counted 22,170 visitors"): that takes a reader, and a reader's word
 * is then worth something, since nothing can be put beside such facts but another verb.
 */
export function isAnchored(alignment: Alignment, clause: Span, tellings: readonly Telling[]): boolean {
  const { claim, links, quotes } = alignment
  const within = ({ start, end }: Span): boolean => start >= clause.start && end <= clause.end
  const own = claim.words.filter(
    (word, index) =>
      within(word) &&
      !links[index] &&
      !claim.names.some((name) => word.start < name.end && word.end > name.start),
  )
  const ownSize = own.reduce(
    (size, { han, weight }) => size + (han ? (weight >= telling ? 1 / pairsPerWord : 0) : 1),
    0,
  )
  if (ownSize > mostOwnWords) return false
  const figures = claim.quantities.filter((one) => one.kind !== 'ordinal' && within(one))
  const dates = claim.dates.filter(within)
  const names = claim.names.filter(within)
  const others = claim.names.filter((name) => !within(name))
  return quotes.some((quote, index) => {
    const told = tellings[index]
    if (!told) return false
    const around = `${told.about}\n${told.before}\n${told.text}`
    const stands = (name: NameMention): boolean => holdsName(around, name) || endsAlike(name.text, around)
    const held =
      figures.every((one) =>
        quote.quantities.some((other) => ['equal', 'within'].includes(compareQuantities(one, other))),
      ) &&
      dates.every(({ text }) => yearsOf(text).every((year) => `${told.about} ${told.text}`.includes(year))) &&
      names.every(stands)
    const bearers =
      [...names, ...others].filter(stands).length +
      Number(claim.names.length === 0 && sharesRun(claim.text, around))
    const inQuote = names.filter((name) => holdsName(told.text, name)).length
    return held && ((figures.length + dates.length > 0 && bearers > 0) || inQuote >= 2)
  })
}

/** So many Chinese characters at the end of a name are the name without what was taken for its beginning. */
const leastRun = 4
/** So many in both texts are the name of something, where no other name was read. */
const leastShared = 3

/** A name of which only the left edge is not in the text: where a Chinese name begins is a guess (修建 in 修建某某大桥). */
function endsAlike(name: string, text: string): boolean {
  return /^\p{Script=Han}+$/u.test(name) && name.length > leastRun && text.includes(name.slice(-leastRun))
}

/** Names that end in no word for what they name are not read as names: characters that stand together in both texts are. */
function sharesRun(text: string, other: string): boolean {
  return (text.match(/\p{Script=Han}{3,}/gu) ?? []).some((run) =>
    Array.from({ length: run.length - leastShared + 1 }, (_, at) => run.slice(at, at + leastShared)).some(
      (part) => other.includes(part),
    ),
  )
}

/** The years of a date, or all of its words where it has none. */
function yearsOf(text: string): readonly string[] {
  return text.match(/(?:1[5-9]|20)\d\d/g) ?? [text]
}
