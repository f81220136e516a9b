import type { Alignment } from './alignment.ts'
import { similarity, thesaurus } from './alignment.ts'
import { foldWidth } from '#reading'
import type { Finding } from './findings.ts'

/** A few words of the claim that stand where the source has a few others, both neighbours being the same. */
export interface Substitution {
  readonly claim: string
  readonly source: string
  readonly quote: number
}

const token = /\p{Script=Han}|[\p{L}\p{M}\d]+(?:['’.,-](?=[\p{L}\d])[\p{L}\p{M}\d]+)*/gu
const longest = 400

interface Token {
  readonly text: string
  readonly key: string
}

function tokensOf(text: string): Token[] {
  return [...foldWidth(text).matchAll(token)]
    .slice(0, longest)
    .map(([form]) => ({ text: form, key: form.toLowerCase().replace(/['’]s$/, '') }))
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
  readonly added: readonly string[]
} {
  const quote = order[0]
  if (quote === undefined) return { inOrder: 0, replaced: [], added: [] }
  const a = tokensOf(claim.text)
  const b = tokensOf(quotes[quote]!.text)
  const kept = commonSubsequence(a, b)
  const replaced: Substitution[] = []
  const added: string[] = []
  let [i, j] = [0, 0]
  for (const [nextA, nextB] of [...kept, [a.length, b.length] as const]) {
    const gone = a.slice(i, nextA)
    const instead = b.slice(j, nextB)
    const most = (tokens: readonly Token[]): number => (/\p{Script=Han}/u.test(tokens[0]?.text ?? '') ? 6 : 4)
    if (gone.length > 0 && instead.length > 0 && gone.length <= most(gone) && instead.length <= most(instead))
      replaced.push({ claim: written(gone), source: written(instead), quote })
    else if (gone.length > 0) added.push(written(gone))
    ;[i, j] = [nextA + 1, nextB + 1]
  }
  return { inOrder: a.length === 0 ? 0 : kept.length / a.length, replaced, added }
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

/** Above this share of tokens in order a claim is a copy, and a replaced word is a change, not a paraphrase. */
const nearCopy = 0.7

/** A near-copy with a content word exchanged for one that is no synonym does not say what the source says. */
export function checkSubstitutions(alignment: Alignment): Finding[] {
  const { inOrder, replaced } = substitutionsIn(alignment)
  if (inOrder < nearCopy) return []
  return replaced.flatMap(({ claim, source, quote }): Finding[] => {
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
