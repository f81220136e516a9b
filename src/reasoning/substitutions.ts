import type { Span } from '#vocabulary'
import { compareQuantities, foldWidth, type Negation } from '#reading'
import { similarity, thesaurus, type Alignment } from './alignment.ts'
import type { Finding } from './findings.ts'

/** A few words of the claim that stand where the source has a few others, both neighbours being the same. */
export interface Substitution {
  readonly claim: string
  readonly source: string
  readonly quote: number
}

const token = /\p{Script=Han}|[\p{L}\p{M}\d]+(?:['’.,-](?=[\p{L}\d])[\p{L}\p{M}\d]+)*/gu
const longest = 400

interface Token extends Span {
  readonly text: string
  readonly key: string
}

function tokensOf(text: string): Token[] {
  return [...foldWidth(text).matchAll(token)].slice(0, longest).map(({ 0: form, index }) => ({
    text: form,
    start: index,
    end: index + form.length,
    key: form.toLowerCase().replace(/['’]s$/, ''),
  }))
}

/** Tokens of the claim, and of the quote, between two that both have. */
interface Gap {
  readonly gone: readonly Token[]
  readonly instead: readonly Token[]
}

/**
 * Where a claim repeats its best quote almost word for word, what it replaced: the difference of the two
 * token rows by longest common subsequence. Quadratic in sentence length, which is bounded at 400 tokens.
 *
 * @returns the share of the claim's tokens that stand in the quote in the same order, and the replacements
 */
export function substitutionsIn({ claim, quotes, order }: Alignment): {
  readonly inOrder: number
  readonly replaced: readonly Substitution[]
  readonly gaps: readonly Gap[]
  /** What the claim has between words that follow each other in the quote, or before or behind it all. */
  readonly added: readonly Span[]
} {
  const quote = order[0]
  if (quote === undefined) return { inOrder: 0, replaced: [], gaps: [], added: [] }
  const a = tokensOf(claim.text)
  const b = tokensOf(quotes[quote]!.text)
  const kept = commonSubsequence(a, b)
  const replaced: Substitution[] = []
  const gaps: Gap[] = []
  const added: Span[] = []
  let [i, j] = [0, 0]
  for (const [nextA, nextB] of [...kept, [a.length, b.length] as const]) {
    const gone = a.slice(i, nextA)
    const instead = b.slice(j, nextB)
    const most = (tokens: readonly Token[]): number => (/\p{Script=Han}/u.test(tokens[0]?.text ?? '') ? 6 : 4)
    if (gone.length > 0 && instead.length > 0 && gone.length <= most(gone) && instead.length <= most(instead))
      replaced.push({ claim: written(gone), source: written(instead), quote })
    const inside = i > 0 && j > 0 && nextA < a.length && nextB < b.length
    if (gone.length > 0 && instead.length === 0) added.push({ start: gone[0]!.start, end: gone.at(-1)!.end })
    if (inside && gone.length + instead.length > 0) gaps.push({ gone, instead })
    ;[i, j] = [nextA + 1, nextB + 1]
  }
  return { inOrder: a.length === 0 ? 0 : kept.length / a.length, replaced, gaps, added }
}

/** The share of a text's tokens that stand in another in the same order, 0 to 1. */
export function inOrderShare(text: string, other: string): number {
  const tokens = tokensOf(text)
  return tokens.length === 0 ? 0 : commonSubsequence(tokens, tokensOf(other)).length / tokens.length
}

function written(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }) => text)
    .join(' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
}

function commonSubsequence(a: readonly Token[], b: readonly Token[]): (readonly [number, number])[] {
  const width = b.length + 1
  const table = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i]!.key === b[j]!.key
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]!.key === b[j]!.key) pairs.push([i++, j++])
    else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) i++
    else j++
  }
  return pairs
}

/** How much may be left out between two kept words before it is an omission and not a change. */
const shortGap = 6

/** A near-copy that leaves out or puts in a denial between words it keeps. */
export function checkDenials(alignment: Alignment): Finding[] {
  const { inOrder, gaps } = substitutionsIn(alignment)
  const quote = alignment.order[0]
  if (inOrder < nearCopy || quote === undefined) return []
  const { claim } = alignment
  const source = alignment.quotes[quote]!
  return gaps.flatMap(({ gone, instead }): Finding[] => {
    const [denied, denying] = [deniedIn(source.negations, instead), deniedIn(claim.negations, gone)]
    if (
      (denied === undefined) === (denying === undefined) ||
      Math.max(gone.length, instead.length) > shortGap
    )
      return []
    // "did not rise" for "fell" says the same in other words.
    const turned = [...claim.directions, ...source.directions].some(({ text }) =>
      written(denied ? gone : instead).includes(text),
    )
    if (turned) return []
    const text = denying?.cue ?? claim.text.slice(gone[0]?.start ?? 0, gone.at(-1)?.end ?? 0)
    return [
      {
        code: 'negation-differs',
        severity: 'contradicts',
        text: text === '' ? claim.text : text,
        ...(denied ? { instead: denied.cue } : {}),
        quote,
      },
    ]
  })
}

function deniedIn(negations: readonly Negation[], tokens: readonly Token[]): Negation | undefined {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first && last && negations.find(({ start, end }) => start >= first.start && end <= last.end)
}

/** Above this share of tokens in order a claim is a copy, and a replaced word is a change, not a paraphrase. */
export const nearCopy = 0.7

/** A near-copy with a content word exchanged for one that is no synonym does not say what the source says. */
export function checkSubstitutions(alignment: Alignment): Finding[] {
  const { inOrder, replaced } = substitutionsIn(alignment)
  if (inOrder < nearCopy) return []
  return replaced.flatMap(({ claim, source, quote }): Finding[] => {
    if (otherFigure(claim, source, alignment, quote))
      return [{ code: 'number-differs', severity: 'contradicts', text: claim, instead: source, quote }]
    if (harmless(claim, source, alignment)) return []
    return [
      {
        code: /^\p{Lu}/u.test(claim) && /^\p{Lu}/u.test(source) ? 'name-missing' : 'content-missing',
        severity: 'missing',
        text: claim,
        instead: source,
        quote,
      },
    ]
  })
}

/** Digits that stand where the source has other digits, and are not the same amount rounded. */
function otherFigure(claim: string, source: string, alignment: Alignment, quote: number): boolean {
  if (
    !/^[\d.,]+$/.test(claim) ||
    !/^[\d.,]+$/.test(source) ||
    claim.replaceAll(',', '') === source.replaceAll(',', '')
  )
    return false
  // Another quote may be where this one comes from.
  if (alignment.quotes.some(({ text }, index) => index !== quote && text.includes(claim))) return false
  const own = alignment.claim.quantities.filter(({ text }) => text.includes(claim))
  const theirs = alignment.quotes[quote]!.quantities.filter(({ text }) => text.includes(source))
  return !own.some((quantity) =>
    theirs.some((other) => ['equal', 'within'].includes(compareQuantities(quantity, other))),
  )
}

const empty =
  /^(?:the|a|an|its|it|he|she|they|their|his|her|this|that|these|those|in|on|at|of|to|for|by|with|from|and|or|was|were|is|are|be|been|has|have|had|which|who|as|also|s|的|了|在|于|和|与|及|为|是|对|由|被|将|其|该|已|共|有|个|中|以|从|并|则|而|至|到|也)$/i

/** Function words, figures (checked as figures), synonyms, derivations, and words the quotes have elsewhere. */
function harmless(claim: string, source: string, { claim: statement, quotes }: Alignment): boolean {
  const words = claim.split(' ').filter((word) => !empty.test(word))
  const others = source.split(' ').filter((word) => !empty.test(word))
  if (words.length === 0 || /^[\d.,\s%]+$/.test(claim)) return true
  const figures = [
    ...statement.quantities,
    ...statement.dates,
    ...statement.directions,
    ...statement.negations,
    ...statement.modalities,
    ...statement.quantifiers,
  ].map((figure) => ('text' in figure ? figure.text : figure.cue).toLowerCase())
  const everything = quotes.map(({ text }) => text.toLowerCase()).join('\n')
  return words.every(
    (word) =>
      figures.some((figure) => figure.includes(word.toLowerCase())) ||
      everything.includes(word.toLowerCase()) ||
      thesaurus.synonymous(word, source) ||
      others.some((other) => alike(word, other)) ||
      quotes.some(({ words: known }) =>
        known.some(({ term }) =>
          statement.words.some(
            (own) =>
              own.term === term &&
              statement.text.slice(own.start, own.end).toLowerCase() === word.toLowerCase(),
          ),
        ),
      ),
  )
}

function alike(a: string, b: string): boolean {
  const stemmed = (word: string): string => word.toLowerCase().replace(/(?:ing|ed|es|s)$/, '')
  return similarity(stemmed(a), stemmed(b)) > 0 || thesaurus.synonymous(a.toLowerCase(), b.toLowerCase())
}
